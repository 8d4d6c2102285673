"""Free ground between parcels that is narrower than a width: enclosed holes and open slivers.

Open sides are followed with the free ground on the right hand; a loop that turns round it is a
hole. Where two sides face each other within the width, the strip between them is a sliver, also
where it is open at its ends. What belongs together is one gap. Ground that anybody has is never
part of one, so where parcels overlap, what they leave free together counts.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Floats, Indexes, OpenSides
from surveys.domain.coverage_lanes import lead_on
from surveys.domain.coverage_near import NearSides
from surveys.domain.coverage_strips import Shapes, corner_pieces, strips_between

TOUCH_M = 0.001
_GRID_M = 1e-8
"""Overlays of reckoned corners are done on this grid: without one they may lose whole pieces."""

_LEAST_OPENING_M = 0.0205
_MOST_VERTICES_UNITED = 1_000
_LEAST_CONTACT_M = 0.0105
"""A parcel that a gap touches in a corner only is not its neighbour."""


@dataclass(frozen=True)
class Gaps:
    """Gaps from south-west to north-east.

    Parameters
    ----------
    shapes
        The free ground.
    area_m2
        Its area.
    width_m
        Width of the rectangle of the same area and outline.
    neighbours
        Indexes of the polygons along each gap, in order.
    is_open
        Whether part of the outline leads out to wider free ground.
    is_lane
        Whether it is open and an end goes on between parcels, as where a street narrows.
    """

    shapes: Shapes
    area_m2: Floats
    width_m: Floats
    neighbours: tuple[tuple[int, ...], ...]
    is_open: NDArray[np.bool_]
    is_lane: NDArray[np.bool_]


def find_gaps(
    polygons: Shapes,
    sides: OpenSides,
    near: NearSides,
    *,
    tree: shapely.STRtree,
    gap_m: float,
    least_m: float,
) -> Gaps:
    """Find and measure free ground between two parcels or more.

    Parameters
    ----------
    tree
        Of ``polygons``.
    gap_m
        Free ground up to this width is a gap; 0 or less looks for none.
    least_m
        Narrower than this is rounding.
    """
    if gap_m <= 0 or len(sides) == 0:
        return _measured(np.empty(0, dtype=object), polygons, tree, least_m, gap_m)
    holes = np.concatenate(
        [_holes(sides, gap_m), _holes_behind(polygons, sides, near.wedges, tree, gap_m)]
    )
    holes = _joined(_free(polygons, holes, tree), "intersects")
    strips = np.concatenate(
        [
            strips_between(sides, near.facing, gap_m),
            corner_pieces(sides, near.facing, gap_m),
        ]
    )
    strips = strips[~_inside(strips, holes)]
    slivers = _joined(_free(polygons, strips, tree), "dwithin")
    bent = shapely.get_num_geometries(slivers) > 1
    slivers[bent] = _without(polygons, _closed(slivers[bent], gap_m / 2), tree)
    return _measured(np.concatenate([holes, slivers]), polygons, tree, least_m, gap_m)


def equivalent_width_m(area_m2: Floats, outline_m: Floats) -> Floats:
    """Return the shorter side of the rectangle with this area and outline."""
    root = np.sqrt(np.maximum(outline_m**2 - 16 * area_m2, 0))
    # The difference of two figures nearly alike loses digits; its conjugate does not.
    sum_m = outline_m + root
    width: Floats = np.divide(4 * area_m2, sum_m, out=np.zeros_like(sum_m), where=sum_m > 0)
    return width


def _holes(sides: OpenSides, gap_m: float) -> Shapes:
    """Return the loops of open sides that turn round narrow free ground."""
    following = _following(sides)
    loop = _loops(following)
    first = sides.start[loop]
    start, end = sides.start - first, sides.end - first
    twice = np.bincount(loop, start[:, 0] * end[:, 1] - start[:, 1] * end[:, 0], len(loop))
    outline = np.bincount(loop, np.hypot(*(sides.end - sides.start).T), len(loop))
    # A circle of radius area / outline fits into any shape: wider ground is no gap.
    narrow = np.flatnonzero((twice < 0) & (-twice <= gap_m * outline))
    rings = [_walk(sides, following, int(at)) for at in narrow]
    shapes = np.array([shapely.Polygon(ring) for ring in rings if len(ring) >= 3], dtype=object)
    shapes = shapes[shapely.is_valid(shapes)]
    narrow_shapes: Shapes = shapes[_is_narrow(shapes, gap_m)]
    return narrow_shapes


def _is_narrow(shapes: Shapes, gap_m: float) -> NDArray[np.bool_]:
    core = shapely.buffer(shapes, -gap_m / 2, join_style="mitre")
    narrow: NDArray[np.bool_] = shapely.is_empty(core)
    return narrow


def _following(sides: OpenSides) -> Indexes:
    """Return for each side the one that goes on round the free ground on its right."""
    order = np.argsort(sides.start_key, kind="stable")
    starts = sides.start_key[order]
    low = np.searchsorted(starts, sides.end_key, side="left")
    high = np.searchsorted(starts, sides.end_key, side="right")
    following = order[np.minimum(low, len(order) - 1)]
    several = np.flatnonzero(high - low > 1)
    if len(several):
        following[several] = _rightmost(sides, several, order, low[several], high[several])
    return following


def _rightmost(
    sides: OpenSides, arriving: Indexes, order: Indexes, low: Indexes, high: Indexes
) -> Indexes:
    """Return, where several sides leave a corner, the one next round the free ground."""
    numbers = high - low
    row = np.repeat(np.arange(len(arriving)), numbers)
    within = np.arange(len(row)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    leaving = order[low[row] + within]
    back = sides.start[arriving] - sides.end[arriving]
    out = sides.end[leaving] - sides.start[leaving]
    turn = np.arctan2(out[:, 1], out[:, 0]) - np.arctan2(back[:, 1], back[:, 0])[row]
    turn = np.where(turn <= 1e-12, turn + 2 * np.pi, turn)
    ranked = np.lexsort((turn, row))
    chosen = leaving[ranked[np.searchsorted(row[ranked], np.arange(len(arriving)))]]
    # On sound ground each leaving side is chosen once; where parcels overlap any order
    # will do that does not depend on how they were drawn.
    unique, times = np.unique(chosen, return_counts=True)
    if (times > 1).any():
        twice = np.isin(chosen, unique[times > 1])
        corner = np.isin(low, low[twice])
        ranks = _rank(low[corner], np.arctan2(back[corner, 1], back[corner, 0]))
        turned = np.lexsort((np.arctan2(out[:, 1], out[:, 0]), row))
        first = np.searchsorted(row[turned], np.flatnonzero(corner))
        chosen[corner] = leaving[turned[first + ranks % numbers[corner]]]
    found: Indexes = chosen
    return found


def _rank(groups: Indexes, figures: Floats) -> Indexes:
    """Return the place of each row among those of its group, by a figure."""
    order = np.lexsort((figures, groups))
    ranked = groups[order]
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.searchsorted(ranked, ranked)
    return ranks


def _loops(following: Indexes) -> Indexes:
    """Return for each side the smallest index on its loop, by doubling the stride."""
    loop = np.arange(len(following), dtype=np.int64)
    ahead = following
    for _ in range(len(following).bit_length() + 1):
        loop = np.minimum(loop, loop[ahead])
        if np.array_equal(loop[following], loop):
            break
        ahead = ahead[ahead]
    return loop


def _walk(sides: OpenSides, following: Indexes, start: int) -> list[Floats]:
    ring, at = [sides.start[start]], int(following[start])
    while at != start and len(ring) <= len(following):
        ring.append(sides.start[at])
        at = int(following[at])
    return ring


def _holes_behind(
    polygons: Shapes, sides: OpenSides, wedges: Indexes, tree: shapely.STRtree, gap_m: float
) -> Shapes:
    """Return narrow holes at corners that end on another parcel's side without a point there."""
    if len(wedges) == 0:
        return np.empty(0, dtype=object)
    corners = np.unique(wedges[:, 1])
    reach = shapely.buffer(sides.lines[corners], gap_m)
    row, near = tree.query(reach)
    holes: list[shapely.Geometry] = []
    for members in np.split(near, np.flatnonzero(np.diff(row)) + 1):
        if shapely.get_num_coordinates(polygons[members]).sum() > _MOST_VERTICES_UNITED:
            continue  # a union cannot be stopped once begun
        united = shapely.union_all(polygons[members], grid_size=_GRID_M)
        for part in shapely.get_parts(united):
            holes += [shapely.Polygon(ring) for ring in part.interiors]
    shapes = np.array(holes, dtype=object)
    return shapes[_is_narrow(shapes, gap_m)] if len(shapes) else shapes


