"""Open strips between parcels that are the narrow part of a lane, and not ground left over."""

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]

_TOUCH_M = 0.002
_LEAST_MOUTH_M = 0.05
_REACH = 2.0
_WALL, _OPEN = 0.24, 0.55
"""Share of free ground in a circle round the middle of an end, of twice its width as radius.

Half of the circle and the strip that leads there are free where the strip ends at corners: 0.66.
The strip and as much again on the other side are free where it goes on: 0.32. A wall leaves 0.16.
"""


def lead_on(
    strips: Shapes,
    polygons: Shapes,
    entangled: NDArray[np.bool_],
    *,
    tree: shapely.STRtree,
    reach_m: float,
) -> NDArray[np.bool_]:
    """Tell which open strips go on between parcels at one of their ends.

    Parameters
    ----------
    entangled
        Flags of polygons that no overlay can take; they count as free ground.
    tree
        Of ``polygons``.
    reach_m
        Greatest width of a strip.
    """
    boxes = shapely.buffer(shapely.envelope(strips), 3 * reach_m, join_style="mitre")
    found = []
    for strip, box in zip(strips, boxes, strict=True):
        near = np.sort(tree.query(box))
        around = shapely.intersection(polygons[near[~entangled[near]]], box)
        found.append(_goes_on(strip, around))
    return np.array(found, dtype=bool)


def _goes_on(strip: shapely.Geometry, around: Shapes) -> bool:
    taken = shapely.union_all(shapely.buffer(around, _TOUCH_M))
    opening = shapely.difference(shapely.boundary(strip), taken)
    mouths = shapely.get_parts(shapely.line_merge(opening))
    mouths = mouths[shapely.length(mouths) > _LEAST_MOUTH_M]
    middles = shapely.line_interpolate_point(mouths, 0.5, normalized=True)
    circles = shapely.buffer(middles, _REACH * shapely.length(mouths))
    circle, polygon = shapely.STRtree(around).query(circles)
    common = shapely.area(shapely.intersection(circles[circle], around[polygon]))
    free = 1 - np.bincount(circle, common, len(circles)) / shapely.area(circles)
    return bool(np.any((free > _WALL) & (free < _OPEN)))
