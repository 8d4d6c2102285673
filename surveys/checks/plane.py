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
from cadastre.domain.outlines import multipolygons
from cadastre.domain.rings import PlanePoint
from surveys.checks.shapes import Shape, rings_of
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


def full_hex(shapes: Sequence[Shape]) -> list[str]:
    """Return sound shapes as hex WKB in full coordinates, as statements are given them."""
    drawn = multipolygons([[rings_of(part) for part in shape.polygons] for shape in shapes])
    told: list[str] = shapely.to_wkb(drawn, hex=True).tolist()
    return told


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
