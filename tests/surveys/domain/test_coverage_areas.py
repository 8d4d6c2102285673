"""Common ground that is measured and not drawn: as overlays have it, touching or not."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import affinity

from surveys.domain import coverage_overlaps
from surveys.domain.coverage import examine
from surveys.domain.coverage_areas import common_ground
from tests.surveys.domain.test_coverage import comb

PLACES = st.integers(0, 12)
RINGS = st.lists(st.tuples(PLACES, PLACES), min_size=3, max_size=9).map(shapely.Polygon)
BOXES = st.tuples(PLACES, PLACES, st.integers(1, 8), st.integers(1, 8)).map(
    lambda each: shapely.box(each[0], each[1], each[0] + each[2], each[1] + each[3])
)
UNIONS = st.lists(BOXES, min_size=1, max_size=5).map(shapely.union_all)
HOLED = st.tuples(UNIONS, BOXES).map(lambda pair: pair[0] - pair[1])
POLYGONS = st.one_of(RINGS, BOXES, UNIONS, HOLED).filter(
    lambda each: each.is_valid and each.area > 0 and "Polygon" in each.geom_type
)


def relation_of(one: shapely.Geometry, other: shapely.Geometry) -> str:
    inside, around = one.covered_by(other), one.covers(other)
    if inside and around:
        return "equal"
    return "within" if inside else "contains" if around else "partial"


@given(POLYGONS, POLYGONS)
def test_it_is_what_an_overlay_gives(one, other):
    """On a grid of few places sides run along each other and corners meet all the time."""
    found, drawn = common_ground(one, other), one & other
    if drawn.area == 0:
        assert found is None
    else:
        assert found is not None
        assert found.area_m2 == pytest.approx(drawn.area, abs=1e-3)
        assert found.relation == relation_of(one, other)


@given(POLYGONS, POLYGONS, st.integers(1, 359))
def test_turned_off_the_grid_it_is_the_same(one, other, degrees):
    turned = [
        shapely.set_precision(affinity.rotate(each, degrees, origin=(6, 6)), 1e-4)
        for each in (one, other)
    ]
    assume(all(each.is_valid and "Polygon" in each.geom_type for each in turned))
    found, drawn = common_ground(*turned), turned[0] & turned[1]
    assert (found.area_m2 if found else 0) == pytest.approx(drawn.area, abs=1e-3)


@given(POLYGONS, POLYGONS)
def test_who_comes_first_says_nothing(one, other):
    found, again = common_ground(one, other), common_ground(other, one)
    assert (found is None) == (again is None)
    if found and again:
        assert found.area_m2 == again.area_m2
        turned = {"within": "contains", "contains": "within"}
        assert again.relation == turned.get(found.relation, found.relation)


def test_the_place_is_a_crossing():
    found = common_ground(shapely.box(0, 0, 10, 4), shapely.box(3, 1, 5, 9))
    assert found is not None
    assert found.place == (3.0, 4.0) or found.place == (5.0, 4.0)


def test_the_place_of_one_within_the_other_is_in_it():
    found = common_ground(shapely.box(0, 0, 10, 10), shapely.box(3, 1, 5, 9))
    assert found is not None
    assert found.relation == "contains"
    assert found.area_m2 == 16
    assert shapely.box(3, 1, 5, 9).contains(shapely.Point(found.place))


def test_corners_off_the_grid_are_not_measured():
    third = shapely.box(0, 0, 10 / 3, 1)
    assert common_ground(third, shapely.box(1, 0, 2, 1)) is None
    assert common_ground(shapely.box(1, 0, 2, 1), third) is None


def test_what_lies_too_far_apart_for_whole_numbers_is_not_measured():
    wide = shapely.box(0, 0, 200_000, 1)
    assert common_ground(wide, shapely.box(1, 0, 2, 1)) is None


def test_combs_of_many_teeth_to_the_square_metre():
    found = common_ground(comb(700, turned=False), comb(700, turned=True))
    assert found is not None
    assert found.area_m2 == 700**2 + 100


def test_of_pairs_that_would_cost_too_much_together_the_cheap_ones_are_measured(monkeypatch):
    small = [comb(260, turned=turned) for turned in (False, True)]
    large = [affinity.translate(comb(300, turned=turned), 5_000) for turned in (False, True)]
    polygons = np.array([*large, *small], dtype=object)
    monkeypatch.setattr(coverage_overlaps, "_MOST_STEPS", 2_000_000)
    found = examine(polygons).overlaps
    assert found.measured.tolist() == [[2, 3]]
    assert [each.area_m2 for each in found.grounds] == [260**2 + 100]
    assert found.too_costly.tolist() == [[0, 1]]


def test_off_the_grid_combs_are_still_named():
    polygons = [affinity.scale(comb(260, turned=turned), 1 / 3, 1 / 3) for turned in (False, True)]
    found = examine(np.array(polygons, dtype=object)).overlaps
    assert found.too_costly.tolist() == [[0, 1]]
    assert found.grounds == ()
