"""Every address, asked by everybody.

Never a fault of ours; open only to whom it is for; a holder in no byte; nothing from elsewhere.
"""

import base64
import re
from urllib.parse import quote

import pytest

from accounts.models import Account
from tests.architecture.sources import named, text_of, tracked
from tests.security.canaries import found_in, spellings
from tests.security.pages import faults_of, foreign_in_css
from tests.security.routes import every_route
from tests.security.world import ANONYMOUS, EVERYBODY, HOLDER_NAMES, INSIDERS, World

pytestmark = pytest.mark.django_db

ROUTES = every_route()
TOKENS = r"nonce-?=?\"?[\w-]+|csrfmiddlewaretoken\" value=\"\w+|X-CSRFToken[^}]*"
"""What differs from answer to answer by design."""

PUBLIC = {
    "portal:home",
    "portal:search",
    "portal:integrators",
    "accounts:login",
    "accounts:logout",
    "disclosure:search",
    "disclosure:object",
    "disclosure:surveyed",
    "disclosure:reuse_rules",
    "disclosure:verification",
    "disclosure:verified",
    "demo:files",
    "demo:file",
    "set_language",
    "schema",
    "api-docs",
    "api-public",
    "admin:login",
    "admin:logout",
    "admin:jsi18n",
}
"""What nobody needs an account for. Everything else sends a stranger to sign in."""

ALL = frozenset(INSIDERS)
OFFICE = frozenset({"surveyor", "reviewer", "registrar"})
READERS = frozenset({"integrator", "reviewer", "registrar"})
REGISTRAR, REVIEWER = frozenset({"registrar"}), frozenset({"reviewer"})
DELIVERS = frozenset({"surveyor", "registrar"})
OPEN_TO = {
    "portal:token_new": frozenset({"surveyor", "integrator"}),
    "portal:token_gone": frozenset({"surveyor", "integrator"}),
    "accounts:profile": ALL,
    "accounts:password": ALL,
    "surveys:project_list": OFFICE,
    "surveys:project_new": DELIVERS,
    "surveys:review_queue": REVIEWER,
    "surveys:project": OFFICE,
    "surveys:document_new": frozenset({"reviewer", "registrar"}),
    "surveys:deliver": DELIVERS,
    "surveys:result": OFFICE,
    "surveys:result_progress": OFFICE,
    "surveys:read_again": DELIVERS,
    "surveys:result_layer": OFFICE,
    "surveys:result_found": OFFICE,
    "surveys:findings_layer": OFFICE,
    "surveys:result_report": OFFICE,
    "surveys:report_html": OFFICE,
    "surveys:report_pdf": OFFICE,
    "surveys:converted": OFFICE,
    "surveys:file": OFFICE,
    "surveys:file_line": OFFICE,
    "surveys:finding_waive": REVIEWER,
    "surveys:waivers_json": OFFICE,
    "surveys:submit": DELIVERS,
    "surveys:accept": REVIEWER,
    "surveys:return": REVIEWER,
    "registration:case_list": REGISTRAR,
    "registration:case_new": REGISTRAR,
    "registration:restrictions": OFFICE | {"integrator"},
    "registration:holders": REGISTRAR,
    "registration:case": REGISTRAR,
    "registration:outcome": REGISTRAR,
    "registration:decision_json": REGISTRAR,
    "registration:compared": REGISTRAR,
    "registration:sheet": REGISTRAR,
    "registration:statistics": frozenset({"reviewer", "registrar"}),
    "registration:sheet_json": REGISTRAR,
    "registration:data_quality": REGISTRAR,
    "registration:adopt": REGISTRAR,
    "registration:close": REGISTRAR,
    "registration:case_export": REGISTRAR,
    "registration:register_file": READERS,
    "registration:register_formats": READERS,
    "registration:view_keep": REGISTRAR,
    "registration:view_drop": REGISTRAR,
    "registration:calendar": REGISTRAR,
    "registration:limits": REGISTRAR,
    "registration:move": REGISTRAR,
    "registration:materials": REGISTRAR,
    "registration:material_receive": REGISTRAR,
    "registration:extract": REGISTRAR,
    "registration:assign": REGISTRAR,
    "registration:supplement_order": REGISTRAR,
    "registration:parcel_acts": REGISTRAR,
    "registration:parcel_act": REGISTRAR,
    "registration:parcel_act_withdraw": REGISTRAR,
    "registration:building_acts": REGISTRAR,
    "registration:building_act": REGISTRAR,
    "registration:unit_acts": REGISTRAR,
    "registration:unit_act": REGISTRAR,
    "registration:parcel_change": REGISTRAR,
    "registration:parcel_change_register": REGISTRAR,
    "registration:parcel_change_withdraw": REGISTRAR,
    "registration:units_confirm": REGISTRAR,
    "registration:dispute_enter": REGISTRAR,
    "registration:dispute_end": REGISTRAR,
    "api-cases": REGISTRAR,
    "api-case": REGISTRAR,
    "api-case-moves": REGISTRAR,
    "api-case-disputes": REGISTRAR,
    "api-case-dispute-end": REGISTRAR,
    "api-case-unit-lists": REGISTRAR,
    "parcels:map": OFFICE | {"integrator"},
    "parcels:features": OFFICE | {"integrator"},
    "parcels:search": OFFICE | {"integrator"},
    "parcels:detail": OFFICE | {"integrator"},
    "parcels:parcel": OFFICE | {"integrator"},
    "parcels:card": OFFICE | {"integrator"},
    "parcels:changes": OFFICE | {"integrator"},
    "parcels:changes_export": OFFICE | {"integrator"},
    "parcels:export": OFFICE | {"integrator"},
    "buildings:features": OFFICE | {"integrator"},
    "buildings:of_parcel": OFFICE | {"integrator"},
    "buildings:building": OFFICE | {"integrator"},
    "buildings:card": OFFICE | {"integrator"},
    "buildings:units_export": OFFICE | {"integrator"},
    "buildings:unit": OFFICE | {"integrator"},
    "buildings:unit_aside": OFFICE | {"integrator"},
    "buildings:code": OFFICE | {"integrator"},
    "tiles:imagery": ALL,
    "api-parcels": READERS,
    "api-parcel": READERS,
    "api-parcel-differences": READERS,
    "api-export-parcels": READERS,
    "api-export-changes": READERS,
    "api-export-register": READERS,
    "api-parcel-changes": REGISTRAR,
    "api-parcel-changes-prepared": REGISTRAR,
    "api-parcel-change-register": REGISTRAR,
    "api-parcel-change-withdraw": REGISTRAR,
    "api-unit": READERS,
    "api-unit-history": READERS,
    "api-parcel-history": READERS,
    "api-parcel-units": READERS,
    "api-building": READERS,
    "api-building-changes": REGISTRAR,
    "api-building-units": READERS,
    "api-code": READERS,
    "api-codes-resolve": READERS,
    "api-codes-at-point": READERS,
    "api-survey-results": DELIVERS,
    "api-survey-result": OFFICE,
    "api-result-comparison": OFFICE,
    "api-unit-comparison": OFFICE,
    "api-result-report": OFFICE,
    "api-result-report-html": OFFICE,
    "api-result-report-pdf": OFFICE,
    "api-result-converted": OFFICE,
    "api-result-waivers": OFFICE,
    "api-uploads": DELIVERS,
    "api-upload": DELIVERS,
    "api-upload-finish": DELIVERS,
    "api-field-mappings": DELIVERS,
    "surveys:mapping": DELIVERS,
    "surveys:mapping_json": DELIVERS,
    "api-checks": OFFICE,
    "api-report-schema": OFFICE,
    "api-supplements": frozenset({"reviewer", "registrar"}),
}
"""Who gets past the door of each address; a new address fails a test until it is here."""


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_address_breaks_for_anybody(world, who):
    broken = [
        str(answer)
        for answer in world.walk(who)
        if answer.status >= 500 or b"Traceback (most recent" in answer.body
    ]
    assert broken == []


