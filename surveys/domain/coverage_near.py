"""Open sides of different parcels that lie near each other, and what each pair of them shows.

Everything is plain arithmetic on arrays, a limited number of pairs at a time, so that combs whose
teeth all cross stay within memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import shapely

from surveys.domain.coverage_edges import Floats, Indexes, OpenSides
from surveys.domain.coverage_entangled import Contacts, Entangled, Flags

TOUCH_M = 1e-6
"""Nearer than this two sides are taken to meet; exact predicates then decide."""

ALIKE_M = 4.5e-4
"""A point nearer than this to the line of a side is on neither of its hands."""

GRID_M = 1e-4
"""Boundary points are written to a tenth of a millimetre at the finest."""

_PARALLEL_COSINE = float(np.cos(np.radians(15)))
"""Ground between two sides is a sliver where they open at less than this; wider, it is a corner."""

_PAIRS_AT_ONCE = 400_000


@dataclass(frozen=True)
class NearSides:
    """What pairs of open sides show; all arrays have a row for each case.

    Parameters
    ----------
    meeting
        Polygons (two columns) whose outlines meet otherwise than in a shared corner.
    crossing
        Those of them of which sides cross properly, so that their insides surely meet.
    crossing_times
        How many sides of each do.
    facing
        Sides (two columns) with a narrow strip of free ground between them.
    tangled
        Sides that cross another one, or end on one and leave it into free ground.
    on_side
        Side end (counted through all starts, then all ends) and the side of another polygon
        that it lies on or beside.
    on_side_m
        How far beside, in metres.
    missed
        Two side ends that are near each other and not exactly the same.
    missed_m
        How far apart, in metres.
    """

    meeting: Indexes
    crossing: Indexes
    crossing_times: Indexes
    facing: Indexes
    tangled: Indexes
    on_side: Indexes
    on_side_m: Floats
    missed: Indexes
    missed_m: Floats


def near_sides(
    sides: OpenSides, *, gap_m: float, same_m: float, near_m: float, contacts: Contacts
) -> tuple[NearSides, Entangled]:
    """Look at all pairs of open sides of different polygons, and tell who is entangled.

    Of polygons that are, no side is told to face or to be tangled with another; and of pairs that
    are, none that lies beside another.

    Parameters
    ----------
    gap_m
        Strips of free ground up to this width count.
    same_m, near_m
        Points up to the first are one place; up to the second they should be.
    contacts
        Nothing counted yet.
    """
    found = []
    for first, second in _candidates(sides, max(gap_m, near_m)):
        beyond = contacts.are_beyond(sides.owner[first], sides.owner[second])
        pairs = _Pairs.of(sides, first[~beyond], second[~beyond])
        each = _look(pairs, len(sides), gap_m, same_m, near_m)
        contacts.add_crossings(each.crossing, each.crossing_times)
        contacts.add_facing(sides.owner[each.facing])
        found.append(each)
    entangled = contacts.entangled()
    if not found:
        none, empty = np.empty((0, 2), np.int64), np.empty(0)
        no = none[:, 0]
        return NearSides(none, none, no, none, no, none, empty, none, empty), entangled
    near = NearSides(
        **{
            field.name: np.concatenate([getattr(each, field.name) for each in found])
            for field in fields(NearSides)
        }
    )
    return (_less(near, sides, entangled) if entangled.polygons.any() else near), entangled


def _less(near: NearSides, sides: OpenSides, entangled: Entangled) -> NearSides:
    """Return what is told without what cannot be followed or was not counted to the end."""
    owner = np.concatenate([sides.owner, sides.owner])  # of starts, then of ends
    facing = ~entangled.polygons[sides.owner[near.facing]].any(axis=1)
    on_side = ~entangled.among(
        np.stack([owner[near.on_side[:, 0]], sides.owner[near.on_side[:, 1]]], axis=1)
    )
    missed = ~entangled.among(owner[near.missed])
    return replace(
        near,
        facing=near.facing[facing],
        tangled=near.tangled[~entangled.polygons[sides.owner[near.tangled]]],
        on_side=near.on_side[on_side],
        on_side_m=near.on_side_m[on_side],
        missed=near.missed[missed],
        missed_m=near.missed_m[missed],
    )


def _candidates(sides: OpenSides, reach_m: float) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield pairs of sides of two polygons whose boxes come within reach, each pair once."""
    if len(sides) < 2:
        return
    # From corner to corner of a box is the cheapest shape that has the box: trees ask for no more.
    corners = np.empty((len(sides), 2, 2))
    corners[:, 0] = np.minimum(sides.start, sides.end) - reach_m / 2
    corners[:, 1] = np.maximum(sides.start, sides.end) + reach_m / 2
    boxes = shapely.linestrings(corners)
    tree = shapely.STRtree(boxes)
    at, step = 0, 2_000
    while at < len(sides):
        stop = min(at + step, len(sides))
        first, second = tree.query(boxes[at:stop])
        if len(first) > _PAIRS_AT_ONCE and step > 1:
            step = max(1, step // 4)
            continue
        step = step * 2 if len(first) < _PAIRS_AT_ONCE // 4 else step
        first = first + at
        at = stop
        wanted = (first < second) & (sides.owner[first] != sides.owner[second])
        yield first[wanted], second[wanted]


@dataclass(frozen=True)
class _Pairs:
    """Two sides A-B and C-D a row: their vectors, and how far each end is left of the other."""

    first: Indexes
    second: Indexes
    owners: Indexes
    ends: tuple[Floats, Floats, Floats, Floats]
    along: tuple[Floats, Floats]
    lengths: tuple[Floats, Floats]
    left: tuple[Floats, Floats, Floats, Floats]
    shares: Flags
    heads_meet: Flags

    @classmethod
    def of(cls, sides: OpenSides, first: Indexes, second: Indexes) -> "_Pairs":
        a, b, c, d = sides.start[first], sides.end[first], sides.start[second], sides.end[second]
        one, other = b - a, d - c
        length, other_length = np.hypot(*one.T), np.hypot(*other.T)
        left = (
            _cross(other, a - c) / other_length,
            _cross(other, b - c) / other_length,
            _cross(one, c - a) / length,
            _cross(one, d - a) / length,
        )
        starts, ends = sides.start_key, sides.end_key
        alike = (starts[first] == starts[second]) | (ends[first] == ends[second])
        chained = (starts[first] == ends[second]) | (ends[first] == starts[second])
        owners = np.stack([sides.owner[first], sides.owner[second]], axis=1)
        return cls(
            first,
            second,
            owners,
            (a, b, c, d),
            (one, other),
            (length, other_length),
            left,
            alike | chained,
            alike,
        )

    @property
    def cosine(self) -> Floats:
        """Of the angle between the directions; -1 where the sides run against each other."""
        one, other = self.along
        cosine: Floats = np.sum(one * other, axis=1) / (self.lengths[0] * self.lengths[1])
        return cosine

    @property
    def crosses(self) -> Flags:
        """Whether the sides cross properly."""
        a, b, c, d = self.left
        crosses: Flags = (a * b < 0) & (c * d < 0)
        return crosses

    def distances(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return how far A and B are from C-D, and C and D from A-B."""
        a, b, c, d = self.ends
        one, other = self.along
        return (
            _to_side(a, c, other, self.lengths[1]),
            _to_side(b, c, other, self.lengths[1]),
            _to_side(c, a, one, self.lengths[0]),
            _to_side(d, a, one, self.lengths[0]),
        )


def _look(pairs: _Pairs, count: int, gap_m: float, same_m: float, near_m: float) -> NearSides:
    apart = pairs.distances()
    nearest = np.minimum.reduce(apart)
    meets = pairs.crosses | (nearest <= TOUCH_M)
    cosine = pairs.cosine
    alongside = pairs.heads_meet & (cosine > 1 - 1e-6)
    meeting = np.unique(np.sort(pairs.owners[meets & (~pairs.shares | alongside)], axis=1), axis=0)
    sure = pairs.crosses & (np.minimum.reduce(np.abs(pairs.left)) > TOUCH_M)
    crossing, times = np.unique(np.sort(pairs.owners[sure], axis=1), axis=0, return_counts=True)
    a, b, c, d = pairs.left
    sees = (np.minimum(c, d) < -ALIKE_M) & (np.minimum(a, b) < -ALIKE_M)
    narrow = sees & (nearest < gap_m) & (cosine < -_PARALLEL_COSINE)
    facing = np.stack([pairs.first[narrow], pairs.second[narrow]], axis=1)
    on_side, on_side_m = _ends_on_sides(pairs, apart, count, near_m)
    missed, missed_m = _ends_missed(pairs, count, near_m)
    return NearSides(
        meeting,
        crossing,
        times,
        facing,
        _tangled(pairs, apart, same_m),
        on_side,
        on_side_m,
        missed,
        missed_m,
    )


def _tangled(pairs: _Pairs, apart: tuple[Floats, ...], same_m: float) -> Indexes:
    a, b, c, d = pairs.left
    found = [pairs.first[pairs.crosses], pairs.second[pairs.crosses]]
    for guest, distance, other_end in (
        (pairs.first, apart[0], b),
        (pairs.first, apart[1], a),
        (pairs.second, apart[2], d),
        (pairs.second, apart[3], c),
    ):
        found.append(guest[~pairs.shares & (distance <= same_m) & (other_end < -ALIKE_M)])
    return np.unique(np.concatenate(found))


def _ends_on_sides(
    pairs: _Pairs, apart: tuple[Floats, ...], count: int, near_m: float
) -> tuple[Indexes, Floats]:
    """Return side ends on or beside the inner part of a side, which has no such point."""
    a, b, c, d = pairs.ends
    found, beside = [], []
    for point, end, host, (one, other), distance in (
        (a, pairs.first, pairs.second, (c, d), apart[0]),
        (b, pairs.first + count, pairs.second, (c, d), apart[1]),
        (c, pairs.second, pairs.first, (a, b), apart[2]),
        (d, pairs.second + count, pairs.first, (a, b), apart[3]),
    ):
        at = np.flatnonzero(distance <= near_m)
        point, one, other = point[at], one[at], other[at]
        inner = np.hypot(*(point - one).T) > near_m
        inner &= np.hypot(*(point - other).T) > near_m
        at = at[inner]
        found.append(np.stack([end[at], host[at]], axis=1))
        beside.append(distance[at])
    return np.concatenate(found), np.concatenate(beside)


def _ends_missed(pairs: _Pairs, count: int, near_m: float) -> tuple[Indexes, Floats]:
    a, b, c, d = pairs.ends
    found, apart = [], []
    for one, other, first, second in (
        (a, c, pairs.first, pairs.second),
        (a, d, pairs.first, pairs.second + count),
        (b, c, pairs.first + count, pairs.second),
        (b, d, pairs.first + count, pairs.second + count),
    ):
        apart_m = one - other
        # On a grid, so that of two equal distances none is the shorter by a double's last digit.
        distance = np.hypot(*np.rint(apart_m / GRID_M).T) * GRID_M
        at = np.flatnonzero(np.any(apart_m != 0, axis=1) & (distance <= near_m))
        found.append(np.stack([first[at], second[at]], axis=1))
        apart.append(distance[at])
    return np.concatenate(found), np.concatenate(apart)


def _cross(one: Floats, other: Floats) -> Floats:
    cross: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return cross


def _to_side(point: Floats, start: Floats, along: Floats, length: Floats) -> Floats:
    reached = np.clip(np.sum((point - start) * along, axis=1) / length**2, 0, 1)
    distance: Floats = np.hypot(*(point - start - reached[:, None] * along).T)
    return distance
