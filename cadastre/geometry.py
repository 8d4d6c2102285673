"""From exact survey points to what the database indexes, and from there to what maps draw."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.contrib.gis.geos import (
    GEOSGeometry,
    LinearRing,
    LineString,
    MultiPolygon,
    Point,
    Polygon,
)

GEOGRAPHIC_SRID = 4490
"""CGCS2000 longitude and latitude in degrees: what maps and GeoJSON are given."""


class Surveyed(Protocol):
    """Anything with exact plane coordinates in metres."""

    @property
    def northing_m(self) -> Decimal:
        """The surveyor's X."""

    @property
    def easting_m(self) -> Decimal:
        """The surveyor's Y."""


Rings = Sequence[Sequence[Surveyed]]
"""The rings of one polygon, outer ring first, without repeated closing points."""


def point(surveyed: Surveyed) -> Point:
    """Return the point (x = easting) in the office's system."""
    return Point(float(surveyed.easting_m), float(surveyed.northing_m), srid=settings.SRID)


def line(start: Surveyed, end: Surveyed) -> LineString:
    """Return the straight line between two points in the office's system."""
    return LineString(point(start), point(end), srid=settings.SRID)


def _ring(points: Sequence[Surveyed]) -> LinearRing:
    pairs = [(float(p.easting_m), float(p.northing_m)) for p in points]
    return LinearRing([*pairs, pairs[0]])


def multipolygon(parts: Iterable[Rings]) -> MultiPolygon | None:
    """Return the polygons as one MultiPolygon in the office's system.

    None when a ring has fewer than three points: such a ring is no shape, and a finding says so.
    The result may be invalid (crossing itself); it is delivered data, not yet the register.
    """
    shapes = [list(rings) for rings in parts]
    if not shapes or any(len(ring) < 3 for rings in shapes for ring in rings) or not all(shapes):
        return None
    polygons = [Polygon(*[_ring(ring) for ring in rings]) for rings in shapes]
    return MultiPolygon(polygons, srid=settings.SRID)


def degrees(shape: GEOSGeometry) -> GEOSGeometry:
    """Return a shape of the office's plane system in CGCS2000 longitude and latitude."""
    return shape.transform(GEOGRAPHIC_SRID, clone=True)
