"""BL02: a ring must not cross or touch itself."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.outline import crossings
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="BL02",
    kind="self_intersection",
    severity=Severity.ERROR,
    title=Text("界线不自相交", "The boundary does not cross itself"),
    needs=("shapes",),
    cites="GB/T 42547-2023; OGC 06-103r4 6.1.11",
)
def self_intersection(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """Two sides of one ring cross or touch that do not follow each other.

    Why: such a line does not tell inside from outside, so area and neighbours are undefined; the
    usual cause is points listed out of order.

    Put right: put the points into the order of the boundary, or split the shape into parts.
    """
    drawing = drawing_of(delivery, context)
    plane = drawing.plane
    for ring in drawing.unsound_rings:
        if not ring.shape.is_small_enough:
            yield Unchecked(ring.shape.too_large)
            continue
        found = crossings(ring.points, plane)
        if not found:
            continue
        first, second = found[0].sides
        place = plane.location((found[0].east_m, found[0].north_m))
        where = f"(X={place[1]:.3f}, Y={place[0]:.3f})"
        more_zh = f"，全圈共 {len(found)} 处" if len(found) > 1 else ""
        more_en = f"; {len(found)} places in all" if len(found) > 1 else ""
        yield self_intersection.finding(
            Text(
                f"{ring.thing.zh} 的界线自相交：{first} 与 {second} 相交于 {where}{more_zh}。",
                f"{ring.thing.en} crosses itself: {first} and {second} meet at {where}{more_en}.",
            ),
            advice=Text(
                "请核对这几个点的次序和坐标后重新上传。",
                "Check the order and coordinates of these points and upload again.",
            ),
            found=f"{first} × {second}",
            location=place,
            **ring.shape.place,
        )
