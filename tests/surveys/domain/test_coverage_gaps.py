"""Gaps: what is filled at bends, what is a lane, and what unions say of enclosed ones."""

import numpy as np
import pytest
import shapely
from django.db import connection
from hypothesis import example, given, settings

from surveys.domain.coverage import Settings, examine
from tests.surveys.domain.test_coverage import BOXES, SEEDS, decimetres, seeded, squares


def narrow_holes(polygons: np.ndarray, *, wide_m: float = 2.5) -> list[shapely.Polygon]:
    """Return the holes of the union in which no square as wide and a little more has room."""
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(shapely.union_all(polygons))
        for ring in part.interiors
    ]
    core = shapely.buffer(np.array(holes, dtype=object), -wide_m / 2 - 1e-5, join_style="mitre")
    return [hole for hole, rest in zip(holes, core, strict=True) if rest.is_empty]


@settings(max_examples=80, deadline=None)
@given(BOXES)
@example([(0, 0, 1, 1), (0, 0, 2, 22), (0, 1, 2, 21), (0, 23, 2, 1)])  # two along the same side
def test_gaps_among_boxes_are_free_ground_and_the_enclosed_ones_the_holes_of_the_union(boxes):
    polygons = decimetres(boxes)
    gaps = examine(polygons).gaps
    taken = shapely.union_all(polygons)
    assert shapely.area(shapely.intersection(gaps.shapes, taken)).sum() < 1e-6
    holes = sorted(hole.area for hole in narrow_holes(polygons))
    enclosed = gaps.area_m2[~gaps.is_open]
    assert sorted(enclosed.tolist()) == pytest.approx(holes, abs=1e-5)


def test_gap_width_is_a_setting():
    polygons = squares((0, 0), (10.5, 0))
    assert len(examine(polygons).gaps.shapes) == 1
    assert len(examine(polygons, Settings(gap_m=0.4)).gaps.shapes) == 0
    assert len(examine(polygons, Settings(gap_m=0)).gaps.shapes) == 0


def test_a_bent_gap_is_one_gap():
    low = shapely.Polygon([(0, 0), (20, 0), (20, 10), (10, 10), (10, 20), (0, 20)])
    high = shapely.Polygon([(10.4, 10.4), (20, 10.4), (20, 20), (10.4, 20)])
    found = examine(np.array([low, high], dtype=object))
    assert found.gaps.neighbours == ((0, 1),)
    # two arms of 9.6 m by 0.4 m and the square at the outer corner
    assert found.gaps.area_m2.tolist() == pytest.approx([2 * 9.6 * 0.4 + 0.4 * 0.4])
    assert found.gaps.is_open.tolist() == [True]


def test_where_two_narrow_lanes_cross_all_of_it_is_one_gap():
    # four squares of 10 m, lanes of 1 m and 2 m: four arms, and the ground in the middle
    found = examine(squares((0, 0), (11, 0), (0, 12), (11, 12)))
    assert found.gaps.neighbours == ((0, 1, 2, 3),)
    assert found.gaps.area_m2.tolist() == pytest.approx([2 * 10 * 1 + 2 * 10 * 2 + 1 * 2])


@pytest.mark.parametrize("beyond", [[(0, 0, 20, 10)], [(0, 0, 12, 10), (12, 0, 8, 10)]])
def test_a_bend_is_filled_whoever_has_the_ground_beyond(beyond):
    # a square in the corner of a wall of 10 m, which may belong to one, to two or to three
    west, inner = (0.0, 10.0, 10.0, 20.0), (10.4, 10.4, 9.6, 9.6)
    boxes = [shapely.box(e, n, e + w, n + h) for e, n, w, h in (*beyond, west, inner)]
    found = examine(np.array(boxes, dtype=object))
    assert len(found.gaps.shapes) == 1
    assert found.gaps.area_m2.tolist() == pytest.approx([2 * 9.6 * 0.4 + 0.4 * 0.4])


def test_a_hole_between_four_is_enclosed_and_named_with_all():
    # four oblongs round a hole of 1 m by 1 m
    polygons = np.array(
        [
            shapely.box(0, 0, 6, 5),
            shapely.box(6, 0, 11, 6),
            shapely.box(5, 6, 11, 11),
            shapely.box(0, 5, 5, 11),
        ],
        dtype=object,
    )
    found = examine(polygons)
    assert found.gaps.neighbours == ((0, 1, 2, 3),)
    assert found.gaps.area_m2.tolist() == [1.0]
    assert found.gaps.is_open.tolist() == [False]


def test_strips_across_strips_leave_a_hole_between_each_four():
    # twelve of 2.4 m each way, 1.6 m apart; each lane between two is open where it ends
    count, reach = 12, 48
    along = [shapely.box(0, 4 * at, reach, 4 * at + 2.4) for at in range(count)]
    across = [shapely.box(4 * at, 0, 4 * at + 2.4, reach) for at in range(count)]
    found = examine(np.array([*along, *across], dtype=object))
    assert len(found.overlaps.pairs) == count**2
    assert found.overlaps.area_m2.tolist() == pytest.approx([2.4**2] * count**2)
    enclosed = found.gaps.area_m2[~found.gaps.is_open]
    assert enclosed.tolist() == pytest.approx([1.6**2] * (count - 1) ** 2)
    assert found.gaps.is_open.sum() == 2 * (count - 1)
    round_each = [len(each) for each in found.gaps.neighbours]
    assert sorted(round_each) == [3] * 2 * (count - 1) + [4] * (count - 1) ** 2


def test_a_strip_that_ends_at_corners_is_no_lane_and_one_that_widens_is():
    ends = examine(squares((0, 0), (12, 0)))
    assert ends.gaps.is_lane.tolist() == [False]
    west = shapely.Polygon([(0, 0), (10, 0), (10, 30), (9, 40), (9, 90), (0, 90)])
    goes_on = examine(np.array([west, shapely.box(12, 0, 22, 90)], dtype=object))
    # 2 m wide as far as 30 m, then gradually 3 m, which is no longer narrow
    assert goes_on.gaps.is_lane.tolist() == [True]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_the_database_finds_the_same_enclosed_gaps(seed):
    polygons, _ = seeded(seed, streets=False)
    found = examine(polygons)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select st_area(st_makepolygon(st_interiorringn(part.geom, ring)))
            from (select (st_dump(st_union(st_geomfromwkb(decode(hex, 'hex'))))).geom
                  from unnest(%s::text[]) as given(hex)) as part,
                 generate_series(1, st_numinteriorrings(part.geom)) as ring
            """,
            [shapely.to_wkb(polygons, hex=True).tolist()],
        )
        holes = sorted(area for (area,) in cursor.fetchall() if area > 1e-6)
    enclosed = found.gaps.area_m2[~found.gaps.is_open]
    assert len(holes) > 5
    assert sorted(enclosed.tolist()) == pytest.approx(holes, abs=1e-5)
