"""Which land area a first registration adopts.

The order is the rule set's. In its fullest form the supply document's area goes first and is not
audited (R-02B), then the register's (R-16), then the papers from before unified registration
(R-05), then the area computed from the adopted boundary (R-01). A difference to the computed area
is told, and never changes the adopted one.
"""

from dataclasses import replace
from decimal import Decimal

from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import area_limit_m2, boundary_class
from surveys.domain.adopted import AdoptedArea, AdoptedBoundary, Source
from surveys.domain.boundary_watch import Witness
from surveys.domain.decision import (
    Datum,
    DatumDecision,
    MissingItem,
    Note,
    Remedy,
    State,
    both,
    joined,
    square_metres,
)
from surveys.domain.differences import land_area_differences
from surveys.domain.evidence import BaseStage
from surveys.domain.reuse_boundary import BoundaryPart
from surveys.domain.reuse_facts import (
    Facts,
    Option,
    Said,
    boundary_area_m2,
    choose,
    document_source,
    register_source,
    result_source,
)

AreaOption = Option[Decimal]


def decide_land_area(facts: Facts, boundary: BoundaryPart) -> tuple[AdoptedArea | None, Said]:
    """Choose the land area; a parcel whose boundary has changed has none of its earlier areas."""
    chosen, candidates = choose(area_options(facts, boundary))
    computed = boundary.found.computed_area_m2 if boundary.found else None
    adopted = None
    if chosen and not boundary.changed:
        adopted = AdoptedArea(chosen.source, chosen.rule, rounded(chosen.content), computed)
    note, over = _difference_note(adopted, boundary.found)
    missing = () if chosen else _missing(facts, boundary)
    state = State.ADOPTED if adopted else State.BLOCKED if chosen else State.MISSING
    row = DatumDecision(
        Datum.LAND_AREA,
        "",
        state,
        value=chosen.value if chosen else NO_TEXT,
        source=chosen.source if chosen else None,
        rules=(chosen.rule,) if chosen else (),
        difference=_difference(adopted, boundary.witnesses),
        why=NO_TEXT if adopted else _why(boundary),
        needs_confirmation=over,
        candidates=candidates,
        differences=tuple(land_area_differences(adopted, boundary.found, boundary.witnesses)),
    )
    return adopted, Said((row,), (note,) if note else (), missing)


def area_options(facts: Facts, boundary: BoundaryPart) -> list[AreaOption]:
    """Return every land area of the case with its place in the precedence."""
    options = [
        _option(
            facts,
            "supply_document",
            document_source(document, BaseStage.SUPPLY),
            document.area_m2,
        )
        for document in facts.supply_documents()
        if document.area_m2 is not None
    ]
    register = facts.evidence.register_area_m2
    if register is not None:
        options.append(_option(facts, "register", register_source(facts), register))
    for result in facts.of_stage(BaseStage.LEGACY):
        if result.stated_area_m2 is not None:
            why_not = facts.why_not_legacy(result)
            source = result_source(result)
            options.append(_option(facts, "legacy", source, result.stated_area_m2, why_not))
    return options + _computed_options(facts, boundary)


def _computed_options(facts: Facts, boundary: BoundaryPart) -> list[AreaOption]:
    """Return the computed areas: the found boundary's may serve, the others' only corroborate."""
    options = []
    found = boundary.found
    if found and found.computed_area_m2 is not None:
        option = _option(facts, "computed", found.source, found.computed_area_m2)
        options.append(replace(option, rule=_computed_rule(found, option.rule)))
    for result in facts.results:
        area = boundary_area_m2(result.boundary)
        if area is not None and (not found or result.result_id != found.source.result_id):
            why_not = Text("只作佐证：未采用其界址", "corroboration: its boundary is not adopted")
            options.append(_option(facts, "computed", result_source(result), area, why_not))
    return options


def _computed_rule(found: AdoptedBoundary, rule: str) -> str:
    """Return the rule for an area that follows from a boundary: its own where that speaks of it."""
    return found.rule if found.rule in ("R-05", "R-16") else rule


