"""Polygons so entangled that the ground between them cannot be worked out in time.

Two combs of a thousand teeth cross in a million places, and every place leaves pieces of ground
of which each is an overlay of its own; put into one another like a zip, each tooth faces many. So
crossings and facing sides are counted while sides are looked at, and beyond a budget polygons are
named and left alone, as overlays are that would cost too much.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Indexes

Flags = NDArray[np.bool_]

_MOST_FACING = 100_000
"""Sides of two polygons that face each other; smooth outlines of 2,000 vertices have a third."""


@dataclass(frozen=True)
class Entangled:
    """Who crosses or faces others too often.

    Parameters
    ----------
    polygons
        A flag for each polygon: the ground round it is not looked at.
    pairs
        Two columns, smaller index first, in order: not all sides of these pairs were looked at.
    """

    polygons: Flags
    pairs: Indexes

    def among(self, owners: Indexes) -> Flags:
        """Tell which rows of two polygons are one of the pairs."""
        count = len(self.polygons)
        low, high = owners.min(axis=1, initial=count), owners.max(axis=1, initial=-1)
        among: Flags = np.isin(low * count + high, self.pairs[:, 0] * count + self.pairs[:, 1])
        return among


@dataclass
class Contacts:
    """Counts how often the sides of each pair of polygons cross, and face each other.

    What is told at the end does not depend on the order in which contacts are added: a pair that
    is not beyond the budget was counted to its end, and one beyond it flags both.

    Parameters
    ----------
    vertices
        Number of vertices of each polygon.
    costliest
        Crossings times (vertices of those that cross, and two for each crossing) may not be more:
        about so many vertices go through overlays when the pieces are cut one by one.
    """

    vertices: Indexes
    costliest: int
    _times: dict[int, int] = field(default_factory=dict)
    _facing: dict[int, int] = field(default_factory=dict)
    _beyond: set[int] = field(default_factory=set)

    def add_crossings(self, pairs: Indexes, times: Indexes) -> None:
        """Count crossings: pairs of polygons, smaller index first, and how often each crosses."""
        keys = pairs[:, 0] * len(self.vertices) + pairs[:, 1]
        so_far = _counted(self._times, keys, times)
        beyond = self._are_too_many(so_far, self.vertices[pairs].sum(axis=1))
        self._beyond.update(keys[beyond].tolist())

    def add_facing(self, owners: Indexes) -> None:
        """Count sides that face each other: a row for two, with their polygons in any order."""
        keys = owners.min(axis=1) * len(self.vertices) + owners.max(axis=1)
        keys, times = np.unique(keys, return_counts=True)
        so_far = _counted(self._facing, keys, times)
        self._beyond.update(keys[so_far > _MOST_FACING].tolist())

    def are_beyond(self, one: Indexes, other: Indexes) -> Flags:
        """Tell which pairs of polygons need not be looked at any more."""
        if not self._beyond:
            return np.zeros(len(one), dtype=bool)
        keys = np.minimum(one, other) * len(self.vertices) + np.maximum(one, other)
        beyond: Flags = np.isin(keys, np.array(sorted(self._beyond), dtype=np.int64))
        return beyond

    def entangled(self) -> Entangled:
        """Return who crosses or faces another one too often, or crosses all others together.

        What crosses one of a pair beyond the budget is not held against the other polygon: a house
        under two combs is no comb.
        """
        pairs = self._pairs(self._beyond)
        flags = np.zeros(len(self.vertices), dtype=bool)
        flags[pairs] = True
        rest = self._pairs(self._times)
        times = np.array([self._times[key] for key in sorted(self._times)], dtype=np.int64)
        counted = ~flags[rest].any(axis=1)
        crossings, vertices = np.zeros_like(self.vertices), self.vertices.copy()
        for one, other in (rest[counted].T, rest[counted].T[::-1]):
            np.add.at(crossings, one, times[counted])
            np.add.at(vertices, one, self.vertices[other])
        return Entangled(flags | self._are_too_many(crossings, vertices), pairs)

    def _pairs(self, keys: Collection[int]) -> Indexes:
        ordered, count = np.array(sorted(keys), dtype=np.int64), max(1, len(self.vertices))
        return np.stack([ordered // count, ordered % count], axis=1)

    def _are_too_many(self, crossings: Indexes, vertices: Indexes) -> Flags:
        too_many: Flags = crossings * (vertices + 2 * crossings) > self.costliest
        return too_many


def _counted(counts: dict[int, int], keys: Indexes, times: Indexes) -> Indexes:
    """Count some more, and return what each comes to."""
    for key, more in zip(keys.tolist(), times.tolist(), strict=True):
        counts[key] = counts.get(key, 0) + more
    return np.array([counts[key] for key in keys.tolist()], dtype=np.int64)
