"""UN04: the shared area is the inner area times the coefficient."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.unit_rows import figure, shared_bounds_m2, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN04",
    kind="apportionment",
    severity=Severity.ERROR,
    title=Text("分摊 = 套内 × 分摊系数", "Shared area is inner area times coefficient"),
    needs=("units", "coefficients"),
    cites="GB/T 17986.1-2000",
)
def apportionment(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The shared area of a unit is not its inner area times the coefficient within 0.01 m².

    Why: shared parts are spread in proportion to inner areas; 0.01 m² may come from closing the
    sum, and the coefficient's own rounding is allowed for.

    Put right: correct area or coefficient; state coefficients to six decimals.
    """
    for row in unit_rows(delivery):
        inner, shared, k = row.unit.inner_m2, row.unit.shared_m2, row.unit.coefficient
        bounds_m2 = shared_bounds_m2(row.unit)
        if bounds_m2 is None or inner is None or shared is None or k is None:
            continue
        lowest, highest = bounds_m2
        if lowest <= shared <= highest:
            continue
        expected = rounded(inner * k)
        yield apportionment.finding(
            Text(
                f"{row.thing.zh} 分摊面积 {figure(shared)} m²，按套内 {figure(inner)} × 系数 "
                f"{figure(k)} 应为 {expected} m²（可为 {lowest}–{highest} m²）。",
                f"{row.thing.en}: shared area {figure(shared)} m²; inner {figure(inner)} times "
                f"{figure(k)} gives {expected} m² ({lowest} to {highest} m² may be).",
            ),
            advice=Text(
                "请核对分摊面积和分摊系数后重新上传。",
                "Check shared area and coefficient and upload again.",
            ),
            field="分摊面积",
            found=f"{figure(shared)} m²",
            expected=f"{expected} m²",
            measured=abs(shared - expected),
            limit=max(highest - expected, expected - lowest),
            unit="m2",
            **row.place,
        )
