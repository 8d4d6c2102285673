"""Pieces of ground overlaid with each other: told apart, put together, united."""

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Indexes

Shapes = NDArray[np.object_]

OVERLAY_GRID_M = 1e-8
"""Overlays of reckoned corners are done on this grid: without one they may lose whole pieces."""

_ALIKE_M = 1e-6


def distinct(pieces: Shapes) -> Shapes:
    """Return pieces without those that are another one over again, as each side finds a hole."""
    forms = shapely.to_wkb(shapely.normalize(pieces))
    return pieces[np.sort(np.unique(forms, return_index=True)[1])]


def together(polygons: Shapes) -> shapely.Geometry:
    """Return polygons as one geometry; those that do not touch need no overlay for it."""
    touching = shapely.STRtree(polygons).query(polygons, "dwithin", distance=_ALIKE_M)[0]
    if len(touching) > len(polygons):  # each one touches itself
        return shapely.union_all(polygons, grid_size=OVERLAY_GRID_M)
    return shapely.multipolygons(shapely.get_parts(polygons))


def joined(pieces: Shapes, how: str) -> Shapes:
    """Return pieces that overlap (``intersects``) or touch (``dwithin``) as one."""
    if len(pieces) == 0:
        return pieces
    if how == "dwithin":
        first, second = shapely.STRtree(pieces).query(pieces, "dwithin", distance=1e-6)
    else:
        first, second = shapely.STRtree(pieces).query(pieces)
        meet = shapely.relate_pattern(pieces[first], pieces[second], "2********")
        first, second = first[meet], second[meet]
    order, starts = _groups(len(pieces), first, second)
    found = []
    for members in np.split(order, starts):
        found.append(pieces[members[0]] if len(members) == 1 else united(pieces[members]))
    return np.array(found, dtype=object)


def united(pieces: Shapes) -> shapely.Geometry:
    """Return the ground of all pieces."""
    return faces(shapely.union_all(pieces, grid_size=OVERLAY_GRID_M))


def faces(overlaid: shapely.Geometry) -> shapely.Geometry:
    """Return what an overlay gave without the lines to which it may shrink some ground."""
    parts = shapely.get_parts(overlaid)
    faces = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return faces[0] if len(faces) == 1 else shapely.multipolygons(faces)


def _groups(count: int, first: Indexes, second: Indexes) -> tuple[Indexes, Indexes]:
    """Return indexes in an order that keeps together what touches, and where groups begin."""
    group = np.arange(count)
    while True:  # towards the smallest index of all that hang together
        before = group.copy()
        np.minimum.at(group, first, group[second])
        group = group[group]
        if np.array_equal(before, group):
            break
    order = np.argsort(group, kind="stable")
    return order, np.flatnonzero(np.diff(group[order])) + 1
