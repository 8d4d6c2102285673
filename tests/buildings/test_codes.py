"""Codes through time: what they became, what they came from, on any day, for whoever asks."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from knox.models import AuthToken

from accounts.models import Role
from buildings.domain.lineage_drawing import drawing_of
from buildings.models import ActKind
from buildings.resolving import ever_at_point, lineages
from buildings.services import Ground, codes
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GROUND = Ground(actor="registrar", reason="演示变更")


def unit(number: int) -> str:
    return f"{BUILDING_CODE}{number:04d}"


def step(kind: str, old: list[int], new: list[int], *, days: int) -> None:
    """Let new numbers follow old ones ``days`` after the house was registered."""
    now = factories.NOW + DAY * days
    act = codes.act_record(ActKind(kind), GROUND, now=now)
    rooms = [("", f"{kind}{days}-{number}") for number in new]
    given = codes.unit_codes_reserve(factories.PARCEL_CODE, "0001", rooms, now=now, act=act)
    assert list(given.values()) == [unit(number) for number in new]
    codes.codes_confirm(given.values(), act=act, now=now)
    codes.codes_retire([unit(number) for number in old], act=act, now=now)
    codes.steps_record(
        [(unit(before), unit(after)) for before in old for after in new], kind, act=act, now=now
    )


@pytest.fixture
def history(db):
    """Rooms 1 and 2 are merged into 4 after a day, which is split into 5 and 6 after two."""
    factories.parcel()
    codes.unit_codes_reserve(
        factories.PARCEL_CODE,
        "0001",
        [("", "101"), ("", "102"), ("", "103")],
        now=factories.NOW,
        ground=GROUND,
    )
    step("merge", [1, 2], [4], days=1)
    step("split", [4], [5, 6], days=2)


@pytest.mark.parametrize(
    ("asked", "days", "standing"),
    [
        (1, 0, [1]),
        (1, 1, [4]),
        (1, 2, [5, 6]),
        (4, 0, [1, 2]),
        (4, 1, [4]),
        (4, 2, [5, 6]),
        (6, 0, [1, 2]),
        (6, 1, [4]),
        (6, 2, [6]),
        (3, 0, [3]),
        (3, 2, [3]),
        (1, -1, []),
    ],
)
def test_a_code_stands_for_what_it_was_and_became_on_each_day(history, asked, days, standing):
    lineage = lineages([unit(asked)])[unit(asked)]
    at = factories.NOW + DAY * days + timedelta(hours=1)
    assert lineage.standing(at) == tuple(unit(number) for number in standing)


def test_every_step_is_found_at_any_depth(history):
    lineage = lineages([unit(1)])[unit(1)]
    assert [(s.from_code, s.to_code) for s in lineage.forward] == [
        (unit(1), unit(4)),
        (unit(4), unit(5)),
        (unit(4), unit(6)),
    ]
    back = lineages([unit(5)])[unit(5)].back
    assert {(s.from_code, s.to_code) for s in back} == {
        (unit(1), unit(4)),
        (unit(2), unit(4)),
        (unit(4), unit(5)),
    }


def test_a_circle_made_by_mistake_ends(history):
    act = codes.act_record(ActKind.CORRECT, GROUND, now=factories.NOW)
    codes.steps_record([(unit(5), unit(1))], "correct", act=act, now=factories.NOW)
    lineage = lineages([unit(1)])[unit(1)]
    assert len(lineage.codes) == 5
    drawing = drawing_of(lineage)
    assert len(drawing.boxes) == 5


def test_many_codes_take_one_statement(history, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = lineages([unit(number) for number in range(1, 5000)])
    assert found[unit(1)].standing() == (unit(5), unit(6))
    assert not found[unit(4999)].is_known


def token_of(*roles, districts=("410811",)):
    account = factories.account("integrator", *roles, districts=districts)
    return {"Authorization": f"Token {AuthToken.objects.create(account)[1]}"}


def test_the_api_says_state_dates_versions_and_both_ways(client):
    factories.parcel()
    house()
    body = client.get(f"/api/v1/codes/{unit(1)}/", headers=token_of(Role.INTEGRATOR)).json()
    assert (body["level"], body["state"]) == ("unit", "confirmed")
    assert body["stands_for_it"] == [unit(1)]
    assert [row["area_m2"] for row in body["versions"]] == ["100.00"]
    assert body["forward"] == body["back"] == []


@pytest.mark.parametrize(
    ("code", "level"), [(factories.PARCEL_CODE, "parcel"), (BUILDING_CODE, "building")]
)
def test_parcels_and_buildings_resolve_too(client, code, level):
    factories.parcel()
    house()
    token = token_of(Role.INTEGRATOR)
    body = client.get(f"/api/v1/codes/{code}/", headers=token).json()
    assert (body["level"], body["state"], len(body["versions"])) == (level, "confirmed", 1)


def test_the_api_resolves_many_on_a_day(client, history):
    day = (factories.NOW + DAY).date().isoformat()
    answer = client.post(
        "/api/v1/codes/resolve/",
        {"codes": [unit(1), f" {unit(3)[:6]} {unit(3)[6:]}", unit(77)], "at": day},
        content_type="application/json",
        headers=token_of(Role.INTEGRATOR),
    )
    assert answer.json() == {
        "count": 3,
        "results": [
            {"asked": unit(1), "state": "retired", "stands_for_it": [unit(4)]},
            {"asked": unit(3), "state": "reserved", "stands_for_it": [unit(3)]},
            {"asked": unit(77), "state": "unknown", "stands_for_it": []},
        ],
    }


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/v1/codes/410811001002KB00007F00010001/", "position 13"),
        (f"/api/v1/codes/{BUILDING_CODE}/?at=yesterday", "2024-03-15"),
        ("/api/v1/codes/at-point/?lon=x&lat=35", "lon"),
        ("/api/v1/codes/at-point/?lon=113&lat=nan", "lat"),
    ],
)
def test_what_cannot_be_understood_is_said(client, address, said):
    answer = client.get(address, headers=token_of(Role.INTEGRATOR))
    assert answer.status_code == 400
    assert said in answer.json()["message"]["en"]


def test_more_codes_than_ten_thousand_are_refused(client):
    answer = client.post(
        "/api/v1/codes/resolve/",
        {"codes": [unit(1)] * 10_001},
        content_type="application/json",
        headers=token_of(Role.INTEGRATOR),
    )
    assert answer.status_code == 400


def test_another_district_is_answered_like_nothing(client, history):
    elsewhere = token_of(Role.INTEGRATOR, districts=("410802",))
    assert client.get(f"/api/v1/codes/{unit(1)}/", headers=elsewhere).status_code == 404
    body = client.post(
        "/api/v1/codes/resolve/",
        {"codes": [unit(1)]},
        content_type="application/json",
        headers=elsewhere,
    ).json()
    assert body["results"][0]["state"] == "unknown"


def test_all_that_lay_at_a_point(client):
    parcel = factories.parcel()
    house()
    centre = parcel.geom.point_on_surface.transform(4490, clone=True)
    reader = factories.account("reader", Role.REGISTRAR)
    found = ever_at_point(reader, east=centre.x, north=centre.y)
    assert [row["code"] for row in found] == [factories.PARCEL_CODE, BUILDING_CODE]
    address = f"/api/v1/codes/at-point/?lon={centre.x}&lat={centre.y}"
    answer = client.get(address, headers=token_of(Role.INTEGRATOR)).json()
    assert [row["level"] for row in answer] == ["parcel", "building"]


def test_the_command_says_it_too(history):
    out = StringIO()
    call_command("resolve", unit(1), "--at", "2100-01-01", stdout=out)
    first, *steps = out.getvalue().splitlines()
    assert first == f"{unit(1)}  retired  → {unit(5)}, {unit(6)}"
    assert len(steps) == 3
    with pytest.raises(CommandError, match="28"):
        call_command("resolve", "41081")


def test_the_page_draws_a_box_for_every_code_and_each_is_a_link(client, history):
    client.force_login(factories.account("registrar", Role.REGISTRAR))
    page = client.get(f"/register/codes/{unit(1)}/", headers={"accept-language": "en"})
    text = page.content.decode()
    for number in (1, 4, 5, 6):
        assert f'href="/register/codes/{unit(number)}/"' in text
    assert "演示变更" in text
    assert text.count('<g class="box') == 4
