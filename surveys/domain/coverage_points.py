"""Corners of neighbours that should be one, and corners that a neighbour's side does not have."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Floats, Indexes, OpenSides
from surveys.domain.coverage_near import NearSides


@dataclass(frozen=True)
class NearMisses:
    """Corners of two polygons that should be one: a row for each pair of places.

    ``owners``: indexes of the two polygons; ``one``, ``other``: their places.
    """

    owners: Indexes
    one: Floats
    other: Floats
    apart_m: Floats


@dataclass(frozen=True)
class UnmatchedPoints:
    """Corners on or beside the side of a neighbour that has no point there.

    ``owners``: whose corner, and whose side. Those of overlapping pairs and of gaps are not among
    them: they are said already.
    """

    owners: Indexes
    places: Floats
    beside_m: Floats


@dataclass(frozen=True)
class _Ends:
    """Ends of open sides: all starts, then all ends."""

    places: Floats
    keys: NDArray[np.uint64]
    owners: Indexes

    @classmethod
    def of(cls, sides: OpenSides) -> "_Ends":
        return cls(
            np.concatenate([sides.start, sides.end]),
            np.concatenate([sides.start_key, sides.end_key]),
            np.concatenate([sides.owner, sides.owner]),
        )

    def shared(self, asked: Indexes) -> NDArray[np.bool_]:
        """Tell of some ends whether another polygon has exactly this place.

        At a corner of its own a polygon has as many open sides arriving as leaving; where a side
        is shared, one of them is missing here.
        """
        keys = np.unique(self.keys[asked])
        around = np.flatnonzero(np.isin(self.keys, keys))
        place = np.searchsorted(keys, self.keys[around])
        owners = np.stack([place, self.owners[around]], axis=1)
        unique, group, numbers = np.unique(owners, axis=0, return_inverse=True, return_counts=True)
        several = np.bincount(unique[:, 0], minlength=len(keys))[place] > 1
        told = several | (numbers[group.reshape(-1)] % 2 == 1)
        answer = np.zeros(len(self.keys), dtype=bool)
        answer[around] = told
        return answer[asked]


def near_misses(sides: OpenSides, near: NearSides, *, same_m: float) -> NearMisses:
    """Pair each corner that no neighbour shares with the nearest one that it misses.

    With each of them where several are as near.
    """
    ends, pairs, apart = _Ends.of(sides), near.missed, near.missed_m
    if len(pairs) == 0:
        none = np.empty((0, 2))
        return NearMisses(np.empty((0, 2), np.int64), none, none, np.empty(0))
    corners, name = np.unique(
        np.stack([ends.owners[pairs].reshape(-1), ends.keys[pairs].reshape(-1).view(np.int64)], 1),
        axis=0,
        return_inverse=True,
    )
    names = name.reshape(-1, 2)
    end_of = np.empty(len(corners), dtype=np.int64)
    end_of[names.reshape(-1)] = pairs.reshape(-1)
    shared = ends.shared(end_of)
    same = apart <= same_m
    shared[names[same].reshape(-1)] = True
    names, apart = names[~same], apart[~same]
    nearest = np.full(len(corners), np.inf)
    np.minimum.at(nearest, names, apart[:, None])
    missing = ~shared[names] & (apart[:, None] <= nearest[names])
    chosen, first = np.unique(
        np.sort(names[missing.any(axis=1)], axis=1), axis=0, return_index=True
    )
    metres = apart[missing.any(axis=1)][first]
    one, other = end_of[chosen[:, 0]], end_of[chosen[:, 1]]
    owners = np.stack([ends.owners[one], ends.owners[other]], axis=1)
    return NearMisses(owners, ends.places[one], ends.places[other], metres)


def unmatched_points(
    sides: OpenSides,
    near: NearSides,
    *,
    said: Indexes,
    gaps: Sequence[Sequence[int]],
    count: int,
) -> UnmatchedPoints:
    """Return corners that lie on or beside a neighbour's side.

    Parameters
    ----------
    said
        Pairs of polygons, smaller index first, of which an overlap tells already.
    gaps
        The polygons round each gap, which tells of every two of them; lanes between ten thousand
        parcels are one gap, so the pairs are never counted up.
    count
        Number of polygons.
    """
    ends = _Ends.of(sides)
    corner, host = near.on_side[:, 0], sides.owner[near.on_side[:, 1]]
    pairs = np.sort(np.stack([ends.owners[corner], host], axis=1), axis=1)
    told = np.isin(pairs[:, 0] * count + pairs[:, 1], said[:, 0] * count + said[:, 1])
    told |= _share_a_gap(pairs, gaps)
    kept = ~told & ~_has_corner(ends, corner, host)
    corner, host, beside = corner[kept], host[kept], near.on_side_m[kept]
    names = np.stack([ends.owners[corner], ends.keys[corner].view(np.int64), host], axis=1)
    order = np.lexsort((beside, names[:, 2], names[:, 1], names[:, 0]))
    _, first = np.unique(names[order], axis=0, return_index=True)
    at = np.sort(order[first])
    owners = np.stack([ends.owners[corner[at]], host[at]], axis=1)
    return UnmatchedPoints(owners, ends.places[corner[at]], beside[at])


def _share_a_gap(pairs: Indexes, gaps: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Tell of each pair of polygons whether both lie at one gap."""
    at: dict[int, set[int]] = {}
    for number, members in enumerate(gaps):
        for member in members:
            at.setdefault(member, set()).add(number)
    none: set[int] = set()
    shared = [not at.get(a, none).isdisjoint(at.get(b, none)) for a, b in pairs.tolist()]
    return np.array(shared, dtype=bool)


def _has_corner(ends: _Ends, corner: Indexes, host: Indexes) -> NDArray[np.bool_]:
    """Tell whether the polygon has a corner exactly there, at another of its sides."""
    asked = np.isin(ends.owners, host) & np.isin(ends.keys, ends.keys[corner])
    known = {(int(ends.owners[at]), int(ends.keys[at])) for at in np.flatnonzero(asked)}
    pairs = zip(host.tolist(), ends.keys[corner].tolist(), strict=True)
    return np.array([pair in known for pair in pairs], dtype=bool)