def _without(polygons: Shapes, pieces: Shapes, tree: shapely.STRtree) -> Shapes:
    """Return pieces less all ground that is somebody's."""
    if len(pieces) == 0:
        return pieces
    row, near = tree.query(pieces)
    taken = shapely.relate_pattern(pieces[row], polygons[near], "2********")
    row, near = row[taken], near[taken]
    pieces = pieces.copy()
    for members in np.split(np.arange(len(row)), np.flatnonzero(np.diff(row)) + 1):
        if len(members):
            at = row[members[0]]
            others = shapely.union_all(polygons[near[members]], grid_size=_GRID_M)
            pieces[at] = shapely.difference(pieces[at], others, grid_size=_GRID_M)
    return pieces


def _free(polygons: Shapes, pieces: Shapes, tree: shapely.STRtree) -> Shapes:
    parts = shapely.get_parts(_without(polygons, pieces, tree))
    free: Shapes = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return free


def _inside(strips: Shapes, holes: Shapes) -> NDArray[np.bool_]:
    """Tell which strips are part of a hole that is narrow throughout."""
    inside = np.zeros(len(strips), dtype=bool)
    if len(holes) and len(strips):
        row, hole = shapely.STRtree(holes).query(strips)
        inside[row[shapely.relate_pattern(strips[row], holes[hole], "2********")]] = True
    return inside


