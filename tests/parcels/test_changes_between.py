"""The register compared between two dates: what is new, gone, moved or said otherwise."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import Role
from parcels.changes import Act, Correction, boundary_adjust, parcel_split, parcels_correct
from parcels.changes_between import all_changes_between, between_asked_for, changes_between
from parcels.domain.moving import Move
from parcels.domain.publication import RegisterPoint
from parcels.selectors import content_of
from tests import factories

pytestmark = pytest.mark.django_db

NORTH, EAST = 3_898_650, 432_010
SEVEN = factories.PARCEL_CODE
EIGHT, NINE, TEN, ELEVEN = (f"410811001002GB{n:05d}" for n in (8, 9, 10, 11))
PAGE = reverse("parcels:changes")


def day(number: int):
    return factories.NOW + timedelta(days=number)


def dates(first: int, last: int, **more: str) -> dict[str, str]:
    return {"from": day(first).isoformat(), "to": day(last).isoformat(), **more}


def act(number: int) -> Act:
    return Act(by="registrar", now=day(number), source=factories.source("变更测量"))


def part(east: int, width: int):
    ring = factories.rectangle(NORTH, east, width=width)
    return replace(factories.content("", (ring,)), area_m2=Decimal(f"{20 * width}.00"))


@pytest.fixture
def registrar(client):
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


@pytest.fixture
def history(registrar):
    """Seven on day 0 is split on day 2 into nine and ten; eight's address is put right on day 3."""
    factories.parcel()
    eight = factories.parcel(EIGHT, (factories.rectangle(NORTH, EAST + 30),))
    parcel_split(SEVEN, [part(EAST, 10), part(EAST + 10, 20)], act(2))
    right = replace(content_of(eight), address="示例路2号")
    parcels_correct([Correction(eight.pk, right)], act(3))


def found(account, first: int, last: int, **more: str):
    asked = between_asked_for(dates(first, last, **more), now=day(9))
    return {row.code: row for row in changes_between(account, asked).rows}


def test_a_split_is_one_retired_and_two_new(registrar, history):
    rows = found(registrar, 1, 2)
    assert {code: row.kind for code, row in rows.items()} == {
        SEVEN: "retired",
        NINE: "new",
        TEN: "new",
    }
    assert rows[SEVEN].became == (NINE, TEN)
    assert rows[NINE].came_from == (SEVEN,)
    assert rows[SEVEN].area_before_m2 == Decimal("600.00")
    assert rows[NINE].area_after_m2 == Decimal("200.00")


def test_a_correction_is_a_change_of_what_was_said_and_none_of_what_was_so(registrar, history):
    (row,) = found(registrar, 2, 4).values()
    assert (row.code, row.kind) == (EIGHT, "attributes")
    assert row.differences["address"] == ["示例路1号", "示例路2号"]
    assert row.shift_m == 0
    assert found(registrar, 2, 4, basis="true") == {}


def test_a_moved_boundary_is_followed_to_its_new_code_and_measured(registrar):
    """The side between the two goes 0.30 m east: 6 m² of 20 m by 30 m change hands."""
    factories.parcel()
    factories.parcel(EIGHT, (factories.rectangle(NORTH, EAST + 30),))
    moves = [
        Move(
            Decimal(f"{north}.000"),
            Decimal("432040.000"),
            RegisterPoint("J", Decimal(f"{north}.000"), Decimal("432040.300")),
        )
        for north in (NORTH, NORTH - 20)
    ]
    boundary_adjust([SEVEN, EIGHT], moves, act(2))
    rows = found(registrar, 1, 3)
    assert {(row.code_before, row.code, row.kind) for row in rows.values()} == {
        (SEVEN, NINE, "boundary"),
        (EIGHT, TEN, "boundary"),
    }
    assert {row.shift_m for row in rows.values()} == {Decimal("0.300")}
    assert rows[NINE].differences["area_m2"] == ["600.00", "606.00"]


def test_between_two_days_without_an_act_there_is_nothing(registrar, history):
    assert found(registrar, 4, 8) == {}


def test_before_the_register_everything_is_new(registrar, history):
    rows = found(registrar, -9, 9)
    assert {code: row.kind for code, row in rows.items()} == {
        EIGHT: "new",
        NINE: "new",
        TEN: "new",
    }


def test_pages_make_up_the_whole(registrar, history):
    asked = between_asked_for(dates(-9, 9), now=day(9))
    first = changes_between(registrar, asked, most=2)
    assert [row.code for row in first.rows] == [EIGHT, NINE]
    second = changes_between(registrar, replace(asked, after=first.after), most=2)
    assert [row.code for row in second.rows] == [TEN]
    assert first.counts == second.counts == {"new": 3, "retired": 0, "boundary": 0, "attributes": 0}
    assert [row.code for row in all_changes_between(registrar, asked)] == [EIGHT, NINE, TEN]


def test_only_the_asked_kind_and_area(registrar, history):
    assert set(found(registrar, 1, 2, kind="retired")) == {SEVEN}
    assert set(found(registrar, 1, 2, area="410811001002")) == {SEVEN, NINE, TEN}
    assert found(registrar, 1, 2, area="410811001003") == {}


def test_another_district_sees_nothing(history):
    stranger = factories.account("stranger", Role.REGISTRAR, districts=("410802",))
    assert found(stranger, -9, 9) == {}


def test_the_page_shows_counts_rows_and_links(client, registrar, history):
    answer = client.get(PAGE, dates(1, 2))
    said = answer.content.decode()
    assert answer.status_code == 200
    for code in (SEVEN, NINE, TEN):
        assert f'data-feature-key="{code}"' in said
    assert client.get(PAGE, dates(4, 8)).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [{"from": "gestern"}, {"from": "2026-11-05", "to": "2026-11-01"}, {"kind": "x"}, {"area": "1"}],
)
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_what_cannot_be_asked_is_a_400_in_both_languages(client, registrar, asked, language):
    answer = client.get(PAGE, asked, headers={"accept-language": language})
    assert answer.status_code == 400
    program = client.get(reverse("api-parcel-differences"), asked)
    assert program.status_code == 400
    assert set(program.json()["message"]) == {"zh", "en"}


def test_programs_get_the_same(client, history):
    account = factories.account("program", Role.INTEGRATOR)
    token = {"Authorization": f"Token {AuthToken.objects.create(account)[1]}"}
    answer = client.get(reverse("api-parcel-differences"), dates(1, 2), headers=token)
    body = answer.json()
    assert body["counts"]["new"] == 2
    assert [row["code"] for row in body["results"]] == [SEVEN, NINE, TEN]
    assert body["results"][0]["area_before_m2"] == "600.00"
    assert json.loads(json.dumps(body["results"][1]["shape_after"]))["type"] == "MultiPolygon"


def test_the_table_as_csv(client, registrar, history):
    answer = client.get(reverse("parcels:changes_export"), dates(1, 2, file="csv"))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["code"], row["kind"]) for row in rows] == [
        (SEVEN, "retired"),
        (NINE, "new"),
        (TEN, "new"),
    ]
