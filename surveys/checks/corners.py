"""Corners of the parcels of a delivery as arrays, and which of them may be near each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.records import PointRecord
from surveys.checks.drawing import Drawing
from surveys.checks.overlaps import layer
from surveys.checks.shapes import NumberedRing
from surveys.domain.check import CheckContext

Indexes = NDArray[np.int64]
Flags = NDArray[np.bool_]

_CELL_M = 0.05
_MOST_IN_CELL = 60
"""More places in a square of five centimetres are not told apart: no drawn line is so dense."""

_MOST_PAIRS = 1_000_000
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Corner:
    """A point of a parcel's ring."""

    ring: NumberedRing
    point: PointRecord

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts corners whatever the order of objects, rings and vertices."""
        key, place = self.ring.shape.key, (self.point.northing_m, self.point.easting_m)
        return key, self.ring.number, place, self.point.label


@dataclass(frozen=True, slots=True)
class Piles:
    """Corners that lie exactly on one another, each parcel's counted once.

    Parameters
    ----------
    first
        Of each pile the corner that stands for it. Piles are sorted by layer, place and key.
    members
        All corners, pile by pile; ``starts`` tells where each pile begins, and the end of all.
    shared
        Whether another parcel has the same place exactly.
    asked
        Whether the pile is needed to find what others miss: of many parcels at one place, two.
    """

    first: Indexes
    members: Indexes
    starts: Indexes
    shared: Flags
    asked: Flags

    def corners(self, pile: int) -> list[int]:
        """Return the corners of a pile."""
        found: list[int] = self.members[self.starts[pile] : self.starts[pile + 1]].tolist()
        return found


@dataclass(frozen=True, slots=True)
class Corners:
    """Corners of all parcels as arrays: places, ring, and numbers of their parcel and layer."""

    rings: list[NumberedRing]
    starts: Indexes
    places: NDArray[np.float64]
    parcels: Indexes
    layers: Indexes

    @classmethod
    def of(cls, drawing: Drawing, context: CheckContext) -> "Corners":
        """Return the corners of a drawing; parcels are numbered in order of key."""
        count = sum(map(drawing.is_parcel, drawing.rings))
        rings = drawing.rings[:count]  # those of parcels come first
        starts = drawing.starts[: count + 1]
        numbers = np.diff(starts)
        parcels = _numbered([ring.shape.key for ring in rings])
        layers = _numbered([layer(ring.shape, context) for ring in rings])
        places = drawing.places[: starts[-1]]
        return cls(rings, starts, places, parcels.repeat(numbers), layers.repeat(numbers))

    def corner(self, at: int) -> Corner:
        """Return one corner with its ring."""
        number = int(np.searchsorted(self.starts, at, side="right")) - 1
        ring = self.rings[number]
        return Corner(ring, ring.points[at - int(self.starts[number])])

    def piles(self) -> Piles:
        """Return the corners by layer, place and parcel."""
        east, north = self.places.T
        order = np.lexsort((self.parcels, north, east, self.layers))
        moves = np.any(np.diff(self.places[order], axis=0) != 0, axis=1)
        moves |= np.diff(self.layers[order]) != 0
        changes = moves | (np.diff(self.parcels[order]) != 0)
        begins = np.concatenate([[True], changes])[: len(order)]
        starts = np.append(np.flatnonzero(begins), len(order))
        is_first = np.concatenate([[True], moves])[: len(order)][starts[:-1]]
        place = np.cumsum(is_first) - 1
        rank = np.arange(len(place)) - np.flatnonzero(is_first)[place]
        first = order[starts[:-1]]
        for pile in np.flatnonzero(np.diff(starts) > 1).tolist():
            several = order[starts[pile] : starts[pile + 1]].tolist()
            first[pile] = min(several, key=lambda at: (self.corner(at).order, at))
        shared = np.bincount(place)[place] > 1 if len(place) else np.zeros(0, dtype=bool)
        return Piles(first, order, starts, shared, rank < 2)

    def near(self, piles: Piles, reach_m: float) -> tuple[Indexes, Indexes, Indexes]:
        """Return pairs of piles of two parcels of one layer that may be near each other.

        And the piles, in order, of which not all that is near was looked at: too many lie there.
        """
        asked = np.flatnonzero(piles.asked)
        crowded = self._crowded(piles.first[asked], reach_m)
        left, asked = asked[crowded], asked[~crowded]
        found = [np.empty((2, 0), np.int64)]
        reached = so_far = 0
        for stop, pairs in self._pairs(piles.first[asked], reach_m):
            found.append(asked[pairs])
            so_far, reached = so_far + pairs.shape[1], stop
            if so_far > _MOST_PAIRS:
                break
        first, second = np.concatenate(found, axis=1)
        return first, second, np.concatenate([left, asked[reached:]])

    def _pairs(self, corners: Indexes, reach_m: float) -> Iterator[tuple[int, Indexes]]:
        """Yield pairs, as places in ``corners``, and up to where these have been looked at."""
        places, parcels, layers = (
            each[corners] for each in (self.places, self.parcels, self.layers)
        )
        tree = shapely.STRtree(shapely.points(places))
        for at in range(0, len(corners), _AT_ONCE):
            some = places[at : at + _AT_ONCE]
            first, second = tree.query(shapely.box(*(some - reach_m).T, *(some + reach_m).T))
            first = first + at
            wanted = first < second
            wanted &= parcels[first] != parcels[second]
            wanted &= layers[first] == layers[second]
            yield at + len(some), np.stack([first[wanted], second[wanted]])

    def _crowded(self, corners: Indexes, reach_m: float) -> Flags:
        """Flag corners within reach of a square in which too many lie."""
        cells = np.floor(self.places[corners] / _CELL_M).astype(np.int64)
        width = int(np.ptp(cells[:, 1])) + 1 if len(cells) else 1
        keys = cells[:, 0] * (width + 8) + cells[:, 1]
        squares, numbers = np.unique(keys, return_counts=True)
        full = squares[numbers > _MOST_IN_CELL]
        steps = range(-int(reach_m // _CELL_M) - 1, int(reach_m // _CELL_M) + 2)
        around = [full + east * (width + 8) + north for east, north in product(steps, steps)]
        crowded: Flags = np.isin(keys, np.concatenate(around))
        return crowded


def _numbered(names: list[str]) -> Indexes:
    known = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([known[name] for name in names], dtype=np.int64)
