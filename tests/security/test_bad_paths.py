"""Addresses and questions that no page ever makes: an answer of 4xx, never a fault."""

from itertools import chain

import pytest
from django.core.cache import cache
from django.db import transaction

from accounts.models import Account
from parcels.models import Parcel
from registration.models import Case
from surveys.models import SurveyProject, SurveyResult
from tests.security.routes import Route, every_route
from tests.security.world import ANONYMOUS, World

pytestmark = pytest.mark.django_db

ROUTES = [route for route in every_route() if not route.is_admin]
WORDS = {  # as they stand in an address, percent-encoded
    "nul": "%00",
    "nul inside": "410811001002GB00007%00",
    "upwards": "..%2f..%2f..%2fetc%2fpasswd",
    "upwards, plain": "../../../etc/passwd",
    "backslashes": "..%5c..%5cetc",
    "not UTF-8": "%ff%fe%c3",
    "half a sign": "%e4%b8",
    "a surrogate": "%ed%a0%80",
    "overlong": "G" * 5000,
    "full width": "%EF%BC%94%EF%BC%91%EF%BC%90%EF%BC%98%EF%BC%91%EF%BC%91",
    "sql": "'%20or%201=1--%20",
    "a new line": "x%0d%0aSet-Cookie:%20a=b",
    "markup": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "a format": "%25s%25(x)s%7B0%7D",
    "blank": "%20",
    "a code of another length": "410811001002GB00007F0001",
}
NUMBERS = ("0", "9" * 30, "00000000000000000000000001", "99999999999")
EVERYWHERE = ("410811\x00", "-1", "9" * 40, "nan", '{"driver":"VRT"}')
"""What every page is asked; the lists, whose questions mean something, are asked all."""
QUESTIONS = (
    *EVERYWHERE,
    "../../etc/passwd",
    "x" * 5000,
    "'; drop table parcels_parcel; --",
    "%s%(x)s{0}",
    "1e999",
    "/vsicurl/http://example.invalid/x",
    "🏠" * 300,
)
KEYS = [
    *("q", "page", "bbox", "after", "layer", "stage", "limit", "offset", "code", "status", "next"),
    *("format", "parcel", "srid", "project", "result", "kind", "severity", "finding", "number"),
    *("cursor", "ordering", "zoom", "tab", "outcome", "district", "opened", "from", "to"),
]


def addresses_of(route: Route, world: World) -> list[str]:
    """Return an address for each bad value of each argument, the others being good."""
    made = []
    for name, kind in route.arguments.items():
        bad = NUMBERS if kind == "int" else (*WORDS.values(), *NUMBERS)
        made += [route.address({**world.arguments, name: value}) for value in bad]
    return made


def broken(client, addresses, **query: str) -> list[str]:
    found = []
    for address in addresses:
        cache.clear()
        answer = client.get(address, query)
        body = answer.getvalue()
        if answer.status_code >= 500 or b"Traceback (most recent" in body:
            found.append(f"{address[:150]} {answer.status_code}")
        if "a" in answer.cookies:
            found.append(f"{address[:150]} sets a cookie")
        if b"<script>alert(1)</script>" in body:
            found.append(f"{address[:150]} echoes markup")
    return found


def open_to(world: World, who: str) -> list[Route]:
    """Return the addresses that ``who`` may ask, so that the answer is the view's."""
    asked = [world.ask(who, route, "get") for route in ROUTES]
    return [answer.route for answer in asked if answer.let_in and answer.status != 405]


@pytest.mark.parametrize("who", [ANONYMOUS, "registrar"])
def test_no_bad_argument_breaks_an_address(world, who):
    mine = [route for route in open_to(world, who) if route.arguments]
    if who != ANONYMOUS:  # the public's were asked already
        mine = [route for route in mine if route.name not in {"disclosure:object", "api-public"}]
    assert mine
    client = world.client(who)
    assert broken(client, chain.from_iterable(addresses_of(r, world) for r in mine)) == []


