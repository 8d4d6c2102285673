"""A golden test or more for every rule; docs/rules.md lists their names under each rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from surveys.domain.decision import Datum, Decision, Outcome, Remedy
from surveys.domain.evidence import Audit, BaseStage, CaseEvidence, IssuedUnitCode
from surveys.domain.reuse import decide
from surveys.domain.rule_pages import describe_rules
from surveys.domain.rule_records import RuleSet
from surveys.rule_sets import rule_set_named
from tests.surveys.domain.golden import (
    ACCEPTANCE,
    BUILDING,
    COMPLETION,
    COMPLETION_UNITS,
    CONTRACT,
    LEGACY_HOUSE,
    LEGACY_LAND,
    PARCEL,
    PERMIT,
    PLANNING,
    PRESALE,
    SUPPLY,
    UNIFIED_ON,
    WIDENED_BOUNDARY,
    golden_case,
    legacy_case,
    ring,
    unit,
    with_document,
    with_result,
    without,
)

JIAOZUO, NATIONAL = rule_set_named("jiaozuo"), rule_set_named("national")
JINAN, HUNAN = rule_set_named("jinan"), rule_set_named("hunan")
EMPTY = CaseEvidence(PARCEL, "", (), (), UNIFIED_ON)


def rules_of(decision: Decision, datum: Datum) -> tuple[str, ...]:
    return next(row.rules for row in decision.data if row.datum is datum)


def kinds(items) -> list[str]:
    return [item.kind for item in items]


def merged_case() -> CaseEvidence:
    (building,) = COMPLETION.buildings
    units = (*COMPLETION_UNITS[:2], unit("201", "191.89", "22.89", "214.78"))
    merged = replace(COMPLETION, buildings=(replace(building, units=units),))
    return with_result(golden_case(), merged)


# R-01 自然资办函〔2019〕753号 附件 二(四)第4项


def test_r_01_what_was_accepted_serves_and_no_survey_may_be_asked_for():
    decision = decide(replace(golden_case(), demanded_reasons=("OLD",)))
    assert not decision.may_request_survey and decision.tasks == ()
    assert [(row.reason, row.rule) for row in decision.refusals] == [("OLD", "R-01")]
    assert "自然资办函〔2019〕753号" in decision.refusals[0].text.zh


def test_r_01_serves_every_datum_where_an_office_has_no_rule_of_its_own():
    case = without(golden_case(), ACCEPTANCE)
    decision = decide(case, NATIONAL)
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert {rules_of(decision, datum)[0] for datum in Datum} == {"R-01"}
    assert decision.adopted.area.land_area_m2 == Decimal("2700.61")
    assert "acceptance_not_seen" in kinds(decision.notes)
    contract = next(
        row
        for data in decision.data
        if data.datum is Datum.LAND_AREA
        for row in data.candidates
        if row.source.document_number == CONTRACT.number
    )
    assert not contract.chosen and "no rule of this office" in contract.why_not.en


# R-02 焦“放管服”组〔2019〕2号 三(三)2


def test_r_02a_the_investigation_that_served_the_supply_serves_again():
    decision = decide(with_document(golden_case(), replace(CONTRACT, has_coordinates=False)))
    assert rules_of(decision, Datum.BOUNDARY) == ("R-02A",)


@pytest.mark.parametrize("lacks", ["has_investigation_form", "has_parcel_map", "used_for_supply"])
def test_r_02a_needs_form_map_points_and_their_use(lacks: str):
    case = with_document(golden_case(), replace(CONTRACT, has_coordinates=False))
    decision = decide(with_result(case, replace(SUPPLY, **{lacks: False})))
    assert rules_of(decision, Datum.BOUNDARY) == ("R-01",)


@pytest.mark.parametrize("area", ["2705.00", "2750.00"])
def test_r_02b_the_area_of_the_contract_is_registered_whatever_is_computed(area: str):
    decision = decide(with_document(golden_case(), replace(CONTRACT, area_m2=Decimal(area))))
    assert rules_of(decision, Datum.LAND_AREA) == ("R-02B",)
    assert decision.adopted.area.land_area_m2 == Decimal(area)


def test_r_02b_stands_without_any_survey_of_the_supply():
    decision = decide(replace(EMPTY, documents=(replace(CONTRACT, has_coordinates=False),)))
    assert decision.adopted.area.rule == "R-02B"
    assert kinds(decision.tasks) == ["boundary_survey"]
    assert decision.tasks[0].data == ("boundary",)


def test_r_02c_coordinates_of_the_contract_go_before_a_later_survey():
    decision = decide(golden_case())
    assert rules_of(decision, Datum.BOUNDARY) == ("R-02C", "R-02A")
    assert decision.adopted.boundary.source.result_id == SUPPLY.result_id


def test_r_02c_coordinates_not_entered_yet_are_the_offices_work():
    decision = decide(replace(EMPTY, documents=(CONTRACT,)))
    (item,) = decision.missing
    assert (item.remedy, item.rule) == (Remedy.OFFICE, "R-02C") and decision.tasks == ()


# 焦“放管服”组〔2019〕2号 三(三)3


def test_r_03_accepted_areas_and_coordinates_are_adopted():
    decision = decide(without(golden_case(), PRESALE))
    for datum in (Datum.FOOTPRINT, Datum.FLOOR_AREA, Datum.UNIT_AREAS):
        assert rules_of(decision, datum) == ("R-03",)
    assert decision.adopted.footprint[0].area_m2 == Decimal("214.10")


def test_r_03_acceptance_belongs_to_the_building():
    (first,) = COMPLETION.buildings
    second = replace(first, building_number="0002")
    both = with_result(golden_case(), replace(COMPLETION, buildings=(first, second)))
    decision = decide(both)
    assert [row.building_number for row in decision.adopted.floor_areas] == [BUILDING]
    assert [(row.kind, row.building_number) for row in decision.missing] == [
        ("acceptance_pending", "0002")
    ]
    passed = replace(ACCEPTANCE, number="示例验收〔2024〕8号", building_number="0002")
    complete = decide(replace(both, documents=(*both.documents, passed)))
    assert len(complete.adopted.floor_areas) == 2 and complete.missing == ()


def test_r_04_presale_areas_yield_by_any_amount_and_stay_as_history():
    decision = decide(golden_case())
    assert rules_of(decision, Datum.UNIT_AREAS) == ("R-03", "R-04")
    unit_201 = decision.adopted.units[2]
    assert (unit_201.built_m2, unit_201.presale_built_m2) == (Decimal("104.12"), Decimal("103.28"))


def test_r_04_presale_alone_is_never_registered():
    decision = decide(without(golden_case(), COMPLETION))
    assert decision.adopted.units == () and decision.adopted.floor_areas == ()
    assert decision.outcome is Outcome.SUPPLEMENT


# R-05 焦“放管服”组〔2019〕2号 三(三)1


@pytest.mark.parametrize("ground", ["AREA_INACCURATE", "NO_COORDINATES", "NOT_HANDED_OVER"])
def test_r_05_the_three_grounds_are_refused_with_the_clause(ground: str):
    decision = decide(replace(legacy_case(), demanded_reasons=(ground,)))
    assert decision.outcome is Outcome.REUSE
    assert decision.forbidden_reasons_hit == (ground,)
    assert decision.refusals[0].rule == "R-05"
    assert "焦“放管服”组〔2019〕2号 三(三)1" in decision.refusals[0].text.zh


def test_r_05_needs_review_time_and_an_unchanged_boundary():
    returned = with_result(legacy_case(), replace(LEGACY_HOUSE, audit=Audit.RETURNED))
    assert "R-05" not in {row.rule for row in decide(returned).adopted.floor_areas}
    late = with_result(legacy_case(), replace(LEGACY_HOUSE, surveyed_on=UNIFIED_ON))
    assert decide(late).adopted.floor_areas == ()
    old = replace(LEGACY_LAND, boundary=SUPPLY.boundary, accuracy_class=1)
    moved = replace(legacy_case(), results=(old, LEGACY_HOUSE), register_boundary=WIDENED_BOUNDARY)
    assert decide(moved).adopted.floor_areas == ()


# R-06 自然资办函〔2019〕753号 附件 二(四)第4项


def test_r_06_a_task_names_the_points_and_sides_that_moved_and_nothing_else():
    widened = replace(COMPLETION, boundary=WIDENED_BOUNDARY)
    (task,) = decide(with_result(golden_case(), widened)).tasks
    assert task.scope.points == ("J3", "J4")
    assert task.scope.sides == ("J2-J3", "J3-J4", "J4-J5")
    assert task.data == ("boundary", "land_area") and task.rule == "R-06"
    assert "J3、J4" in task.text.zh and "nothing more" in task.limit.en


def test_r_06_a_new_corner_is_named_with_the_sides_at_it():
    (outer,) = SUPPLY.boundary
    (corner,) = ring("J7 3898611.150 432034.830")  # 1.0 m inside the side J5-J6
    new = replace(COMPLETION, boundary=((*outer[:5], corner, outer[5]),))
    (task,) = decide(with_result(golden_case(), new)).tasks
    assert task.scope.points == ("J7",)
    assert task.scope.sides == ("J5-J7", "J7-J6")


def test_r_06_a_boundary_that_cannot_be_told_point_by_point_is_surveyed_whole():
    (outer,) = SUPPLY.boundary
    shifted = tuple(
        replace(point, northing_m=point.northing_m + Decimal("0.060")) for point in outer
    )
    (task,) = decide(with_result(golden_case(), replace(COMPLETION, boundary=(shifted,)))).tasks
    assert task.scope.whole and task.scope.points == ()


def test_r_06_a_task_names_the_storeys_and_units_without_area():
    (building,) = COMPLETION.buildings
    bare = replace(COMPLETION_UNITS[3], built_m2=None, shared_m2=None)
    table = replace(building, units=(*COMPLETION_UNITS[:3], bare))
    (task,) = decide(with_result(golden_case(), replace(COMPLETION, buildings=(table,)))).tasks
    assert (task.scope.units, task.scope.storeys) == (("202",), (2,))
    assert (task.building_number, task.data) == (BUILDING, ("unit_areas",))
    assert task.task_id == "unit_table-0001"


def test_r_06_a_house_without_any_result_is_one_task():
    decision = decide(replace(golden_case(), building_number="0007"))
    assert [(task.task_id, task.scope.whole) for task in decision.tasks] == [
        ("house_survey-0007", True)
    ]


# R-07 自然资办函〔2019〕753号 附件 二(四)第4项


def test_r_07_what_is_reused_at_each_stage_is_published_from_the_rules():
    stages = {row["stage"]: row for row in describe_rules(JIAOZUO)["stages"]}
    assert {row["rule"] for row in stages["completion"]["reused"]} == {"R-01", "R-03"}
    assert stages["presale"]["reused"] == [] and stages["planning"]["reused"] == []
    assert "首次登记" in stages["presale"]["otherwise"]["zh"]


# R-08 GB/T 37346-2019


@pytest.mark.parametrize("code", ["410811001002GB0000O", "410811001002XX00007"])
def test_r_08_an_invalid_parcel_code_stops_the_case(code: str):
    decision = decide(replace(golden_case(), parcel_code=code))
    assert decision.outcome is Outcome.BLOCK
    assert "R-08" in {block.rule for block in decision.blocks}


def test_r_08_codes_are_kept_from_presale_and_none_is_given_twice():
    issued = (
        IssuedUnitCode(f"{PARCEL}F00010001", BUILDING, "", "101"),
        IssuedUnitCode(f"{PARCEL}F00010007", BUILDING, "", "102", retired=True),
    )
    case = replace(without(golden_case(), PRESALE), issued_unit_codes=issued)
    codes = [row.unit_code[-4:] for row in decide(case).adopted.units]
    assert codes == ["0001", "0008", "0009", "0010"]


# R-09 自然资办函〔2019〕753号 二(四)第2项


@pytest.mark.parametrize("audit", [Audit.WAITING, Audit.RETURNED])
def test_r_09_only_what_was_accepted_in_review_is_adopted(audit: Audit):
    case = replace(
        golden_case(),
        results=tuple(replace(row, audit=audit) for row in golden_case().results),
    )
    decision = decide(case)
    assert decision.adopted.boundary is None and decision.adopted.units == ()


@pytest.mark.parametrize(
    "change",
    [{"disputed": True}, {"overlaps": ("410811001002GB00008",)}],
    ids=["dispute", "overlap"],
)
def test_r_09_dispute_and_overlap_are_still_looked_at(change: dict):
    decision = decide(replace(golden_case(), **change))
    assert decision.outcome is Outcome.BLOCK and {row.rule for row in decision.blocks} == {"R-09"}


# R-10 焦“放管服”组〔2019〕2号 三(三)3


def test_r_10_every_stage_is_seen_when_one_datum_is_decided():
    (boundary, *_) = decide(golden_case()).data
    assert {row.source.stage for row in boundary.candidates} == {
        "supply",
        "planning",
        "completion",
    }
    units = next(row for row in decide(golden_case()).data if row.datum is Datum.UNIT_AREAS)
    assert {row.source.stage for row in units.candidates} == {"presale", "completion"}


def test_r_10_results_of_several_surveys_of_one_stage_complete_each_other():
    land = replace(COMPLETION, result_id="land", buildings=())
    house = replace(COMPLETION, result_id="house", boundary=())
    results = (SUPPLY, PLANNING, PRESALE, land, house)
    decision = decide(replace(golden_case(), results=results))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert decision.adopted.floor_areas[0].source.result_id == "house"
    assert "boundary_corroborated" in kinds(decision.notes)


# R-11 焦“放管服”组〔2019〕2号 三(一)1、三(二)2; 湖南 2018-07-17 二(二)


def test_r_11_documents_the_office_holds_are_extracted_and_not_asked_for():
    materials = decide(golden_case()).materials
    assert [(row.kind, row.number) for row in materials] == [
        ("acceptance_record", ACCEPTANCE.number),
        ("land_contract", CONTRACT.number),
        ("planning_permit", PERMIT.number),
    ]
    for row in materials:
        assert (row.source, row.purpose, row.rule) == ("extracted", "registration", "R-11")
        assert not row.may_be_demanded


def test_r_11_the_survey_report_is_among_them_in_hunan():
    kinds_there = {row.kind for row in decide(golden_case(), HUNAN).materials}
    assert "survey_report" in kinds_there
    assert decide(golden_case(), NATIONAL).materials == ()


# R-12 济自然规划发〔2020〕60号 二(二)3


def test_r_12_stage_results_alone_complete_the_package():
    assert decide(golden_case(), JINAN).package_rule == "R-12"
    assert decide(golden_case(), JIAOZUO).package_rule == ""
    lacking = decide(without(golden_case(), SUPPLY, COMPLETION), JINAN)
    assert lacking.package_rule == "" and lacking.outcome is Outcome.SUPPLEMENT


# R-13 济自然规划发〔2020〕60号 二(五)3; 湖南 2018-07-17 三(二)


@pytest.mark.parametrize(
    ("rule_set", "rule"), [(JINAN, "R-13"), (HUNAN, "R-13"), (JIAOZUO, "R-06")], ids=str
)
def test_r_13_gaps_in_old_data_are_on_the_offices_own_list(rule_set: RuleSet, rule: str):
    decision = decide(legacy_case(), rule_set)
    assert decision.outcome is Outcome.REUSE
    assert {(task.kind, task.rule) for task in decision.office_tasks} == {
        ("boundary_coordinates", rule),
        ("footprint_coordinates", rule),
    }
    assert decision.tasks == ()


# R-14 湖南 2018-07-17 二(五)


@pytest.mark.parametrize(("rule_set", "rule"), [(HUNAN, "R-14"), (JIAOZUO, "R-09")], ids=str)
def test_r_14_two_building_tables_that_differ_stop_the_units(rule_set: RuleSet, rule: str):
    decision = decide(merged_case(), rule_set)
    assert decision.outcome is Outcome.BLOCK
    (block,) = decision.blocks
    assert (block.kind, block.rule) == ("unit_list_mismatch", rule)
    assert decision.unit_changes[0].new_codes == (f"{PARCEL}F00010005",)


# R-15 自然资源部办公厅 2024


def test_r_15_several_tasks_of_a_case_are_one_commission():
    tasks = decide(EMPTY).tasks
    assert [(task.kind, task.commission) for task in tasks] == [
        ("boundary_survey", "R-15"),
        ("house_survey", "R-15"),
    ]
    before = decide(EMPTY, rule_set_named("jiaozuo", "2019.1")).tasks
    assert {task.commission for task in before} == {""}
    widened = replace(COMPLETION, boundary=WIDENED_BOUNDARY)
    (alone,) = decide(with_result(golden_case(), widened)).tasks
    assert alone.commission == ""


# R-16 《中华人民共和国测绘法》 第二十二条


def test_r_16_boundary_and_area_of_the_register_go_on():
    case = replace(
        without(golden_case(), SUPPLY, CONTRACT),
        register_boundary=SUPPLY.boundary,
        register_area_m2=Decimal("2700.00"),
    )
    decision = decide(case)
    assert rules_of(decision, Datum.BOUNDARY) == ("R-16",)
    assert decision.adopted.area.land_area_m2 == Decimal("2700.00")


# What belongs to no single rule: planned lines, age


def test_a_building_that_does_not_stand_as_planned_is_told_by_the_limit_for_planned_lines():
    (building,) = COMPLETION.buildings

    def moved(metres: str) -> Decision:
        (outer,) = building.footprint
        shape = tuple(
            replace(point, easting_m=point.easting_m + Decimal(metres)) for point in outer
        )
        table = replace(building, footprint=(shape,))
        return decide(with_result(golden_case(), replace(COMPLETION, buildings=(table,))))

    # As built it lies 1.0 cm (north) and up to 1.0 cm (east) beside the plan; limit 20 cm, mean 10.
    assert "footprint_beside_plan" not in kinds(moved("0.05").notes)
    decision = moved("0.25")
    (note,) = [row for row in decision.notes if row.kind == "footprint_beside_plan"]
    assert (note.measured, note.limit) == (Decimal("0.260"), Decimal("0.20"))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE and decision.missing == ()


@pytest.mark.parametrize(
    ("decided_on", "serves"), [(date(2021, 9, 9), True), (date(2021, 9, 10), False)]
)
def test_a_kind_of_result_may_serve_for_some_months_only(decided_on: date, serves: bool):
    half_a_year = replace(JIAOZUO, max_age_months={"parcel-survey": 6})
    supply = replace(SUPPLY, kind="parcel-survey")
    case = replace(EMPTY, results=(supply,), documents=(CONTRACT,), decided_on=decided_on)
    decision = decide(case, half_a_year)
    assert (decision.adopted.boundary is not None) == serves
    if not serves:
        assert "6 个月" in decision.data[0].candidates[0].why_not.zh


def test_every_stage_has_a_result_in_the_worked_case():
    assert {row.stage for row in golden_case().results} == set(BaseStage) - {BaseStage.LEGACY}
