"""How much ground two polygons have in common, where there are too many pieces to cut them out.

By Green's theorem the area is a sum over those parts of each outline that lie within the other
polygon. How much of a side does is told by its crossings alone: where it leaves, less where it
enters, and the rest when its end lies inside. So crossings are added up as they are found, a block
at a time, and two combs that cross in two million places need the memory of one block.

Which hand a corner is on is reckoned in whole tenths of a millimetre, without rounding. A corner
exactly on the other outline is taken as if the second polygon lay a nothing to the east, and less
than that to the north: areas do not jump, so what is so close to nothing leaves the area as it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Floats, Indexes, pair_sides
from surveys.domain.coverage_near import GRID_M

Flags = NDArray[np.bool_]

_OFF_GRID: Final = 1e-3
"""Of the grid: what doubles make of figures that were written on it."""

_FARTHEST: Final = 1 << 30
"""Of the grid: products of distances up to this are whole numbers of 63 bits."""

_PAIRS_AT_ONCE: Final = 250_000
_SAME_M2: Final = 5e-4
"""Areas that differ by less are one figure of three decimals."""


class Relation(StrEnum):
    """How the first of two polygons with common ground lies to the second."""

    PARTIAL = "partial"
    WITHIN = "within"
    CONTAINS = "contains"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class CommonGround:
    """Common ground of two polygons, measured and not drawn.

    Parameters
    ----------
    area_m2
        Its area to three decimals, of which sums of some thousand doubles are sure.
    place
        East and north of the southernmost place where the outlines cross, or meet in a corner of
        one; where there is none, of a place in the smaller polygon.
    relation
        How they lie to each other.
    """

    area_m2: float
    place: tuple[float, float]
    relation: Relation


@dataclass
class _Outline:
    """The sides of one polygon on the grid, the polygon on their left hand.

    ``share`` is what of each lies within the other polygon, ``enters`` how often it enters that
    less how often it leaves it, ``beyond`` how many sides of it lie east of where it starts.
    """

    east: Indexes
    north: Indexes
    along_east: Indexes
    along_north: Indexes
    share: Floats
    enters: Indexes
    beyond: Indexes

    @classmethod
    def of(cls, start: Indexes, end: Indexes) -> "_Outline":
        count = len(start)
        (east, north), (along_east, along_north) = start.T, (end - start).T
        share, enters, beyond = np.zeros(count), np.zeros(count, int), np.zeros(count, int)
        return cls(east, north, along_east, along_north, share, enters, beyond)

    def twice_area(self) -> float:
        """Return what the parts within the other polygon add to twice the common area."""
        starts_inside = self.beyond % 2
        share = self.share + starts_inside + self.enters
        turned = self.east * self.along_north - self.north * self.along_east
        return float(np.sum(share * turned))


def common_ground(one: shapely.Geometry, other: shapely.Geometry) -> CommonGround | None:
    """Measure the common ground of two valid polygons or multipolygons in metres.

    The time is that of so many steps as both have sides, multiplied. None when a corner is not on
    the grid that boundary points are written on, and when both have no ground in common.
    """
    origin = shapely.get_coordinates(one)[0]
    first, second = _outline(one, origin), _outline(other, origin)
    if first is None or second is None:
        return None
    place = _add_crossings(first, second)
    area_m2 = (first.twice_area() + second.twice_area()) / 2 * GRID_M**2
    if area_m2 <= _SAME_M2:
        return None
    smaller = one if one.area <= other.area else other
    where = shapely.get_coordinates(shapely.point_on_surface(smaller))[0]
    if place is not None:
        where = origin + place * GRID_M
    relation = _relation(area_m2, one.area, other.area)
    return CommonGround(round(area_m2, 3), (float(where[0]), float(where[1])), relation)


def _relation(common_m2: float, one_m2: float, other_m2: float) -> Relation:
    inside, around = one_m2 - common_m2 <= _SAME_M2, other_m2 - common_m2 <= _SAME_M2
    if inside and around:
        return Relation.EQUAL
    return Relation.WITHIN if inside else Relation.CONTAINS if around else Relation.PARTIAL


def _outline(polygon: shapely.Geometry, origin: Floats) -> _Outline | None:
    """Return the sides of a polygon on the grid, None when its corners are not on it."""
    sides = pair_sides(np.array([polygon], dtype=object)).open
    on_grid = []
    for places in (sides.start, sides.end):
        steps = (places - origin) / GRID_M
        nearest = np.rint(steps)
        if np.abs(steps - nearest).max() > _OFF_GRID or np.abs(nearest).max() > _FARTHEST / 2:
            return None
        on_grid.append(nearest.astype(np.int64))
    return _Outline.of(*on_grid)


def _add_crossings(first: _Outline, second: _Outline) -> Floats | None:
    """Add to both what their crossings tell; return the southernmost, None without any."""
    step = max(1, _PAIRS_AT_ONCE // len(second.east))
    blocks = range(0, len(first.east), step)
    places = np.concatenate([_look(first, second, slice(at, at + step)) for at in blocks])
    return places[np.lexsort(places.T)[0]] if len(places) else None


def _look(first: _Outline, second: _Outline, rows: slice) -> Floats:
    """Look at some sides of the first with all of the second; return the southernmost crossing."""
    east, north = first.along_east[rows, None], first.along_north[rows, None]
    away_east = second.east - first.east[rows, None]
    away_north = second.north - first.north[rows, None]
    turn = east * second.along_north - north * second.along_east
    # How far left of the other's side each start is, times the length of that side.
    starts = east * away_north - north * away_east
    own_starts = second.along_north * away_east - second.along_east * away_north
    slid = _slides_left(east, north)
    own_slid = ~_slides_left(second.along_east, second.along_north)
    left, own_left = _is_left(starts, slid), _is_left(own_starts, own_slid)
    meet = (left != _is_left(starts + turn, slid)) & (
        own_left != _is_left(own_starts - turn, own_slid)
    )
    # Rays go east from each start, and the second lies a nothing further north.
    above = away_north >= 0, away_north + second.along_north >= 0
    first.beyond[rows] += _passed(*above, own_left).sum(axis=1)
    above = away_north < 0, away_north < north
    second.beyond += _passed(*above, left).sum(axis=0)
    return _tell(first, second, rows, np.nonzero(meet), turn[meet], starts[meet], own_starts[meet])


def _slides_left(east: Indexes, north: Indexes) -> Flags:
    """Tell on which hand of a side what lies on it comes when it is moved to the east."""
    left: Flags = (north < 0) | ((north == 0) & (east > 0))
    return left


def _is_left(hand: Indexes, slid: Flags) -> Flags:
    left: Flags = (hand > 0) | ((hand == 0) & slid)
    return left


def _passed(start_above: Flags, end_above: Flags, left: Flags) -> Flags:
    """Tell which sides a ray to the east meets, of a place on that hand of each."""
    passed: Flags = (start_above != end_above) & (end_above == left)
    return passed


def _tell(
    first: _Outline,
    second: _Outline,
    rows: slice,
    where: tuple[NDArray[np.intp], ...],
    turn: Indexes,
    starts: Indexes,
    own_starts: Indexes,
) -> Floats:
    """Add crossings, by rows and sides of the second, to both; return the southernmost."""
    row, column = where
    at, other_at = own_starts / turn, -starts / turn
    # Who passes from the left of a side to its right leaves the polygon of that side.
    leaves = np.sign(turn)
    first.share[rows] += np.bincount(row, leaves * at, len(first.east[rows]))
    first.enters[rows] -= _count(row, leaves, len(first.east[rows]))
    second.share -= np.bincount(column, leaves * other_at, len(second.east))
    second.enters += _count(column, leaves, len(second.east))
    row = row + rows.start
    places = np.stack(
        [
            first.east[row] + at * first.along_east[row],
            first.north[row] + at * first.along_north[row],
        ],
        axis=1,
    )
    return places[np.lexsort(places.T)[:1]]


def _count(where: NDArray[np.intp], signs: Indexes, length: int) -> Indexes:
    return np.rint(np.bincount(where, signs, length)).astype(np.int64)
