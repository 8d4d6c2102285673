"""BU30: a building is as high as its storeys need."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import CONVENTION
from surveys.checks.shapes import building_shapes
from surveys.checks.stated import stated_figure
from surveys.checks.unit_rows import figure
from surveys.domain.check import CheckContext, check

LEAST_STOREY_HEIGHT_M: Final = Decimal("2.20")
"""Lower rooms do not count as floor area (GB/T 17986.1-2000, as remembered)."""
GREATEST_STOREY_HEIGHT_M: Final = Decimal(20)
"""Higher storeys on the average are halls or slips: a convention of this system."""


@check(
    code="BU30",
    kind="height_implausible",
    severity=Severity.WARNING,
    title=Text("建筑物高度与层数相称", "Heights fit the number of storeys"),
    needs=("heights", "storeys"),
    cites="GB/T 17986.1-2000 层高 2.20 m; " + CONVENTION,
)
def height(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building is lower than its storeys can be, or far higher.

    Why: height or storeys are wrong, often by a decimal point. A storey below 2.20 m is no floor
    area; one of more than twenty metres on the average is only remarked on.

    Put right: correct the height in metres, or the number of storeys.
    """
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        high, above = stated_figure(record.attributes, "height_m"), record.storeys_above
        if not high or not above or above < 1:
            continue
        least, most = LEAST_STOREY_HEIGHT_M * above, GREATEST_STOREY_HEIGHT_M * above
        if least <= high <= most:
            continue
        yield height.finding(
            Text(
                f"{shape.thing.zh} 地上 {above} 层，高度写为 {figure(high)} m，应为 "
                f"{least}–{most} m。",
                f"{shape.thing.en} has {above} storeys above ground and states a height of "
                f"{figure(high)} m; {least} to {most} m may be.",
            ),
            advice=Text("请核对高度和层数。", "Check height and storeys."),
            severity=Severity.WARNING if high < least else Severity.INFORMATION,
            field="建筑物高度",
            found=f"{figure(high)} m",
            expected=f"{least}–{most} m",
            measured=high,
            limit=least if high < least else most,
            unit="m",
            **shape.place,
        )
