"""The reuse decision: the worked case, its variants, precedence, and what never happens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.decision import Datum, Decision, Outcome, Remedy, State
from surveys.domain.evidence import (
    Audit,
    BaseStage,
    BuildingEvidence,
    CaseEvidence,
    DocumentEvidence,
    DocumentKind,
    IssuedUnitCode,
    ResultEvidence,
)
from surveys.domain.reuse import decide
from surveys.domain.rules import RULE_SET
from tests.surveys.domain.golden import (
    ACCEPTANCE,
    BUILDING,
    COMPLETION,
    COMPLETION_BOUNDARY,
    COMPLETION_UNITS,
    CONTRACT,
    LEGACY_HOUSE,
    LEGACY_LAND,
    PARCEL,
    PERMIT,
    PLANNING,
    PRESALE,
    PRESALE_PERMIT,
    PRESALE_UNITS,
    SUPPLY,
    SUPPLY_BOUNDARY,
    UNIFIED_ON,
    WIDENED_BOUNDARY,
    golden_case,
    legacy_case,
    unit,
    with_document,
    with_result,
    without,
)

EMPTY_CASE = CaseEvidence(PARCEL, "", (), (), UNIFIED_ON)


def states(decision: Decision) -> dict[str, str]:
    return {row.datum.value: row.state.value for row in decision.data}


def row_of(decision: Decision, datum: Datum, building_number: str = ""):
    number = building_number or (BUILDING if datum not in (Datum.BOUNDARY, Datum.LAND_AREA) else "")
    rows = [r for r in decision.data if r.datum is datum and r.building_number == number]
    assert len(rows) == 1
    return rows[0]


def kinds(items) -> list[str]:
    return [item.kind for item in items]


# -- The worked case ---------------------------------------------------------------------------


def test_the_worked_case_reuses_everything_with_notes():
    decision = decide(golden_case())
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert decision.basis == ("R-01", "R-02A", "R-02B", "R-02C", "R-03", "R-04")
    assert decision.missing == () and decision.blocks == () and decision.unit_changes == ()
    assert not decision.may_request_survey
    assert decision.summary.zh == "无需重新测绘：5 项数据全部沿用"
    assert decision.summary.en == "No new survey needed: 5 of 5 data reused"
    assert not any(row.needs_confirmation for row in decision.data)


def test_the_worked_case_registers_the_contract_area_on_the_supply_boundary():
    adopted = decide(golden_case()).adopted
    assert adopted.area.land_area_m2 == Decimal("2700.61")
    assert adopted.area.rule == "R-02B"
    assert adopted.area.source.document_number == CONTRACT.number
    assert adopted.boundary.rings == SUPPLY_BOUNDARY
    assert adopted.boundary.rule == "R-02C"
    assert adopted.boundary.source.result_id == SUPPLY.result_id


def test_the_worked_case_registers_completion_areas_of_building_and_units():
    adopted = decide(golden_case()).adopted
    assert [str(row.built_m2) for row in adopted.units] == ["103.38", "109.85", "104.12", "110.66"]
    assert [row.unit_code for row in adopted.units] == [
        f"{PARCEL}F0001{number:04}" for number in (1, 2, 3, 4)
    ]
    assert not any(row.code_is_new for row in adopted.units)
    assert [str(row.difference_m2) for row in adopted.units] == ["0.10", "0.08", "0.84", "0.89"]
    assert [str(row.difference_percent) for row in adopted.units] == [
        "0.097",
        "0.073",
        "0.813",
        "0.811",
    ]
    assert [str(row.land_share_m2) for row in adopted.units] == [
        "652.30",
        "693.12",
        "656.96",
        "698.23",
    ]
    (floor_area,), (footprint,) = adopted.floor_areas, adopted.footprint
    assert floor_area.floor_area_m2 == Decimal("428.01")
    assert floor_area.presale_floor_area_m2 == Decimal("426.10")
    assert footprint.area_m2 == Decimal("214.10")
    assert footprint.source.stage == "completion"


def test_the_worked_case_notes_corroboration_presale_and_permit():
    notes = {note.kind: note for note in decide(golden_case()).notes}
    assert set(notes) == {"boundary_corroborated", "presale_difference", "permit_area_beside"}
    boundary = notes["boundary_corroborated"]
    for language in (boundary.text.zh, boundary.text.en):
        assert "+0.31 m²" in language and "2.3 cm" in language and "1.9 cm" in language
    assert (boundary.measured, boundary.limit, boundary.unit) == (
        Decimal("0.023"),
        Decimal("0.10"),
        "m",
    )
    presale = notes["presale_difference"]
    assert (presale.measured, presale.limit, presale.unit) == (Decimal("0.813"), Decimal(3), "%")
    permit = notes["permit_area_beside"]
    assert permit.measured == Decimal("0.71") and permit.limit is None
    assert "+0.71%" in permit.text.zh and "GB/T 50353" in permit.text.zh


def test_every_datum_names_source_rule_and_clause_and_explains_the_others():
    for row in decide(golden_case()).data:
        assert row.state is State.ADOPTED and row.rules and row.source
        chosen = [candidate for candidate in row.candidates if candidate.chosen]
        assert [candidate.source for candidate in chosen] == [row.source]
        for candidate in row.candidates:
            assert candidate.chosen or (candidate.why_not.zh and candidate.why_not.en)


# -- Its variants ------------------------------------------------------------------------------


def test_variant_1_a_moved_boundary_stops_only_the_boundary():
    widened = replace(COMPLETION, boundary=WIDENED_BOUNDARY, computed_area_m2=None)
    decision = decide(with_result(golden_case(), widened))
    assert decision.outcome is Outcome.SUPPLEMENT
    assert states(decision) == {
        "boundary": "blocked",
        "land_area": "blocked",
        "footprint": "adopted",
        "floor_area": "adopted",
        "unit_areas": "adopted",
    }
    assert kinds(decision.blocks) == ["boundary_changed"]
    assert not decision.blocks[0].stops_case
    # J3: 1.491 m south and 0.021 m east; J4: 1.518 m south and 0.011 m west.
    assert decision.blocks[0].measured == Decimal("1.518")
    assert decision.blocks[0].limit == Decimal("0.10")
    for words in ("J3", "J4", "另编宗地代码"):
        assert words in decision.blocks[0].text.zh
    assert kinds(decision.missing) == ["boundary_survey"]
    assert set(decision.missing[0].data) == {Datum.BOUNDARY, Datum.LAND_AREA}
    assert decision.adopted.boundary is None and decision.adopted.area is None
    assert [str(row.built_m2) for row in decision.adopted.units] == [
        "103.38",
        "109.85",
        "104.12",
        "110.66",
    ]
    assert decision.basis == ("R-01", "R-03", "R-04", "R-06")


def test_variant_2_a_house_of_1998_without_coordinates_is_reused():
    decision = decide(legacy_case())
    assert decision.outcome is Outcome.REUSE
    assert decision.basis == ("R-01", "R-05")
    assert decision.forbidden_reasons_hit == ("NO_COORDINATES",)
    assert decision.refusals[0].rule == "R-05"
    assert "三(三)1" in decision.refusals[0].text.zh
    assert set(states(decision).values()) == {"adopted"}
    assert decision.missing == () and not decision.may_request_survey
    assert decision.adopted.boundary.rings == ()
    assert decision.adopted.area.land_area_m2 == Decimal("318.40")
    assert {task.kind for task in decision.office_tasks} == {
        "boundary_coordinates",
        "footprint_coordinates",
    }
    assert [row.unit_code[-8:] for row in decision.adopted.units] == ["00010001", "00010002"]
    assert all(row.code_is_new for row in decision.adopted.units)


def test_variant_3_a_returned_house_survey_is_supplemented():
    returned = replace(LEGACY_HOUSE, audit=Audit.RETURNED)
    decision = decide(with_result(legacy_case(), returned))
    assert decision.outcome is Outcome.SUPPLEMENT
    assert kinds(decision.missing) == ["house_survey"]
    (item,) = decision.missing
    assert item.name.en == "house survey" and item.building_number == BUILDING
    assert item.remedy is Remedy.SURVEY and item.rule == "R-06"
    assert states(decision)["boundary"] == "adopted"
    assert "审核退回" in item.why.zh


@pytest.mark.parametrize("record", ["failed", "none", "other building"])
def test_variant_4_without_acceptance_the_case_waits_and_presale_does_not_serve(record):
    case = without(golden_case(), ACCEPTANCE)
    if record != "none":
        changed = replace(
            ACCEPTANCE,
            passed=record != "failed",
            building_number="0002" if record == "other building" else BUILDING,
        )
        case = replace(case, documents=(*case.documents, changed))
    decision = decide(case)
    assert decision.outcome is Outcome.SUPPLEMENT
    assert kinds(decision.missing) == ["acceptance_pending"]
    (item,) = decision.missing
    assert item.remedy is Remedy.WAIT and "acceptance pending" in item.why.en
    assert set(item.data) == {Datum.FOOTPRINT, Datum.FLOOR_AREA, Datum.UNIT_AREAS}
    assert not decision.may_request_survey
    assert decision.adopted.units == () and decision.adopted.floor_areas == ()
    presale = [
        candidate
        for candidate in row_of(decision, Datum.UNIT_AREAS).candidates
        if candidate.source.stage == "presale"
    ]
    assert len(presale) == 1 and not presale[0].chosen and "R-04" in presale[0].why_not.zh


def merged_units():
    return (*COMPLETION_UNITS[:2], unit("201", "191.89", "22.89", "214.78"))


def test_variant_5_merged_units_stop_the_units_and_are_reported():
    (building,) = COMPLETION.buildings
    merged = replace(COMPLETION, buildings=(replace(building, units=merged_units()),))
    decision = decide(with_result(golden_case(), merged))
    assert decision.outcome is Outcome.BLOCK
    assert kinds(decision.blocks) == ["unit_list_mismatch"] and decision.blocks[0].stops_case
    assert states(decision)["unit_areas"] == "blocked"
    assert states(decision)["floor_area"] == "adopted"
    assert decision.adopted.units == ()
    (change,) = decision.unit_changes
    assert change.kind == "merged"
    assert (change.before, change.after) == (("201", "202"), ("201",))
    assert change.new_codes == (f"{PARCEL}F00010005",)
    assert change.retired_codes == (f"{PARCEL}F00010003", f"{PARCEL}F00010004")
    assert f"{PARCEL}F00010005" in decision.blocks[0].text.zh
    assert not decision.may_request_survey


def test_variant_6_papers_used_for_the_supply_serve_without_coordinates_in_the_contract():
    decision = decide(with_document(golden_case(), replace(CONTRACT, has_coordinates=False)))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert decision.adopted.boundary.rule == "R-02A"
    assert decision.adopted.boundary.rings == SUPPLY_BOUNDARY
    assert decision.basis == ("R-01", "R-02A", "R-02B", "R-03", "R-04")


def test_variant_8_a_contract_area_within_the_limit_is_registered_with_a_note():
    contract = replace(CONTRACT, area_m2=Decimal("2705.00"))
    decision = decide(with_document(golden_case(), contract))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert decision.adopted.area.land_area_m2 == Decimal("2705.00")
    (note,) = [note for note in decision.notes if note.kind == "land_area_differs"]
    assert (note.measured, note.limit) == (Decimal("4.39"), Decimal("4.91"))
    assert not row_of(decision, Datum.LAND_AREA).needs_confirmation


def test_variant_8_a_contract_area_beyond_the_limit_is_registered_and_confirmed_by_hand():
    contract = replace(CONTRACT, area_m2=Decimal("2750.00"))
    decision = decide(with_document(golden_case(), contract))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert decision.adopted.area.land_area_m2 == Decimal("2750.00")
    (note,) = [note for note in decision.notes if note.kind == "land_area_over_limit"]
    assert (note.measured, note.limit) == (Decimal("49.39"), Decimal("4.91"))
    assert row_of(decision, Datum.LAND_AREA).needs_confirmation
    assert decision.summary.en.endswith("1 to be confirmed by hand")


# -- Precedence --------------------------------------------------------------------------------

OLD_LAND = replace(
    LEGACY_LAND,
    result_id="00000000-0000-0000-0000-000000000010",
    boundary=SUPPLY_BOUNDARY,
    has_coordinates=True,
    stated_area_m2=Decimal("2699.00"),
)
ALL_LAND = replace(
    golden_case(),
    results=(SUPPLY, COMPLETION, OLD_LAND),
    documents=(CONTRACT,),
    register_boundary=SUPPLY_BOUNDARY,
    register_area_m2=Decimal("2700.00"),
)
Step = Callable[[CaseEvidence], CaseEvidence]
BOUNDARY_STEPS: list[tuple[str, str, Step]] = [
    # rule that decides, stage it comes from, what is then taken away
    ("R-02C", "supply", lambda case: with_document(case, replace(CONTRACT, has_coordinates=False))),
    ("R-02A", "supply", lambda case: with_result(case, replace(SUPPLY, used_for_supply=False))),
    ("R-05", "legacy", lambda case: without(case, OLD_LAND)),
    ("R-16", "register", lambda case: replace(case, register_boundary=())),
    ("R-01", "supply", lambda case: with_result(case, replace(SUPPLY, audit=Audit.RETURNED))),
    ("R-01", "completion", lambda case: replace(case, results=(LEGACY_LAND,))),
    ("R-05", "legacy", lambda case: replace(case, results=())),
    ("", "", lambda case: case),
]


def test_the_boundary_takes_the_best_source_there_is():
    case = ALL_LAND
    for rule, stage, take_away in BOUNDARY_STEPS:
        boundary = decide(case).adopted.boundary
        found = (boundary.rule, boundary.source.stage) if boundary else ("", "")
        assert found == (rule, stage)
        case = take_away(case)


AREA_STEPS: list[tuple[str, str, Step]] = [
    ("R-02B", "2700.61", lambda case: without(case, CONTRACT)),
    ("R-16", "2700.00", lambda case: replace(case, register_area_m2=None)),
    ("R-05", "2699.00", lambda case: without(case, OLD_LAND)),
    ("R-01", "2700.61", lambda case: replace(case, results=(), register_boundary=())),
    ("", "", lambda case: case),
]


def test_the_land_area_takes_the_best_source_there_is():
    case = ALL_LAND
    for rule, figure, take_away in AREA_STEPS:
        area = decide(case).adopted.area
        assert ((area.rule, str(area.land_area_m2)) if area else ("", "")) == (rule, figure)
        case = take_away(case)


OLD_HOUSE = replace(
    LEGACY_HOUSE,
    buildings=(
        replace(LEGACY_HOUSE.buildings[0], footprint=COMPLETION.buildings[0].footprint, units=()),
    ),
)


def test_a_building_takes_completion_before_legacy_and_never_presale_or_plan():
    case = replace(golden_case(), results=(*golden_case().results, OLD_HOUSE))
    steps: list[tuple[str, Step]] = [
        ("R-03", lambda case: without(case, ACCEPTANCE)),
        ("R-05", lambda case: without(case, OLD_HOUSE)),
        ("", lambda case: case),
    ]
    for rule, take_away in steps:
        adopted = decide(case).adopted
        assert [row.rule for row in adopted.floor_areas] == ([rule] if rule else [])
        assert [row.rule for row in adopted.footprint] == ([rule] if rule else [])
        case = take_away(case)


def test_an_old_area_is_confirmed_while_a_completion_result_is_under_way():
    case = replace(golden_case(), results=(*golden_case().results, OLD_HOUSE))
    decision = decide(without(case, ACCEPTANCE))
    assert row_of(decision, Datum.FLOOR_AREA).needs_confirmation
    assert "newer_result_pending" in kinds(decision.notes)


@pytest.mark.parametrize("audit", [Audit.WAITING, Audit.RETURNED])
@pytest.mark.parametrize("result", [SUPPLY, COMPLETION], ids=["supply", "completion"])
def test_only_accepted_results_are_adopted(result: ResultEvidence, audit: Audit):
    decision = decide(with_result(golden_case(), replace(result, audit=audit)))
    for row in decision.data:
        if row.state is State.ADOPTED:
            assert row.source.result_id != result.result_id


def test_the_later_of_two_accepted_results_of_a_stage_counts():
    corrected = replace(
        SUPPLY,
        result_id="00000000-0000-0000-0000-000000000009",
        version=2,
        boundary=COMPLETION_BOUNDARY,
    )
    case = replace(golden_case(), results=(corrected, *golden_case().results))
    assert decide(case).adopted.boundary.source.result_id == corrected.result_id


# -- Blocks, waiting, what is missing ----------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"overlaps": ("410811001002GB00008",)}, "overlap"),
        ({"disputed": True}, "dispute"),
        ({"parcel_code": "410811001002GB0000O"}, "code_invalid"),
    ],
)
def test_what_only_a_person_can_clear_stops_the_case(change: dict, kind: str):
    decision = decide(replace(golden_case(), **change))
    assert decision.outcome is Outcome.BLOCK
    assert kind in kinds(decision.blocks)
    assert not decision.may_request_survey
    if kind != "code_invalid":
        assert states(decision)["boundary"] == "blocked"
        assert decision.adopted.boundary is None


def test_a_unit_code_of_another_parcel_stops_the_units():
    (building,) = COMPLETION.buildings
    stray = replace(COMPLETION_UNITS[0], unit_code="410811001002GB00009F00010001")
    units = (stray, *COMPLETION_UNITS[1:])
    case = with_result(
        without(golden_case(), PRESALE),
        replace(COMPLETION, buildings=(replace(building, units=units),)),
    )
    decision = decide(case)
    assert decision.outcome is Outcome.BLOCK and kinds(decision.blocks) == ["code_invalid"]
    assert states(decision)["unit_areas"] == "blocked"


def test_a_room_that_occurs_twice_stops_the_units():
    (building,) = COMPLETION.buildings
    units = (*COMPLETION_UNITS[:3], replace(COMPLETION_UNITS[3], room="201"))
    case = with_result(
        without(golden_case(), PRESALE),
        replace(COMPLETION, buildings=(replace(building, units=units),)),
    )
    decision = decide(case)
    assert decision.outcome is Outcome.BLOCK and kinds(decision.blocks) == ["unit_duplicate"]


def test_a_unit_without_area_leaves_the_building_table_missing():
    (building,) = COMPLETION.buildings
    bare = replace(COMPLETION_UNITS[3], built_m2=None, shared_m2=None)
    units = (*COMPLETION_UNITS[:3], bare)
    decision = decide(
        with_result(golden_case(), replace(COMPLETION, buildings=(replace(building, units=units),)))
    )
    assert decision.outcome is Outcome.SUPPLEMENT
    assert kinds(decision.missing) == ["unit_table"]
    assert "202" in row_of(decision, Datum.UNIT_AREAS).why.zh


def test_nothing_at_all_misses_everything():
    decision = decide(EMPTY_CASE)
    assert decision.outcome is Outcome.SUPPLEMENT
    assert set(states(decision)) == {datum.value for datum in Datum}
    assert set(states(decision).values()) == {"missing"}
    assert {datum for item in decision.missing for datum in item.data} == set(Datum)
    assert decision.basis == ("R-06",)
    assert decision.may_request_survey


@pytest.mark.parametrize("planned", [(), (PLANNING,)], ids=["supply only", "with a plan"])
def test_a_parcel_on_which_nothing_is_built_is_decided_as_land(planned):
    case = replace(EMPTY_CASE, results=(SUPPLY, *planned), documents=(CONTRACT,))
    decision = decide(case)
    assert decision.outcome is Outcome.REUSE
    assert set(states(decision)) == {"boundary", "land_area"}
    assert decision.summary.zh == "无需重新测绘：2 项数据全部沿用"


def test_coordinates_in_the_supply_document_are_entered_by_the_office_not_measured_again():
    case = replace(EMPTY_CASE, documents=(CONTRACT,))
    decision = decide(case)
    assert kinds(decision.missing) == ["boundary_entry"]
    assert decision.missing[0].remedy is Remedy.OFFICE
    assert not decision.may_request_survey


def test_a_boundary_in_review_is_waited_for():
    case = with_result(golden_case(), replace(SUPPLY, audit=Audit.WAITING))
    case = with_result(case, replace(COMPLETION, boundary=()))
    decision = decide(case)
    assert kinds(decision.missing) == ["boundary_review"]
    assert decision.missing[0].remedy is Remedy.WAIT


def test_a_survey_in_review_that_shows_another_boundary_asks_for_confirmation():
    resurvey = replace(
        COMPLETION,
        result_id="00000000-0000-0000-0000-000000000008",
        audit=Audit.WAITING,
        boundary=WIDENED_BOUNDARY,
        buildings=(),
    )
    case = replace(golden_case(), results=(*golden_case().results, resurvey))
    decision = decide(case)
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert "boundary_differs_elsewhere" in kinds(decision.notes)
    assert row_of(decision, Datum.BOUNDARY).needs_confirmation


def test_a_register_boundary_elsewhere_counts_as_a_change():
    decision = decide(replace(golden_case(), register_boundary=WIDENED_BOUNDARY))
    assert decision.outcome is Outcome.SUPPLEMENT
    assert kinds(decision.blocks) == ["boundary_changed"]


def test_a_result_from_before_unified_registration_does_not_serve_a_changed_boundary():
    old = replace(OLD_LAND, accuracy_class=1)
    case = replace(legacy_case(), results=(old, LEGACY_HOUSE), register_boundary=WIDENED_BOUNDARY)
    decision = decide(case)
    assert decision.adopted.units == ()
    assert set(states(decision).values()) == {"blocked", "missing"}


def test_a_result_after_unified_registration_began_is_not_legacy():
    late = replace(LEGACY_HOUSE, surveyed_on=UNIFIED_ON)
    decision = decide(with_result(legacy_case(), late))
    assert decision.outcome is Outcome.SUPPLEMENT
    eve = replace(LEGACY_HOUSE, surveyed_on=date(2016, 8, 7))
    assert decide(with_result(legacy_case(), eve)).outcome is Outcome.REUSE


# -- Reasons for a new survey ------------------------------------------------------------------


def test_any_reason_is_refused_when_nothing_is_missing():
    case = replace(golden_case(), demanded_reasons=("AREA_INACCURATE", "HABIT"))
    decision = decide(case)
    assert decision.forbidden_reasons_hit == ("AREA_INACCURATE",)
    assert [(row.reason, row.rule) for row in decision.refusals] == [
        ("AREA_INACCURATE", "R-01"),
        ("HABIT", "R-01"),
    ]


def test_a_reason_is_not_refused_where_a_survey_is_really_missing():
    case = replace(EMPTY_CASE, demanded_reasons=("NO_COORDINATES",))
    assert decide(case).refusals == ()


# -- Buildings ---------------------------------------------------------------------------------


def second_building(number: str = "0002") -> BuildingEvidence:
    (first,) = COMPLETION.buildings
    return replace(first, building_number=number)


def two_buildings() -> CaseEvidence:
    """Both as built, the first accepted, the second not yet."""
    both = replace(COMPLETION, buildings=(*COMPLETION.buildings, second_building()))
    return with_result(golden_case(), both)


def test_acceptance_belongs_to_the_building():
    decision = decide(two_buildings())
    assert decision.outcome is Outcome.SUPPLEMENT
    assert [row.building_number for row in decision.adopted.floor_areas] == ["0001"]
    assert [(item.kind, item.building_number) for item in decision.missing] == [
        ("acceptance_pending", "0002")
    ]
    assert len(decision.data) == 2 + 2 * 3
    assert all(row.land_share_m2 is None for row in decision.adopted.units)
    assert "land_shares_open" in kinds(decision.notes)


def test_acceptance_of_the_whole_project_serves_every_building():
    project = replace(ACCEPTANCE, building_number="")
    decision = decide(with_document(two_buildings(), project))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert len(decision.adopted.units) == 8
    shares = [row.land_share_m2 for row in decision.adopted.units]
    assert sum(shares) == Decimal("2700.61")
    assert decision.adopted.units[4].unit_code == f"{PARCEL}F00020001"
    permit = next(note for note in decision.notes if note.kind == "permit_area_beside")
    assert "856.02" in permit.text.zh  # 2 · 428.01, against the permit of the whole project


def test_a_case_of_one_building_shows_that_building_only():
    decision = decide(replace(two_buildings(), building_number="0001"))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert {row.building_number for row in decision.data} == {"", "0001"}
    assert len(decision.data) == 5 and decision.missing == ()
    assert {row.building_number for row in decision.adopted.units} == {"0001"}


def test_a_building_nobody_delivered_is_missing():
    decision = decide(replace(golden_case(), building_number="0007"))
    assert decision.outcome is Outcome.SUPPLEMENT
    assert [(item.kind, item.building_number) for item in decision.missing] == [
        ("house_survey", "0007")
    ]


def test_a_building_without_a_table_is_one_unit():
    (building,) = COMPLETION.buildings
    whole = replace(COMPLETION, buildings=(replace(building, units=()),))
    decision = decide(with_result(without(golden_case(), PRESALE), whole))
    (one,) = decision.adopted.units
    assert one.kind == "building" and one.unit_code == f"{PARCEL}F00010001"
    assert one.built_m2 == Decimal("428.01") and one.land_share_m2 == Decimal("2700.61")


def test_new_numbers_follow_the_highest_ever_issued_retired_or_not():
    issued = (
        IssuedUnitCode(f"{PARCEL}F00010001", BUILDING, "", "101"),
        IssuedUnitCode(f"{PARCEL}F00010009", BUILDING, "", "301", retired=True),
    )
    case = replace(without(golden_case(), PRESALE), issued_unit_codes=issued)
    units = decide(case).adopted.units
    assert [(row.unit_code[-4:], row.code_is_new) for row in units] == [
        ("0001", False),
        ("0010", True),
        ("0011", True),
        ("0012", True),
    ]


# -- Differences that are told and never stop --------------------------------------------------


def test_a_presale_difference_over_three_percent_is_told_and_stops_nothing():
    (building,) = PRESALE.buildings
    # 103.38 - 100.00 = 3.380 %
    units = (replace(PRESALE_UNITS[0], built_m2=Decimal("100.00")), *PRESALE_UNITS[1:])
    case = with_result(golden_case(), replace(PRESALE, buildings=(replace(building, units=units),)))
    decision = decide(case)
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    (note,) = [row for row in decision.notes if row.kind == "presale_difference_over"]
    assert note.measured == Decimal("3.380") and "101" in note.text.zh


def test_presale_areas_under_another_rule_are_not_compared():
    decision = decide(with_result(golden_case(), replace(PRESALE, area_rule="GB 55031-2022")))
    assert "presale_other_area_rule" in kinds(decision.notes)
    for row in decision.adopted.units:
        assert row.presale_built_m2 is not None
        assert row.difference_m2 is None and row.difference_percent is None
    assert "R-04" in decision.basis


def test_equal_presale_areas_do_not_call_on_the_rule_about_differences():
    same = replace(PRESALE, buildings=COMPLETION.buildings)
    assert "R-04" not in decide(with_result(golden_case(), same)).basis


def test_an_acceptance_record_with_another_area_asks_for_confirmation():
    record = replace(ACCEPTANCE, area_m2=Decimal("427.00"))
    decision = decide(with_document(golden_case(), record))
    assert decision.outcome is Outcome.REUSE_WITH_NOTE
    assert "acceptance_area_differs" in kinds(decision.notes)
    assert row_of(decision, Datum.FLOOR_AREA).needs_confirmation


def test_a_floor_area_that_is_not_the_sum_of_its_units_is_told():
    (building,) = COMPLETION.buildings
    larger = replace(building, floor_area_m2=Decimal("460.00"))
    decision = decide(with_result(golden_case(), replace(COMPLETION, buildings=(larger,))))
    (note,) = [row for row in decision.notes if row.kind == "floor_area_not_sum"]
    assert note.measured == Decimal("31.99")


def test_clean_reuse_needs_no_note():
    case = without(golden_case(), PERMIT, PRESALE_PERMIT, PRESALE, PLANNING)
    case = with_result(case, replace(COMPLETION, boundary=()))
    assert decide(case).outcome is Outcome.REUSE


# -- Whatever the order ------------------------------------------------------------------------


def rich_cases() -> list[CaseEvidence]:
    again = replace(COMPLETION, result_id="00000000-0000-0000-0000-000000000005", version=2)
    second = replace(CONTRACT, number="示例补充〔2021〕8号", area_m2=Decimal("2705.00"))
    golden = golden_case()
    return [
        replace(golden, demanded_reasons=("NO_COORDINATES", "HABIT")),
        replace(two_buildings(), overlaps=("410811001002GB00009", "410811001002GB00008")),
        replace(
            ALL_LAND,
            results=(*golden.results, again, OLD_LAND, OLD_HOUSE),
            documents=(*golden.documents, second),
        ),
        legacy_case(),
    ]


@settings(max_examples=40, deadline=None)
@given(data=st.data(), case=st.sampled_from(rich_cases()))
def test_the_order_of_evidence_says_nothing(data: st.DataObject, case: CaseEvidence):
    def shuffled(rows):
        return tuple(data.draw(st.permutations(rows)))

    results = tuple(
        replace(
            row,
            buildings=shuffled(
                [replace(building, units=shuffled(building.units)) for building in row.buildings]
            ),
        )
        for row in shuffled(case.results)
    )
    other = replace(
        case,
        results=results,
        documents=shuffled(case.documents),
        overlaps=shuffled(case.overlaps),
        demanded_reasons=shuffled(case.demanded_reasons),
    )
    assert decide(other).to_dict() == decide(case).to_dict()


RESULTS = [SUPPLY, PLANNING, PRESALE, COMPLETION, LEGACY_LAND, LEGACY_HOUSE, OLD_LAND]
DOCUMENTS = [
    CONTRACT,
    PERMIT,
    ACCEPTANCE,
    DocumentEvidence(DocumentKind.ALLOCATION_DECISION, "示例划拨〔2021〕1号"),
]


@settings(max_examples=60, deadline=None)
@given(
    results=st.lists(st.sampled_from(RESULTS), unique=True),
    audits=st.lists(st.sampled_from(list(Audit)), min_size=7, max_size=7),
    documents=st.lists(st.sampled_from(DOCUMENTS), unique=True),
    reasons=st.lists(st.sampled_from(["NO_COORDINATES", "HABIT"]), unique=True),
)
def test_whatever_was_delivered_the_decision_holds_together(results, audits, documents, reasons):
    graded = tuple(replace(row, audit=audit) for row, audit in zip(results, audits, strict=False))
    case = replace(
        EMPTY_CASE, results=graded, documents=tuple(documents), demanded_reasons=tuple(reasons)
    )
    decision = decide(case)
    by_id = {row.result_id: row for row in graded}
    for row in decision.data:
        if row.state is State.ADOPTED and row.source.result_id:
            source = by_id[row.source.result_id]
            assert source.audit is Audit.ACCEPTED
            assert source.stage not in (BaseStage.PRESALE, BaseStage.PLANNING)
            assert row.datum.value in RULE_SET[row.rules[0]].adopts
    covered = {(d, item.building_number) for item in decision.missing for d in item.data}
    missing = {
        (row.datum, row.building_number) for row in decision.data if row.state is State.MISSING
    }
    assert missing <= covered
    all_adopted = all(row.state is State.ADOPTED for row in decision.data)
    reused = decision.outcome in (Outcome.REUSE, Outcome.REUSE_WITH_NOTE)
    assert reused == (all_adopted and not decision.blocks)
    if reused:
        assert not decision.may_request_survey and len(decision.refusals) == len(reasons)
