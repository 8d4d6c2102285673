"""Combs and zips: what cannot be worked out in time is named, and nothing else is left out."""

import numpy as np
import pytest
import shapely
from shapely import affinity

from surveys.domain import coverage_near
from surveys.domain.coverage import Coverage, examine
from tests.surveys.domain.test_coverage import comb, squares
from tests.surveys.domain.test_coverage_gaps import narrow_holes


def combs(teeth: int) -> np.ndarray:
    return np.array([comb(teeth, turned=False), comb(teeth, turned=True)], dtype=object)


def zipped(teeth: int) -> np.ndarray:
    """Return two combs with their teeth between each other's, five centimetres apart."""
    ring = [(0.0, -5.0)]
    for at in range(teeth):
        west = 0.4 * at
        ring += [(west, 0.0), (west, 100.0), (west + 0.15, 100.0), (west + 0.15, 0.0)]
    ring += [(0.4 * teeth, -5.0)]
    one = shapely.Polygon(ring)
    other = affinity.translate(affinity.scale(one, 1, -1, origin=(0, 0)), 0.2, 100.05)
    return np.array([one, other], dtype=object)


def circle(east: float, vertices: int, *, radius: float = 100.0) -> shapely.Polygon:
    angles = 2 * np.pi * np.arange(vertices) / vertices
    return shapely.Polygon(
        np.stack([east + radius * np.cos(angles), radius * np.sin(angles)], axis=1)
    )


def left_out(found: Coverage) -> list[int]:
    return [int(at) for at in found.gaps.too_costly]


@pytest.mark.parametrize("teeth", [100, 700])
def test_crossed_combs_are_named(teeth):
    found = examine(combs(teeth))
    assert left_out(found) == [0, 1]
    assert found.entangled.pairs.tolist() == [[0, 1]]
    assert len(found.gaps.shapes) == 0
    assert not found.is_sound


def test_combs_of_few_teeth_are_looked_at():
    polygons = scaled(combs(8), 0.5)
    found = examine(polygons)
    holes = [hole.area for hole in narrow_holes(polygons)]
    assert len(holes) > 40
    assert left_out(found) == []
    enclosed = found.gaps.area_m2[~found.gaps.is_open]
    assert sorted(enclosed) == pytest.approx(sorted(holes), abs=1e-5)


def scaled(polygons: np.ndarray, factor: float) -> np.ndarray:
    return np.array([affinity.scale(each, factor, factor, origin=(0, 0)) for each in polygons])


@pytest.mark.parametrize("teeth", [150, 1_000])
def test_zips_are_named(teeth):
    found = examine(zipped(teeth))
    assert left_out(found) == [0, 1]
    assert len(found.gaps.shapes) == 0


def test_a_zip_of_few_teeth_is_one_gap():
    found = examine(zipped(12))
    assert left_out(found) == []
    assert found.gaps.neighbours == ((0, 1),)


def test_houses_beside_and_under_combs_are_not_held_to_be_combs():
    # the last two lie a kilometre away with thirty centimetres between them
    far = squares((1000, 0), (1010.3, 0))
    under = squares(*[(20.0 * at, 20.0 * at) for at in range(10)])
    polygons = np.concatenate([combs(100), under, far])
    order = np.random.default_rng(7).permutation(len(polygons))
    for numbers in (np.arange(len(polygons)), order):
        found = examine(polygons[numbers])
        assert sorted(int(numbers[at]) for at in left_out(found)) == [0, 1]
        assert found.gaps.area_m2.tolist() == pytest.approx([3.0])
        beside = [sorted(int(numbers[at]) for at in each) for each in found.gaps.neighbours]
        assert beside == [[12, 13]]


def test_a_comb_across_many_strips_is_named_for_all_of_them_together():
    strips = [shapely.box(-1, 1 + 4 * at, 401, 3 + 4 * at) for at in range(60)]
    found = examine(np.array([comb(60, turned=False), *strips], dtype=object))
    assert left_out(found) == [0]
    assert len(found.overlaps.pairs) == 60
    assert found.entangled.pairs.size == 0


def test_how_many_pairs_are_looked_at_at_once_says_nothing(monkeypatch):
    polygons = np.concatenate([combs(60), zipped(40)])
    whole = examine(polygons)
    monkeypatch.setattr(coverage_near, "_PAIRS_AT_ONCE", 2_000)
    parts = examine(polygons)
    assert left_out(parts) == left_out(whole)
    assert parts.entangled.pairs.tolist() == whole.entangled.pairs.tolist()
    assert parts.gaps.area_m2.tolist() == whole.gaps.area_m2.tolist()
    assert len(parts.unmatched.owners) == len(whole.unmatched.owners)
    assert len(parts.near_misses.owners) == len(whole.near_misses.owners)


def test_large_outlines_that_cross_are_named_and_small_ones_looked_at():
    for vertices, named in ((200, []), (600, [0, 1])):
        found = examine(np.array([circle(0, vertices), circle(150, vertices)], dtype=object))
        assert left_out(found) == named
        assert len(found.overlaps.pairs) == 1


def test_ground_between_large_outlines_is_what_both_leave_free():
    # twelve hundred vertices all round, thirty centimetres apart
    inner, hull = circle(0, 600), circle(0, 600, radius=100.3)
    outer = shapely.box(-200, -200, 200, 200) - hull
    found = examine(np.array([inner, outer], dtype=object))
    assert left_out(found) == []
    assert found.gaps.area_m2.tolist() == pytest.approx([hull.area - inner.area])
