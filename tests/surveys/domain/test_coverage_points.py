"""Corners beside a neighbour's side: those at a gap are told by the gap."""

from dataclasses import replace

import numpy as np
import shapely

from surveys.domain.coverage import DEFAULT, examine
from surveys.domain.coverage_points import _share_a_gap


def test_corners_across_a_gap_are_told_by_the_gap() -> None:
    polygons = np.array([shapely.box(0, 0, 10, 10), shapely.box(10.05, 2, 20, 8)], dtype=object)
    found = examine(polygons)
    assert found.gaps.neighbours == ((0, 1),)
    assert not len(found.unmatched.owners)
    without = examine(polygons, replace(DEFAULT, gap_m=0.0))
    assert without.unmatched.owners.tolist() == [[1, 0], [1, 0]]


def test_two_of_one_gap_are_told_from_two_of_two() -> None:
    pairs = np.array([[0, 1], [1, 2], [0, 2], [3, 4], [4, 9]], dtype=np.int64)
    gaps = [(0, 1), (1, 2, 5), tuple(range(4, 100_000))]
    assert _share_a_gap(pairs, gaps).tolist() == [True, True, False, False, True]
