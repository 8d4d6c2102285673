"""Which boundary a first registration adopts, and whether it still holds.

The order of the sources is the rule set's. In its fullest form supply coordinates go first (R-02C,
R-02A), then a result from before unified registration (R-05), the register (R-16), an accepted
supply result that was not used for the supply, the re-survey at completion (both R-01), and last a
parcel map without coordinates (R-05). The older of two good surveys stays; the younger tells
whether the boundary has moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cadastre.domain.findings import NO_TEXT, Text
from surveys.domain.adopted import AdoptedBoundary
from surveys.domain.boundary_watch import (
    Witness,
    boundary_block,
    shift_text,
    watch_boundary,
    witness_note,
)
from surveys.domain.decision import (
    Block,
    Datum,
    DatumDecision,
    MissingItem,
    OfficeTask,
    Remedy,
    State,
    joined,
    square_metres,
)
from surveys.domain.differences import shift_differences
from surveys.domain.evidence import Audit, BaseStage, ResultEvidence
from surveys.domain.preconditions import (
    Grade,
    Subject,
    documents_bind,
    grade,
    was_used_for_supply,
)
from surveys.domain.reuse_facts import (
    Facts,
    Option,
    Said,
    boundary_area_m2,
    choose,
    register_source,
    result_source,
)
from surveys.domain.supplement import WHOLE, Scope, moved_scope

BoundaryOption = Option[AdoptedBoundary]


@dataclass(frozen=True, slots=True)
class BoundaryPart:
    """What was decided about the boundary.

    ``found`` is the boundary that goes first whether or not it may be adopted, ``adopted`` the
    same when nothing blocks it; ``changed`` tells that it has moved since.
    """

    found: AdoptedBoundary | None
    adopted: AdoptedBoundary | None
    changed: bool
    witnesses: tuple[Witness, ...]
    said: Said


def decide_boundary(facts: Facts) -> BoundaryPart:
    """Choose the boundary and test whether it still holds."""
    chosen, candidates = choose(boundary_options(facts))
    found = chosen.content if chosen else None
    witnesses = watch_boundary(facts, found)
    against = [row for row in witnesses if row.counts and row.moved]
    moved = [boundary_block(row) for row in against]
    blocks = (*moved[:1], *_standing_blocks(facts))
    notes = tuple(
        note
        for witness in witnesses
        if found and not (witness.counts and witness.moved)
        for note in (witness_note(witness, found),)
        if note
    )
    missing = () if found and not moved else (_missing(facts, found, against),)
    row = DatumDecision(
        Datum.BOUNDARY,
        "",
        State.BLOCKED if blocks else State.ADOPTED if found else State.MISSING,
        value=chosen.value if chosen else NO_TEXT,
        source=chosen.source if chosen else None,
        rules=_rules(facts, chosen),
        difference=joined(shift_text(row) for row in witnesses if row.counts),
        why=joined(block.text for block in blocks) if blocks else _why(missing),
        needs_confirmation=any(not row.counts and row.moved for row in witnesses),
        candidates=candidates,
        differences=tuple(shift_differences(witnesses)),
    )
    said = Said((row,), notes, missing, blocks, _office_tasks(facts, found))
    return BoundaryPart(found, None if blocks else found, bool(moved), witnesses, said)


def boundary_options(facts: Facts) -> list[BoundaryOption]:
    """Return every boundary of the case with its place in the precedence."""
    options = [
        _option(facts, result)
        for result in facts.results
        if result.boundary or (result.stage is BaseStage.LEGACY and result.has_parcel_map)
    ]
    if facts.evidence.register_boundary and facts.rule_set.steps("boundary", "register"):
        options.append(_register_option(facts))
    return options


def _option(facts: Facts, result: ResultEvidence) -> BoundaryOption:
    found = _grade(facts, result)
    boundary = AdoptedBoundary(
        result_source(result),
        found.rule,
        result.boundary,
        result.accuracy_class,
        boundary_area_m2(result.boundary),
    )
    value = _value(boundary)
    return Option(found.rank, found.rule, boundary.source, value, boundary, found.why_not)


def _register_option(facts: Facts) -> BoundaryOption:
    rings = facts.evidence.register_boundary
    ((rank, rule), *_) = facts.rule_set.steps("boundary", "register")
    boundary = AdoptedBoundary(
        register_source(facts), rule.rule_id, rings, None, boundary_area_m2(rings)
    )
    return Option(rank, rule.rule_id, boundary.source, _value(boundary), boundary)


def _grade(facts: Facts, result: ResultEvidence) -> Grade:
    if result.stage in (BaseStage.PLANNING, BaseStage.PRESALE):
        return Grade(None, "R-01", Text("规划、预售图形只作展示", "plans are for display only"))
    source = result.stage.value
    if result.stage is BaseStage.LEGACY and not result.boundary:
        source = "legacy_map"
    return grade(Subject(facts, result), "boundary", source)


def _rules(facts: Facts, chosen: BoundaryOption | None) -> tuple[str, ...]:
    """Return the deciding rule first, and R-02A beside R-02C where both hold."""
    if chosen is None:
        return ()
    if chosen.rule == "R-02C":
        result_id = chosen.source.result_id
        if any(was_used_for_supply(row) for row in facts.results if row.result_id == result_id):
            return ("R-02C", "R-02A")
    return (chosen.rule,)


def _value(boundary: AdoptedBoundary) -> Text:
    if boundary.computed_area_m2 is None:
        return Text("宗地图，无坐标", "parcel map without coordinates")
    count = sum(len(ring) for ring in boundary.rings)
    area = square_metres(boundary.computed_area_m2)
    return Text(f"{count} 个界址点，计算面积 {area}", f"{count} points, computed area {area}")


def _standing_blocks(facts: Facts) -> Iterator[Block]:
    """Return what keeps any boundary of this parcel from being registered."""
    if facts.evidence.overlaps:
        codes = sorted(set(facts.evidence.overlaps))
        yield Block(
            "overlap",
            Text(
                f"采用的界址与现行宗地 {'、'.join(codes)} 重叠，须先查明哪一条界址有误。",
                f"The boundary overlaps current parcels {', '.join(codes)}; find out first which "
                "boundary is wrong.",
            ),
            (Datum.BOUNDARY,),
            stops_case=True,
            rule="R-09",
        )
    if facts.evidence.disputed:
        yield Block(
            "dispute",
            Text(
                "有界址线为争议界（600003），争议解决前不能登记。",
                "A boundary line is in dispute (600003); nothing is registered until that ends.",
            ),
            (Datum.BOUNDARY,),
            stops_case=True,
            rule="R-09",
        )


def _missing(facts: Facts, found: AdoptedBoundary | None, against: list[Witness]) -> MissingItem:
    """Name the boundary that has to come first; ``against`` are the surveys it moved against."""
    with_area = bool(against) or not facts.knows_land_area()
    data = (Datum.BOUNDARY, Datum.LAND_AREA) if with_area else (Datum.BOUNDARY,)
    waiting = any(row.audit is Audit.WAITING and row.boundary for row in facts.results)
    scope = WHOLE
    if against:
        kind, remedy = "boundary_survey", Remedy.SURVEY
        name = Text("界址补充调查", "survey of the boundary")
        why = Text("界址已变化", "the boundary has changed")
        scope = _moved(found, against[0])
    elif waiting:
        kind, remedy = "boundary_review", Remedy.WAIT
        name = Text("界址成果审核", "review of the boundary result")
        why = Text("界址成果已收到，审核未完成", "a boundary was delivered and is in review")
    elif "R-02C" in facts.rule_set and documents_bind(facts):
        kind, remedy = "boundary_entry", Remedy.OFFICE
        name = Text("录入供地文件坐标", "entry of the supply document's coordinates")
        why = Text(
            "供地文件已含坐标，由登记机构录入，不得要求重测",
            "the supply document has coordinates; the office enters them and asks for no survey",
        )
    else:
        kind, remedy = "boundary_survey", Remedy.SURVEY
        name = Text("界址测量", "boundary survey")
        why = Text("没有可用的界址成果", "no boundary result can be used")
    rule = {Remedy.OFFICE: "R-02C", Remedy.WAIT: "R-09", Remedy.SURVEY: "R-06"}[remedy]
    return MissingItem(kind, name, why, data, remedy, rule, scope=scope)


def _moved(found: AdoptedBoundary | None, witness: Witness) -> Scope:
    return moved_scope(found.rings, witness.rings, witness.accuracy) if found else WHOLE


def _why(missing: tuple[MissingItem, ...]) -> Text:
    return missing[0].why if missing else NO_TEXT


def _office_tasks(facts: Facts, found: AdoptedBoundary | None) -> tuple[OfficeTask, ...]:
    if found is None or found.rings:
        return ()
    text = Text(
        "宗地图没有坐标：由登记机构自行补测坐标，不作为登记的前提，不得要求当事人重测。",
        "The parcel map has no coordinates: the office measures them itself; the registration "
        "does not wait for it and the applicant is not asked.",
    )
    rule = facts.rule_set.first("R-13", "R-06")
    return (OfficeTask("boundary_coordinates", text, (Datum.BOUNDARY,), rule),)
