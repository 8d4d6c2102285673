"""PA04: parcels of one delivery do not overlap."""

from collections.abc import Iterator

import shapely

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import COSTLIEST_OVERLAY, OVERLAP_AREA_M2
from surveys.checks.overlaps import ADVICE, Overlap, layer, matters, relation
from surveys.checks.plane import area_m2, left_out, plane_of, sound
from surveys.checks.shapes import Shape, parcel_shapes
from surveys.domain.check import CheckContext, Unchecked, check

Pair = tuple[Shape, shapely.MultiPolygon, Shape, shapely.MultiPolygon]


@check(
    code="PA04",
    kind=("overlap", "contained"),
    severity=Severity.ERROR,
    title=Text("交付的宗地互不重叠", "Delivered parcels do not overlap"),
    needs=("several_parcels", "parcel_shapes"),
    cites="GB/T 42547-2023",
)
def parcels_overlap(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """Two delivered parcels of the same layer of space overlap, contain each other or are equal.

    Why: one piece of ground belongs to one parcel; above and below ground are layers of their own.

    Put right: compare both boundaries; give shared points one coordinate.
    """
    plane, shapes = plane_of(delivery), parcel_shapes(delivery)
    compared = sound(plane, shapes)
    yield from left_out(shapes, compared)
    for one, geometry, other, other_geometry in _overlapping(compared, context):
        if one.vertex_count * other.vertex_count > COSTLIEST_OVERLAY:
            missing = Text(
                f"{one.thing.zh} 与{other.thing.zh} 顶点过多，未比较",
                f"{one.thing.en} and {other.thing.en}: too complex to compare",
            )
            yield Unchecked(missing)
            continue
        common = geometry.intersection(other_geometry)
        if not matters(common):
            continue
        overlap = Overlap(other.thing, relation(geometry, other_geometry), area_m2(common))
        yield parcels_overlap.finding(
            overlap.sentence(one),
            advice=ADVICE,
            kind=overlap.kind,
            found=other.key,
            measured=overlap.area_m2,
            limit=OVERLAP_AREA_M2,
            unit="m2",
            location=plane.location(common.representative_point()),
            **one.place,
        )


def _overlapping(
    compared: list[tuple[Shape, shapely.MultiPolygon]], context: CheckContext
) -> Iterator[Pair]:
    """Yield pairs of one layer whose interiors meet, each pair once, named in order of code."""
    if len(compared) < 2:
        return
    geometries = [geometry for _, geometry in compared]
    layers = [layer(shape, context) for shape, _ in compared]
    tree = shapely.STRtree(geometries)
    pairs = tree.query(geometries, predicate="intersects").T
    for first, second in sorted((int(a), int(b)) for a, b in pairs if a < b):
        (one, geometry), (other, other_geometry) = compared[first], compared[second]
        repeated = bool(one.record.parcel_code) and one.key == other.key  # PA07 says so
        if repeated or layers[first] != layers[second]:
            continue
        if shapely.relate_pattern(geometry, other_geometry, "2********"):
            yield one, geometry, other, other_geometry
