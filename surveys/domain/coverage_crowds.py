"""Shapes that lie on one another in such numbers that every two of them cannot be compared.

A thousand squares on one place are half a million pairs, and each pair is an overlay, a search for
gaps and two sentences. So shapes that are identical count once, and pairs whose boxes meet are
counted, a slice at a time, before anything is made of them.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Indexes

Shapes = NDArray[np.object_]
Flags = NDArray[np.bool_]

PAIRS_ALWAYS = 30_000
PAIRS_A_SHAPE = 20
"""Pairs of a layer that are all compared, and further ones for each shape: some seconds of work.

In a coverage a shape has about four: its box meets eight others, and a pair is of two.
"""

PAIRS_OF_CROWD = 10_000
"""Pairs of those that lie in a crowd which are compared all the same, so that faults are shown."""

_MOST_COUNTED = 50_000_000
"""Not even counted further: a tree tells about 25 million in a second."""

_AT_ONCE = 64


def firsts(geometries: Shapes) -> Indexes:
    """Return for each geometry, in normal form, the index of the first that is identical."""
    known: dict[bytes, int] = {}
    forms = (blake2b(form, digest_size=16).digest() for form in shapely.to_wkb(geometries))
    return np.array([known.setdefault(form, at) for at, form in enumerate(forms)], dtype=np.int64)


@dataclass(frozen=True)
class Compared:
    """Which geometries are compared with each other, and which are left; indexes in order."""

    kept: Indexes
    left: Indexes


def compared(geometries: Shapes) -> Compared:
    """Choose the geometries of which every two can be compared.

    All, unless more pairs of boxes meet than :data:`PAIRS_ALWAYS` and :data:`PAIRS_A_SHAPE` for
    each. Else those whose box meets no more than twice that number of others, and of the rest the
    first ones up to :data:`PAIRS_OF_CROWD`. Where the pairs are too many to be counted, all are
    such a rest.
    """
    tree = shapely.STRtree(geometries)
    meeting = _meeting(tree, geometries)
    if meeting is None:
        crowd = np.ones(len(geometries), dtype=bool)
    elif meeting.sum() <= 2 * (PAIRS_ALWAYS + PAIRS_A_SHAPE * len(geometries)):
        crowd = np.zeros(len(geometries), dtype=bool)
    else:
        crowd = meeting > 2 * PAIRS_A_SHAPE
    left = _beyond(tree, geometries, crowd)
    return Compared(np.setdiff1d(np.arange(len(geometries)), left), left)


def meeting_pairs(tree: shapely.STRtree, geometries: Shapes, most: int) -> tuple[Indexes, int]:
    """Return pairs of which the boxes meet: first index of ``geometries``, second of the tree.

    Only those of as many first geometries as have not more than ``most`` pairs together; how many
    these are is returned too. At least the first is among them.
    """
    found, so_far, at = [np.empty((2, 0), np.int64)], 0, 0
    while at < len(geometries):
        pairs = tree.query(geometries[at : at + _AT_ONCE])
        numbers = np.bincount(pairs[0], minlength=min(_AT_ONCE, len(geometries) - at))
        within = int(np.searchsorted(so_far + np.cumsum(numbers), most, side="right"))
        if at == 0:
            within = max(1, within)
        kept = pairs[:, pairs[0] < within]
        found.append(kept + np.array([[at], [0]]))
        at += within
        so_far += kept.shape[1]
        if within < len(numbers):
            break
    return np.concatenate(found, axis=1), at


def _meeting(tree: shapely.STRtree, geometries: Shapes) -> Indexes | None:
    """Return how many other boxes meet that of each geometry; None for too many altogether."""
    numbers = np.zeros(len(geometries), dtype=np.int64)
    so_far = 0
    for at in range(0, len(geometries), _AT_ONCE):
        one = tree.query(geometries[at : at + _AT_ONCE])[0]
        numbers[at : at + _AT_ONCE] = np.bincount(one, minlength=len(numbers[at : at + _AT_ONCE]))
        so_far += len(one)
        if so_far > _MOST_COUNTED:
            return None
    return numbers - 1


def _beyond(tree: shapely.STRtree, geometries: Shapes, crowd: Flags) -> Indexes:
    """Return those of a crowd that come after its pairs have reached their number."""
    members = np.flatnonzero(crowd)
    so_far = 0
    for at in range(0, len(members), _AT_ONCE):
        asked = members[at : at + _AT_ONCE]
        row, other = tree.query(geometries[asked])
        counts = ~crowd[other] | (other < asked[row])
        pairs = so_far + np.cumsum(np.bincount(row[counts], minlength=len(asked)))
        if pairs[-1] > PAIRS_OF_CROWD:
            first = at + int(np.searchsorted(pairs, PAIRS_OF_CROWD, side="right"))
            return members[max(2, first) :]
        so_far = int(pairs[-1])
    return np.empty(0, np.int64)