def test_every_address_says_who_may_come_in():
    named = {route.name for route in ROUTES if not route.is_admin}
    public = {name for name in PUBLIC if not name.startswith("admin:")}
    assert named - public - set(OPEN_TO) == set(), "say in OPEN_TO who may come in"
    assert (public | set(OPEN_TO)) - named == set(), "these addresses are gone"


def came_in(world: World, who: str) -> set[str]:
    """Return the addresses whose door opened; a method that is not offered is no door."""
    return {a.route.name for a in world.walk(who) if a.let_in and a.status != 405}


def test_a_stranger_gets_only_the_public_pages(world):
    reached = {
        answer.route.name
        for answer in world.walk(ANONYMOUS)
        if answer.let_in and answer.status not in (404, 405)
    }
    assert reached - PUBLIC == set()
    assert {"portal:home", "disclosure:object", "schema", "accounts:login"} <= reached


@pytest.mark.parametrize("who", INSIDERS)
def test_everybody_gets_exactly_what_is_for_them(world, who):
    """The administrator of accounts sees no survey, case or register for it."""
    meant = {name for name, roles in OPEN_TO.items() if who in roles}
    assert came_in(world, who) & set(OPEN_TO) == meant


@pytest.mark.parametrize("who", [ANONYMOUS, "registrar"])
def test_the_administration_is_for_administrators(world, who):
    inside = {
        answer.route.name
        for answer in world.walk(who)
        if answer.route.is_admin and answer.status == 200
    }
    assert inside - {"admin:login", "admin:logout", "admin:jsi18n"} == set()


def test_who_has_left_comes_in_nowhere(world):
    account = world.accounts["registrar"]
    client = world.client("registrar")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    answer = client.get("/cases/")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")
    token = {"authorization": f"Token {world.tokens['registrar']}"}
    address = f"/api/v1/parcels/{world.arguments['parcel_code']}/"
    assert world.client(ANONYMOUS).get(address, headers=token).status_code == 401


