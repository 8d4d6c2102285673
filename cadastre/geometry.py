"""From exact survey points to what the database indexes, and from there to what maps draw."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import (
    GEOSGeometry,
    LinearRing,
    LineString,
    MultiPolygon,
    Point,
    Polygon,
)
from numpy.typing import NDArray

from cadastre.domain.outlines import Rings, is_shape, multipolygons
from cadastre.domain.rings import PlanePoint

GEOGRAPHIC_SRID = 4490
"""CGCS2000 longitude and latitude in degrees: what maps and GeoJSON are given."""


def point(surveyed: PlanePoint) -> Point:
    """Return the point (x = easting) in the office's system."""
    return Point(float(surveyed.easting_m), float(surveyed.northing_m), srid=settings.SRID)


def line(start: PlanePoint, end: PlanePoint) -> LineString:
    """Return the straight line between two points in the office's system."""
    return LineString(point(start), point(end), srid=settings.SRID)


def _ring(points: Sequence[PlanePoint]) -> LinearRing:
    pairs = [(float(p.easting_m), float(p.northing_m)) for p in points]
    return LinearRing([*pairs, pairs[0]])


def multipolygon(parts: Iterable[Rings]) -> MultiPolygon | None:
    """Return the polygons as one MultiPolygon in the office's system.

    None when a ring has fewer than three points: such a ring is no shape, and a finding says so.
    The result may be invalid (crossing itself); it is delivered data, not yet the register.
    """
    shapes = [list(rings) for rings in parts]
    if not is_shape(shapes):
        return None
    polygons = [Polygon(*[_ring(ring) for ring in rings]) for rings in shapes]
    return MultiPolygon(polygons, srid=settings.SRID)


def multipolygons_in_hex(features: Sequence[Sequence[Rings]]) -> list[str | None]:
    """Return the :func:`multipolygon` of each feature as hex EWKB, of all at once.

    One by one, the objects of GeoDjango take most of the time of a large delivery.
    """
    return _in_hex(multipolygons(features))


def points_in_hex(places: Sequence[tuple[float, float] | None]) -> list[str | None]:
    """Return (easting, northing) in the office's system as hex EWKB; None stays None."""
    made: NDArray[np.object_] = np.full(len(places), None, dtype=object)
    known = [(at, place) for at, place in enumerate(places) if place is not None]
    if known:
        shapely.points([place for _, place in known], indices=[at for at, _ in known], out=made)
    return _in_hex(made)


def _in_hex(shapes: NDArray[np.object_]) -> list[str | None]:
    placed = shapely.set_srid(shapes, settings.SRID)
    told: list[str | None] = shapely.to_wkb(
        placed, hex=True, byte_order=1, include_srid=True
    ).tolist()
    return told


def degrees(shape: GEOSGeometry) -> GEOSGeometry:
    """Return a shape of the office's plane system in CGCS2000 longitude and latitude."""
    return shape.transform(GEOGRAPHIC_SRID, clone=True)
