"""Moving a case: who may, two persons, lawful stops, supplements, the clocks that follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Role
from cadastre.domain.errors import Conflict, InvalidInput, KeyReused, NotAllowed
from cadastre.domain.findings import Text
from cadastre.models import AuditEntry
from registration.domain.case import CaseKind, Move, Step
from registration.models import Case, CaseEvent, CaseMaterial, CaseStop, OfficeYear, TimeLimit
from registration.services import (
    case_adopt,
    case_assign,
    case_close,
    case_move,
    case_open,
    case_register,
    case_withdraw,
    clocks_wind_again,
    limit_set,
    material_receive,
    materials_extract,
    step_duty_set,
    year_enter,
)
from registration.services.materials import NotDemandable
from tests import factories

pytestmark = pytest.mark.django_db

NOW = factories.NOW  # Monday 2026-11-02, 09:00 in the office
YEAR_2027 = ["2027-01-01 休 元旦", "2027-02-08 休 春节", "2027-02-09 休 春节", "2027-02-10 off"]


def on(day: int, hour: int = 1) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
def second(db):
    return factories.account("registrar2", Role.REGISTRAR, organisation="示例登记中心")


@pytest.fixture
def case(registrar) -> Case:
    return case_open(factories.PARCEL_CODE, by=registrar, now=NOW)


@pytest.fixture
def change(registrar) -> Case:
    """A change case: one person examines, another enters."""
    return case_open(factories.PARCEL_CODE, kind=CaseKind.CHANGE, by=registrar, now=NOW)


def words(case: Case) -> list[str]:
    return list(case.events.values_list("what", flat=True))


# Opening


def test_a_case_starts_with_its_limit_its_light_and_its_materials(case, registrar):
    """Three working days are promised in the city's districts: Monday 2nd to Thursday 5th."""
    assert (case.number[:2], case.item, case.step) == ("SC", "land_first", "acceptance")
    assert case.promised_limit.cites == "焦“放管服”组〔2019〕2号 二"
    assert case.statutory_limit.amount == 30
    assert case.due_at == datetime(2026, 11, 5, 16, tzinfo=UTC)  # midnight in the office
    assert case.near_at == datetime(2026, 11, 3, 16, tzinfo=UTC)
    assert (case.handler, case.backup) == (registrar, None)
    sources = dict(case.materials.values_list("kind", "source"))
    assert sources["identity"] == "submitted"
    assert sources["survey_report"] == "extracted"


def test_kinds_have_numbers_and_items_of_their_own(registrar):
    opened = [
        case_open(f"410811001002GB0000{place}", kind=kind, by=registrar, now=NOW)
        for place, kind in enumerate(CaseKind, start=1)
    ]
    assert [case.number[:2] for case in opened] == ["SC", "BG", "GZ"]
    assert [case.item for case in opened] == ["land_first", "land_change", "correction"]
    assert [case.two_persons for case in opened] == [False, True, True]


def test_a_case_in_a_district_without_a_promise_runs_by_the_law(registrar):
    registrar.districts = ["320102"]
    case = case_open("320102001002GB00007", by=registrar, now=NOW)
    assert case.promised_limit is None
    assert case.due_at == case.statutory_due_at


def test_the_same_request_opens_one_case(registrar):
    made = [case_open(factories.PARCEL_CODE, by=registrar, now=NOW, request="k1") for _ in range(2)]
    assert made[0].pk == made[1].pk
    assert Case.objects.count() == 1


# Moves


def test_a_case_goes_from_step_to_step_and_every_move_is_kept(case, registrar, second):
    case_move(case, Move.HAND_OVER, by=registrar, now=on(3))
    case_move(case, Move.SEND_BACK, by=second, now=on(3), reason="缺申请书签章")
    case_move(case, Move.HAND_OVER, by=registrar, now=on(4))
    moved = case_move(case, Move.PASS, by=second, now=on(4))
    assert (moved.step, moved.examined_by, moved.revision) == ("entry", second, 4)
    assert words(case) == ["opened", "handed_over", "sent_back", "handed_over", "passed"]
    journal = AuditEntry.objects.filter(action__startswith="case.").values_list("action", flat=True)
    assert list(journal)[-1] == "case.passed"