@pytest.mark.parametrize("who", [ANONYMOUS, "registrar"])
def test_no_bad_question_breaks_an_address(world, who):
    client = world.client(who)
    mine = [route.address(world.arguments) for route in open_to(world, who)]
    slow = ("/tiles/", "/schema/", "/docs/", "/report.pdf")
    mine = [address for address in mine if not any(part in address for part in slow)]
    found = broken(client, [f"{a}?q=%ed%a0%80&page=%ff&bbox=%e4%b8" for a in mine])
    for question in EVERYWHERE:
        found += broken(client, mine, **dict.fromkeys(KEYS, question))
    assert found == []


@pytest.mark.parametrize("key", ["bbox", "limit", "offset", "after", "q", "page"])
def test_no_single_bad_question_breaks_a_list(world, key):
    """Each alone: together, the first that is refused hides the others."""
    good = {"bbox": world.bbox, "layer": "surface"}
    lists = ["/register/parcels.json", "/register/buildings.json", "/api/v1/parcels/"]
    lists += ["/register/search/", "/cases/", "/surveys/", "/search/", "/public/"]
    client = world.client("registrar")
    found = []
    for question in QUESTIONS:
        found += broken(client, lists, **{**good, key: question})
    assert found == []


@pytest.mark.parametrize("word", WORDS)
def test_a_bad_argument_is_refused_not_obeyed(world, word):
    """No file of the machine comes back, and nothing is found."""
    client = world.client("registrar")
    for name in ("parcels:detail", "buildings:unit", "registration:holders", "demo:file"):
        route = next(route for route in ROUTES if route.name == name)
        value = WORDS[word]
        arguments = dict.fromkeys(world.arguments, value)
        answer = client.get(route.address(arguments))
        assert 400 <= answer.status_code < 500
        assert b"root:" not in answer.getvalue()


def test_a_host_the_office_has_not_named_is_refused(world):
    client = world.client(ANONYMOUS)
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("who", ["registrar", "reviewer"])
def test_no_bad_text_in_a_form_breaks_an_address(world, who):
    client = world.client(who)
    names = ("code", "number", "name", "address", "parcel_code", "reason", "kind", "confirmed")
    found = []
    for text in ("\x00", "理由\x00", "x" * 70_000, "9" * 40, "🏠"):
        form = dict.fromkeys([*names, "issued_on", "area_m2", "surveyed_on", "next"], text)
        for route in ROUTES:
            cache.clear()
            with transaction.atomic():
                answer = client.post(route.address(world.arguments), form)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                found.append(f"{route.name} {text[:5]!r} {answer.status_code}")
            if "logout" in route.name:
                client = world.client(who)
    assert found == []


def what_there_is() -> list[object]:
    """Return what must not change by an unusual method."""
    return [
        [model.objects.count() for model in (SurveyProject, SurveyResult, Case, Parcel, Account)],
        sorted(SurveyResult.objects.values_list("pk", "status")),
        sorted(Case.objects.values_list("pk", "status")),
    ]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "head"])
def test_other_methods_change_nothing_and_break_nothing(world, method):
    client = world.client("registrar")
    before = what_there_is()
    for route in ROUTES:
        answer = getattr(client, method)(route.address(world.arguments))
        assert answer.status_code < 500, (method, route.name)
        for close in answer._resource_closers:  # as a server does
            close()
        answer._resource_closers.clear()
    assert what_there_is() == before


def test_ten_thousand_fields_and_a_huge_body_are_refused(world):
    client = world.client("registrar")
    assert client.post("/cases/new/", {f"f{n}": "x" for n in range(1500)}).status_code == 400
    big = b"code=" + b"x" * (6 * 1024 * 1024)
    form = "application/x-www-form-urlencoded"
    assert client.post("/cases/new/", big, content_type=form).status_code in (400, 413)


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 100_000, b'{"a":' * 10_000, b"\xff\xfe", b"null", b'"x"', b"NaN"]
)
def test_json_that_is_none_is_refused_by_the_api(world, body):
    client = world.client("surveyor")
    answer = client.post("/api/v1/survey-results/", body, content_type="application/json")
    assert answer.status_code in (400, 415)
