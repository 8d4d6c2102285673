"""BU02: a building stands on its parcel."""

from collections.abc import Iterator
from decimal import Decimal

import shapely

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import boundary_class
from importers.records import BuildingRecord, Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import COSTLIEST_OVERLAY, OVERLAP_AREA_M2
from surveys.checks.overlaps import own_code
from surveys.checks.plane import Plane, area_m2, left_out
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext, Unchecked, check

_EVERY_M = 0.5
"""Distances along a side are looked at as closely as this."""


@check(
    code="BU02",
    kind="building_outside_parcel",
    severity=Severity.ERROR,
    title=Text("自然幢在宗地之内", "Buildings stand on their parcel"),
    needs=("footprints",),
    cites="GB/T 42547-2023; TD/T 1001-2012 解析界址点精度",
)
def building_outside_parcel(
    delivery: Delivery, context: CheckContext
) -> Iterator[Finding | Unchecked]:
    """A footprint leaves the parcel by more than the accuracy of the boundary explains.

    Why: a building is registered with the parcel it stands on. A wall on the boundary may lie
    outside by as much as a boundary point may be off.

    Put right: check the footprint, the boundary, and whether both belong to the same parcel.
    """
    drawing = drawing_of(delivery, context)
    plane, compared = drawing.plane, drawing.sound(drawing.buildings)
    yield from left_out(drawing.buildings, compared)
    parcels = {own_code(s, context) or s.key: geometry for s, geometry in drawing.sound_parcels}
    limit_m = boundary_class(context.accuracy_class).limit_m
    for shape, footprint in compared:
        parcel = _parcel_of(shape, parcels, plane, context)
        if parcel is None:
            yield Unchecked(
                Text(f"缺少{shape.thing.zh} 的宗地界址", f"missing: the parcel of {shape.thing.en}")
            )
        elif (
            shapely.count_coordinates([footprint]) * shapely.count_coordinates([parcel])
            > COSTLIEST_OVERLAY
        ):
            yield Unchecked(shape.too_large)
        else:
            yield from _outside(shape, footprint, parcel, plane=plane, limit_m=limit_m)


def reach_m(outside: shapely.Geometry, parcel: shapely.MultiPolygon) -> Decimal:
    """Return how far ``outside`` reaches from the parcel, in metres to the millimetre.

    The register measures the same way (``building_outside_v1`` in the database).
    """
    corners = shapely.points(shapely.get_coordinates(shapely.segmentize(outside, _EVERY_M)))
    return Decimal(str(round(float(shapely.distance(parcel, corners).max()), 3)))


def _parcel_of(
    shape: Shape,
    parcels: dict[str, shapely.MultiPolygon],
    plane: Plane,
    context: CheckContext,
) -> shapely.MultiPolygon | None:
    """Return the parcel of a building: delivered with it, or the project's from before."""
    record = shape.record
    named = record.parcel_code if isinstance(record, BuildingRecord) else ""
    if named in parcels:
        return parcels[named]
    if named and context.parcel_code and named != context.parcel_code:
        return None
    if len(parcels) == 1 and not named:
        return next(iter(parcels.values()))
    return parcels.get(context.parcel_code) or plane.evidence(context.project_boundary)


def _outside(
    shape: Shape,
    footprint: shapely.MultiPolygon,
    parcel: shapely.MultiPolygon,
    *,
    plane: Plane,
    limit_m: Decimal,
) -> Iterator[Finding]:
    outside = footprint.difference(parcel)
    if area_m2(outside) <= OVERLAP_AREA_M2:
        return
    away_m = reach_m(outside, parcel)
    if away_m <= limit_m:
        return
    area = rounded(area_m2(outside))
    yield building_outside_parcel.finding(
        Text(
            f"{shape.thing.zh} 超出宗地 {away_m} m（{area} m²），限差 {limit_m} m。",
            f"{shape.thing.en} leaves its parcel by {away_m} m ({area} m²); the limit is "
            f"{limit_m} m.",
        ),
        advice=Text(
            "请核对自然幢图形、宗地界址，以及该幢是否属于本宗地。",
            "Check footprint and boundary, and whether the building belongs to this parcel.",
        ),
        measured=away_m,
        limit=limit_m,
        unit="m",
        location=plane.location(outside.representative_point()),
        **shape.place,
    )
