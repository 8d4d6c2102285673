"""The reuse decision of a first registration (首次登记): which earlier results serve, and why.

Each datum is decided on its own (see ``reuse_boundary``, ``reuse_land_area``,
``reuse_building``); the case then takes the strictest answer:

* BLOCK when something must be cleared by a person first: an overlap, a dispute, an invalid code,
  units that are not the same at presale and completion. No survey would lift it.
* SUPPLEMENT when something is missing, or the boundary has changed: its reuse is blocked and the
  supplement is limited to it, while every other datum is still adopted.
* REUSE_WITH_NOTE when everything is adopted and there is something to read or to confirm.
* REUSE otherwise.

Pure and deterministic: the same evidence in any order gives the same decision.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from buildings.domain.floor_area import land_shares
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import check_parcel_code
from surveys.domain.adopted import Adopted, AdoptedUnit
from surveys.domain.decision import Block, Decision, Note, Outcome, Refusal, Remedy, State
from surveys.domain.evidence import BaseStage, CaseEvidence
from surveys.domain.permit_history import permit_notes
from surveys.domain.reuse_boundary import decide_boundary
from surveys.domain.reuse_building import BuildingPart, decide_building
from surveys.domain.reuse_facts import Facts, Said
from surveys.domain.reuse_land_area import decide_land_area
from surveys.domain.reuse_summary import summarise
from surveys.domain.reuse_supplement import materials, refusal_text, supplement_tasks
from surveys.domain.rules import RULE_SET, RuleSet
from surveys.domain.unit_numbers import code_errors


def decide(evidence: CaseEvidence, rule_set: RuleSet = RULE_SET) -> Decision:
    """Decide what a first registration adopts, from which source and under which rule.

    Parameters
    ----------
    evidence
        All that is known of the parcel and its buildings. With ``building_number`` set, the
        decision speaks of the parcel and that building only.
    rule_set
        The rules of the office on the day of the decision; see
        :func:`surveys.rule_sets.rule_set_for`.

    Returns
    -------
    Decision
        With nothing delivered at all: SUPPLEMENT, everything missing. A parcel on which nothing
        was built or is being sold is decided as land only.
    """
    facts = Facts(evidence, rule_set)
    boundary = decide_boundary(facts)
    area, of_area = decide_land_area(facts, boundary)
    every = tuple(
        decide_building(facts, number, boundary_changed=boundary.changed)
        for number in facts.building_numbers()
    )
    asked = tuple(part for part in every if evidence.building_number in ("", part.building_number))
    said = boundary.said + of_area
    for part in asked:
        said = said + part.said
    units = tuple(chain.from_iterable(part.units for part in asked))
    if area:
        units, of_shares = _with_land_shares(facts, area.land_area_m2, every, units)
        said = said + of_shares
    floor_areas = tuple(part.floor_area for part in asked if part.floor_area)
    notes = permit_notes(facts, floor_areas, all_buildings=len(floor_areas) == len(every))
    said = said + Said(notes=tuple(notes), blocks=tuple(_code_blocks(evidence)))
    adopted = Adopted(
        boundary.adopted,
        area,
        units,
        tuple(part.footprint for part in asked if part.footprint),
        floor_areas,
    )
    return _decision(facts, adopted, said)


def _with_land_shares(
    facts: Facts,
    land_area_m2: Decimal,
    every: Sequence[BuildingPart],
    asked: tuple[AdoptedUnit, ...],
) -> tuple[tuple[AdoptedUnit, ...], Said]:
    """Spread the land over all units of the parcel by floor area, once all of them are known."""
    units = [unit for part in every for unit in part.units]
    planned = {
        building.building_number
        for result in facts.of_stage(BaseStage.PLANNING)
        for building in result.buildings
    }
    open_numbers = {part.building_number for part in every if not part.units}
    open_numbers |= planned - {part.building_number for part in every}
    if not asked:
        return asked, Said()
    if open_numbers:
        return asked, Said(notes=(_shares_note(sorted(open_numbers)),))
    shares = land_shares(land_area_m2, [unit.built_m2 for unit in units])
    of_unit = {id(unit): share for unit, share in zip(units, shares, strict=True)}
    return tuple(replace(unit, land_share_m2=of_unit[id(unit)]) for unit in asked), Said()


def _shares_note(numbers: Sequence[str]) -> Note:
    return Note(
        "land_shares_open",
        Text(
            f"幢 {'、'.join(numbers)} 的面积未定，分摊土地面积待全部楼幢确定后计算。",
            f"The areas of building {', '.join(numbers)} are open; land shares are computed when "
            "all buildings are known.",
        ),
    )


def _code_blocks(evidence: CaseEvidence) -> Iterator[Block]:
    for remark in code_errors(check_parcel_code(evidence.parcel_code)):
        yield Block(
            "code_invalid",
            Text(
                f"宗地代码“{evidence.parcel_code}”有误：{remark.message.zh}",
                f"parcel code '{evidence.parcel_code}': {remark.message.en}",
            ),
            (),
            stops_case=True,
            rule="R-08",
        )


def _decision(facts: Facts, adopted: Adopted, said: Said) -> Decision:
    evidence, rule_set, outcome = facts.evidence, facts.rule_set, _outcome(said)
    refusals = tuple(_refusals(facts, said))
    reused = outcome in (Outcome.REUSE, Outcome.REUSE_WITH_NOTE)
    return Decision(
        outcome=outcome,
        parcel_code=evidence.parcel_code,
        building_number=evidence.building_number,
        adopted=adopted,
        basis=_basis(rule_set, said),
        missing=said.missing,
        notes=said.notes,
        blocks=said.blocks,
        office_tasks=said.office_tasks,
        unit_changes=said.unit_changes,
        forbidden_reasons_hit=tuple(
            row.reason for row in refusals if row.reason in rule_set.forbidden_grounds
        ),
        refusals=refusals,
        data=said.rows,
        summary=summarise(outcome, said),
        rule_set=rule_set,
        tasks=supplement_tasks(rule_set, said.missing),
        materials=materials(facts),
        package_rule="R-12" if reused and "R-12" in rule_set else "",
        evidence=evidence,
    )


def _outcome(said: Said) -> Outcome:
    if any(block.stops_case for block in said.blocks):
        return Outcome.BLOCK
    if said.missing or any(row.state is not State.ADOPTED for row in said.rows):
        return Outcome.SUPPLEMENT
    if said.notes or any(row.needs_confirmation for row in said.rows):
        return Outcome.REUSE_WITH_NOTE
    return Outcome.REUSE


def _basis(rule_set: RuleSet, said: Said) -> tuple[str, ...]:
    """Return the rules the decision rests on, in their order.

    Those that adopt a figure, with R-01 wherever anything is reused, and those behind what is
    missing or blocked.
    """
    adopted = [row for row in said.rows if row.state is State.ADOPTED]
    rules = {rule for row in adopted for rule in row.rules}
    rules |= {"R-01"} if adopted else set()
    rules |= {item.rule for item in said.missing} | {block.rule for block in said.blocks}
    return rule_set.in_order(rules)


def _refusals(facts: Facts, said: Said) -> Iterator[Refusal]:
    """Refuse the grounds for a new survey that a rule names, and any ground when none is needed."""
    needs_survey = any(item.remedy is Remedy.SURVEY for item in said.missing)
    legacy = any(row.state is State.ADOPTED and "R-05" in row.rules for row in said.rows)
    forbidden = facts.rule_set.forbidden_grounds
    for reason in sorted(set(facts.evidence.demanded_reasons)):
        named = forbidden.get(reason)
        if needs_survey and not (named and legacy):
            continue
        rule = named[0] if named and legacy else facts.rule_set["R-01"]
        shown = named[1].text if named else Text(reason, reason)
        yield Refusal(reason, rule.rule_id, refusal_text(shown, rule))
