"""The unhappy paths of the demo: each ends where it should, and none writes what it should not."""

import pytest

from accounts.models import Role
from buildings.models import Building, Unit
from cadastre.domain.errors import Conflict, NotAllowed
from demo.unhappy import CLOSED, DISPUTE, RETURNED, People, load_unhappy
from demo.unhappy_sites import DISPUTED, GARDEN, MEASURED_ELSEWHERE, OVER_THE_LINE
from importers.formats import read_files
from parcels.selectors import parcels_current
from registration import selectors
from registration.models import Case, CaseStop
from registration.services import case_adopt, case_open, case_register
from surveys.models import ResultStatus, SupplementOrder, SurveyResult
from surveys.selectors import reuse_decision
from tests import factories

pytestmark = pytest.mark.django_db

CODE = GARDEN.development.parcel_code


@pytest.fixture
def people(db) -> People:
    office = "示例登记中心"
    return People(
        factories.account("surveyor", Role.SURVEYOR),
        factories.account("reviewer", Role.REVIEWER, organisation=office),
        factories.account("registrar", Role.REGISTRAR, organisation=office),
        factories.account("registrar2", Role.REGISTRAR, organisation=office),
    )


@pytest.fixture
def loaded(people, settings, tmp_path, monkeypatch) -> People:
    """All paths, where the office asks two persons of first registrations too."""
    settings.FILES_DIR = tmp_path / "files"
    settings.TWO_PERSONS = ("first", "change", "correction")
    monkeypatch.setattr("surveys.services.delivery.read_in_child", read_files)
    factories.sub_district(CODE[:12])
    load_unhappy(people, now=factories.NOW)
    return people


def decided(code: str, building_number: str = ""):
    return reuse_decision(code, building_number=building_number, on=factories.NOW.date())


def case_of(code: str, building_number: str = "", **more) -> Case:
    return Case.objects.get(parcel_code=code, building_number=building_number, **more)


def test_every_unhappy_path_ends_where_it_should(loaded):
    returned_by_the_reviewer()
    completion_without_acceptance_waits()
    merged_flats_block()
    supplement_came_back_and_was_registered()
    stopped_and_resumed()
    closed_with_a_reason()
    two_persons(loaded)
    overlap_blocks(loaded)
    moved_boundary_is_surveyed_and_nothing_else()
    dispute_blocks(loaded)
    load_unhappy(loaded, now=factories.NOW)
    assert Case.objects.count() == 9


def returned_by_the_reviewer():
    first, second = SurveyResult.objects.filter(
        project__parcel_code=CODE, stage__code="supply"
    ).order_by("version")
    assert (first.status, first.review_reason) == (ResultStatus.RETURNED, RETURNED)
    assert second.status == ResultStatus.ACCEPTED


def completion_without_acceptance_waits():
    decision = decided(CODE, "0001")
    assert decision.outcome.value == "SUPPLEMENT"
    assert {item.remedy.value for item in decision.missing} == {"wait"}
    assert decision.tasks == ()
    assert case_of(CODE, "0001").status == "open"


def merged_flats_block():
    decision = decided(CODE, "0002")
    assert decision.outcome.value == "BLOCK"
    assert [block.rule for block in decision.blocks] == ["R-09"]
    assert "合并" in decision.unit_changes[0].text.zh


def supplement_came_back_and_was_registered():
    order = SupplementOrder.objects.get(parcel_code=CODE)
    assert (order.task_id, order.answered_by.version) == ("house_survey-0003", 2)
    assert order.answered_at == order.answered_by.reviewed_at
    case = case_of(CODE, "0003")
    assert case.status == "adopted"
    assert [case.examined_by.username, case.decided_by.username] == ["registrar", "registrar2"]
    assert [row.building_number for row in Building.objects.all()] == ["0003"]
    assert Unit.objects.filter(building__isnull=False).count() == 4
    assert parcels_current().get().parcel_code == CODE


def stopped_and_resumed():
    stop = CaseStop.objects.get(case=case_of(CODE, "0004"))
    assert (stop.reason, stop.ended_at > stop.started_at) == ("site_visit", True)
    assert case_of(CODE, "0004").pause == ""


def closed_with_a_reason():
    case = case_of(CODE, kind="first")
    assert (case.status, case.close_reason) == ("closed", CLOSED)


def two_persons(people: People):
    change = case_of(CODE, kind="change")
    with pytest.raises(NotAllowed, match="another person"):
        case_register(change, dict, by=people.registrar, now=factories.NOW)
    fourth = case_of(CODE, "0004")
    with pytest.raises(Conflict):
        case_adopt(fourth, by=people.registrar, confirmed=True, now=factories.NOW)


def overlap_blocks(people: People):
    code = OVER_THE_LINE.development.parcel_code
    decision = decided(code)
    assert decision.outcome.value == "BLOCK"
    assert CODE in "".join(block.text.zh for block in decision.blocks)
    with pytest.raises(Conflict):
        case_adopt(case_of(code), by=people.second_registrar, confirmed=True, now=factories.NOW)


def moved_boundary_is_surveyed_and_nothing_else():
    code = MEASURED_ELSEWHERE.development.parcel_code
    decision = decided(code)
    assert decision.outcome.value == "SUPPLEMENT"
    (task,) = decision.tasks
    assert (task.task_id, task.scope.points) == ("boundary_survey", ("J3", "J4"))
    assert SupplementOrder.objects.get(parcel_code=code).answered_at is None


def dispute_blocks(people: People):
    code = DISPUTED.development.parcel_code
    assert "dispute" in [block.kind for block in decided(code).blocks]
    shown = selectors.decision_of(case_of(code))
    assert shown["decision"] == "BLOCK"
    with pytest.raises(Conflict, match="already"):
        case_open(code, by=people.registrar, now=factories.NOW)
    assert DISPUTE
