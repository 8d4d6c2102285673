"""Surveyed rings as shapes of GEOS, all at once: one by one, that takes most of a check's time."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from cadastre.domain.rings import PlanePoint

Rings = Sequence[Sequence[PlanePoint]]
"""The rings of one polygon, outer ring first, without repeated closing points."""


def is_shape(parts: Sequence[Rings]) -> bool:
    """Tell whether there are polygons, and all their rings have three points or more."""
    return bool(parts) and all(rings and all(len(ring) >= 3 for ring in rings) for rings in parts)


def multipolygons(features: Sequence[Sequence[Rings]]) -> NDArray[np.object_]:
    """Return each feature as a MultiPolygon of its parts, x its easting; None where it is no shape.

    A shape may be invalid, as it was delivered.
    """
    made: NDArray[np.object_] = np.full(len(features), None, dtype=object)
    parts = [(at, part) for at, each in enumerate(features) if is_shape(each) for part in each]
    rings = [ring for _, part in parts for ring in part]
    if rings:
        points = [point for ring in rings for point in ring]
        places = [float(c) for point in points for c in (point.easting_m, point.northing_m)]
        drawn = shapely.linearrings(
            np.array(places).reshape(-1, 2), indices=_repeated(map(len, rings))
        )
        polygons = shapely.polygons(drawn, indices=_repeated(len(part) for _, part in parts))
        shapely.multipolygons(polygons, indices=[at for at, _ in parts], out=made)
    return made


def _repeated(counts: Iterable[int]) -> NDArray[np.int64]:
    """Return 0, 1, 2 and so on, each as often as counted."""
    often = np.fromiter(counts, dtype=np.int64)
    return np.repeat(np.arange(len(often)), often)
