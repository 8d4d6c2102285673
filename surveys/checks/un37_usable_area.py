"""UN37: the usable area is part of the inner area."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.stated import stated_figure
from surveys.checks.unit_rows import figure, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN37",
    kind="usable_exceeds_inner",
    severity=Severity.WARNING,
    title=Text("使用面积不大于套内建筑面积", "The usable area is part of the inner area"),
    needs=("usable_areas",),
    cites="GB/T 17986.1-2000",
)
def usable_area(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The usable area of a unit is larger than its inner built area.

    Why: the inner built area is the usable one with walls and balconies.

    Put right: correct the area that is wrong; the columns may have been exchanged.
    """
    for row in unit_rows(delivery):
        usable, inner = stated_figure(row.unit.attributes, "usable_m2"), row.unit.inner_m2
        if usable is None or inner is None or usable <= inner:
            continue
        yield usable_area.finding(
            Text(
                f"{row.thing.zh} 的套内使用面积 {figure(usable)} m² 大于套内建筑面积 "
                f"{figure(inner)} m²。",
                f"{row.thing.en} has {figure(usable)} m² of usable area, more than its inner "
                f"built area of {figure(inner)} m².",
            ),
            advice=Text("请核对两栏面积。", "Check both columns."),
            field="套内使用面积",
            found=f"{figure(usable)} m²",
            expected=f"≤ {figure(inner)} m²",
            measured=usable,
            limit=inner,
            unit="m2",
            **row.place,
        )
