"""Changes of buildings and units asked for in JSON: over the API and from the command line."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from knox.models import AuthToken

from accounts.models import Role
from buildings.models import Building, CodeAct, Unit, UnitCode
from cadastre.models import AuditEntry
from parcels.domain.requests import MOST_POINTS
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house
from tests.parcels.test_invariants import found

pytestmark = pytest.mark.django_db

CHANGES = "/api/v1/buildings/changes/"
SOURCE = {"title": "房产变更测绘", "stage": "change", "surveyed_on": "2026-11-01"}


def code(number: int) -> str:
    return f"{BUILDING_CODE}{number:04d}"


def room(name: str, built: str, share: str, *, storey: int = 1) -> dict:
    return {
        "section": "1",
        "storey_number": storey,
        "room": name,
        "built_m2": built,
        "land_share_m2": share,
    }


def split(**more) -> dict:
    return {
        "kind": "unit_split",
        "unit": code(1),
        "source": SOURCE,
        "reason": "分户",
        "units": [room("101A", "60.00", "18.00"), room("101B", "40.00", "12.00")],
    } | more


RING = [
    {"label": f"J{n}", "northing_m": f"{north}.000", "easting_m": f"{east}.000"}
    for n, (north, east) in enumerate(
        [(3_898_645, 432_015), (3_898_645, 432_030), (3_898_635, 432_030), (3_898_635, 432_015)], 1
    )
]
REBUILT = {
    "kind": "building_rebuild",
    "building": BUILDING_CODE,
    "source": SOURCE,
    "content": {
        "rings": [RING],
        "footprint_area_m2": "150.00",
        "floor_area_m2": "150.00",
        "area_standard": "GB/T 17986.1-2000",
        "storeys_above": 1,
        "units": [room("101", "150.00", "60.00")],
    },
}
LISTED = [
    {"section": "1", "storey_number": 1, "room": name, "built_m2": "100.00"}
    for name in ("101", "102")
]
JOINED = [{"section": "1", "storey_number": 1, "room": "101", "built_m2": "200.00"}]
DONE = {
    "unit_split": (split(), {"retired": [code(1)], "issued": [code(3), code(4)]}),
    "units_merge": (
        {
            "kind": "units_merge",
            "units_before": [code(1), code(2)],
            "source": SOURCE,
            "whole": room("101", "200.00", "60.00"),
        },
        {"retired": [code(1), code(2)], "issued": [code(3)]},
    ),
    "unit_correct": (
        {
            "kind": "unit_correct",
            "unit": code(1),
            "source": SOURCE,
            "figures": {"use": "商业服务", "land_share_m2": "31.50"},
        },
        {"kept": [code(1)]},
    ),
    "unit_code_correct": (
        {"kind": "unit_code_correct", "unit": code(1), "reason": "错号"},
        {"retired": [code(1)], "issued": [code(3)]},
    ),
    "unit_retire": (
        {"kind": "unit_retire", "unit": code(2), "reason": "灭失"},
        {"retired": [code(2)]},
    ),
    "storey_add": (
        {
            "kind": "storey_add",
            "building": BUILDING_CODE,
            "source": SOURCE,
            "storey": {"number": 2, "label": "2层", "floor_area_m2": "300.00"},
            "units": [room("201", "100.00", "30.00", storey=2)],
        },
        {"kept": [BUILDING_CODE], "issued": [code(3)]},
    ),
    "building_mark": (
        {
            "kind": "building_mark",
            "building": BUILDING_CODE,
            "outside_parcel": "跨红线，已批准",
            "document_number": "示例3号",
        },
        {"kept": [BUILDING_CODE]},
    ),
    "building_rebuild": (REBUILT, {"retired": [code(1), code(2)], "issued": [code(3)]}),
    "building_retire": (
        {
            "kind": "building_retire",
            "building": BUILDING_CODE,
            "document_number": "示例2号",
        },
        {"retired": [code(1), code(2), BUILDING_CODE]},
    ),
}


@pytest.fixture
def registrar():
    return factories.account("registrar", Role.REGISTRAR)


@pytest.fixture
def post(client, registrar):
    """Return a function that posts JSON as the registrar, with a request key if one is given."""
    factories.parcel()
    house()
    _, token = AuthToken.objects.create(registrar)

    def send(body, *, key: str = ""):
        headers = {"Authorization": f"Token {token}"} | ({"Idempotency-Key": key} if key else {})
        return client.post(
            CHANGES, json.dumps(body), content_type="application/json", headers=headers
        )

    return send


@pytest.mark.parametrize(("body", "done"), DONE.values(), ids=DONE)
def test_each_change_over_the_api(post, body, done):
    answer = post(body)
    assert answer.status_code == 201, answer.json()
    assert answer.json() == {"kind": body["kind"]} | done
    assert AuditEntry.objects.get(action=f"building.{body['kind']}").actor == "registrar"
    assert found() <= {"entries_not_sealed"}


def test_a_presale_list_is_settled_by_the_completion_list(post):
    """Both flats were numbered before; in the completion list they are one."""
    Unit.objects.current().close(now=factories.NOW.replace(day=3))
    body = {
        "kind": "unit_list_complete",
        "building": BUILDING_CODE,
        "reason": "竣工",
        "presale": LISTED,
        "completion": JOINED,
    }
    answer = post(body)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["retired"] == [code(1), code(2)]
    assert answer.json()["given"] == [code(3)]


def test_figures_are_kept_digit_for_digit(post):
    post(DONE["unit_correct"][0])
    unit = Unit.objects.current().get(unit_code=code(1))
    assert (unit.land_share_m2, unit.use) == (Decimal("31.50"), "商业服务")
    assert unit.area_source.title == SOURCE["title"]


def test_one_request_key_does_it_once(post):
    first, second = post(split(), key="k-1"), post(split(), key="k-1")
    assert first.json() == second.json()
    assert CodeAct.objects.filter(kind="split").count() == 1
    assert post(split(reason="另一事"), key="k-1").status_code == 422


def test_areas_that_do_not_balance_are_refused_in_both_languages(post):
    body = split(units=[room("101A", "60.00", "18.00"), room("101B", "39.00", "12.00")])
    answer = post(body)
    assert answer.status_code == 409
    assert "-1.00 m²" in json.dumps(answer.json(), ensure_ascii=False)
    assert UnitCode.objects.get(code=code(1)).retired_at is None


WRONG = {
    "no kind": ({}, "kind"),
    "other kind": ({"kind": "grow"}, "kind"),
    "no ground": ({"kind": "unit_retire", "unit": code(1)}, "document_number"),
    "no source": (split(source=None), "source"),
    "a code of another form": (split(unit="41081100100"), ""),
    "a float": (split(units=[room("1", 60.5, "1")] * 2), "units[0].built_m2"),
    "three decimals": (split(units=[room("1", "60.005", "1")] * 2), "units[0].built_m2"),
    "not a number": (split(units=[room("1", "NaN", "1")] * 2), "units[0].built_m2"),
    "a code stated": (split(units=[{"unit_code": code(9)}] * 2), "units[0].unit_code"),
    "storey zero": (split(units=[room("1", "1", "1", storey=0)] * 2), "storey_number"),
    "no list": (split(units=None), "units"),
    "one unit merged": (DONE["units_merge"][0] | {"units_before": [code(1)]}, "units_before"),
    "a field not to be corrected": (DONE["unit_correct"][0] | {"figures": {"room": "9"}}, "room"),
    "a kind that is none": (DONE["unit_correct"][0] | {"figures": {"kind": "hut"}}, "kind"),
    "no boundary": (REBUILT | {"content": {"floor_area_m2": "1"}}, "content"),
    "a day that is none": (
        REBUILT | {"content": REBUILT["content"] | {"completed_on": "2026-02-30"}},
        "completed_on",
    ),
}


@pytest.mark.parametrize(("body", "names"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_is_named(post, body, names):
    answer = post(body)
    said = json.dumps(answer.json(), ensure_ascii=False)
    assert answer.status_code == 400, said
    assert names in said
    assert CodeAct.objects.filter(kind="split").count() == 0


def test_a_building_elsewhere_is_not_changed(post, registrar):
    registrar.districts = ["120101"]
    registrar.save()
    assert post(split()).status_code == 403
    assert Building.objects.current().count() == 1


def test_too_many_units_are_refused(post):
    answer = post(split(units=[{}] * (MOST_POINTS + 1)))
    assert answer.status_code in (400, 413)


def test_from_the_command_line(post, tmp_path):
    file = tmp_path / "change.json"
    file.write_text(json.dumps(split()), encoding="utf-8")
    out = StringIO()
    call_command("building", "change", str(file), "--as", "registrar", "--key", "c-1", stdout=out)
    assert json.loads(out.getvalue())["issued"] == [code(3), code(4)]
    file.write_text(json.dumps(split(unit=code(9))), encoding="utf-8")
    with pytest.raises(CommandError, match="0009"):
        call_command("building", "change", str(file), "--as", "registrar")
    with pytest.raises(CommandError, match="nobody"):
        call_command("building", "change", str(file), "--as", "nobody")
