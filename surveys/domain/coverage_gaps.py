"""Free ground between parcels that is narrower than a width: enclosed holes and open slivers.

Open sides are followed with the free ground on the right hand; a loop that turns round it is a
hole. Where outlines cross, the holes of what the parcels there cover together are taken instead.
Where two sides face each other within the width, the strip between them is a sliver, also where it
is open at its ends. What belongs together is one gap. Ground that anybody has is never
part of one, so where parcels overlap, what they leave free together counts.

Round parcels that are entangled nothing is looked for; they are named.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Floats, Indexes, OpenSides
from surveys.domain.coverage_entangled import Flags
from surveys.domain.coverage_lanes import lead_on
from surveys.domain.coverage_near import GRID_M, NearSides
from surveys.domain.coverage_pieces import (
    OVERLAY_GRID_M,
    distinct,
    faces,
    joined,
    together,
    united,
)
from surveys.domain.coverage_strips import Shapes, strips_between

TOUCH_M = 0.001

_SAME_DIRECTION = 1e-7
"""Radians: a side that goes back where one came from leaves no ground between them."""

_LEAST_OPENING_M = 0.02055
_MOST_VERTICES_UNITED = 1_000
"""A union cannot be stopped once begun."""

_FEW_VERTICES = 500
"""Polygons of more are cut to what lies near before they are overlaid with many small pieces."""

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
    too_costly
        Indexes of polygons, in order, round which not all ground was looked at: it would have
        taken too long.
    """

    shapes: Shapes
    area_m2: Floats
    width_m: Floats
    neighbours: tuple[tuple[int, ...], ...]
    is_open: NDArray[np.bool_]
    is_lane: NDArray[np.bool_]
    too_costly: Indexes


@dataclass(frozen=True)
class _Ground:
    """The polygons, how to find them, and which of them nothing may be overlaid with."""

    polygons: Shapes
    tree: shapely.STRtree
    entangled: Flags

    def clear(self, pieces: Shapes) -> Flags:
        """Tell which pieces no entangled polygon touches."""
        row, near = self.tree.query(pieces)
        asked = self.entangled[near]
        row, near = row[asked], near[asked]
        shapely.prepare(self.polygons[np.unique(near)])
        clear = np.ones(len(pieces), dtype=bool)
        clear[row[shapely.intersects(self.polygons[near], pieces[row])]] = False
        return clear


def find_gaps(
    polygons: Shapes,
    sides: OpenSides,
    near: NearSides,
    entangled: Flags,
    *,
    tree: shapely.STRtree,
    gap_m: float,
    least_m: float,
) -> Gaps:
    """Find and measure free ground between two parcels or more.

    Parameters
    ----------
    entangled
        Flags of polygons round which nothing is looked for.
    tree
        Of ``polygons``.
    gap_m
        Free ground up to this width is a gap; 0 or less looks for none.
    least_m
        Narrower than this is rounding.
    """
    ground = _Ground(polygons, tree, entangled)
    if gap_m <= 0 or len(sides) == 0:
        nobody = np.empty(0, np.int64)
        return _measured(np.empty(0, dtype=object), ground, nobody, least_m, gap_m)
    holes, left_out = _holes(ground, sides, near.tangled, gap_m)
    holes = joined(_free(ground, holes), "intersects")
    strips, crowded = strips_between(sides, near.facing, gap_m=gap_m, least_m=least_m)
    strips = _free(ground, strips)
    slivers = joined(strips[~_inside(strips, holes)], "dwithin")
    too_costly = np.unique(np.concatenate([np.flatnonzero(entangled), left_out, crowded]))
    return _measured(np.concatenate([holes, slivers]), ground, too_costly, least_m, gap_m)


def equivalent_width_m(area_m2: Floats, outline_m: Floats) -> Floats:
    """Return the shorter side of the rectangle with this area and outline."""
    root = np.sqrt(np.maximum(outline_m**2 - 16 * area_m2, 0))
    # The difference of two figures nearly alike loses digits; its conjugate does not.
    sum_m = outline_m + root
    width: Floats = np.divide(4 * area_m2, sum_m, out=np.zeros_like(sum_m), where=sum_m > 0)
    return width