def _option(
    facts: Facts, kind: str, source: Source, area_m2: Decimal, why_not: Text = NO_TEXT
) -> AreaOption:
    value = both(square_metres(area_m2))
    steps = facts.rule_set.steps("land_area", kind)
    if not steps:
        no_rule = Text(
            "本地规则集没有允许直接登记文件面积的规则，只作对照",
            "no rule of this office lets it be registered as it stands; it is shown beside",
        )
        return Option(None, "", source, value, area_m2, why_not if why_not != NO_TEXT else no_rule)
    ((rank, rule), *_) = steps
    usable = rank if why_not == NO_TEXT else None
    return Option(usable, rule.rule_id, source, value, area_m2, why_not)


def _difference(adopted: AdoptedArea | None, witnesses: tuple[Witness, ...]) -> Text:
    """Say how the computed areas lie to the adopted one, each with its source."""
    if adopted is None:
        return NO_TEXT
    computed = [(adopted.source.title, adopted.computed_area_m2)]
    computed += [(row.source.title, boundary_area_m2(row.rings)) for row in witnesses if row.counts]
    return joined(
        Text(
            f"{square_metres(area - adopted.land_area_m2, signed=True)}"
            f"（{title} 计算面积 {square_metres(area)}）",
            f"{square_metres(area - adopted.land_area_m2, signed=True)} "
            f"({title}, computed {square_metres(area)})",
        )
        for title, area in computed
        if area is not None and area != adopted.land_area_m2
    )


def _difference_note(
    adopted: AdoptedArea | None, found: AdoptedBoundary | None
) -> tuple[Note | None, bool]:
    """Tell adopted from computed area; over the limit 2·m_P somebody has to confirm it."""
    if not (adopted and found and found.rings and adopted.computed_area_m2 is not None):
        return None, False
    difference = abs(adopted.land_area_m2 - adopted.computed_area_m2)
    if not difference:
        return None, False
    accuracy = boundary_class(found.accuracy_class or 1)
    limit = rounded(area_limit_m2(found.rings[0], accuracy))
    over = difference > limit
    kind = "land_area_over_limit" if over else "land_area_differs"
    ask = Text("超过限差，请人工确认", "beyond the limit: confirm it by hand")
    within = Text("在限差内", "within the limit")
    verdict = ask if over else within
    text = Text(
        f"登记面积 {square_metres(adopted.land_area_m2)}（{adopted.source.title}，"
        f"{adopted.rule}）与界址计算面积 {square_metres(adopted.computed_area_m2)} 相差 "
        f"{square_metres(difference)}，限差 {square_metres(limit)}：{verdict.zh}；登记面积不变。",
        f"The registered area {square_metres(adopted.land_area_m2)} ({adopted.source.title}, "
        f"{adopted.rule}) and the area computed from the boundary "
        f"{square_metres(adopted.computed_area_m2)} are {square_metres(difference)} apart, limit "
        f"{square_metres(limit)}: {verdict.en}; the registered area stays.",
    )
    return Note(kind, text, measured=difference, limit=limit, unit="m2"), over


def _why(boundary: BoundaryPart) -> Text:
    if boundary.changed:
        return Text(
            "界址已变化，原面积不再说明本宗地，随界址补充调查一并取得",
            "the boundary has changed, so the earlier area is not this parcel's; it comes with "
            "the survey of the boundary",
        )
    if boundary.found is None:
        return Text("没有土地面积，随界址一并取得", "no land area; it comes with the boundary")
    return Text(
        "宗地图没有坐标，也没有供地文件或登记簿说明面积，由登记机构查明",
        "the parcel map has no coordinates and neither document nor register states the area; "
        "the office finds it out",
    )


def _missing(facts: Facts, boundary: BoundaryPart) -> tuple[MissingItem, ...]:
    """Name a land area that no survey of the boundary will bring."""
    if boundary.found is None:
        return ()
    name = Text("查明土地面积", "finding the land area in the papers")
    data = (Datum.LAND_AREA,)
    rule = facts.rule_set.first("R-02B", "R-06")
    return (MissingItem("land_area", name, _why(boundary), data, Remedy.OFFICE, rule),)
