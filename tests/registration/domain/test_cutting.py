"""Cutting a parcel along a line: what becomes of its points, and what is no cut."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.errors import InvalidInput
from cadastre.domain.rings import ring_area_m2
from parcels.domain.moving import plane_area_m2
from parcels.domain.publication import RegisterPoint
from registration.domain.cutting import area_shares, cut

NORTH, EAST = 3_898_650, 432_010


def point(down: str, right: str, label: str = "P", **more) -> RegisterPoint:
    """Return a point by its distances from the north-west corner in metres."""
    return RegisterPoint(label, NORTH - Decimal(down), EAST + Decimal(right), **more)


def ring(*corners: tuple[str, str], **more) -> tuple[RegisterPoint, ...]:
    return tuple(point(*at, f"J{n}", **more) for n, at in enumerate(corners, start=1))


SQUARE = ring(("0", "0"), ("0", "30"), ("20", "30"), ("20", "0"))
"""30 m to the east, 20 m to the south."""


def places(ring_) -> list[tuple[str, Decimal, Decimal]]:
    return [(p.label, NORTH - p.northing_m, p.easting_m - EAST) for p in ring_]


def areas(parts) -> list[Decimal]:
    return [plane_area_m2((part,)) for part in parts]


def test_a_line_from_side_to_side_makes_two_parts_numbered_from_the_north_west():
    made = cut((SQUARE,), [point("0", "10"), point("20", "10")])
    west, east = made.parts
    assert places(west[0]) == [("J1", 0, 0), ("J2", 0, 10), ("J3", 20, 10), ("J4", 20, 0)]
    assert places(east[0]) == [("J1", 0, 10), ("J2", 0, 30), ("J3", 20, 30), ("J4", 20, 10)]
    assert areas(made.parts) == [200, 400]
    assert [(m.side, m.is_computed) for m in made.meetings] == [("J1–J2", False), ("J3–J4", False)]


def test_a_line_drawn_beyond_the_parcel_ends_where_it_crosses_the_sides():
    """From (-5, 5) to (25, 20): it comes in at 7.5 m and goes out at 17.5 m, both computed."""
    made = cut((SQUARE,), [point("-5", "5"), point("25", "20")])
    assert [m.point.easting_m - EAST for m in made.meetings] == [Decimal("7.5"), Decimal("17.5")]
    assert all(m.is_computed for m in made.meetings)
    assert areas(made.parts) == [250, 350]


def test_a_line_with_corners_keeps_each_point_as_it_was_typed():
    bend = point("10.123", "12.345", "P2")
    made = cut((SQUARE,), [point("0", "10"), bend, point("20", "10")])
    for part in made.parts:
        assert (bend.northing_m, bend.easting_m) in {(p.northing_m, p.easting_m) for p in part[0]}
    assert sum(areas(made.parts)) == 600


def test_an_end_within_a_millimetre_of_a_boundary_point_is_that_point():
    made = cut((SQUARE,), [point("0.0006", "0.0004"), point("20", "30")])
    assert [m.side for m in made.meetings] == ["", ""]
    assert areas(made.parts) == [300, 300]
    assert SQUARE[0].northing_m in {p.northing_m for p in made.parts[0][0]}


def test_sides_keep_what_was_said_of_them_and_a_new_line_says_nothing():
    walled = tuple(replace(p, line_kind="1", line_neighbour="东邻", marker="1") for p in SQUARE)
    west, _ = cut((walled,), [point("0", "10"), point("20", "10")]).parts
    assert [p.line_kind for p in west[0]] == ["1", "", "1", "1"]
    assert [p.line_neighbour for p in west[0]] == ["东邻", "", "东邻", "东邻"]
    assert [p.marker for p in west[0]] == ["1", "", "", "1"]


def test_a_parcel_with_a_hole_is_cut_through_it():
    hole = ring(("5", "10"), ("5", "20"), ("15", "20"), ("15", "10"))
    made = cut((SQUARE, hole), [point("0", "15"), point("20", "15")])
    assert areas(made.parts) == [250, 250]
    assert len(made.meetings) == 4
    assert all(len(part) == 1 for part in made.parts)


def test_a_hole_beside_the_line_stays_a_hole():
    hole = ring(("5", "20"), ("5", "25"), ("15", "25"), ("15", "20"))
    west, east = cut((SQUARE, hole), [point("0", "10"), point("20", "10")]).parts
    assert (len(west), len(east)) == (1, 2)
    assert plane_area_m2((east,)) == 350
    assert [p.label for p in east[1]] == ["J5", "J6", "J7", "J8"]


def test_an_end_inside_is_refused_with_the_nearest_place_on_the_boundary():
    with pytest.raises(InvalidInput) as refusal:
        cut((SQUARE,), [point("0", "10"), point("17.5", "10")])
    said = refusal.value
    assert "第 2 点" in said.message.zh
    assert "J3–J4 2.500 m" in said.message.zh
    assert "2.500 m from the side J3–J4" in said.message.en
    assert f"X {NORTH - 20}.000" in said.advice.en


@pytest.mark.parametrize(
    "line",
    [
        [],
        [point("0", "10")],
        [point("0", "10"), point("0", "10.0005")],
        [point("-5", "0"), point("-5", "30")],
        [point("0", "5"), point("0", "25")],
        [point("0", "10"), point("20", "10"), point("20", "20"), point("10", "0")],
        [point("0", str(n / 10)) for n in range(201)],
    ],
    ids=["nothing", "a point", "one place", "outside", "along a side", "itself", "too long"],
)
def test_what_is_no_cut_is_refused(line):
    with pytest.raises(InvalidInput):
        cut((SQUARE,), line)


def test_a_line_that_goes_to_and_fro_makes_three_parts():
    line = [point("0", "10"), point("20", "10"), point("25", "15"), point("20", "20"),
            point("0", "20")]  # fmt: skip
    assert areas(cut((SQUARE,), line).parts) == [200, 200, 200]


@given(
    top=st.decimals(1, 29, places=3),
    bottom=st.decimals(1, 29, places=3),
    bend=st.tuples(st.decimals(1, 19, places=3), st.decimals(1, 29, places=3)),
)
def test_the_parts_are_the_ground_and_share_the_line(top, bottom, bend):
    line = [point("0", str(top)), point(str(bend[0]), str(bend[1])), point("20", str(bottom))]
    made = cut((SQUARE,), line)
    assert len(made.parts) == 2
    assert sum(areas(made.parts)) == ring_area_m2(SQUARE)
    drawn = {(p.northing_m, p.easting_m) for p in line}
    for part in made.parts:
        assert drawn <= {(p.northing_m, p.easting_m) for p in part[0]}


@given(
    st.lists(st.decimals(1, 10_000, places=2), min_size=2, max_size=8),
    st.decimals(1, 100_000, places=2),
)
def test_shares_make_up_the_whole_and_differ_by_less_than_a_cent(planes, total):
    shares = area_shares(planes, total)
    assert sum(shares) == total
    for plane, share in zip(planes, shares, strict=True):
        assert abs(share - total * plane / sum(planes)) < Decimal("0.01")


def test_shares_of_equal_parts_go_to_the_first():
    assert area_shares([Decimal(1)] * 3, Decimal("100.00")) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]
    assert area_shares([Decimal(0), Decimal(0)], Decimal("5.00")) == [5, 0]


def test_consecutive_points_are_never_one_place():
    made = cut((SQUARE,), [point("0", "10"), point("10", "10"), point("20", "10")])
    for part in made.parts:
        for one, other in pairwise([*part[0], part[0][0]]):
            assert (one.northing_m, one.easting_m) != (other.northing_m, other.easting_m)
