"""UN03: inner and shared area make the built area of a unit."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import AREA_STEP_M2
from surveys.checks.unit_rows import figure, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN03",
    kind="floor_area_sum",
    severity=Severity.ERROR,
    title=Text("套内 + 分摊 = 建筑面积", "Inner and shared area make the built area"),
    needs=("units",),
    cites="GB/T 17986.1-2000",
)
def floor_area_sum(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Inner and shared area of a unit do not add up to its built area within 0.01 m².

    Why: the built area is defined as this sum; the register refuses anything else.

    Put right: correct the figure that is wrong.
    """
    for row in unit_rows(delivery):
        inner, shared, built = row.unit.inner_m2, row.unit.shared_m2, row.unit.built_m2
        if inner is None or shared is None or built is None:
            continue
        off = abs(inner + shared - built)
        if off <= AREA_STEP_M2:
            continue
        yield floor_area_sum.finding(
            Text(
                f"{row.thing.zh} 套内 {figure(inner)} + 分摊 {figure(shared)} = "
                f"{figure(inner + shared)} m²，建筑面积为 {figure(built)} m²，"
                f"相差 {figure(off)} m²（限差 {AREA_STEP_M2} m²）。",
                f"{row.thing.en}: inner {figure(inner)} + shared {figure(shared)} = "
                f"{figure(inner + shared)} m², but the built area is {figure(built)} m², "
                f"{figure(off)} m² apart (limit {AREA_STEP_M2} m²).",
            ),
            advice=Text("请核对三个面积后重新上传。", "Check the three areas and upload again."),
            field="建筑面积",
            found=f"{figure(built)} m²",
            expected=f"{figure(inner + shared)} m²",
            measured=off,
            limit=AREA_STEP_M2,
            unit="m2",
            **row.place,
        )
