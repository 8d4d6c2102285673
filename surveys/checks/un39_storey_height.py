"""UN39: a storey whose area counts in full is 2.20 m high."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.stated import stated_figure
from surveys.checks.unit_rows import figure, unit_rows
from surveys.domain.check import CheckContext, check

FULL_AREA_HEIGHT_M: Final = Decimal("2.20")
"""From this height on rooms count in full (GB/T 17986.1-2000, as remembered)."""


@check(
    code="UN39",
    kind="low_storey",
    severity=Severity.WARNING,
    title=Text("计算建筑面积的层高不小于 2.20 m", "Storeys with floor area are 2.20 m high"),
    needs=("storey_heights",),
    cites="GB/T 17986.1-2000 层高 2.20 m",
)
def storey_height(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A unit has a built area though its storey is lower than 2.20 m.

    Why: lower rooms do not count as floor area; either the height or the area is wrong. Under
    rules that count them by half the reviewer says so.

    Put right: correct the height, or leave the room out of the table.
    """
    for row in unit_rows(delivery):
        high = stated_figure(row.unit.attributes, "storey_height_m")
        if high is None or not row.unit.built_m2 or high >= FULL_AREA_HEIGHT_M:
            continue
        yield storey_height.finding(
            Text(
                f"{row.thing.zh} 的层高为 {figure(high)} m，低于 {FULL_AREA_HEIGHT_M} m，却计有建筑"
                f"面积 {figure(row.unit.built_m2)} m²。",
                f"{row.thing.en} is {figure(high)} m high, less than {FULL_AREA_HEIGHT_M} m, yet "
                f"has {figure(row.unit.built_m2)} m² of built area.",
            ),
            advice=Text("请核对层高和面积。", "Check height and area."),
            field="层高",
            found=f"{figure(high)} m",
            expected=f"≥ {FULL_AREA_HEIGHT_M} m",
            measured=high,
            limit=FULL_AREA_HEIGHT_M,
            unit="m",
            **row.place,
        )
