"""The sides of many polygons as arrays: which two parcels share a side, and which sides are left.

A coverage is sound where every side either belongs to exactly two parcels, one on each side of it,
or bounds free ground. Sides are paired by their exact coordinates through one sort; what remains
(the *open* sides) is where every fault begins, so that the rest of the work is small.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]

_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93)


@dataclass(frozen=True)
class OpenSides:
    """Sides that no other parcel shares, with their parcel on the left hand.

    Parameters
    ----------
    start, end
        One row a side: east and north in metres.
    start_key, end_key
        Digests of the exact coordinates: equal for the same place.
    owner
        Index of the polygon.
    """

    start: Floats
    end: Floats
    start_key: NDArray[np.uint64]
    end_key: NDArray[np.uint64]
    owner: Indexes

    def __len__(self) -> int:
        return len(self.owner)

    def lines(self, at: Indexes) -> NDArray[np.object_]:
        """Return some sides as lines."""
        lines: NDArray[np.object_] = shapely.linestrings(
            np.stack([self.start[at], self.end[at]], axis=1)
        )
        return lines


@dataclass(frozen=True)
class Sides:
    """What pairing the sides of polygons gave.

    ``neighbours``: one row for each shared side, the indexes of its two polygons.
    """

    open: OpenSides
    neighbours: Indexes


def pair_sides(polygons: NDArray[np.object_]) -> Sides:
    """Pair the sides of valid polygons or multipolygons by their exact coordinates.

    Sides of no length are passed over. No polygons give no sides.
    """
    if len(polygons) == 0:
        return Sides(_no_sides(), np.empty((0, 2), np.int64))
    places, first, second, owner = _directed(polygons)
    keys = _digests(places)
    start, end = keys[first], keys[second]
    one, other = _paired(start, end, owner)
    left = np.ones(len(owner), dtype=bool)
    left[one] = left[other] = False
    kept = np.flatnonzero(left)
    return Sides(
        OpenSides(places[first[kept]], places[second[kept]], start[kept], end[kept], owner[kept]),
        np.stack([owner[one], owner[other]], axis=1),
    )


def _directed(polygons: NDArray[np.object_]) -> tuple[Floats, Indexes, Indexes, Indexes]:
    """Return all vertices, and for each side its ends as indexes, parcel on the left, its owner."""
    ring_ends, part_ends, owner_of_part, places = _ragged(polygons)
    ring_start, ring_stop = ring_ends[:-1], ring_ends[1:]
    following = places[1:] - places[:-1]
    first = np.delete(np.arange(len(places), dtype=np.int64), ring_stop - 1)
    lengths = ring_stop - ring_start - 1
    ring_of_side = np.repeat(np.arange(len(lengths)), lengths)
    local = places - np.repeat(places[ring_start], ring_stop - ring_start, axis=0)
    turned = local[first, 0] * following[first, 1] - local[first, 1] * following[first, 0]
    side_starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    runs_left = np.add.reduceat(turned, side_starts) > 0
    is_outer = np.zeros(len(lengths), dtype=bool)
    is_outer[part_ends[:-1]] = True
    as_given = (runs_left == is_outer)[ring_of_side]
    owner = np.repeat(owner_of_part, np.diff(part_ends))[ring_of_side]
    has_length = np.any(following[first] != 0, axis=1)
    if not has_length.all():
        first, as_given, owner = first[has_length], as_given[has_length], owner[has_length]
    return places, np.where(as_given, first, first + 1), np.where(as_given, first + 1, first), owner


def _ragged(
    polygons: NDArray[np.object_],
) -> tuple[Indexes, Indexes, Indexes, Floats]:
    """Return the ends of rings among vertices, of parts among rings, owners of parts, vertices."""
    parts, owner = polygons, np.arange(len(polygons))
    if (shapely.get_type_id(polygons) == shapely.GeometryType.MULTIPOLYGON).any():
        parts, owner = shapely.get_parts(polygons, return_index=True)
    rings = 1 + shapely.get_num_interior_rings(parts).astype(np.int64)
    single = rings == 1
    numbers = np.empty(rings.sum(), dtype=np.int64)  # of vertices
    numbers[single.repeat(rings)] = shapely.get_num_coordinates(parts[single])
    numbers[~single.repeat(rings)] = shapely.get_num_coordinates(shapely.get_rings(parts[~single]))
    return _ends(numbers), _ends(rings), owner, shapely.get_coordinates(parts)


def _ends(numbers: Indexes) -> Indexes:
    ends = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.cumsum(numbers, out=ends[1:])
    return ends


def _digests(places: Floats) -> NDArray[np.uint64]:
    bits = np.ascontiguousarray(places + 0.0).view(np.uint64)  # + 0.0: no negative zero
    digest = bits[:, 0] * np.uint64(_MIX[0])
    digest ^= digest >> np.uint64(32)
    digest += bits[:, 1] * np.uint64(_MIX[1])
    digest ^= digest >> np.uint64(29)
    digest *= np.uint64(_MIX[2])
    digest ^= digest >> np.uint64(32)
    return digest


def _paired(
    start: NDArray[np.uint64], end: NDArray[np.uint64], owner: Indexes
) -> tuple[Indexes, Indexes]:
    """Return the indexes of sides that run there and back between exactly two owners."""
    key = start + end
    order = np.argsort(key)
    ranked = key[order]
    same = ranked[1:] == ranked[:-1]
    alone = same.copy()
    alone[1:] &= ~same[:-1]
    alone[:-1] &= ~same[1:]
    at = np.flatnonzero(alone)
    one, other = order[at], order[at + 1]
    fits = (start[one] == end[other]) & (end[one] == start[other]) & (owner[one] != owner[other])
    return one[fits], other[fits]


def _no_sides() -> OpenSides:
    none, keys = np.empty((0, 2)), np.empty(0, np.uint64)
    return OpenSides(none, none, keys, keys, np.empty(0, np.int64))