@pytest.mark.parametrize("move", [Move.PASS, Move.SEND_BACK, Move.RESUME, Move.RECEIVE_SUPPLEMENT])
def test_a_move_from_another_step_is_refused_and_changes_nothing(case, registrar, move):
    with pytest.raises(Conflict):
        case_move(case, move, by=registrar, now=on(3), reason="无")
    case.refresh_from_db()
    assert (case.step, case.revision, words(case)) == ("acceptance", 0, ["opened"])


def test_only_a_registrar_of_the_district_moves_a_case(case):
    stranger = factories.account("stranger", Role.REGISTRAR, districts=("410812",))
    reviewer = factories.account("reviewer", Role.REVIEWER)
    for account in (stranger, reviewer):
        with pytest.raises(NotAllowed):
            case_move(case, Move.HAND_OVER, by=account, now=on(3))
        with pytest.raises(NotAllowed):
            material_receive(case, "identity", by=account, now=on(3))


def test_what_somebody_else_moved_meanwhile_is_refused(case, registrar):
    seen = case.revision
    case_move(case, Move.HAND_OVER, by=registrar, now=on(3), revision=seen)
    with pytest.raises(Conflict, match="Somebody else"):
        case_move(case, Move.PASS, by=registrar, now=on(3), revision=seen)


def test_the_same_request_moves_once(case, registrar):
    for _ in range(2):
        case_move(case, Move.HAND_OVER, by=registrar, now=on(3), request="form-1")
    assert words(case) == ["opened", "handed_over"]
    with pytest.raises(KeyReused):
        case_move(case, Move.PASS, by=registrar, now=on(3), request="form-1")


@pytest.mark.parametrize("move", [Move.STOP, Move.WITHDRAW, Move.CLOSE, Move.REQUEST_SUPPLEMENT])
def test_these_moves_need_a_reason(case, registrar, move):
    with pytest.raises(InvalidInput):
        case_move(case, move, by=registrar, now=on(3), reason=" ")


def test_a_withdrawn_case_is_finished(case, registrar):
    case_move(case, Move.STOP, by=registrar, now=on(3), stop="site_visit", reason="现场核实")
    case_withdraw(case, by=registrar, reason="申请人书面撤回", now=on(4))
    case.refresh_from_db()
    assert (case.status, case.pause, case.close_reason) == ("withdrawn", "", "申请人书面撤回")
    assert CaseStop.objects.get().ended_at == on(4)
    with pytest.raises(Conflict, match="finished"):
        case_close(case, by=registrar, reason="再结", now=on(4))
    with pytest.raises(Conflict, match="finished"):
        material_receive(case, "identity", by=registrar, now=on(4))


# Two persons


def test_who_examined_does_not_enter(change, registrar, second):
    case_move(change, Move.HAND_OVER, by=registrar, now=on(3))
    with pytest.raises(Conflict, match="at the step"):
        case_register(change, dict, by=second, now=on(3))
    case_move(change, Move.PASS, by=registrar, now=on(3))
    with pytest.raises(NotAllowed, match="another person"):
        case_register(change, dict, by=registrar, now=on(3))
    done = case_register(change, lambda: {"parcels": ["1"]}, by=second, now=on(3))
    assert (done.status, done.decision["written"]) == ("adopted", {"parcels": ["1"]})


def test_what_a_registration_cannot_write_leaves_the_case_open(change, registrar, second):
    def refused():
        raise Conflict(Text("与邻宗重叠。", "It overlaps a neighbour."))

    case_move(change, Move.HAND_OVER, by=registrar, now=on(3))
    case_move(change, Move.PASS, by=registrar, now=on(3))
    with pytest.raises(Conflict, match="overlaps"):
        case_register(change, refused, by=second, now=on(3))
    change.refresh_from_db()
    assert change.status == "open"


def test_a_change_does_not_adopt_earlier_results(change, registrar, second):
    case_move(change, Move.HAND_OVER, by=registrar, now=on(3))
    case_move(change, Move.PASS, by=registrar, now=on(3))
    with pytest.raises(Conflict, match="first registration"):
        case_adopt(change, by=second, now=on(3))