def _holes(
    ground: _Ground, sides: OpenSides, tangled: Indexes, gap_m: float
) -> tuple[Shapes, Indexes]:
    """Return narrow holes: loops of open sides that turn round free ground, and those of tangles.

    Where outlines cross or part on top of each other, loops say nothing and a union is asked. Also
    returned are the polygons of which that would have cost too much.
    """
    following, contested = _following(sides)
    loop = _loops(following)
    plain = np.ones(len(loop), dtype=bool)
    plain[loop[contested]] = False
    knotted = ground.entangled[sides.owner]
    plain[loop[knotted]] = False
    first = sides.start[loop]
    start, end = sides.start - first, sides.end - first
    twice = np.bincount(loop, _cross(start, end), len(loop))
    outline = np.bincount(loop, np.hypot(*(sides.end - sides.start).T), len(loop))
    # A circle of radius area / outline fits into any shape: wider ground is no gap.
    narrow = np.flatnonzero(plain & (twice < 0) & (-twice <= gap_m * outline))
    rings = [_walk(sides, following, int(at)) for at in narrow]
    shapes = np.array([shapely.Polygon(ring) for ring in rings if len(ring) >= 3], dtype=object)
    shapes = shapes[shapely.is_valid(shapes)]
    tangles = np.union1d(tangled, contested)
    of_unions, left_out = _holes_of_unions(ground, sides, tangles[~knotted[tangles]], gap_m)
    shapes = np.concatenate([shapes, of_unions])
    core = shapely.buffer(shapes, -gap_m / 2, join_style="mitre")
    narrow_shapes: Shapes = shapes[shapely.is_empty(core)]
    return narrow_shapes, left_out


def _cross(one: Floats, other: Floats) -> Floats:
    cross: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return cross


def _following(sides: OpenSides) -> tuple[Indexes, Indexes]:
    """Return for each side the one that goes on round the free ground on its right.

    And the sides of which that cannot be told, because parcels overlap at their end.
    """
    leaving, arriving = np.argsort(sides.start_key), np.argsort(sides.end_key)
    # As many arrive at a corner as leave it, so that both orders name the same corners.
    following = np.empty(len(sides), dtype=np.int64)
    following[arriving] = leaving
    starts = sides.start_key[leaving]
    low = np.flatnonzero(np.concatenate([[True], starts[1:] != starts[:-1]]))
    numbers = np.diff(np.append(low, len(starts)))
    crowded = numbers.repeat(numbers) > 1
    low, numbers = low.repeat(numbers)[crowded], numbers.repeat(numbers)[crowded]
    several = arriving[crowded]
    chosen = _rightmost(sides, several, leaving, low, numbers)
    unique, times = np.unique(chosen, return_counts=True)
    contested = np.isin(low, low[np.isin(chosen, unique[times > 1])])
    following[several[~contested]] = chosen[~contested]  # each side still follows exactly one
    return following, several[contested]


