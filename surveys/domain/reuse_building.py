"""Which footprint, floor area and unit areas of one building a first registration adopts.

A completion result counts once it was accepted in review and the building has passed its joint
acceptance (R-03); after it, results from before unified registration (R-05). Presale figures are
never registered (R-04), and a plan's footprint is for display.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from buildings.domain.building_table import duplicate_rooms, table_order
from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.rings import rounded
from surveys.domain.adopted import AdoptedFloorArea, AdoptedFootprint, AdoptedUnit
from surveys.domain.building_missing import missing_of_building
from surveys.domain.building_notes import building_notes
from surveys.domain.building_options import (
    Delivered,
    built_m2,
    delivered,
    floor_area_options,
    footprint_options,
    unit_options,
)
from surveys.domain.decision import (
    Block,
    Candidate,
    Datum,
    DatumDecision,
    Note,
    OfficeTask,
    State,
    joined,
    square_metres,
)
from surveys.domain.differences import (
    floor_area_differences,
    footprint_differences,
    unit_area_differences,
)
from surveys.domain.evidence import Audit, BaseStage, UnitEvidence
from surveys.domain.permit_history import acceptance_note
from surveys.domain.presale_history import (
    NO_HISTORY,
    PresaleHistory,
    presale_history,
    presale_note,
)
from surveys.domain.reuse_facts import Facts, Option, Said, boundary_area_m2, choose
from surveys.domain.unit_list import UnitListVerdict, unit_list_verdict
from surveys.domain.unit_numbers import NumberedUnit, Numbering, number_units


@dataclass(frozen=True, slots=True)
class BuildingPart:
    """What was decided about one building; units without their land share yet."""

    building_number: str
    footprint: AdoptedFootprint | None
    floor_area: AdoptedFloorArea | None
    units: tuple[AdoptedUnit, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class _Building:
    """What the three data of a building are decided from."""

    facts: Facts
    number: str
    rows: tuple[Delivered, ...]

    def newer_pending(self, chosen: Option[Delivered] | None) -> bool:
        """Whether an earlier result would go in while a completion result is under way."""
        return (
            chosen is not None
            and chosen.content.result.stage is BaseStage.LEGACY
            and any(
                row.result.stage is BaseStage.COMPLETION and row.result.audit is not Audit.RETURNED
                for row in self.rows
            )
        )


def decide_building(facts: Facts, building_number: str, *, boundary_changed: bool) -> BuildingPart:
    """Decide the three data of one building.

    Parameters
    ----------
    building_number
        Four digits; empty when nothing is known of any building.
    boundary_changed
        Results from before unified registration serve only while the boundary stands (R-05).
    """
    rows = delivered(facts, building_number, boundary_changed=boundary_changed)
    building = _Building(facts, building_number, rows)
    footprint, of_footprint = _decide_footprint(building)
    floor_area, of_floor = _decide_floor_area(building)
    units, of_units = _decide_units(building)
    said = of_footprint + of_floor + of_units
    lacking = tuple(row.datum for row in said.rows if row.state is State.MISSING)
    missing = missing_of_building(facts, building_number, rows, lacking)
    notes = (*_pending_note(building, said.rows), *building_notes(facts, said.rows, rows))
    said = said + Said(missing=missing, notes=notes)
    return BuildingPart(building_number, footprint, floor_area, units, said)


def _decide_footprint(building: _Building) -> tuple[AdoptedFootprint | None, Said]:
    chosen, candidates = choose(footprint_options(building.rows))
    apart = footprint_differences(chosen.content if chosen else None, building.rows)
    row = replace(_row(building, Datum.FOOTPRINT, chosen, candidates), differences=tuple(apart))
    if chosen is None:
        return None, Said((row,))
    shape, area = chosen.content.building.footprint, chosen.content.building.footprint_area_m2
    area = boundary_area_m2(shape) if area is None else rounded(area)
    adopted = AdoptedFootprint(chosen.source, chosen.rule, building.number, area, shape)
    return adopted, Said((row,), office_tasks=() if shape else (_shape_task(building),))


def _decide_floor_area(building: _Building) -> tuple[AdoptedFloorArea | None, Said]:
    chosen, candidates = choose(floor_area_options(building.rows))
    if chosen is None or chosen.content.floor_area_m2 is None:
        return None, Said((_row(building, Datum.FLOOR_AREA, None, candidates),))
    content = chosen.content
    history = presale_history(building.number, building.rows, content)
    adopted = AdoptedFloorArea(
        chosen.source,
        chosen.rule,
        building.number,
        rounded(chosen.content.floor_area_m2),
        history.presale.floor_area_m2 if history else None,
        content.result.area_rule,
    )
    doubt = acceptance_note(building.facts, adopted)
    row = _row(
        building,
        Datum.FLOOR_AREA,
        chosen,
        candidates,
        yields=bool(history and history.floor_area_differs),
        difference=history.floor_difference() if history else NO_TEXT,
        doubtful=doubt is not None,
    )
    row = replace(row, differences=tuple(floor_area_differences(history)))
    notes = (*_sum_note(building.number, content), *((doubt,) if doubt else ()))
    return adopted, Said((row,), notes)


def _decide_units(building: _Building) -> tuple[tuple[AdoptedUnit, ...], Said]:
    chosen, candidates = choose(unit_options(building.rows))
    if chosen is None:
        return (), Said((_row(building, Datum.UNIT_AREAS, None, candidates),))
    history = presale_history(building.number, building.rows, chosen.content)
    if history and not (history.presale.building.units and chosen.content.building.units):
        history = None
    units = table_order(chosen.content.building.units or (_whole(chosen.content),))
    comparison = history.comparison if history else None
    numbering = number_units(building.facts, building.number, units, comparison)
    verdict = unit_list_verdict(building.facts, history, numbering.changes)
    if history and verdict.note:
        history = history.of_units_that_stayed()
    blocks = _unit_blocks(building, units, verdict, numbering)
    note = presale_note(history) if history and not blocks else None
    notes = tuple(one for one in (note, verdict.note) if one)
    row = _row(
        building,
        Datum.UNIT_AREAS,
        chosen,
        candidates,
        yields=bool(history and any(history.of_unit(unit).differs for unit in units)),
        difference=history.unit_differences() if history else NO_TEXT,
        blocks=blocks,
    )
    row = replace(
        row,
        rules=(*row.rules, *verdict.rules),
        differences=tuple(unit_area_differences(history)),
    )
    said = Said((row,), notes, (), blocks, (), numbering.changes)
    if blocks:
        return (), said
    adopted = tuple(
        _adopted(building.number, chosen.content, row, one, history) for one in numbering.units
    )
    return adopted, said


def _row(
    building: _Building,
    datum: Datum,
    chosen: Option[Delivered] | None,
    candidates: tuple[Candidate, ...],
    *,
    yields: bool = False,
    difference: Text = NO_TEXT,
    blocks: tuple[Block, ...] = (),
    doubtful: bool = False,
) -> DatumDecision:
    """Return the row of a datum; ``yields`` tells that presale figures gave way to it (R-04)."""
    if chosen is None:
        why = joined(
            Text(f"{row.source.title}：{row.why_not.zh}", f"{row.source.title}: {row.why_not.en}")
            for row in candidates
        )
        nothing = Text("没有任何成果", "nothing was delivered")
        return DatumDecision(
            datum,
            building.number,
            State.MISSING,
            why=why if why != NO_TEXT else nothing,
            candidates=candidates,
        )
    rule_set = building.facts.rule_set
    return DatumDecision(
        datum,
        building.number,
        State.BLOCKED if blocks else State.ADOPTED,
        value=chosen.value,
        source=chosen.source,
        rules=(chosen.rule, "R-04") if yields and "R-04" in rule_set else (chosen.rule,),
        difference=difference,
        why=joined(block.text for block in blocks),
        needs_confirmation=doubtful or building.newer_pending(chosen),
        candidates=candidates,
    )


def _whole(content: Delivered) -> UnitEvidence:
    """Return the building as one unit, for a building that was never divided into rooms."""
    return UnitEvidence("", None, "", None, None, content.floor_area_m2)


def _adopted(
    building_number: str,
    content: Delivered,
    row: DatumDecision,
    numbered: NumberedUnit,
    history: PresaleHistory | None,
) -> AdoptedUnit:
    unit = numbered.unit
    built, before = built_m2(unit), history.of_unit(unit) if history else NO_HISTORY
    if built is None or row.source is None:
        raise ValueError(f"unit {unit.room!r} was chosen without a floor area")
    return AdoptedUnit(
        source=row.source,
        rule=row.rules[0],
        building_number=building_number,
        unit_code=numbered.unit_code,
        code_is_new=numbered.code_is_new,
        kind="room" if content.building.units else "building",
        section=unit.section,
        storey=unit.storey_number,
        room=unit.room,
        inner_m2=unit.inner_m2,
        shared_m2=unit.shared_m2,
        built_m2=rounded(built),
        area_rule=content.result.area_rule,
        presale_built_m2=before.presale_built_m2,
        difference_m2=before.difference_m2,
        difference_percent=before.difference_percent,
    )


def _unit_blocks(
    building: _Building,
    units: list[UnitEvidence],
    verdict: UnitListVerdict,
    numbering: Numbering,
) -> tuple[Block, ...]:
    """Return what keeps a building table from being adopted; a person has to look at each."""
    blocks: list[Block] = []
    rooms = [group[0].room for group in duplicate_rooms(units)]
    if rooms:
        text = Text(
            f"幢 {building.number} 的楼盘表中 {'、'.join(rooms)} 重复。",
            f"In the table of building {building.number}, {', '.join(rooms)} occur twice.",
        )
        blocks.append(_unit_block("unit_duplicate", text, "R-09", building.number))
    if verdict.block:
        blocks.append(verdict.block)
    if numbering.faults:
        blocks.append(
            _unit_block("code_invalid", joined(numbering.faults), "R-08", building.number)
        )
    return tuple(blocks)


def _unit_block(kind: str, text: Text, rule: str, building_number: str) -> Block:
    return Block(kind, text, (Datum.UNIT_AREAS,), True, rule, building_number)


def _sum_note(building_number: str, content: Delivered) -> tuple[Note, ...]:
    """Tell when the stated floor area is not the sum over the units."""
    stated = content.building.floor_area_m2
    areas = [built_m2(unit) for unit in content.building.units]
    if stated is None or not areas or None in areas:
        return ()
    total = sum((area for area in areas if area is not None), Decimal(0))
    if total == stated:
        return ()
    text = Text(
        f"幢 {building_number} 建筑面积 {square_metres(stated)}，各户合计 {square_metres(total)}，"
        f"差 {square_metres(stated - total, signed=True)}：可能有不分摊的部位。",
        f"Building {building_number}: floor area {square_metres(stated)}, its units add up to "
        f"{square_metres(total)}, {square_metres(stated - total, signed=True)}: there may be "
        "parts that are not shared out.",
    )
    return (Note("floor_area_not_sum", text, building_number, stated - total, None, "m2"),)


def _shape_task(building: _Building) -> OfficeTask:
    building_number, rule = building.number, building.facts.rule_set.first("R-13", "R-06")
    text = Text(
        f"幢 {building_number} 没有坐标：由登记机构自行补测，不作为登记的前提，"
        "不得要求当事人重测。",
        f"Building {building_number} has no coordinates: the office measures them itself; the "
        "registration does not wait for it and the applicant is not asked.",
    )
    return OfficeTask("footprint_coordinates", text, (Datum.FOOTPRINT,), rule, building_number)


def _pending_note(building: _Building, rows: tuple[DatumDecision, ...]) -> tuple[Note, ...]:
    if not any(
        row.needs_confirmation and row.source and row.source.stage == BaseStage.LEGACY.value
        for row in rows
    ):
        return ()
    text = Text(
        f"幢 {building.number} 另有竣工成果未完成审核或验收；采用统一登记前的成果前请确认。",
        f"Building {building.number} also has a completion result whose review or acceptance is "
        "not finished; confirm before the earlier result is adopted.",
    )
    return (Note("newer_result_pending", text, building.number),)
