"""Areas and sides of the worked parcel, worked out by hand, and what must not change them."""

import math
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.rings import (
    area_mean_error_m2,
    distance_m,
    is_clockwise,
    mu,
    north_west_start,
    polygon_area_m2,
    ring_area_m2,
    rounded,
    side_lengths_m,
    signed_ring_area_m2,
)


@dataclass(frozen=True)
class P:
    northing_m: Decimal
    easting_m: Decimal


def ring(*pairs: tuple[str, str]) -> list[P]:
    return [P(Decimal(north), Decimal(east)) for north, east in pairs]


# The land-supply boundary of the demo parcel, clockwise from the north-west corner.
SUPPLY = ring(
    ("3898650.120", "432010.350"),
    ("3898652.480", "432070.410"),
    ("3898622.510", "432071.580"),
    ("3898621.930", "432056.600"),
    ("3898602.040", "432057.370"),
    ("3898600.260", "432012.290"),
)
COMPLETION = ring(
    ("3898650.132", "432010.342"),
    ("3898652.465", "432070.420"),
    ("3898622.519", "432071.601"),
    ("3898621.912", "432056.589"),
    ("3898602.046", "432057.384"),
    ("3898600.250", "432012.309"),
)
SQUARE = ring(("10", "0"), ("10", "10"), ("0", "10"), ("0", "0"))


def prefixed(points: list[P], zone: int = 38) -> list[P]:
    return [P(p.northing_m, p.easting_m + zone * 1_000_000) for p in points]


def test_worked_area_is_exact():
    # Σ X'i (Yi+1 − Yi−1) with X' = X − 3898600, each product by hand: 5401.218800, halved.
    assert ring_area_m2(SUPPLY) == Decimal("2700.609400")
    assert rounded(ring_area_m2(SUPPLY)) == Decimal("2700.61")
    assert rounded(ring_area_m2(COMPLETION), 6) == Decimal("2700.916757")


def test_zone_prefix_does_not_touch_the_area_as_it_does_in_double_precision():
    pairs = [(float(p.northing_m), float(p.easting_m)) for p in prefixed(SUPPLY)]
    following = pairs[1:] + pairs[:1]
    naive = abs(sum(x * b - a * y for (x, y), (a, b) in zip(pairs, following, strict=True))) / 2
    assert f"{naive:.2f}" != "2700.61"  # what plain floats would have registered
    assert ring_area_m2(prefixed(SUPPLY)) == Decimal("2700.609400")


def test_sign_tells_the_direction_on_the_map():
    assert signed_ring_area_m2(SUPPLY) == Decimal("-2700.609400")
    assert is_clockwise(SUPPLY)
    assert not is_clockwise(SUPPLY[::-1])
    assert not is_clockwise(ring(("0", "0"), ("1", "1"), ("2", "2")))


def test_holes_are_taken_off_whatever_their_direction():
    hole = ring(("4", "2"), ("4", "5"), ("2", "5"), ("2", "2"))
    assert polygon_area_m2(SQUARE, [hole, hole[::-1]]) == 88
    assert polygon_area_m2(SQUARE) == 100


@pytest.mark.parametrize("points", [[], SQUARE[:1], SQUARE[:2]])
def test_fewer_than_three_points_have_no_area(points):
    assert ring_area_m2(points) == 0
    assert area_mean_error_m2(points, Decimal("0.05")) == 0


def test_more_digits_than_the_default_context_are_kept():
    step = Decimal("0.00000000000001")
    points = [P(p.northing_m + 3898600, p.easting_m + 432000) for p in SQUARE]
    points[1] = P(points[1].northing_m, points[1].easting_m + step)
    # A triangle of base 10 and height `step` is added: 5 · 1e-14, in the 17th digit.
    assert ring_area_m2(points) == Decimal("100.00000000000005")


def test_side_lengths_of_the_worked_parcel():
    assert [str(side) for side in side_lengths_m(SUPPLY)] == [
        "60.11", "29.99", "14.99", "19.90", "45.12", "49.90",
    ]  # fmt: skip
    assert rounded(distance_m(SUPPLY[0], SUPPLY[1]), 4) == Decimal("60.1063")


