"""BL03: the rings of one shape must not cross, overlap or cut it apart."""

from collections.abc import Iterator

import shapely

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.outline import nearest_points, place_named
from surveys.checks.plane import Plane
from surveys.checks.shapes import NumberedRing, Shape, label_of, numbered_rings
from surveys.domain.check import CheckContext, check


@check(
    code="BL03",
    kind="rings_cross",
    severity=Severity.ERROR,
    title=Text("各圈互不相交", "Rings of one shape do not cross"),
    needs=("shapes",),
    cites="GB/T 42547-2023; OGC 06-103r4 6.1.11",
)
def rings_cross(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Rings of one parcel or building cross, overlap, repeat each other or share a side.

    Why: parts that overlap would be counted twice, and a hole along the boundary is no hole.

    Put right: separate the parts, or join rings that share a side into one.
    """
    drawing = drawing_of(delivery, context)
    plane = drawing.plane
    for shape in drawing.shapes:
        geometry = drawing.geometry(shape)
        if geometry is None or drawing.is_sound(shape) or not _each_part_is_sound(geometry):
            continue
        place = place_named(geometry)
        near = _nearest(shape, plane, place)
        east, north = plane.location(place)
        where = f"(X={north:.3f}, Y={east:.3f})"
        yield rings_cross.finding(
            Text(
                f"{shape.thing.zh} 的各圈相交或重叠，位于 {near.zh} 附近 {where}。",
                f"Rings of {shape.thing.en} cross or overlap near {near.en}, {where}.",
            ),
            advice=Text(
                "请使各圈互不相交；共边的圈应合并为一圈。",
                "Keep the rings apart; join rings that share a side into one.",
            ),
            location=(east, north),
            **shape.place,
        )


def _each_part_is_sound(geometry: shapely.MultiPolygon) -> bool:
    """Tell whether every ring is sound and no hole leaves its outer ring: others report those."""
    for part in geometry.geoms:
        outer = shapely.Polygon(part.exterior)
        holes = [shapely.Polygon(ring) for ring in part.interiors]
        if not outer.is_valid or not all(hole.is_valid and outer.covers(hole) for hole in holes):
            return False
    return True


def _nearest(shape: Shape, plane: Plane, place: tuple[float, float]) -> Text:
    def distance(ring: NumberedRing) -> float:
        return float(shapely.LinearRing(plane.offsets(ring.points)).distance(shapely.Point(place)))

    ring = min(numbered_rings([shape]), key=distance)
    start, end = nearest_points(ring.points, plane, place)
    side = f"{label_of(start)}–{label_of(end)}"
    return Text(f"第 {ring.number} 圈 {side}", f"{side} of ring {ring.number}")
