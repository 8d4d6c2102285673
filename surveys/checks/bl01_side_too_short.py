"""BL01: neighbouring boundary points stand further apart than their own error."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import SHARED_POINT, boundary_class
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.shapes import label_of, location_of, sides_shorter_than
from surveys.domain.check import CheckContext, check


@check(
    code="BL01",
    kind="side_too_short",
    severity=Severity.WARNING,
    title=Text("界址边长不小于点位中误差", "Boundary lines are longer than the points' error"),
    needs=("parcel_shapes",),
    cites="TD/T 1001-2012 解析界址点精度",
)
def side_too_short(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A boundary line is shorter than the mean error of its points.

    Why: points nearer to each other than they are sure to be placed are mostly one corner
    measured twice.

    Put right: keep one of the points, or confirm that both are marked in the field.
    """
    limit = boundary_class(context.accuracy_class).mean_error_m
    drawing = drawing_of(delivery, context)
    for ring in filter(drawing.is_parcel, drawing.rings_with_side_below(limit)):
        for start, end, length_m in sides_shorter_than(ring.points, limit):
            if length_m < SHARED_POINT.same_m:
                continue  # one place: BP02 says so
            first, second, shown = label_of(start), label_of(end), rounded(length_m, 3)
            yield side_too_short.finding(
                Text(
                    f"{ring.thing.zh} 的界址边 {first}–{second} 长 {shown} m，"
                    f"小于界址点中误差 {limit} m。",
                    f"Boundary line {first}–{second} of {ring.thing.en} is {shown} m long, less "
                    f"than the mean error of its points, {limit} m.",
                ),
                advice=Text(
                    f"请核对 {first} 与 {second} 是否为同一界址点。",
                    f"Find out whether {first} and {second} are one boundary point.",
                ),
                measured=length_m,
                limit=limit,
                unit="m",
                location=location_of(end),
                **ring.shape.place | {"line": end.line or ring.shape.record.line},
            )
