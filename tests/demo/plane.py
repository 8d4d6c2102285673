"""Rings of the demo as shapely polygons: x = easting, y = northing."""

from collections.abc import Sequence

import shapely


def polygon(rings: Sequence[Sequence[tuple]]) -> shapely.Polygon:
    outer, *holes = ([(float(e), float(n)) for _, n, e in ring] for ring in rings)
    return shapely.Polygon(outer, holes)
