"""Two flats that became one between presale and completion: stopped, settled, registered."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from buildings.models import CodeLineage, Unit, UnitCode
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.models import AuditEntry
from demo.golden import GOLDEN
from demo.loading import load_development
from demo.stage_files import write_stage_files
from importers.formats import read_files
from registration.models import Case, Restriction
from registration.services import case_adopt, case_open, case_units_confirm
from surveys.domain.replay import replay
from surveys.models import UnitListConfirmation
from surveys.selectors import reuse_decision
from tests import factories

pytestmark = pytest.mark.django_db

WHY = "201、202 打通为一套，与规划核实图一致"
CODE = GOLDEN.parcel_code
PLACE = f"{CODE}F0001"


@pytest.fixture
def case(db, settings, tmp_path, monkeypatch, registrar) -> Case:
    """The golden house, whose upper storey is one flat of 214.78 m² at completion."""
    monkeypatch.setattr("surveys.services.delivery.read_in_child", read_files)
    settings.FILES_DIR = tmp_path / "files"
    factories.sub_district(CODE[:12])
    (house,) = GOLDEN.buildings
    whole = replace(
        house.completion_units[2],
        inner_m2=Decimal("191.89"),
        shared_m2=Decimal("22.89"),
        built_m2=Decimal("214.78"),
    )
    house = replace(house, completion_units=(*house.completion_units[:2], whole))
    merged = replace(GOLDEN, buildings=(house,))
    load_development(
        "DC-1",
        merged,
        write_stage_files(tmp_path / "merged", development=merged),
        surveyor=factories.account("surveyor", Role.SURVEYOR),
        reviewer=factories.account("reviewer", Role.REVIEWER, organisation="示例登记中心"),
        now=factories.NOW,
    )
    return case_open(CODE, by=registrar, now=factories.NOW)


def block() -> dict:
    (found,) = reuse_decision(CODE).to_dict()["blocks"]
    return found


def seen() -> dict:
    """What a page or program sends: the building and the two results of the block."""
    presale, completion = block()["results"]
    return {"building_number": "0001", "presale": presale, "completion": completion}


def settle(case: Case, by, **other):
    return case_units_confirm(case, **{**seen(), "reason": WHY, **other}, by=by, now=factories.NOW)


def test_it_is_stopped_until_somebody_settles_it(case, registrar):
    before = reuse_decision(CODE).to_dict()
    assert before["decision"] == "BLOCK"
    with pytest.raises(Conflict, match="Stopped: the units"):
        case_adopt(case, by=registrar, now=factories.NOW)
    settle(case, registrar)
    decision = reuse_decision(CODE).to_dict()
    assert (decision["decision"], decision["blocks"]) == ("REUSE_WITH_NOTE", [])
    (note,) = [one for one in decision["notes"] if one["kind"] == "unit_list_confirmed"]
    day = timezone.localdate(factories.NOW).isoformat()
    for part in (WHY, "R-09", day, str(registrar)):
        assert part in note["zh"] and part in note["en"]
    assert replay(before).is_equal
    assert replay(decision).is_equal


def test_who_when_why_and_under_which_clause_are_kept_for_ever(case, registrar):
    kept = settle(case, registrar)
    assert (kept.rule, kept.reason, kept.confirmed_by) == ("R-09", WHY, registrar)
    assert kept.clause == "自然资办函〔2019〕753号 二(四)第2项"
    assert [change["kind"] for change in kept.changes] == ["merged"]
    event = case.events.get(what="units_confirmed")
    assert WHY in event.note
    assert AuditEntry.objects.filter(action="unit_list.confirm").count() == 1
    for wrong in (
        lambda: UnitListConfirmation.objects.update(reason="x"),
        lambda: UnitListConfirmation.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_settling_again_changes_nothing(case, registrar):
    looked_at = seen()
    first = settle(case, registrar)
    again = case_units_confirm(
        case, **looked_at, reason="另一个理由", by=registrar, now=factories.NOW
    )
    assert (again.pk, again.reason) == (first.pk, WHY)
    assert case.events.filter(what="units_confirmed").count() == 1


def test_registering_gives_the_next_number_and_closes_the_two(case, registrar):
    settle(case, registrar)
    case_adopt(case, by=registrar, now=factories.NOW)
    units = {
        unit.unit_code_id[19:]: (unit.room, unit.built_m2, unit.land_share_m2)
        for unit in Unit.objects.filter(parcel_code=CODE, valid_to=None)
    }
    assert units == {
        "F00010001": ("101", Decimal("103.38"), Decimal("652.30")),
        "F00010002": ("102", Decimal("109.85"), Decimal("693.12")),
        "F00010005": ("201", Decimal("214.78"), Decimal("1355.19")),
    }
    retired = UnitCode.objects.filter(retired_at__isnull=False).order_by("code")
    assert [row.code for row in retired] == [f"{PLACE}0003", f"{PLACE}0004"]
    steps = CodeLineage.objects.order_by("from_code").values_list("from_code", "to_code", "kind")
    assert list(steps) == [
        (f"{PLACE}0003", f"{PLACE}0005", "merge"),
        (f"{PLACE}0004", f"{PLACE}0005", "merge"),
    ]


def test_a_restricted_flat_is_not_merged(case, registrar):
    Restriction.objects.create(
        object_code=f"{PLACE}0004", kind="mortgage", registered_on="2024-01-02"
    )
    settle(case, registrar)
    with pytest.raises(Conflict, match=f"{PLACE}0004"):
        case_adopt(case, by=registrar, now=factories.NOW)
    assert not UnitCode.objects.filter(retired_at__isnull=False).exists()


def test_what_may_not_be_settled(case, registrar):
    far = factories.account("far", Role.REGISTRAR, districts=("410812",))
    reviewer = factories.account("second", Role.REVIEWER)
    for by in (far, reviewer):
        with pytest.raises(NotAllowed):
            settle(case, by)
    with pytest.raises(InvalidInput, match="with a reason only"):
        settle(case, registrar, reason="  ")
    with pytest.raises(Conflict, match="delivered anew"):
        settle(case, registrar, presale=block()["results"][1])
    with pytest.raises(Conflict, match="no change to settle"):
        settle(case, registrar, building_number="0002")
    case_of_another = case_open(CODE, building_number="0002", by=registrar, now=factories.NOW)
    with pytest.raises(Conflict, match="about building 0002 only"):
        settle(case_of_another, registrar)
    assert not UnitListConfirmation.objects.exists()


def test_the_page_has_the_button_until_it_is_settled(client, case, registrar):
    client.force_login(registrar)
    client.cookies["django_language"] = "en"
    page = reverse("registration:case", args=[case.number])
    address = reverse("registration:units_confirm", args=[case.number])
    assert "Settle the unit list" in client.get(page).content.decode()
    refused = client.post(address, {**seen(), "reason": " "})
    assert refused.status_code == 400
    assert "with a reason only" in refused.content.decode()
    assert client.post(address, {**seen(), "reason": WHY}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Settle the unit list" not in shown
    assert "unit list settled" in shown
    assert WHY in shown


def test_over_rest_it_is_settled_as_on_the_page(client, case, registrar):
    client.force_login(registrar)
    address = f"/api/v1/cases/{case.number}/unit-lists/"
    sent = {**seen(), "reason": WHY}
    assert client.get(address).json() == []
    answers = [client.post(address, sent, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == client.get(address).json()[0]
    assert answers[0].json()["rule"] == "R-09"
    wrong = client.post(address, {**sent, "presale": "x"}, content_type="application/json")
    assert wrong.status_code == 400