def _rightmost(
    sides: OpenSides, arriving: Indexes, order: Indexes, low: Indexes, numbers: Indexes
) -> Indexes:
    """Return, where several sides leave a corner, the one next round the free ground."""
    row = np.repeat(np.arange(len(arriving)), numbers)
    within = np.arange(len(row)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    leaving = order[low[row] + within]
    back = sides.start[arriving] - sides.end[arriving]
    out = sides.end[leaving] - sides.start[leaving]
    turn = np.arctan2(out[:, 1], out[:, 0]) - np.arctan2(back[:, 1], back[:, 0])[row]
    turn = np.mod(turn - _SAME_DIRECTION, 2 * np.pi)
    ranked = np.lexsort((turn, row))
    chosen: Indexes = leaving[ranked[np.searchsorted(row[ranked], np.arange(len(arriving)))]]
    return chosen


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


def _holes_of_unions(
    ground: _Ground, sides: OpenSides, tangled: Indexes, gap_m: float
) -> tuple[Shapes, Indexes]:
    """Return the holes that parcels round some sides leave together.

    And the owners of the sides round which too many vertices would have to be united.
    """
    holes: list[shapely.Geometry] = []
    seen: set[bytes] = set()
    left_out: set[int] = set()
    around = shapely.buffer(sides.lines(tangled), gap_m)
    clear = ground.clear(around)
    around, owner = around[clear], sides.owner[tangled[clear]]
    row, near = ground.tree.query(around)
    row, near = row[~ground.entangled[near]], near[~ground.entangled[near]]
    for at in np.split(np.arange(len(row)), np.flatnonzero(np.diff(row)) + 1):
        members = np.sort(near[at])
        if shapely.get_num_coordinates(ground.polygons[members]).sum() > _MOST_VERTICES_UNITED:
            left_out.update(owner[row[at[:1]]].tolist())
            continue
        if members.tobytes() in seen:
            continue
        seen.add(members.tobytes())
        for part in shapely.get_parts(united(ground.polygons[members])):
            holes += [shapely.Polygon(ring) for ring in part.interiors]
    found = distinct(np.array(holes, dtype=object))
    return found, np.array(sorted(left_out), dtype=np.int64)


def _without(ground: _Ground, pieces: Shapes) -> Shapes:
    """Return pieces less all ground that is somebody's; without those at entangled polygons."""
    pieces = pieces[ground.clear(pieces)]
    if len(pieces) == 0:
        return pieces
    row, near = ground.tree.query(pieces)
    others = _round(pieces[row], ground.polygons[near])
    taken = shapely.relate_pattern(pieces[row], others, "2********")
    row, others = row[taken], others[taken]
    for members in np.split(np.arange(len(row)), np.flatnonzero(np.diff(row)) + 1):
        if len(members):
            at = row[members[0]]
            taken_by = together(others[members])
            pieces[at] = shapely.difference(pieces[at], taken_by, grid_size=OVERLAY_GRID_M)
    return pieces


def _round(pieces: Shapes, polygons: Shapes) -> Shapes:
    """Return polygons, the large ones only as far as they lie round the piece in the same row."""
    large = shapely.get_num_coordinates(polygons) > _FEW_VERTICES
    near = polygons.copy()
    around = shapely.buffer(shapely.envelope(pieces[large]), 1.0, join_style="mitre")
    cut = shapely.intersection(polygons[large], around, grid_size=OVERLAY_GRID_M)
    near[large] = [faces(each) for each in cut]
    return near


def _free(ground: _Ground, pieces: Shapes) -> Shapes:
    parts = shapely.get_parts(_without(ground, pieces))
    free: Shapes = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return free


def _inside(pieces: Shapes, holes: Shapes) -> NDArray[np.bool_]:
    """Tell which pieces of free ground are part of a hole.

    Free ground in one piece is inside a hole or outside it, so that any place in it tells.
    """
    inside = np.zeros(len(pieces), dtype=bool)
    if len(holes) and len(pieces):
        places = shapely.point_on_surface(pieces)
        inside[shapely.STRtree(holes).query(places, "intersects")[0]] = True
    return inside


def _measured(
    shapes: Shapes, ground: _Ground, too_costly: Indexes, least_m: float, gap_m: float
) -> Gaps:
    area = shapely.area(shapes)
    width = equivalent_width_m(area, shapely.length(shapes))
    wide = width > least_m
    shapes, area, width = shapes[wide], area[wide], width[wide]
    neighbours, opening_m = _along(shapes, ground)
    is_open = opening_m > _LEAST_OPENING_M
    between = np.array([len(each) > 1 for each in neighbours], dtype=bool)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    south_west = np.rint(bounds[:, 1::-1] / GRID_M)
    order = [int(at) for at in np.lexsort(south_west.T[::-1]) if between[at]]
    shapes, is_open = shapes[order], is_open[order]
    is_lane = is_open.copy()
    is_lane[is_open] = lead_on(
        shapes[is_open], ground.polygons, ground.entangled, tree=ground.tree, reach_m=gap_m
    )
    return Gaps(
        shapes,
        area[order],
        width[order],
        tuple(neighbours[at] for at in order),
        is_open,
        is_lane,
        too_costly,
    )


def _along(shapes: Shapes, ground: _Ground) -> tuple[list[tuple[int, ...]], Floats]:
    """Return the polygons along each gap, and the length of outline that touches none.

    Those that meet it in a corner only are not along it.
    """
    found: list[list[int]] = [[] for _ in shapes]
    outline = shapely.boundary(shapes)
    if len(shapes):
        edge = shapely.buffer(shapes, TOUCH_M)
        row, near = ground.tree.query(edge, predicate="intersects")
        contact = shapely.intersection(shapely.boundary(ground.polygons[near]), edge[row])
        touched, number = np.unique(row, return_inverse=True)
        beside = shapely.buffer(shapely.geometrycollections(contact, indices=number), TOUCH_M)
        outline[touched] = shapely.difference(outline[touched], beside)
        is_along = shapely.length(contact) > _LEAST_CONTACT_M
        for at, who in zip(row[is_along].tolist(), near[is_along].tolist(), strict=True):
            found[at].append(who)
    return [tuple(sorted(each)) for each in found], shapely.length(outline)
