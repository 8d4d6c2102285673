"""XS22: a later survey is no coarser than land supply."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.tolerances import boundary_class
from importers.records import Delivery
from surveys.checks.overlaps import own_code
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS22",
    kind="accuracy_lower",
    severity=Severity.WARNING,
    title=Text("精度等级不低于供地测量", "A later survey is no coarser than land supply"),
    needs=("parcel_shapes", "supply"),
    stages=(BaseStage.COMPLETION,),
    cites="TD/T 1001-2012 解析界址点精度; 测绘法 第二十二条",
)
def coarser_survey(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The boundary is measured to a lower class than it was for land supply.

    Why: better points are not replaced by worse ones; such a survey cannot show a change that is
    smaller than its own error.

    Put right: state the right class, or keep the boundary of land supply.
    """
    supply = context.supply
    if supply is None or context.accuracy_class <= supply.accuracy_class:
        return
    old, new = boundary_class(supply.accuracy_class), boundary_class(context.accuracy_class)
    for shape in parcel_shapes(delivery):
        if not shape.polygons or own_code(shape, context) != context.parcel_code:
            continue
        yield coarser_survey.finding(
            Text(
                f"{shape.thing.zh} 按第 {new.number} 级精度测量，供地测量为第 {old.number} 级。",
                f"{shape.thing.en} is measured to class {new.number}; for land supply it was class "
                f"{old.number}.",
            ),
            advice=Text(
                "请核对精度等级；界址未变的沿用供地界址。",
                "Check the class; keep the boundary of land supply where it did not change.",
            ),
            field="精度等级",
            found=str(new.number),
            expected=f"≤ {old.number}",
            measured=new.mean_error_m,
            limit=old.mean_error_m,
            unit="m",
            **shape.place,
        )