def test_the_office_may_ask_two_persons_of_first_registrations_too(settings, golden, registrar):
    settings.TWO_PERSONS = ["first"]
    case = case_open(factories.PARCEL_CODE, by=registrar, now=NOW)
    with pytest.raises(Conflict, match="at the step"):
        case_adopt(case, by=registrar, confirmed=True, now=NOW)
    case_move(case, Move.HAND_OVER, by=registrar, now=on(3))
    case_move(case, Move.PASS, by=registrar, now=on(3))
    with pytest.raises(NotAllowed):
        case_adopt(case, by=registrar, confirmed=True, now=on(3))
    other = factories.account("registrar2", Role.REGISTRAR)
    case_adopt(case, by=other, confirmed=True, now=on(3))
    case.refresh_from_db()
    assert (case.status, case.examined_by, case.decided_by) == ("adopted", registrar, other)


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        (
            "case_registered_by_another_than_examined",
            "update registration_case set status = 'adopted', decided_by_id = examined_by_id, "
            "decided_at = now()",
        ),
        (
            "case_is_not_registered_while_its_clock_stands",
            "update registration_case set status = 'adopted', pause = 'stopped', "
            "decided_by_id = opened_by_id, decided_at = now(), two_persons = false",
        ),
        ("case_backup_is_another_person", "update registration_case set backup_id = handler_id"),
        (
            "case_material_extracted_is_not_demanded",
            "update registration_casematerial set demanded_at = now() where source = 'extracted'",
        ),
    ],
)
def test_the_database_refuses_it_too(change, registrar, constraint, statement):
    case_move(change, Move.HAND_OVER, by=registrar, now=on(3))
    case_move(change, Move.PASS, by=registrar, now=on(3))
    assert refusal_of(statement) == constraint


def refusal_of(statement: str) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return refusal.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("case_stop_kept", "delete from registration_casestop"),
        ("case_stop_kept", "update registration_casestop set started_at = now()"),
        ("case_stop_kept", "update registration_casestop set ended_at = now()"),
        ("finished_case_final", "update registration_casematerial set reference = 'x'"),
        ("finished_case_final", "delete from registration_casematerial"),
    ],
)
def test_stops_and_papers_of_a_finished_case_stay(case, registrar, constraint, statement):
    case_move(case, Move.STOP, by=registrar, now=on(3), stop="site_visit", reason="现场核实")
    case_close(case, by=registrar, reason="误开", now=on(4))
    assert refusal_of(statement) == constraint


# Stops and supplements


def test_a_stop_holds_the_clock_and_resuming_lets_it_run(case, registrar):
    """Three days: Tuesday counts, then it stands until the Monday after."""
    stopped = case_move(
        case, Move.STOP, by=registrar, now=on(3), stop="announcement", reason="首次登记公告"
    )
    assert (stopped.due_at, stopped.left_standing, stopped.pause) == (None, 2, "stopped")
    with pytest.raises(Conflict, match="stands"):
        case_move(case, Move.HAND_OVER, by=registrar, now=on(4))
    going = case_move(case, Move.RESUME, by=registrar, now=on(9))
    assert going.due_at == datetime(2026, 11, 11, 16, tzinfo=UTC)
    assert "附件2 五(二)" in case.events.get(what="stopped").note


def test_only_listed_reasons_stop_a_clock(case, registrar):
    for reason in ("holiday", "", "supplement"):
        with pytest.raises(InvalidInput, match="does not stop a clock"):
            case_move(case, Move.STOP, by=registrar, now=on(3), stop=reason, reason="忙")
    assert not CaseStop.objects.exists()


def test_a_supplement_asks_stands_and_is_received(case, registrar):
    asked = case_move(
        case,
        Move.REQUEST_SUPPLEMENT,
        by=registrar,
        now=on(3),
        reason="委托书未签名",
        materials=("identity",),
    )
    assert asked.pause == "supplement"
    with pytest.raises(Conflict, match="proof of identity"):
        case_move(case, Move.RECEIVE_SUPPLEMENT, by=registrar, now=on(4))
    material_receive(case, "identity", reference="2 页", by=registrar, now=on(5))
    case_move(case, Move.RECEIVE_SUPPLEMENT, by=registrar, now=on(5))
    stop = CaseStop.objects.get()
    assert (stop.reason, stop.started_at, stop.ended_at) == ("supplement", on(3), on(5))