def test_sides_of_nothing_and_of_a_point():
    assert side_lengths_m([]) == []
    assert side_lengths_m(SQUARE[:1]) == []
    assert side_lengths_m(ring(("0", "0"), ("3", "4"))) == [Decimal(5), Decimal(5)]


def test_area_mean_error_of_the_worked_parcel():
    # ΣD² = 19316.78 by an independent sum; 0.05·√(19316.78/8) = 2.457
    assert rounded(area_mean_error_m2(SUPPLY, Decimal("0.05")), 3) == Decimal("2.457")
    squares = sum(
        math.dist(
            (float(SUPPLY[i - 1].northing_m), float(SUPPLY[i - 1].easting_m)),
            (float(SUPPLY[(i + 1) % 6].northing_m), float(SUPPLY[(i + 1) % 6].easting_m)),
        )
        ** 2
        for i in range(6)
    )
    assert f"{squares:.2f}" == "19316.78"


def test_north_west_start():
    assert north_west_start(SUPPLY) == 0
    assert north_west_start(SUPPLY[2:] + SUPPLY[:2]) == 4
    # A diamond: the north and the west vertex are equally near the corner; north wins.
    diamond = ring(("0", "5"), ("5", "0"), ("10", "5"), ("5", "10"))
    assert north_west_start(diamond) == 2
    assert north_west_start(diamond[2:] + diamond[:2]) == 0
    with pytest.raises(ValueError, match="without points"):
        north_west_start([])


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("2.675", 2, "2.68"),  # 2.67 in floats
        ("0.125", 2, "0.13"),  # 0.12 when halves go to even
        ("-0.125", 2, "-0.13"),
        ("-0.001", 2, "0.00"),
        ("2700.609400", 2, "2700.61"),
        ("1E+3", 2, "1000.00"),
        ("0.5", 0, "1"),
    ],
)
def test_rounding_half_up_on_decimals(value, places, expected):
    assert str(rounded(Decimal(value), places)) == expected


def test_mu():
    assert mu(Decimal("2700.61")) == Decimal("4.05")
    assert mu(Decimal("2700.61"), places=4) == Decimal("4.0509")
    assert mu(Decimal(2000) / 1, places=3) == 3
    with pytest.raises(ValueError, match="decimals"):
        mu(Decimal(1), places=5)


offsets = st.decimals(-500, 500, places=3, allow_nan=False, allow_infinity=False)
rings = st.lists(
    st.builds(lambda n, e: P(3898600 + n, 432000 + e), offsets, offsets), min_size=3, max_size=12
)


@given(rings, st.integers(0, 11), offsets, offsets)
def test_start_direction_and_place_do_not_change_the_area(points, start, north, east):
    area = ring_area_m2(points)
    start %= len(points)
    shifted = [P(p.northing_m + north, p.easting_m + east) for p in points]
    assert ring_area_m2(points[start:] + points[:start]) == area
    assert ring_area_m2(points[::-1]) == area
    assert ring_area_m2(shifted) == area
    assert ring_area_m2(prefixed(points)) == area
    assert signed_ring_area_m2(points[::-1]) == -signed_ring_area_m2(points)


@given(rings, st.integers(0, 11), st.integers(0, 10))
def test_a_point_put_exactly_on_an_edge_does_not_change_the_area(points, edge, tenths):
    edge %= len(points)
    one, other = points[edge], points[(edge + 1) % len(points)]
    share = Decimal(tenths) / 10
    between = P(
        one.northing_m + (other.northing_m - one.northing_m) * share,
        one.easting_m + (other.easting_m - one.easting_m) * share,
    )
    assert ring_area_m2([*points[: edge + 1], between, *points[edge + 1 :]]) == ring_area_m2(points)


@given(rings, st.integers(0, 11))
def test_the_north_west_vertex_is_the_same_wherever_the_ring_starts(points, start):
    start %= len(points)
    turned = points[start:] + points[:start]
    assert turned[north_west_start(turned)] == points[north_west_start(points)]
