"""Overlaps, gaps and near misses: seeded defects are found, others judge alike, form says nothing."""

import numpy as np
import pytest
import shapely
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks._county import county
from surveys.domain.coverage import DEFAULT, Coverage, Settings, examine

SEEDS = (1, 2, 3)


def moved(polygon: shapely.Polygon, at: int, east_m: float, north_m: float) -> shapely.Polygon:
    """Return a polygon with one corner of its outer ring moved."""
    ring = shapely.get_coordinates(polygon.exterior)[:-1]
    ring[at] += (east_m, north_m)
    return shapely.Polygon(ring, polygon.interiors)


def squares(*origins: tuple[float, float], side: float = 10.0) -> np.ndarray:
    return np.array([shapely.box(e, n, e + side, n + side) for e, n in origins], dtype=object)


def overlapping(polygons: np.ndarray) -> set[tuple[int, int]]:
    """Return the pairs whose common ground matters, by overlaying every two that are near."""
    first, second = shapely.STRtree(polygons).query(polygons)
    first, second = first[first < second], second[first < second]
    common = shapely.intersection(polygons[first], polygons[second])
    large = (shapely.area(common) > DEFAULT.overlap_m2) | ~shapely.is_empty(
        shapely.buffer(common, -DEFAULT.overlap_m / 2)
    )
    return set(zip(first[large].tolist(), second[large].tolist(), strict=True))


def pairs(found: Coverage) -> set[tuple[int, int]]:
    return {(int(a), int(b)) for a, b in found.overlaps.pairs}


@pytest.mark.parametrize("streets", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_sound_county_gives_nothing(seed, streets):
    polygons = county(3_000, seed=seed, streets=streets)
    assert shapely.coverage_is_valid(polygons)
    assert examine(polygons).is_sound


def cracked(polygon: shapely.Polygon, east: float, wide: float) -> list[shapely.Geometry]:
    """Return the two parts of a polygon beside a crack from south to north."""
    west, south, far, north = polygon.bounds
    beside = (
        shapely.box(west, south, east - wide / 2, north),
        shapely.box(east + wide / 2, south, far, north),
    )
    return [shapely.get_parts(polygon.intersection(each))[0] for each in beside]


def seeded(seed: int, *, streets: bool) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Return a county with overlaps and gaps of 5 cm to 2 m, and places in the gaps."""
    polygons = county(3_000, seed=seed, streets=streets)
    chance = np.random.default_rng(seed + 100)
    tree, gaps, more = shapely.STRtree(polygons), [], []
    for kind, at in enumerate(chance.choice(2_700, 40, replace=False)):
        ring = shapely.get_coordinates(polygons[at].exterior)
        centre, bend, wide = ring[:-1].mean(axis=0), ring[3], chance.uniform(0.05, 2)
        inward = (centre - bend) / np.hypot(*(centre - bend)) * wide
        if kind % 5 == 0:  # a bend pushed outwards
            polygons[at] = moved(polygons[at], 3, *-inward)
        elif kind % 5 == 1:  # a bend pulled inwards: a gap where there is a neighbour
            polygons[at] = moved(polygons[at], 3, *inward)
            if len(tree.query(shapely.Point(bend), "touches")) > 1:
                gaps.append(tuple(bend + inward / 2))
        elif kind % 5 == 2:  # one more, inside
            more.append(shapely.box(*(centre - (7, 7)), *(centre - (5, 5))))
        elif kind % 5 == 3:  # the same once more, drawn the other way round
            more.append(shapely.Polygon(ring[::-1], polygons[at].interiors))
        else:  # a crack from side to side
            east = float(centre[0]) + 5
            polygons[at], rest = cracked(polygons[at], east, wide)
            more.append(rest)
            gaps.append((east, float(centre[1])))
    return np.concatenate([polygons, np.array(more, dtype=object)]), gaps


@pytest.mark.parametrize("streets", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_seeded_defects_are_found_and_no_others(seed, streets):
    polygons, gaps = seeded(seed, streets=streets)
    found = examine(polygons)
    assert pairs(found) == overlapping(polygons)
    assert found.overlaps.too_costly.size == 0
    tree = shapely.STRtree(found.gaps.shapes)
    assert len(gaps) >= 8
    assert [each for each in gaps if not len(tree.query(shapely.Point(each), "intersects"))] == []
    near = [shapely.points(gaps)] if gaps else []
    assert (shapely.distance(found.gaps.shapes[:, None], near[0]).min(axis=1) < 0.01).all()
    for gap, area_m2 in zip(found.gaps.shapes, found.gaps.area_m2, strict=True):
        at = shapely.STRtree(polygons).query(gap)
        assert shapely.area(shapely.intersection(polygons[at], gap)).sum() < 1e-6 < area_m2