@pytest.mark.parametrize("kind", ["survey_report", "land_origin", "taxes"])
def test_what_the_state_holds_is_not_demanded(case, registrar, kind):
    with pytest.raises(NotDemandable) as refusal:
        case_move(
            case,
            Move.REQUEST_SUPPLEMENT,
            by=registrar,
            now=on(3),
            reason="缺件",
            materials=("identity", kind),
        )
    assert "三(一)1、三(二)2" in refusal.value.message.zh
    case.refresh_from_db()
    assert (case.pause, CaseStop.objects.count()) == ("", 0)
    assert not CaseMaterial.objects.filter(demanded_at__isnull=False).exists()


@pytest.mark.parametrize("reason", ["原房屋面积不准", "宗地图没有坐标", "档案资料未移交"])
def test_forbidden_grounds_are_no_reason_for_a_supplement(case, registrar, reason):
    with pytest.raises(NotDemandable, match="R-05"):
        case_move(
            case,
            Move.REQUEST_SUPPLEMENT,
            by=registrar,
            now=on(3),
            reason=f"{reason}，请重新提交",
            materials=("identity",),
        )


def test_the_forbidden_grounds_are_those_of_the_office_and_the_day(case, registrar, settings):
    """Beihai has no document that forbids them; in Jiaozuo they are refused (above)."""
    settings.COUNTY_CODE = "450502"
    moved = case_move(
        case,
        Move.REQUEST_SUPPLEMENT,
        by=registrar,
        now=on(3),
        reason="委托书上的面积不准",
        materials=("identity",),
    )
    assert moved.pause == "supplement"


def test_a_supplement_names_what_is_missing(case, registrar):
    for materials in ((), ("repair_fund",)):
        with pytest.raises(InvalidInput):
            case_move(
                case,
                Move.REQUEST_SUPPLEMENT,
                by=registrar,
                now=on(3),
                reason="不全",
                materials=materials,
            )


def test_what_is_held_is_extracted_by_itself(golden, registrar):
    case = case_open(factories.PARCEL_CODE, by=registrar, now=NOW)
    there = case.materials.filter(there_since__isnull=False)
    assert case.item == "house_first"
    assert set(there.values_list("kind", flat=True)) == {
        "land_origin",
        "planning_conformity",
        "completion_record",
        "survey_report",
    }
    assert "DC-1" in there.get(kind="survey_report").reference
    assert materials_extract(case, by=registrar, now=NOW) == 0


# People


def test_who_is_on_duty_at_a_step_gets_the_case(case, registrar, second):
    chief = factories.account("chief", Role.REGISTRAR, districts=("41",))
    registrar.districts = ["4108"]
    step_duty_set("4108", Step.EXAMINATION, handler=registrar, backup=None, by=chief, now=NOW)
    step_duty_set("410811", Step.EXAMINATION, handler=second, backup=registrar, by=second, now=NOW)
    moved = case_move(case, Move.HAND_OVER, by=registrar, now=on(3))
    assert (moved.handler, moved.backup) == (second, registrar)


def test_a_case_is_given_to_registrars_of_its_district_only(case, registrar, second):
    surveyor = factories.account("firm", Role.SURVEYOR)
    for handler, backup in ((surveyor, None), (second, surveyor), (second, second)):
        with pytest.raises(InvalidInput):
            case_assign(case, handler=handler, backup=backup, by=registrar, now=NOW)
    for _ in range(2):
        given = case_assign(case, handler=second, backup=registrar, by=registrar, now=NOW)
    assert (given.handler, given.backup) == (second, registrar)
    assert words(case) == ["opened", "assigned"]


def test_a_duty_is_not_set_for_districts_of_others(registrar):
    with pytest.raises(NotAllowed):
        step_duty_set("", Step.ENTRY, handler=registrar, backup=None, by=registrar, now=NOW)


# Limits and calendar


def test_the_table_is_complete_and_only_verified_rows_are_in_force():
    table = TimeLimit.objects.filter(scope="43", level="promised")
    assert table.count() == 25
    promised = dict(table.values_list("item", "amount"))
    assert [promised[item] for item in ("land_first", "house_first", "correction")] == [10] * 3
    assert (promised["seizure"], promised["mortgage_cancel"]) == (0, 1)
    by_law = TimeLimit.objects.filter(scope="", level="statutory", in_force=True)
    assert set(by_law.exclude(item="presale_both_notices").values_list("amount", flat=True)) == {30}
    assert by_law.get(item="presale_both_notices").amount == 60
    assert not TimeLimit.objects.filter(in_force=True).exclude(standing="verified").exists()
    assert TimeLimit.objects.filter(standing="remembered").count() == 1
    assert (
        refusal_of("update registration_timelimit set in_force = true where standing='remembered'")
        == "time_limit_from_memory_is_off"
    )


