"""Boundaries compared point by point; the figures are those of hand computation."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.compare_boundary import (
    boundary_limits,
    compare_lines,
    footprint_limits,
    off_ring_m,
)
from surveys.domain.evidence import BaseStage, SurveyPoint

CLASS_1 = boundary_limits(BaseStage.SUPPLY, 1, BaseStage.COMPLETION, 1)


def ring(*rows: tuple[str, str, str]) -> tuple[SurveyPoint, ...]:
    return tuple(SurveyPoint(label, Decimal(north), Decimal(east)) for label, north, east in rows)


SUPPLY = ring(
    ("J1", "3898650.120", "432010.350"),
    ("J2", "3898652.480", "432070.410"),
    ("J3", "3898622.510", "432071.580"),
    ("J4", "3898621.930", "432056.600"),
    ("J5", "3898602.040", "432057.370"),
    ("J6", "3898600.260", "432012.290"),
)
COMPLETION = ring(
    ("J1", "3898650.132", "432010.342"),
    ("J2", "3898652.465", "432070.420"),
    ("J3", "3898622.519", "432071.601"),
    ("J4", "3898621.912", "432056.589"),
    ("J5", "3898602.046", "432057.384"),
    ("J6", "3898600.250", "432012.309"),
)


def compared(first, second, limits=CLASS_1):
    return compare_lines((first,), (second,), limits=limits)


def moved(points, *, north="0", east="0", only=None):
    return tuple(
        SurveyPoint(p.label, p.northing_m + Decimal(north), p.easting_m + Decimal(east))
        if only is None or p.label in only
        else p
        for p in points
    )


def test_a_boundary_measured_twice_shifts_by_centimetres_and_stays():
    """Vectors by subtraction, lengths by Pythagoras: 1.4 1.8 2.3 2.1 1.5 2.1 cm, mean 1.9."""
    found = compared(SUPPLY, COMPLETION)
    assert [point.length_cm for point in found.points] == ["1.4", "1.8", "2.3", "2.1", "1.5", "2.1"]
    assert (found.points[0].north_m, found.points[0].east_m) == (
        Decimal("0.012"),
        Decimal("-0.008"),
    )
    assert (found.unchanged, found.same_line, found.same_topology) == (True, True, True)
    assert found.text.zh == (
        "界址未变化：6 点对应，最大位移 2.3 cm，平均 1.9 cm"
        "（一级界址点：限差 10 cm，中误差 5 cm）。"
    )
    assert "boundary unchanged: 6 points matched, largest shift 2.3 cm" in found.text.en


@settings(deadline=None)
@given(start=st.integers(0, 5), back=st.booleans())
def test_where_a_ring_starts_and_which_way_it_runs_says_nothing(start, back):
    turned = COMPLETION[start:] + COMPLETION[:start]
    found = compared(SUPPLY, turned[::-1] if back else turned)
    assert [point.after.label for point in found.points] == [point.label for point in SUPPLY]
    assert found.unchanged


def test_a_point_put_in_on_an_unmoved_side_leaves_the_line_where_it_is():
    """Half of J1 to J2 is (651.300, 040.380); there the line itself lies 0 cm off."""
    extra = ring(("J1a", "3898651.300", "432040.380"))
    found = compared(SUPPLY, COMPLETION[:1] + extra + COMPLETION[1:])
    assert [point.kind for point in found.points].count("inserted") == 1
    assert found.of_kind("inserted")[0].off_line_m == 0
    assert (found.same_topology, found.same_line, found.unchanged) == (False, True, False)
    assert "界线位置未变，界址点有增减" in found.text.zh
    assert "新增 J1a" in found.text.zh
    assert "put in: J1a" in found.text.en


def test_a_corner_left_out_is_measured_against_the_new_line():
    """J4 lies 11.986 m off the straight line from J3 to J5 (area 2S over the length of it)."""
    found = compared(SUPPLY, COMPLETION[:3] + COMPLETION[4:])
    (gone,) = found.of_kind("left_out")
    assert gone.before.label == "J4"
    assert round(gone.off_line_m, 2) == Decimal("11.99")
    assert found.same_line is False
    assert "J4 超限" in found.text.zh


def test_corners_moved_by_a_road_are_the_same_corners_beyond_the_limit():
    found = compared(SUPPLY, moved(SUPPLY, north="-1.5", only=("J3", "J4")))
    assert found.same_topology
    assert [point.within_limit for point in found.points] == [True, True, False, False, True, True]
    assert found.max_shift_m == Decimal("1.5")
    assert "疑似界址变化，J3、J4 超限" in found.text.zh
    assert "J3, J4 beyond the limit" in found.text.en


def test_a_common_shift_is_told_apart():
    """Other control points move everything alike: 6 cm are within the limit, not the mean."""
    found = compared(SUPPLY, moved(SUPPLY, east="0.06"))
    assert (found.mean_north_m, found.mean_east_m) == (0, Decimal("0.06"))
    assert (found.same_line, found.unchanged) == (True, False)
    assert "平均位移超中误差" in found.text.zh


@pytest.mark.parametrize(
    ("first", "classes", "limit", "mean"),
    [
        (BaseStage.SUPPLY, (1, 1), "0.10", "0.05"),
        (BaseStage.SUPPLY, (1, 3), "0.20", "0.10"),
        (BaseStage.LEGACY, (2, 1), "0.15", "0.075"),
        (BaseStage.PLANNING, (1, 1), "0.20", "0.10"),
    ],
)
def test_the_limit_is_of_the_coarser_class_or_of_the_planned_line(first, classes, limit, mean):
    found = boundary_limits(first, classes[0], BaseStage.COMPLETION, classes[1])
    assert (found.limit_m, found.mean_error_m) == (Decimal(limit), Decimal(mean))
    assert found.name.zh.startswith("规划线") is (first is BaseStage.PLANNING)


def test_a_planned_line_has_its_own_limit():
    """15 cm: beyond class 1, within 20 cm of a planned line, whose mean error is 10 cm."""
    shifted = moved(SUPPLY, north="0.15", only=("J1",))
    assert compared(SUPPLY, shifted).unchanged is False
    planned = boundary_limits(BaseStage.PLANNING, 1, BaseStage.COMPLETION, 1)
    assert compared(SUPPLY, shifted, planned).unchanged is True


def test_a_planned_footprint_is_measured_and_not_judged():
    assert footprint_limits(BaseStage.PLANNING, BaseStage.COMPLETION) is None
    found = compared(SUPPLY, COMPLETION, None)
    assert (found.unchanged, found.same_line) == (None, None)
    assert "无适用限差" in found.text.zh
    assert footprint_limits(BaseStage.LEGACY, BaseStage.COMPLETION).limit_m == Decimal("0.10")


def test_without_coordinates_there_is_nothing_to_compare():
    assert "后一成果没有坐标" in compare_lines((SUPPLY,), (), limits=CLASS_1).text.zh
    assert "the first result" in compare_lines((), (SUPPLY,), limits=CLASS_1).text.en


def hole(north: int, east: int, *, name: str = "K") -> tuple[SurveyPoint, ...]:
    corners = ((0, 0), (0, 4), (-4, 4), (-4, 0))
    return tuple(
        SurveyPoint(f"{name}{at}", Decimal(3898600 + north + n), Decimal(432000 + east + e))
        for at, (n, e) in enumerate(corners)
    )


def test_holes_are_paired_by_place_whatever_their_order():
    one, two = hole(40, 20), hole(40, 40, name="L")
    found = compare_lines((SUPPLY, one, two), (COMPLETION, two, one), limits=CLASS_1)
    assert found.unchanged
    assert len(found.points) == 14


def test_a_hole_that_is_gone_leaves_its_points_alone():
    found = compare_lines((SUPPLY, hole(40, 20)), (COMPLETION,), limits=CLASS_1)
    assert not found.same_topology
    assert {point.before.label for point in found.of_kind("left_out")} == {"K0", "K1", "K2", "K3"}


@settings(deadline=None, max_examples=40)
@given(
    drop=st.sets(st.integers(0, 59), max_size=6),
    seed=st.lists(st.integers(-20, 20), min_size=120, max_size=120),
)
def test_dropped_points_are_found_among_many(drop, seed):
    """A ring of sixty corners; each stays itself, those dropped are told, nothing else."""
    base = tuple(
        SurveyPoint(f"J{at}", Decimal(1000 + n), Decimal(2000 + e))
        for at, (n, e) in enumerate(
            [(10 * at, (at % 2) * 5) for at in range(30)]
            + [(10 * at, 100 + (at % 2) * 5) for at in range(29, -1, -1)]
        )
    )
    again = tuple(
        SurveyPoint(
            p.label,
            p.northing_m + Decimal(seed[at]) / 1000,
            p.easting_m + Decimal(seed[60 + at]) / 1000,
        )
        for at, p in enumerate(base)
        if at not in drop
    )
    found = compared(base, again)
    assert {p.before.label for p in found.of_kind("left_out")} == {f"J{at}" for at in drop}
    assert not found.of_kind("inserted")
    assert all(p.before.label == p.after.label for p in found.of_kind("matched"))


def test_the_distance_from_a_side_ends_at_its_corners():
    square = hole(0, 0)
    far = SurveyPoint("X", Decimal(3898603), Decimal(432008))
    assert off_ring_m(far, square) == 5  # 3-4-5 from the corner (0, 4)
    assert all(off_ring_m(point, square) == 0 for point in square)
    sides = [*pairwise(square)]
    assert len(sides) == 3
