"""Polygons whose sides cross so often that what they leave free cannot be worked out in time.

Two combs of a thousand teeth cross in a million places, and every place leaves pieces of ground
of which each is an overlay of its own. So crossings are counted while sides are looked at, and
beyond a budget polygons are named and left alone, as overlays are that would cost too much.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Indexes

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Entangled:
    """Who crosses others too often.

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
class Crossings:
    """Counts how often the sides of each pair of polygons cross.

    What is told at the end does not depend on the order in which crossings are added: a pair that
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
    _beyond: set[int] = field(default_factory=set)

    def add(self, pairs: Indexes, times: Indexes) -> None:
        """Count crossings: pairs of polygons, smaller index first, and how often each crosses."""
        keys = (pairs[:, 0] * len(self.vertices) + pairs[:, 1]).tolist()
        for key, more in zip(keys, times.tolist(), strict=True):
            self._times[key] = self._times.get(key, 0) + more
        so_far = np.array([self._times[key] for key in keys], dtype=np.int64)
        beyond = self._are_too_many(so_far, self.vertices[pairs].sum(axis=1))
        self._beyond.update(key for key, is_beyond in zip(keys, beyond, strict=True) if is_beyond)

    def are_beyond(self, one: Indexes, other: Indexes) -> Flags:
        """Tell which pairs of polygons need not be looked at any more."""
        if not self._beyond:
            return np.zeros(len(one), dtype=bool)
        keys = np.minimum(one, other) * len(self.vertices) + np.maximum(one, other)
        beyond: Flags = np.isin(keys, np.array(sorted(self._beyond), dtype=np.int64))
        return beyond

    def entangled(self) -> Entangled:
        """Return who crosses another one, or all others together, too often."""
        count = len(self.vertices)
        keys = np.array(sorted(self._times), dtype=np.int64)
        times = np.array([self._times[key] for key in keys.tolist()], dtype=np.int64)
        first, second = (keys // count, keys % count) if count else (keys, keys)
        crossings, vertices = np.zeros(count, np.int64), self.vertices.copy()
        for one, other in ((first, second), (second, first)):
            np.add.at(crossings, one, times)
            np.add.at(vertices, one, self.vertices[other])
        beyond = np.array(sorted(self._beyond), dtype=np.int64)
        pairs = np.stack([beyond // max(count, 1), beyond % max(count, 1)], axis=1)
        return Entangled(self._are_too_many(crossings, vertices), pairs)

    def _are_too_many(self, crossings: Indexes, vertices: Indexes) -> Flags:
        too_many: Flags = crossings * (vertices + 2 * crossings) > self.costliest
        return too_many