# Holders: in no byte for anybody but registrars.


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "registrar"])
def test_no_holder_is_in_any_answer(world, who):
    names = world.canaries()
    leaks = [
        f"{answer}: {leak}"
        for answer in world.walk(who)
        for leak in found_in(answer.body + repr(answer.headers).encode(), names)
    ]
    assert leaks == []


@pytest.mark.parametrize("who", [ANONYMOUS, "integrator"])
def test_no_holder_is_in_an_answer_to_a_program(world, who):
    """The same by token, and with everything a list can be asked for."""
    leaks = []
    headers = {"authorization": f"Token {world.tokens[who]}"} if who in world.tokens else {}
    client = world.client(ANONYMOUS)
    for route in ROUTES:
        if not route.pattern.startswith("api/"):
            continue
        query = {"bbox": world.bbox, "format": "json", "limit": "1000", "fields": "holders,name"}
        answer = client.get(route.address(world.arguments), query, headers=headers)
        leaks += [f"{route.name}: {leak}" for leak in found_in(answer.getvalue(), world.canaries())]
    assert leaks == []


def test_registrars_are_shown_the_holders(world):
    """The search above can find: the page that is for holders has them."""
    pages = {
        code: world.client("registrar").get(f"/cases/holders/{code}/").content
        for code in (world.arguments["parcel_code"], world.arguments["unit_code"])
    }
    for page, name in zip(pages.values(), HOLDER_NAMES, strict=True):
        assert found_in(page, [name]) == [f"{name} (UTF-8)"]


@pytest.mark.parametrize("way", spellings("张示例"))
def test_the_search_finds_a_name_however_it_is_written(way):
    name = HOLDER_NAMES[0]
    written = spellings(name)[way]
    assert len(written) >= 12
    assert any(f"({way}" in found for found in found_in(b"<p>x" + written + b"y</p>", [name]))
    for before in (b"", b"a", b"ab"):
        whole = base64.b64encode(before + name.encode() + b"and more")
        assert found_in(whole, [name])


@pytest.mark.parametrize("address", ["/public/", "/search/", "/register/search/", "/surveys/"])
@pytest.mark.parametrize("who", [ANONYMOUS, "integrator", "surveyor"])
def test_asking_for_a_holder_finds_what_asking_for_nonsense_finds(world, who, address):
    def asked(question: str) -> tuple[int, list[str]]:
        answer = world.client(who).get(address, {"q": question})
        text = answer.content.decode().replace(question, "").replace(quote(question), "")
        return answer.status_code, re.sub(TOKENS, "", text).splitlines()

    assert asked(HOLDER_NAMES[0]) == asked("完全不存在的话")


# Pages: nothing from elsewhere, no script of a stranger.


@pytest.mark.parametrize("who", [ANONYMOUS, *INSIDERS])
def test_every_page_loads_from_this_server_only(world, who):
    faults = {
        str(answer): found
        for answer in world.walk(who)
        if answer.is_page
        for found in [
            faults_of(answer.body.decode(), answer.headers.get("Content-Security-Policy", ""))
        ]
        if found
    }
    assert faults == {}


@pytest.mark.parametrize("who", [ANONYMOUS, *INSIDERS])
def test_every_answer_carries_the_policy(world, who):
    for answer in world.walk(who):
        policy = answer.headers.get("Content-Security-Policy", "")
        scripts = re.search(r"script-src ([^;]*)", policy)
        assert scripts, f"{answer} has no policy"
        assert "unsafe" not in scripts[1]
        assert "default-src 'self'" in policy
        assert "*" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<script nonce="other">alert(1)</script>',
        '<a href="javascript:alert(1)">x</a>',
        '<p onclick="x()">x</p>',
        '<img src="//cdn.example/x.png">',
        '<link rel="stylesheet" href="https://fonts.example/x.css">',
        '<p style="background:url(https://cdn.example/x.png)">x</p>',
    ],
)
def test_the_look_at_pages_sees_what_may_not_be(html):
    assert faults_of(html, "script-src 'self' 'nonce-good'")


def test_what_a_page_may_hold():
    html = (
        '<script nonce="good">1</script><script type="application/json">{}</script>'
        '<a href="/x">x</a><a href="http://testserver/y">y</a><img src="data:image/png;base64,x">'
    )
    assert faults_of(html, "script-src 'self' 'nonce-good'") == []


def test_our_styles_and_scripts_load_from_this_server_only():
    foreign = [
        f"{named(path)}: {address}"
        for path in tracked()
        if path.suffix in {".css", ".js"}
        for address in [
            *foreign_in_css(text_of(path)),
            *re.findall(r"(?:fetch|import|open)\(\s*['\"`](https?:[^'\"`]+)", text_of(path)),
        ]
    ]
    assert foreign == []
