"""From what the readers found in a result's files to the records that the rules read."""

from decimal import Decimal

from cadastre.domain.rings import polygon_area_m2
from importers.records import Delivery, ParcelRecord, PolygonRecord, RingRecord
from surveys.domain.evidence import BuildingEvidence, Rings, SurveyPoint, UnitEvidence


def parcel_of(delivery: Delivery, parcel_code: str) -> ParcelRecord | None:
    """Return the delivered parcel of this code, or the only one there is."""
    own = [parcel for parcel in delivery.parcels if parcel.parcel_code == parcel_code]
    if own:
        return own[0]
    return delivery.parcels[0] if len(delivery.parcels) == 1 else None


def boundary_of(parcel: ParcelRecord | None) -> Rings:
    """Return the rings of the first part of a parcel, the outer one first; empty without shape."""
    return _rings(parcel.polygons[0]) if parcel and parcel.polygons else ()


def buildings_of(delivery: Delivery) -> tuple[BuildingEvidence, ...]:
    """Return the delivered buildings by number, shapes and tables of one number together.

    The floor area is the sum over the units where there are any with areas, else the stated one.
    """
    shapes = {building.building_number: building for building in delivery.buildings}
    numbers = {unit.building_number for unit in delivery.units} | set(shapes)
    found = []
    for number in sorted(numbers):
        shape = shapes.get(number)
        units = _units(delivery, number)
        polygon = shape.polygons[0] if shape and shape.polygons else None
        found.append(
            BuildingEvidence(
                building_number=number,
                footprint=_rings(polygon) if polygon else (),
                footprint_area_m2=_area_m2(polygon),
                floor_area_m2=_floor_area_m2(units, shape.floor_area_m2 if shape else None),
                units=units,
            )
        )
    return tuple(found)


def _units(delivery: Delivery, number: str) -> tuple[UnitEvidence, ...]:
    return tuple(
        UnitEvidence(
            section=unit.section,
            storey_number=unit.storey_number,
            room=unit.room,
            inner_m2=unit.inner_m2,
            shared_m2=unit.shared_m2,
            built_m2=unit.built_m2,
            unit_code=unit.unit_code,
        )
        for unit in delivery.units
        if unit.building_number == number
    )


def _floor_area_m2(units: tuple[UnitEvidence, ...], stated: Decimal | None) -> Decimal | None:
    built = [unit.built_m2 for unit in units if unit.built_m2 is not None]
    return sum(built, Decimal(0)) if built else stated


def _area_m2(polygon: PolygonRecord | None) -> Decimal | None:
    if polygon is None:
        return None
    return polygon_area_m2(polygon.outer.points, [hole.points for hole in polygon.holes])


def _rings(polygon: PolygonRecord) -> Rings:
    return tuple(_ring(ring) for ring in polygon.rings)


def _ring(ring: RingRecord) -> tuple[SurveyPoint, ...]:
    return tuple(
        SurveyPoint(point.label, point.northing_m, point.easting_m) for point in ring.points
    )
