"""Pairs of polygons of a coverage whose insides meet: named, measured, none missed.

Common ground is bounded by open sides: at each of them one polygon begins or ends on top of
another. So it is enough to look where open sides meet, and just inside each open side; from the
pairs found there the search goes on to their neighbours until nothing new comes. Common ground of
too many pieces to be cut out is measured alone (:mod:`surveys.domain.coverage_areas`).
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_areas import CommonGround, common_ground
from surveys.domain.coverage_edges import Floats, Indexes, Sides

Shapes = NDArray[np.object_]
_INSIDE_M = 1e-5
_GRID_M = 1e-8

_MOST_STEPS = 100_000_000
"""Vertices times vertices of all pairs of a coverage that are measured alone: some seconds."""

_MOST_PAIRS = 100_000
"""Pairs of a coverage that are overlaid: each is a finding of its own, and nobody reads more."""


@dataclass(frozen=True)
class Overlaps:
    """Pairs of polygons with common ground that matters, by index.

    Parameters
    ----------
    pairs
        Two columns, the smaller index first, in order.
    common
        The common ground.
    area_m2
        Its area.
    measured, grounds
        Pairs whose overlay would have taken too long, and their common ground, which matters.
    too_costly
        Pairs whose insides meet and of which not even that could be told.
    beyond
        Pairs whose insides meet after the first 100,000: they were not overlaid.
    """

    pairs: Indexes
    common: Shapes
    area_m2: Floats
    measured: Indexes
    grounds: tuple[CommonGround, ...]
    too_costly: Indexes
    beyond: Indexes


def find_overlaps(
    polygons: Shapes,
    sides: Sides,
    meeting: Indexes,
    crossing: Indexes,
    *,
    tree: shapely.STRtree,
    least_m2: float,
    least_m: float,
    costliest: int,
) -> Overlaps:
    """Find and measure common ground.

    Parameters
    ----------
    meeting
        Pairs of polygons whose outlines meet.
    crossing
        Pairs whose insides surely meet: they are not asked again, which for combs takes minutes.
    tree
        Of ``polygons``.
    least_m2, least_m
        Common ground matters when it is larger than the one or wider than the other.
    costliest
        No overlay of more vertices times vertices.
    """
    count = len(polygons)
    asked = np.unique(np.concatenate([_keys(meeting, count), _covered(polygons, sides, tree)]))
    met = _spread(polygons, sides, asked, np.unique(_keys(crossing, count)), tree)
    pairs = np.stack([met // count, met % count], axis=1) if count else np.empty((0, 2), np.int64)
    pairs, beyond = pairs[:_MOST_PAIRS], pairs[_MOST_PAIRS:]
    first, second = polygons[pairs[:, 0]], polygons[pairs[:, 1]]
    vertices = shapely.get_num_coordinates(first).astype(np.int64)
    cheap = vertices * shapely.get_num_coordinates(second) <= costliest
    kept = pairs[cheap]
    common = shapely.intersection(first[cheap], second[cheap])
    # Their insides meet, so that an empty answer is one that the overlay lost: ask on a grid.
    lost = np.flatnonzero(shapely.is_empty(common))
    common[lost] = shapely.intersection(first[cheap][lost], second[cheap][lost], grid_size=_GRID_M)
    area = shapely.area(common)
    wide = area > least_m2
    narrow = np.flatnonzero(~wide)
    wide[narrow] = ~shapely.is_empty(shapely.buffer(common[narrow], -least_m / 2))
    grounds = _grounds(polygons, pairs[~cheap])
    told = np.array([each is not None and each.area_m2 > least_m2 for each in grounds], dtype=bool)
    return Overlaps(
        kept[wide],
        common[wide],
        area[wide],
        pairs[~cheap][told],
        tuple(each for each in grounds if each is not None and each.area_m2 > least_m2),
        pairs[~cheap][~told],
        beyond,
    )


def _grounds(polygons: Shapes, pairs: Indexes) -> list[CommonGround | None]:
    """Return the common ground of pairs, measured alone; the costliest ones are left out."""
    vertices = shapely.get_num_coordinates(polygons).astype(np.int64)
    steps = vertices[pairs].prod(axis=1)
    ranked = np.sort(steps)
    # Of pairs that cost the same all are measured or none, whatever their order.
    over = ranked[np.cumsum(ranked) > _MOST_STEPS]
    least = over[0] if len(over) else np.inf
    return [
        common_ground(polygons[one], polygons[other]) if cost < least else None
        for (one, other), cost in zip(pairs.tolist(), steps.tolist(), strict=True)
    ]


def _keys(pairs: Indexes, count: int) -> Indexes:
    """Return pairs as single numbers, smaller index first; polygons with themselves left out."""
    low, high = pairs.min(axis=1, initial=count), pairs.max(axis=1, initial=-1)
    keys: Indexes = (low * count + high)[low < high]
    return keys


def _covered(polygons: Shapes, sides: Sides, tree: shapely.STRtree) -> Indexes:
    """Return pairs found by asking who else covers the ground just inside each open side."""
    opened = sides.open
    along = opened.end - opened.start
    hand = np.stack([-along[:, 1], along[:, 0]], axis=1)
    hand *= (_INSIDE_M / np.hypot(*along.T))[:, None]
    middle = (opened.start + opened.end) / 2 + hand
    asked, answer = tree.query(shapely.points(middle))
    others = opened.owner[asked] != answer
    asked, answer = asked[others], answer[others]
    shapely.prepare(polygons[np.unique(answer)])
    inside = shapely.contains_xy(polygons[answer], middle[asked, 0], middle[asked, 1])
    found = np.stack([opened.owner[asked[inside]], answer[inside]], axis=1)
    return _keys(found, len(polygons))


def _spread(
    polygons: Shapes, sides: Sides, asked: Indexes, sure: Indexes, tree: shapely.STRtree
) -> Indexes:
    """Return the pairs whose insides meet, among those asked and all that follow from them."""
    count = len(polygons)
    doubtful = np.setdiff1d(asked, sure)
    met = np.union1d(sure, doubtful[_insides_meet(polygons, doubtful)])
    looked = np.zeros(count, dtype=bool)
    found = met
    while len(found):
        involved = np.unique(np.concatenate([found // count, found % count]))
        near = np.concatenate([involved, _neighbours(sides.neighbours, involved, count)])
        fresh = np.unique(near[~looked[near]])
        looked[fresh] = True
        one, other = tree.query(polygons[fresh])
        keys = np.setdiff1d(_keys(np.stack([fresh[one], other], axis=1), count), asked)
        found = keys[_insides_meet(polygons, keys)]
        asked, met = np.union1d(asked, keys), np.union1d(met, found)
    return met


def _neighbours(pairs: Indexes, involved: Indexes, count: int) -> Indexes:
    marked = np.zeros(count, dtype=bool)
    marked[involved] = True
    return np.unique(pairs[marked[pairs].any(axis=1)])


def _insides_meet(polygons: Shapes, keys: Indexes) -> NDArray[np.bool_]:
    count = len(polygons)
    meet: NDArray[np.bool_] = shapely.relate_pattern(
        polygons[keys // count], polygons[keys % count], "2********"
    )
    return meet
