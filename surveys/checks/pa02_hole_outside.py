"""PA02: holes lie inside their outer ring."""

from collections.abc import Iterator
from decimal import Decimal

import shapely

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.plane import Plane, area_m2
from surveys.checks.shapes import NumberedRing, Shape, first_point, location_of, numbered_rings
from surveys.domain.check import CheckContext, check


@check(
    code="PA02",
    kind="hole_outside",
    severity=Severity.ERROR,
    title=Text("内圈在外圈之内", "Holes lie inside their outer ring"),
    needs=("shapes",),
    cites="OGC 06-103r4 6.1.11",
)
def hole_outside(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A hole of a parcel or building lies outside its outer ring, wholly or in part.

    Why: the area is outer ring less holes; a hole outside takes away what was never there.

    Put right: correct the ring's points, or deliver it as a part of its own.
    """
    drawing = drawing_of(delivery, context)
    for shape in drawing.shapes:
        if drawing.geometry(shape) is None or drawing.is_sound(shape):
            continue
        for ring, outside_m2 in _holes_outside(shape, drawing.plane):
            shown, corner = rounded(outside_m2), first_point(ring.points)
            yield hole_outside.finding(
                Text(
                    f"{shape.thing.zh} 第 {ring.number} 圈（内圈）有 {shown} m² 在外圈之外。",
                    f"{shown} m² of ring {ring.number}, a hole of {shape.thing.en}, lie outside "
                    "its outer ring.",
                ),
                advice=Text(
                    "请核对该圈的圈号和坐标后重新上传。",
                    "Check the ring's number and coordinates and upload again.",
                ),
                measured=outside_m2,
                unit="m2",
                location=location_of(corner),
                **shape.place | {"line": corner.line or shape.record.line},
            )


def _holes_outside(shape: Shape, plane: Plane) -> Iterator[tuple[NumberedRing, Decimal]]:
    """Yield each hole that leaves its outer ring, and by how many square metres."""
    rings = numbered_rings([shape])
    for polygon in shape.polygons:
        outer = shapely.Polygon(plane.offsets(next(rings).points))
        for _ in polygon.holes:
            ring = next(rings)
            hole = shapely.Polygon(plane.offsets(ring.points))
            if outer.is_valid and hole.is_valid and not outer.covers(hole):
                yield ring, area_m2(hole.difference(outer))
