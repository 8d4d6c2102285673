"""What a building still lacks, and whether that takes waiting or a survey."""

from collections.abc import Iterator, Sequence

from cadastre.domain.findings import Text
from surveys.domain.building_options import Delivered, without_area
from surveys.domain.decision import Datum, MissingItem, Remedy
from surveys.domain.evidence import Audit, BaseStage
from surveys.domain.reuse_facts import Facts
from surveys.domain.supplement import WHOLE, Scope

_NAMES = {
    Datum.FOOTPRINT: ("footprint_survey", Text("占地图形测量", "footprint survey")),
    Datum.FLOOR_AREA: ("floor_area_survey", Text("建筑面积测量", "floor area survey")),
    Datum.UNIT_AREAS: ("unit_table", Text("楼盘表（分户面积）", "building table with unit areas")),
}
_ALL = tuple(_NAMES)


def missing_of_building(
    facts: Facts, building_number: str, rows: Sequence[Delivered], lacking: tuple[Datum, ...]
) -> tuple[MissingItem, ...]:
    """Name what has to come first for the data that nothing supplies.

    Waiting goes before measuring: while a result of the building is in review, or accepted and
    without its joint acceptance, no survey may be asked for.
    """
    if not lacking:
        return ()
    waiting = tuple(_waiting(facts, building_number, rows, lacking))
    return waiting or tuple(_surveys(building_number, rows, lacking))


def _waiting(
    facts: Facts, building_number: str, rows: Sequence[Delivered], lacking: tuple[Datum, ...]
) -> Iterator[MissingItem]:
    as_built = [
        row.result
        for row in rows
        if row.result.stage is BaseStage.COMPLETION and row.result.audit is not Audit.RETURNED
    ]
    if as_built and _needs_acceptance(facts) and facts.acceptance(building_number) is None:
        yield MissingItem(
            "acceptance_pending",
            Text("竣工联合验收", "joint completion acceptance"),
            Text(
                f"等待验收：幢 {building_number} 已有竣工成果，尚无通过的竣工联合验收；"
                "预售面积不用于首次登记",
                f"acceptance pending: building {building_number} has a completion result and no "
                "passed joint acceptance; presale areas do not serve a first registration",
            ),
            lacking,
            Remedy.WAIT,
            "R-03",
            building_number,
        )
    usable_stages = (BaseStage.COMPLETION, BaseStage.LEGACY)
    in_review = [
        row.result.title
        for row in rows
        if row.result.stage in usable_stages and row.result.audit is Audit.WAITING
    ]
    if in_review:
        yield MissingItem(
            "review_pending",
            Text("成果审核", "review of the result"),
            Text(
                f"“{in_review[0]}”已收到，审核未完成",
                f"'{in_review[0]}' was delivered and is in review",
            ),
            lacking,
            Remedy.WAIT,
            "R-09",
            building_number,
        )


def _needs_acceptance(facts: Facts) -> bool:
    """Return whether a completion result serves under no rule without the joint acceptance."""
    steps = facts.rule_set.steps("building", BaseStage.COMPLETION.value)
    return all(rule.precondition == "acceptance_passed" for _, rule in steps)


def _surveys(
    building_number: str, rows: Sequence[Delivered], lacking: tuple[Datum, ...]
) -> Iterator[MissingItem]:
    why = _why(rows)
    if lacking == _ALL:
        name = Text("房屋测绘", "house survey")
        yield MissingItem(
            "house_survey", name, why, lacking, Remedy.SURVEY, "R-06", building_number
        )
        return
    for datum in lacking:
        kind, name = _NAMES[datum]
        scope = _units_scope(rows) if datum is Datum.UNIT_AREAS else WHOLE
        yield MissingItem(kind, name, why, (datum,), Remedy.SURVEY, "R-06", building_number, scope)


def _units_scope(rows: Sequence[Delivered]) -> Scope:
    """Return the units without area of the table that would serve but for them."""
    for row in rows:
        lacking = without_area(row) if row.grade.rank is not None else []
        if lacking and len(lacking) < len(row.building.units):
            storeys = {unit.storey_number for unit in lacking} - {None}
            return Scope(
                whole=False,
                storeys=tuple(sorted(number for number in storeys if number is not None)),
                units=tuple(unit.room for unit in lacking),
            )
    return WHOLE


def _why(rows: Sequence[Delivered]) -> Text:
    returned = [row.result.title for row in rows if row.result.audit is Audit.RETURNED]
    if returned:
        return Text(f"“{returned[0]}”审核退回", f"'{returned[0]}' was returned in review")
    if rows:
        return Text(
            "已有成果不含这项内容，或不能用于首次登记",
            "the results there are do not hold it, or do not serve a first registration",
        )
    return Text("没有任何成果", "nothing was delivered")
