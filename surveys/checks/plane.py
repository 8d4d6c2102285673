"""Shapes on the plane for overlays: doubles counted from an origin of the delivery's own.

Full coordinates have seven digits before the point; counted from a point nearby, a double keeps
all the decimals that were delivered. The order is that of every geometry check: few enough
vertices, finite, valid, and only then relations and overlays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely

from cadastre.domain.findings import Text
from cadastre.domain.rings import PlanePoint
from importers.records import Delivery
from surveys.checks.shapes import Shape, all_shapes, numbered_rings, rings_of
from surveys.domain.check import Unchecked
from surveys.domain.evidence import Rings

Points = Sequence[PlanePoint]


@dataclass(frozen=True, slots=True)
class Plane:
    """A local origin, whole kilometres."""

    northing_m: Decimal
    easting_m: Decimal

    def offsets(self, points: Points) -> np.ndarray:
        """Return (east, north) of points from the origin in metres, one row a point."""
        pairs = [
            (float(p.easting_m - self.easting_m), float(p.northing_m - self.northing_m))
            for p in points
        ]
        return np.array(pairs, dtype=float).reshape(-1, 2)

    def location(self, place: shapely.Point | Sequence[float]) -> tuple[float, float]:
        """Return the full (easting, northing) of a place on the plane, to the millimetre."""
        east, north = (place.x, place.y) if isinstance(place, shapely.Point) else place
        return (
            round(float(self.easting_m) + float(east), 3),
            round(float(self.northing_m) + float(north), 3),
        )

    def polygons(self, parts: Sequence[Sequence[Points]]) -> shapely.MultiPolygon:
        """Return the parts, each an outer ring and its holes; it may be invalid."""
        return shapely.MultiPolygon(
            [
                shapely.Polygon(self.offsets(rings[0]), [self.offsets(ring) for ring in rings[1:]])
                for rings in parts
            ]
        )

    def shape(self, shape: Shape) -> shapely.MultiPolygon | None:
        """Return a shape to be looked at; None when it has no rings that GEOS should see."""
        if not is_drawable(shape):
            return None
        return self.polygons([rings_of(polygon) for polygon in shape.polygons])

    def is_sound(self, shape: Shape) -> bool:
        """Tell whether the shape is a valid polygon."""
        geometry = self.shape(shape)
        return geometry is not None and bool(geometry.is_valid)

    def evidence(self, parts: Sequence[Rings]) -> shapely.MultiPolygon | None:
        """Return an earlier boundary; None when it is no valid shape."""
        if not parts or any(len(ring) < 3 for rings in parts for ring in rings) or not all(parts):
            return None
        geometry = self.polygons(parts)
        return geometry if geometry.is_valid else None


FULL = Plane(Decimal(0), Decimal(0))
"""Full coordinates: what the register keeps and the database compares."""


def area_m2(geometry: shapely.Geometry) -> Decimal:
    """Return the area of an overlay in m2 to six decimals: what doubles are sure of."""
    return Decimal(repr(float(geometry.area))).quantize(Decimal("0.000001"))


def plane_of(delivery: Delivery) -> Plane:
    """Return the plane of a delivery; any origin near its shapes will do."""
    for ring in numbered_rings(all_shapes(delivery)):
        for point in ring.points:
            return Plane(_kilometre(point.northing_m), _kilometre(point.easting_m))
    return FULL


def is_drawable(shape: Shape) -> bool:
    """Tell whether a shape has rings of three points or more, not too many, all finite."""
    rings = list(numbered_rings([shape]))
    count = sum(len(rings_of(polygon)) for polygon in shape.polygons)
    return (
        bool(rings)
        and len(rings) == count
        and all(len(ring.points) >= 3 for ring in rings)
        and shape.is_small_enough
    )


def full_hex(shape: Shape) -> str:
    """Return a shape as hex WKB in full coordinates of the office's system, for a statement."""
    return str(FULL.polygons([rings_of(polygon) for polygon in shape.polygons]).wkb_hex)


def sound(plane: Plane, shapes: Sequence[Shape]) -> list[tuple[Shape, shapely.MultiPolygon]]:
    """Return the shapes that can be compared, with their geometry, by object, file and line."""
    found = []
    for shape in sorted(shapes, key=lambda s: (s.key, s.record.file, s.record.line or 0)):
        geometry = plane.shape(shape)
        if geometry is not None and geometry.is_valid:
            found.append((shape, geometry))
    return found


def left_out(
    shapes: Sequence[Shape], compared: Sequence[tuple[Shape, shapely.MultiPolygon]]
) -> list[Unchecked]:
    """Say which shapes with polygons could not be compared because their outline is no polygon."""
    seen = {id(shape.record) for shape, _ in compared}
    return [
        Unchecked(Text(f"{shape.thing.zh} 的界线不成面", f"{shape.thing.en} has no valid outline"))
        for shape in shapes
        if shape.polygons and id(shape.record) not in seen
    ]


def _kilometre(figure: Decimal) -> Decimal:
    """Round down: the origin must not depend on which point of the delivery comes first."""
    return figure // 1000 * 1000