def _joined(pieces: Shapes, how: str) -> Shapes:
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
        united = pieces[members[0]] if len(members) == 1 else shapely.union_all(pieces[members])
        found.append(united)
    return np.array(found, dtype=object)


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


def _closed(shapes: Shapes, reach_m: float) -> Shapes:
    """Return strips that meet at a bend with the corner between them filled."""
    with np.errstate(divide="ignore", invalid="ignore"):  # a strip can end in a point
        grown = shapely.buffer(shapes, reach_m, join_style="mitre")
        closed: Shapes = shapely.buffer(grown, -reach_m, join_style="mitre")
    return closed


def _measured(
    shapes: Shapes, polygons: Shapes, tree: shapely.STRtree, least_m: float, gap_m: float
) -> Gaps:
    area = shapely.area(shapes)
    width = equivalent_width_m(area, shapely.length(shapes))
    wide = width > least_m
    shapes, area, width = shapes[wide], area[wide], width[wide]
    neighbours, contact = _along(shapes, polygons, tree)
    is_open = shapely.length(shapes) - contact > _LEAST_OPENING_M
    between = np.array([len(each) > 1 for each in neighbours], dtype=bool)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    order = [int(at) for at in np.lexsort((bounds[:, 0], bounds[:, 1])) if between[at]]
    shapes, is_open = shapes[order], is_open[order]
    is_lane = is_open.copy()
    is_lane[is_open] = lead_on(shapes[is_open], polygons, tree=tree, reach_m=gap_m)
    return Gaps(
        shapes,
        area[order],
        width[order],
        tuple(neighbours[at] for at in order),
        is_open,
        is_lane,
    )


def _along(
    shapes: Shapes, polygons: Shapes, tree: shapely.STRtree
) -> tuple[list[tuple[int, ...]], Floats]:
    """Return the polygons along each gap and the length of all contact with them.

    Those that meet it in a corner only are not along it.
    """
    found: list[list[int]] = [[] for _ in shapes]
    total = np.zeros(len(shapes))
    if len(shapes):
        edge = shapely.buffer(shapes, TOUCH_M)
        row, near = tree.query(edge, predicate="intersects")
        lines = shapely.boundary(polygons[near])
        contact = shapely.length(shapely.intersection(lines, edge[row]))
        total = np.bincount(row, contact, len(shapes)).astype(np.float64)
        for at, who in zip(
            *(each[contact > _LEAST_CONTACT_M] for each in (row, near)), strict=True
        ):
            found[at].append(int(who))
    return [tuple(sorted(each)) for each in found], total
