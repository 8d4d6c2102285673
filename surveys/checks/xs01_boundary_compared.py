"""XS01: the boundary as built is the boundary as supplied."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from cadastre.domain.same_boundary import compare_boundaries
from cadastre.domain.tolerances import boundary_class
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.overlaps import own_code
from surveys.checks.shapes import Shape, first_point, location_of, parcel_shapes, rings_of
from surveys.domain.check import CheckContext, Unchecked, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS01",
    kind=("boundary_changed", "boundary_unchanged"),
    severity=Severity.WARNING,
    title=Text("竣工界址与供地界址一致", "The boundary as built is that of land supply"),
    needs=("parcel_shapes", "supply"),
    stages=(BaseStage.COMPLETION,),
    cites="TD/T 1001-2012 解析界址点精度; 焦“放管服”组〔2019〕2号 三(三)2",
)
def boundary_compared(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """The boundary measured at completion is compared with the accepted one of land supply.

    Why: an unchanged boundary is adopted from land supply without a new survey; a changed one
    needs a person to look, and may need a new parcel number.

    Put right: nothing when unchanged; otherwise check both surveys point by point.
    """
    shape = _project_parcel(delivery, context)
    supply = context.supply
    if supply is None:
        return
    drawing = drawing_of(delivery, context)
    if shape is None or not drawing.is_sound(shape) or len(shape.polygons) != 1:
        yield Unchecked(
            Text(
                "缺少本项目宗地的单一有效界线",
                "missing: one valid outline of the project's parcel",
            )
        )
        return
    accuracy = boundary_class(max(context.accuracy_class, supply.accuracy_class))
    result = compare_boundaries(supply.boundary, rings_of(shape.polygons[0]), accuracy=accuracy)
    largest = result.max_shift_m
    yield boundary_compared.finding(
        Text(
            f"{shape.thing.zh} 与已审核的供地界址比较：{result.reason.zh}",
            f"{shape.thing.en} against the accepted supply boundary: {result.reason.en}",
        ),
        kind="boundary_unchanged" if result.unchanged else "boundary_changed",
        severity=Severity.INFORMATION if result.unchanged else Severity.WARNING,
        found=f"{rounded(largest, 3)} m" if largest is not None else "",
        expected=f"≤ {accuracy.limit_m} m",
        measured=largest,
        limit=accuracy.limit_m,
        unit="m",
        location=location_of(first_point(shape.polygons[0].outer.points)),
        **shape.place,
    )


def _project_parcel(delivery: Delivery, context: CheckContext) -> Shape | None:
    """Return the delivered parcel of the project: by its code, or the only one there is."""
    shapes = [shape for shape in parcel_shapes(delivery) if shape.polygons]
    own = [shape for shape in shapes if own_code(shape, context) == context.parcel_code]
    candidates = own or shapes
    return candidates[0] if len(candidates) == 1 else None