def test_a_limit_the_office_decides_ends_the_one_before(case, registrar):
    """What the office decides counts from its day on; older cases keep their limit."""
    limit_set(
        "land_first",
        scope="410811",
        amount=1,
        valid_from=date(2026, 11, 1),
        document="本中心〔2026〕1号",
        by=registrar,
        now=NOW,
    )
    case.refresh_from_db()
    assert case.due_at == datetime(2026, 11, 3, 16, tzinfo=UTC)
    old = TimeLimit.objects.get(scope="410811", item="land_first", valid_from=date(2020, 1, 1))
    assert old.valid_to == date(2026, 11, 1)
    with pytest.raises(NotAllowed):
        limit_set(
            "land_first",
            scope="",
            amount=1,
            valid_from=date(2026, 11, 1),
            document="x",
            by=registrar,
            now=NOW,
        )
    with pytest.raises(InvalidInput):
        limit_set(
            "nothing",
            scope="410811",
            amount=1,
            valid_from=date(2026, 11, 1),
            document="x",
            by=registrar,
            now=NOW,
        )


def test_a_limit_of_a_step_has_a_light_of_its_own(case, registrar):
    for amount, step in ((1, Step.ACCEPTANCE), (2, Step.EXAMINATION)):
        limit_set(
            "land_first",
            scope="410811",
            step=step.value,
            amount=amount,
            valid_from=date(2026, 11, 1),
            document="本中心〔2026〕1号",
            by=registrar,
            now=NOW,
        )
    case.refresh_from_db()
    assert case.step_due_at == datetime(2026, 11, 3, 16, tzinfo=UTC)
    moved = case_move(case, Move.HAND_OVER, by=registrar, now=on(4))
    assert moved.step_due_at == datetime(2026, 11, 6, 16, tzinfo=UTC)


def test_the_library_has_the_years_it_knows_and_no_other():
    years = set(OfficeYear.objects.values_list("year", flat=True))
    assert {2016, 2025, 2026} <= years
    assert 2027 not in years


def test_a_case_that_reaches_into_a_year_nobody_entered_says_so(registrar):
    late = datetime(2026, 12, 30, 1, tzinfo=UTC)
    case = case_open(factories.PARCEL_CODE, by=registrar, now=late)
    assert (case.due_at, case.missing_year) == (None, 2027)
    wound = year_enter(2027, lines=YEAR_2027, source="测试", by=registrar, now=late)
    case.refresh_from_db()
    assert wound == 1
    # 31 December, then 4 and 5 January: the 1st is a holiday and the 2nd a Saturday.
    assert case.due_at == datetime(2027, 1, 5, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["2027-01-01 maybe"], "Line 1"),
        ([*YEAR_2027, "2026-01-01 休"], "Line 5"),
        ([*YEAR_2027, "2027-02-30 休"], "no such day"),
        ([*YEAR_2027, "2027-01-01 休"], "twice"),
        (["2027-01-04 班"], "worked anyway"),
        (["2027-01-01 休"], "fewer than"),
        ([], "fewer than"),
    ],
)
def test_a_year_that_cannot_be_read_is_refused_with_the_line(registrar, lines, said):
    with pytest.raises(InvalidInput, match=said):
        year_enter(2027, lines=lines, by=registrar, now=NOW)
    assert not OfficeYear.objects.filter(year=2027).exists()


def test_the_library_is_not_asked_for_a_year_it_lacks():
    with pytest.raises(InvalidInput, match="no 2027"):
        year_enter(2027, by=None, now=NOW)
    assert year_enter(2026, by=None, now=NOW) == 0


def test_only_registrars_enter_a_year(db):
    with pytest.raises(NotAllowed):
        year_enter(2027, lines=YEAR_2027, by=factories.account("firm", Role.SURVEYOR), now=NOW)


def test_winding_again_changes_no_case_that_is_right(case):
    before = Case.objects.values().get()
    assert clocks_wind_again(now=NOW + timedelta(days=1)) == 1
    assert Case.objects.values().get() == before
    assert CaseEvent.objects.count() == 1
