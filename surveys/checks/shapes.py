"""Parcels and buildings as named shapes, and their rings as numbered ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cadastre.domain.findings import Text
from cadastre.domain.rings import distance_m, polygon_area_m2
from importers.limits import DEFAULT_LIMITS
from importers.records import BuildingRecord, Delivery, ParcelRecord, PointRecord, PolygonRecord


@dataclass(frozen=True, slots=True)
class Shape:
    """A parcel or a building with its polygons and its name for people."""

    record: ParcelRecord | BuildingRecord
    thing: Text
    key: str

    @property
    def polygons(self) -> tuple[PolygonRecord, ...]:
        """The parts as delivered."""
        return self.record.polygons

    @property
    def place(self) -> dict[str, Any]:
        """Where the record stands, as fields of a finding."""
        return {"object_key": self.key, "file": self.record.file, "line": self.record.line}

    @property
    def vertex_count(self) -> int:
        """Vertices of all rings."""
        return sum(len(ring) for polygon in self.polygons for ring in rings_of(polygon))

    @property
    def is_small_enough(self) -> bool:
        """Whether its geometry may be looked at; BP05 reports the others."""
        return self.vertex_count <= DEFAULT_LIMITS.vertices_per_polygon

    @property
    def too_large(self) -> Text:
        """What to say of a shape whose geometry is not looked at."""
        return Text(f"{self.thing.zh} 顶点过多", f"{self.thing.en} has too many vertices")

    @property
    def area_m2(self) -> Decimal:
        """Exact plane area of all parts in m2."""
        areas = (
            polygon_area_m2(polygon.outer.points, [hole.points for hole in polygon.holes])
            for polygon in self.polygons
        )
        return sum(areas, Decimal(0))


@dataclass(frozen=True, slots=True)
class NumberedRing:
    """One ring of a shape, numbered from 1 through all its parts."""

    shape: Shape
    number: int
    points: tuple[PointRecord, ...]
    is_alone: bool

    @property
    def thing(self) -> Text:
        """Name of the ring; that of the shape when it has no other."""
        name = self.shape.thing
        if self.is_alone:
            return name
        return Text(f"{name.zh} 第 {self.number} 圈", f"ring {self.number} of {name.en}")

    @property
    def is_finite(self) -> bool:
        """Whether all coordinates are numbers; readers report those that are not."""
        return all(p.northing_m.is_finite() and p.easting_m.is_finite() for p in self.points)


def rings_of(polygon: PolygonRecord) -> list[tuple[PointRecord, ...]]:
    """Return the outer ring and then the holes."""
    return [polygon.outer.points, *[hole.points for hole in polygon.holes]]


def parcel_shape(record: ParcelRecord) -> Shape:
    """Return a parcel as a shape; its key is its code, else its name."""
    key = record.parcel_code or record.name
    return Shape(record, _thing(key, record, "宗地", "parcel"), key)


def parcel_shapes(delivery: Delivery) -> list[Shape]:
    """Return the delivered parcels, with or without polygons."""
    return [parcel_shape(record) for record in delivery.parcels]


def building_shapes(delivery: Delivery) -> list[Shape]:
    """Return the delivered buildings, with or without footprints."""
    return [building_shape(record) for record in delivery.buildings]


def numbered_rings(shapes: list[Shape]) -> Iterator[NumberedRing]:
    """Yield every ring that has finite coordinates only."""
    for shape in shapes:
        rings = [ring for polygon in shape.polygons for ring in rings_of(polygon)]
        for number, points in enumerate(rings, start=1):
            ring = NumberedRing(shape, number, points, is_alone=len(rings) == 1)
            if ring.is_finite:
                yield ring


def location_of(point: PointRecord) -> tuple[float, float]:
    """Return (easting, northing) in metres for the map."""
    return float(point.easting_m), float(point.northing_m)


def reading_order(point: PointRecord) -> tuple[Decimal, Decimal, str]:
    """Return a key that sorts points from north to south, then from west to east.

    What is said of a ring must not depend on where it starts or which way it runs.
    """
    return -point.northing_m, point.easting_m, point.label


def first_point(points: Sequence[PointRecord]) -> PointRecord:
    """Return the most northern point, of equals the western one."""
    return min(points, key=reading_order)


def sides_shorter_than(
    points: tuple[PointRecord, ...], limit_m: Decimal
) -> Iterator[tuple[PointRecord, PointRecord, Decimal]]:
    """Yield both ends and the exact length in metres of each side below a limit.

    The closing side counts; ends come in reading order. Fewer than two points have no sides.
    """
    if len(points) < 2:
        return
    for start, end in zip(points, (*points[1:], points[0]), strict=True):
        # Most sides are told long by one comparison, without a square root of Decimals.
        if abs(start.northing_m - end.northing_m) >= limit_m:
            continue
        if abs(start.easting_m - end.easting_m) < limit_m:
            length_m = distance_m(start, end)
            if length_m < limit_m:
                first, second = sorted((start, end), key=reading_order)
                yield first, second, length_m


def label_of(point: PointRecord) -> str:
    """Return the point's number, or its coordinates when it has none."""
    return point.label or f"(X={point.northing_m}, Y={point.easting_m})"


def building_shape(record: BuildingRecord) -> Shape:
    """Return a building as a shape; its key is the code of its parcel with its number."""
    key = record.building_number
    if record.parcel_code and key:
        key = f"{record.parcel_code}F{key}"
    return Shape(record, _thing(key, record, "自然幢", "building"), key)


def _thing(key: str, record: ParcelRecord | BuildingRecord, zh: str, en: str) -> Text:
    if key:
        return Text(f"{zh} {key}", f"{en} {key}")
    line = record.line or 0
    return Text(f"{record.file} 第 {line} 行的{zh}", f"the {en} in line {line} of {record.file}")
