"""UN08: areas of units are positive."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import figure, unit_rows
from surveys.domain.check import CheckContext, check

_AREAS = (
    ("inner_m2", Text("套内建筑面积", "inner area"), True),
    ("shared_m2", Text("分摊面积", "shared area"), False),
    ("built_m2", Text("建筑面积", "built area"), True),
)


@check(
    code="UN08",
    kind="area_not_positive",
    severity=Severity.ERROR,
    title=Text("各户面积为正", "Areas of units are positive"),
    needs=("units",),
    cites="GB/T 17986.1-2000",
)
def area_not_positive(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Inner or built area of a unit is zero or negative, or its shared area is negative.

    Why: a unit encloses space; only the share of common parts may be nothing.

    Put right: correct the figure, or leave the cell empty when it was not measured.
    """
    for row in unit_rows(delivery):
        for column, name, above_zero in _AREAS:
            area: Decimal | None = getattr(row.unit, column)
            if area is None or area > 0 or (area == 0 and not above_zero):
                continue
            least = "> 0" if above_zero else "≥ 0"
            yield area_not_positive.finding(
                Text(
                    f"{row.thing.zh} 的{name.zh}为 {figure(area)} m²，应 {least}。",
                    f"The {name.en} of {row.thing.en} is {figure(area)} m²; it must be {least}.",
                ),
                advice=Text("请改正后重新上传。", "Correct it and upload again."),
                field=name.zh,
                found=f"{figure(area)} m²",
                expected=least,
                measured=area,
                limit=Decimal(0),
                unit="m2",
                **row.place,
            )
