"""XS02: the units as built are the units as sold."""

from collections.abc import Iterator, Sequence

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery, UnitRecord
from surveys.checks.stages_compared import Comparison, compared_buildings
from surveys.checks.unit_rows import by_building
from surveys.domain.check import CheckContext, Unchecked, check
from surveys.domain.evidence import BaseStage, UnitEvidence

_NAMED = 10


@check(
    code="XS02",
    kind="units_changed",
    severity=Severity.WARNING,
    title=Text("竣工各户与预售各户一致", "Units as built are the units as sold"),
    needs=("units", "presale"),
    stages=(BaseStage.COMPLETION,),
    cites="GB/T 37346-2019; 焦“放管服”组〔2019〕2号 三(三)3",
)
def units_changed(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """The completion table of a building has other units than the accepted presale table.

    Why: units that were added, removed, merged or split are no difference of area; their codes
    cannot be carried over by themselves.

    Put right: check the table; if the building was built otherwise, the office decides on codes.
    """
    for building in compared_buildings(delivery, context):
        comparison = building.comparison
        if comparison.is_same:
            continue
        changes = _changes(comparison)
        first = min(building.units, key=lambda unit: (unit.file, unit.line or 0))
        yield units_changed.finding(
            Text(
                f"幢 {building.building_number} 与预售楼盘表不一致："
                f"{'；'.join(text.zh for text in changes)}。",
                f"Building {building.building_number} differs from its presale table: "
                f"{'; '.join(text.en for text in changes)}.",
            ),
            advice=Text(
                "请核对；确有增减、合并或分割的，由登记机构重新编码。",
                "Check it; where units really changed, the office assigns codes anew.",
            ),
            object_key=building.building_number,
            file=first.file,
            line=first.line,
        )
    yield from _absent(delivery, context)


def _absent(delivery: Delivery, context: CheckContext) -> Iterator[Unchecked]:
    """Say which delivered buildings have no presale table to be compared with."""
    buildings = context.presale.buildings if context.presale else ()
    presale = {building.building_number for building in buildings if building.units}
    for number in sorted(set(by_building(delivery)) - presale):
        yield Unchecked(
            Text(f"缺少幢 {number} 的预售楼盘表", f"missing: presale table of building {number}")
        )


def _changes(comparison: Comparison) -> list[Text]:
    changes = []
    for merged in comparison.merged:
        parts, whole = _rooms(merged.parts), _rooms([merged.whole])
        changes.append(Text(f"{parts} 疑合并为 {whole}", f"{parts} seem merged into {whole}"))
    for split in comparison.split:
        whole, parts = _rooms([split.whole]), _rooms(split.parts)
        changes.append(Text(f"{whole} 疑分割为 {parts}", f"{whole} seems split into {parts}"))
    if comparison.added:
        rooms = _rooms(comparison.added)
        changes.append(Text(f"增加 {rooms}", f"added {rooms}"))
    if comparison.removed:
        rooms = _rooms(comparison.removed)
        changes.append(Text(f"减少 {rooms}", f"removed {rooms}"))
    return changes


def _rooms(units: Sequence[UnitEvidence | UnitRecord]) -> str:
    names = ["-".join(part for part in (unit.section, unit.room) if part) for unit in units]
    return "+".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
