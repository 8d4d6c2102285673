"""BP04: point numbers are unique in a ring."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery, PointRecord
from surveys.checks.drawing import drawing_of
from surveys.checks.shapes import location_of, reading_order
from surveys.domain.check import CheckContext, check


@check(
    code="BP04",
    kind="duplicate_point_number",
    severity=Severity.ERROR,
    title=Text("圈内点号唯一", "Point numbers are unique in a ring"),
    needs=("shapes",),
    cites="TD/T 1001-2012",
)
def duplicate_point_number(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Two points of one ring have the same number and lie in different places.

    Why: boundary lines, the point table and the marks in the field are told by point number. One
    place that is listed twice bears its number twice; that is for BP02 and BL02 to say.

    Put right: renumber the points along the ring, or delete a point listed twice.
    """
    for ring in drawing_of(delivery, context).rings:
        if len({point.label for point in ring.points}) == len(ring.points):
            continue
        by_label: dict[str, list[PointRecord]] = defaultdict(list)
        for point in ring.points:
            by_label[point.label].append(point)
        for label, points in by_label.items():
            if not label or len(points) == 1 or _is_one_place(points):
                continue
            last = max(points, key=reading_order)
            yield duplicate_point_number.finding(
                Text(
                    f"{ring.thing.zh} 的点号 {label} 出现 {len(points)} 次，应只有一次。",
                    f"Point number {label} comes {len(points)} times in {ring.thing.en}; it may "
                    "come once.",
                ),
                advice=Text(
                    "请沿界线重新编号，或删去重复的点后重新上传。",
                    "Renumber the points along the ring or delete the repeated one, upload again.",
                ),
                field="点号",
                found=label,
                location=location_of(last),
                **ring.shape.place | {"line": last.line or ring.shape.record.line},
            )


def _is_one_place(points: list[PointRecord]) -> bool:
    first = points[0]
    return all(distance_m(first, other) <= SHARED_POINT.same_m for other in points[1:])
