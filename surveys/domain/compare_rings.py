"""Which point of one ring is which of another: any start, any direction, points put in or left out.

Points that are each other's nearest are anchors as long as they follow each other in one order
round the ring; between two anchors the points left on both sides are paired in their order.
"""

from bisect import bisect_left
from collections.abc import Sequence

import shapely

from cadastre.domain.rings import is_clockwise
from surveys.domain.evidence import Rings, SurveyPoint

Ring = Sequence[SurveyPoint]
Pair = tuple[SurveyPoint | None, SurveyPoint | None]


def matched_rings(first: Rings, second: Rings) -> tuple[list[Pair], bool]:
    """Match all points of two boundaries.

    Returns
    -------
    tuple
        Pairs in the order of the first boundary, a point without counterpart beside None; and
        whether all points lie one on one in the same cyclic order.
    """
    pairs: list[Pair] = []
    same = len(first) == len(second)
    for ring, other in _paired_rings(first, second):
        found = _matched(ring, other)
        pairs += found
        same = same and all(one is not None and two is not None for one, two in found)
    return pairs, same


def _paired_rings(first: Rings, second: Rings) -> list[tuple[Ring, Ring]]:
    """Pair the outer rings, and each hole with the nearest one that is free; () without one."""
    pairs: list[tuple[Ring, Ring]] = [(first[0], second[0])]
    free = list(second[1:])
    for hole in first[1:]:
        nearest = min(free, key=lambda ring: _apart(hole, ring), default=())
        if nearest:
            free.remove(nearest)
        pairs.append((hole, nearest))
    return [*pairs, *(((), hole) for hole in free)]


def _apart(ring: Ring, other: Ring) -> float:
    one, two = (shapely.MultiPoint(_places(each, ring[0])).centroid for each in (ring, other))
    return float(one.distance(two))


def _places(ring: Ring, origin: SurveyPoint) -> list[tuple[float, float]]:
    """Return points as floats from a common origin: exact enough to choose by."""
    return [
        (float(point.easting_m - origin.easting_m), float(point.northing_m - origin.northing_m))
        for point in ring
    ]


def _matched(ring: Ring, other: Ring) -> list[Pair]:
    if not ring or not other:
        return [*((point, None) for point in ring), *((None, point) for point in other)]
    turned = list(other) if is_clockwise(ring) == is_clockwise(other) else list(other)[::-1]
    anchors = _anchors(ring, turned)
    if not anchors:
        return [*((point, None) for point in ring), *((None, point) for point in turned)]
    pairs: list[Pair] = []
    count, others = len(ring), len(turned)
    for place, (at, to) in enumerate(anchors):
        next_at, next_to = anchors[(place + 1) % len(anchors)]
        pairs.append((ring[at], turned[to]))
        between = [ring[(at + step) % count] for step in range(1, (next_at - at - 1) % count + 1)]
        beyond = [
            turned[(to + step) % others] for step in range(1, (next_to - to - 1) % others + 1)
        ]
        pairs += _between(between, beyond, ring)
    start = {id(point): at for at, point in enumerate(ring)}
    at = next(at for at, (one, _) in enumerate(pairs) if one is not None and not start[id(one)])
    return pairs[at:] + pairs[:at]


def _anchors(ring: Ring, other: Ring) -> list[tuple[int, int]]:
    """Return (index, index) of points that are each other's nearest and keep one cyclic order."""
    one, two = _places(ring, ring[0]), _places(other, ring[0])
    there = _nearest(one, two)
    back = _nearest(two, one)
    mutual = [(at, to) for at, to in enumerate(there) if back[to] == at]
    best: list[tuple[int, int]] = []
    for start in {0, len(mutual) // 3, 2 * len(mutual) // 3}:
        if start >= len(mutual):
            continue
        turned = mutual[start:] + mutual[:start]
        first = turned[0][1]
        chain = _rising([((to - first) % len(other), (at, to)) for at, to in turned])
        best = max(best, chain, key=len)
    return sorted(best)


def _nearest(points: list[tuple[float, float]], others: list[tuple[float, float]]) -> list[int]:
    tree = shapely.STRtree([shapely.Point(place) for place in others])
    return [int(at) for at in tree.nearest([shapely.Point(place) for place in points])]


def _rising(steps: list[tuple[int, tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return the longest part of the steps whose first figures rise."""
    ranks: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (rank, _) in enumerate(steps):
        length = bisect_left(ranks, rank)
        before.append(ends[length - 1] if length else -1)
        ranks[length:] = [rank, *ranks[length + 1 :]]
        ends[length:] = [at, *ends[length + 1 :]]
    at, chain = ends[-1], []
    while at >= 0:
        chain.append(steps[at][1])
        at = before[at]
    return chain[::-1]


def _between(points: list[SurveyPoint], others: list[SurveyPoint], ring: Ring) -> list[Pair]:
    """Pair the points between two anchors one to one if there are as many; else none of them.

    A corner that moved far is still that corner where nothing else lies between the anchors.
    """
    if len(points) == len(others):
        return list(zip(points, others, strict=True))
    return [*((point, None) for point in points), *((None, point) for point in others)]
