"""BP02: neighbouring points of a ring must not be the same place."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.shapes import label_of, location_of, sides_shorter_than
from surveys.domain.check import CheckContext, check


@check(
    code="BP02",
    kind="duplicate_vertex",
    severity=Severity.ERROR,
    title=Text("相邻界址点不重合", "Neighbouring points are different places"),
    needs=("shapes",),
    cites=CONVENTION,
)
def duplicate_vertex(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Two neighbouring points of a ring lie less than a millimetre apart.

    Why: coordinates are kept to the millimetre, so both are one place; the boundary line between
    them would have no length and the point table one point too many.

    Put right: delete one of the two points; only the closing point may repeat the first.
    """
    for ring in drawing_of(delivery, context).rings_with_side_below(SHARED_POINT.same_m):
        for start, end, length_m in sides_shorter_than(ring.points, SHARED_POINT.same_m):
            first, second = label_of(start), label_of(end)
            yield duplicate_vertex.finding(
                Text(
                    f"{ring.thing.zh} 的相邻点 {first} 与 {second} 相距 {length_m} m，"
                    f"小于 {SHARED_POINT.same_m} m，是同一位置。",
                    f"Neighbouring points {first} and {second} of {ring.thing.en} are {length_m} m "
                    f"apart, less than {SHARED_POINT.same_m} m: one place.",
                ),
                advice=Text(
                    f"请删去 {first}、{second} 中的一个后重新上传。",
                    f"Delete {first} or {second} and upload again.",
                ),
                measured=length_m,
                limit=SHARED_POINT.same_m,
                unit="m",
                location=location_of(end),
                **ring.shape.place | {"line": end.line or ring.shape.record.line},
            )
