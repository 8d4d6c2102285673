"""Numbering of boundary points and lines, and the side a neighbour lies on."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.rings import is_clockwise, ring_area_m2
from parcels.domain.boundary import (
    BoundaryLineRecord,
    boundary_lines,
    neighbour_side,
    number_ring,
    number_rings,
)
from tests.cadastre.domain.test_rings import SUPPLY, P, ring, rings


@pytest.mark.parametrize("start", range(6))
@pytest.mark.parametrize("backwards", [False, True])
def test_the_worked_ring_is_numbered_from_the_north_west_clockwise(start, backwards):
    delivered = SUPPLY[start:] + SUPPLY[:start]
    if backwards:
        delivered.reverse()
    numbered = number_ring(delivered)
    assert [label for label, _ in numbered] == ["J1", "J2", "J3", "J4", "J5", "J6"]
    assert [point for _, point in numbered] == SUPPLY


def test_lines_of_the_worked_ring():
    lines = boundary_lines(SUPPLY[::-1])
    assert [(line.from_label, line.to_label, str(line.length_m)) for line in lines] == [
        ("J1", "J2", "60.11"),
        ("J2", "J3", "29.99"),
        ("J3", "J4", "14.99"),
        ("J4", "J5", "19.90"),
        ("J5", "J6", "45.12"),
        ("J6", "J1", "49.90"),
    ]


def test_inner_rings_go_on_with_the_numbers():
    outer = ring(("10", "0"), ("10", "10"), ("0", "10"), ("0", "0"))
    hole = ring(("2", "2"), ("2", "5"), ("4", "5"), ("4", "2"))  # counter-clockwise
    numbered = number_rings([outer, hole])
    assert [label for label, _ in numbered[1]] == ["J5", "J6", "J7", "J8"]
    assert numbered[1][0][1] == hole[3]
    assert is_clockwise([point for _, point in numbered[1]])
    assert boundary_lines(hole, first=5)[3] == BoundaryLineRecord("J8", "J5", Decimal("2.00"))


def test_a_ring_without_area_keeps_its_direction():
    line = ring(("0", "0"), ("0", "1"), ("0", "2"))
    assert [point for _, point in number_ring(line)] == line


def test_no_points_no_ring_no_lines():
    assert number_ring([]) == []
    assert number_rings([]) == []
    assert boundary_lines([]) == []
    assert boundary_lines(SUPPLY[:1]) == []


def test_sides_of_the_worked_ring():
    # By the drawing: top edge, east edge, the step (bottom, east), bottom, west edge.
    following = SUPPLY[1:] + SUPPLY[:1]
    sides = [neighbour_side(a, b) for a, b in zip(SUPPLY, following, strict=True)]
    assert sides == ["N", "E", "S", "E", "S", "W"]


@pytest.mark.parametrize(
    ("outward_azimuth", "side"),
    [(0, "N"), (44, "N"), (46, "E"), (90, "E"), (134, "E"), (136, "S"), (180, "S"), (224, "S"),
     (226, "W"), (270, "W"), (314, "W"), (316, "N"), (359, "N")],
)  # fmt: skip
def test_the_side_follows_the_azimuth_of_the_outward_normal(outward_azimuth, side):
    # Along a clockwise ring the line runs at the outward azimuth plus a right angle.
    along = math.radians(outward_azimuth + 90)
    there = P(Decimal(str(round(math.cos(along), 6))), Decimal(str(round(math.sin(along), 6))))
    assert neighbour_side(P(Decimal(0), Decimal(0)), there) == side


@pytest.mark.parametrize(
    ("north", "east", "side"),
    [(-1, 1, "E"), (-1, -1, "S"), (1, -1, "W"), (1, 1, "N")],
)
def test_each_side_begins_with_its_diagonal(north, east, side):
    # Lines at azimuths 135°, 225°, 315° and 45°: outward exactly 45°, 135°, 225° and 315°.
    there = P(Decimal(north), Decimal(east))
    assert neighbour_side(P(Decimal(0), Decimal(0)), there) == side


def test_a_line_without_length_has_no_side():
    with pytest.raises(ValueError, match="without length"):
        neighbour_side(SUPPLY[0], SUPPLY[0])


@given(rings, st.integers(0, 11), st.booleans())
def test_numbering_keeps_the_points_and_their_area(points, start, backwards):
    start %= len(points)
    delivered = points[start:] + points[:start]
    if backwards:
        delivered = delivered[::-1]
    numbered = [point for _, point in number_ring(delivered)]
    assert sorted(map(str, numbered)) == sorted(map(str, points))
    assert ring_area_m2(numbered) == ring_area_m2(points)
    if ring_area_m2(points) and len(set(points)) == len(points):
        assert is_clockwise(numbered)
        assert numbered == [point for _, point in number_ring(points)]


@given(rings)
def test_a_closed_ring_has_neighbours_on_opposite_sides(points):
    following = points[1:] + points[:1]
    lines = [(a, b) for a, b in zip(points, following, strict=True) if a != b]
    turned = {"N": "S", "S": "N", "E": "W", "W": "E"}
    for one, other in lines:
        assert neighbour_side(other, one) == turned[neighbour_side(one, other)]
