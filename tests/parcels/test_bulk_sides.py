"""Columns of points and sides: held against figures by hand and against PostgreSQL's own words."""

from decimal import ROUND_HALF_UP

import numpy as np
import pytest
import shapely
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from parcels import bulk_sides

SHAPES = np.array(
    [
        shapely.MultiPolygon(
            [
                (
                    [(0, 0), (0, 10), (10, 10), (10, 0)],  # clockwise
                    [[(2, 2), (4, 2), (4, 4)]],  # against the clock
                ),
                ([(20, 0), (30, 0), (30, 10)], []),
            ]
        ),
        shapely.Polygon([(50, 0), (50, 10), (60, 0)]),
    ],
    dtype=object,
)


def test_points_stand_in_the_order_of_the_vertices():
    sides = bulk_sides.sides_of(SHAPES)
    assert sides.parcel.tolist() == [0] * 10 + [1] * 3
    assert sides.part.tolist() == [0] * 7 + [1] * 3 + [0] * 3
    assert sides.ring.tolist() == [0] * 4 + [1] * 3 + [0] * 6
    assert sides.sequence.tolist() == [1, 2, 3, 4, 1, 2, 3, 1, 2, 3, 1, 2, 3]
    assert sides.number.tolist() == [*range(1, 11), 1, 2, 3]
    assert sides.onward.tolist() == [1, 1, 1, -3, 1, 1, -2, 1, 1, -2, 1, 1, -2]
    assert sides.start[4].tolist() == [2, 2]
    assert sides.end[3].tolist() == [0, 0]
    # Clockwise outer rings and holes against the clock have the neighbour on the left hand.
    assert sides.left_is_out.tolist() == [True] * 7 + [False] * 3 + [True] * 3


def test_no_shapes_have_no_sides():
    assert len(bulk_sides.sides_of(np.empty(0, dtype=object))) == 0


def test_sides_face_the_compass_seen_from_inside():
    sides = bulk_sides.sides_of(SHAPES[1:])
    east, north = (sides.start * 1000).astype(np.int64).T
    following = np.arange(3) + sides.onward
    # West side, slope to the north-east, south side; north-east counts as the east.
    assert bulk_sides.compass(north, east, sides.left_is_out, following) == ["W", "E", "S"]


def test_lengths_are_exact_and_round_halves_up():
    north_mm = np.array([0, 0, 5])
    east_mm = np.array([0, 3_000, 3_000])
    digits = (["0", "0", "0.005"], ["0", "3", "3"])
    whole = np.ones(3, bool)
    following = np.array([1, 2, 0])
    told = bulk_sides.lengths(north_mm, east_mm, whole, digits, following)
    assert told == ["3.00", "0.01", "3.00"]
    finer = (["0", "0", "0.0049"], ["0", "3", "3"])
    told = bulk_sides.lengths(north_mm, east_mm, np.array([True, True, False]), finer, following)
    assert told == ["3.00", "0.00", "3.00"]


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=20))
def test_places_on_the_millimetre_are_found_whole(numbers):
    values = np.array(numbers) / 1000
    whole, is_whole = bulk_sides.millimetres(values, None)
    assert whole.tolist() == numbers
    assert is_whole.all()


@given(st.decimals("-20000000", "100000000", places=5))
def test_finer_digits_round_halves_away_from_zero(exact):
    whole, is_whole = bulk_sides.millimetres(np.array([float(exact)]), [str(exact)])
    assert whole[0] == int((exact * 1000).to_integral_value(ROUND_HALF_UP))
    assert is_whole[0] == (exact * 1000 % 1 == 0)


@pytest.mark.django_db
def test_digits_are_those_that_postgresql_gives_a_double():
    values = [3_898_650.123, 3_898_650.0, 432_010.5, 1 / 3, 39_432_010.1234567, -0.25, 1e-3]
    with connection.cursor() as cursor:
        cursor.execute("select array_agg(v::numeric::text) from unnest(%s::float8[]) v", [values])
        (told,) = cursor.fetchone()
    assert bulk_sides.digits(np.array(values)) == told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("east_mm", "north_mm"), [(1_005, 0), (3_000, 4_000), (12_345_678, 1), (15, 20), (707, 707)]
)
def test_lengths_in_millimetres_are_those_of_exact_arithmetic(east_mm, north_mm):
    with connection.cursor() as cursor:
        cursor.execute(
            "select round(sqrt((%s::numeric / 1000) ^ 2 + (%s::numeric / 1000) ^ 2), 2)::text",
            [east_mm, north_mm],
        )
        (expected,) = cursor.fetchone()
    north, east = np.array([0, north_mm]), np.array([0, east_mm])
    told = bulk_sides.lengths(north, east, np.ones(2, bool), ([], []), np.array([1, 0]))
    assert told == [expected, expected]


@pytest.mark.django_db
def test_postgis_reads_the_shapes_back():
    start, end = np.array([[1.5, 2.25]]), np.array([[-3.125, 4.0]])
    (point,) = bulk_sides.points_as_hex(start, 4547)
    (line,) = bulk_sides.lines_as_hex(start, end, 4547)
    with connection.cursor() as cursor:
        cursor.execute("select st_asewkt(%s::geometry), st_asewkt(%s::geometry)", [point, line])
        assert cursor.fetchone() == (
            "SRID=4547;POINT(1.5 2.25)",
            "SRID=4547;LINESTRING(1.5 2.25,-3.125 4)",
        )
