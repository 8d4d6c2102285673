"""BU27: as many units as the building states."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.checks.stated import stated_figure
from surveys.checks.unit_rows import by_building, figure
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="BU27",
    kind="count_mismatch",
    severity=Severity.WARNING,
    title=Text("总套数与楼盘表户数一致", "As many units as the building states"),
    needs=("unit_counts", "units"),
    cites="TD/T 1066-2021 自然幢 ZTS",
)
def unit_count(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """The number of units that a building states is not the number in its table.

    Why: units were left out of the table, or the figure is of another state of the plan.

    Put right: complete the table, or correct the stated number.
    """
    units = by_building(delivery)
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        stated = stated_figure(record.attributes, "unit_count")
        if stated is None:
            continue
        own = units.get(record.building_number, [])
        if not own:
            name = shape.thing
            yield Unchecked(Text(f"缺少{name.zh} 的楼盘表", f"missing: the table of {name.en}"))
        elif stated != len(own):
            yield unit_count.finding(
                Text(
                    f"{shape.thing.zh} 的总套数写为 {figure(stated)}，楼盘表中有 {len(own)} 户。",
                    f"{shape.thing.en} states {figure(stated)} units; its table has {len(own)}.",
                ),
                advice=Text("请核对总套数和楼盘表。", "Check the number and the table."),
                field="总套数",
                found=figure(stated),
                expected=str(len(own)),
                **shape.place,
            )
