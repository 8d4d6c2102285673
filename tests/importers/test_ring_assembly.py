"""Holes and parts by containment, checked against shapely on random rectangles and by hand."""

from decimal import Decimal

import shapely
from hypothesis import given
from hypothesis import strategies as st

from importers.records import PointRecord, RingRecord
from importers.ring_assembly import polygons_of


def box(north: int, east: int, size: int) -> RingRecord:
    corners = [
        (north, east),
        (north, east + size),
        (north - size, east + size),
        (north - size, east),
    ]
    return RingRecord(tuple(PointRecord("J", Decimal(n), Decimal(e)) for n, e in corners))


def shape(rings: list[RingRecord]) -> list[tuple[int, int]]:
    """Return (index of the outer ring, number of holes) of each polygon."""
    return [(rings.index(part.outer), len(part.holes)) for part in polygons_of(rings)]


def test_no_rings_no_polygons() -> None:
    assert polygons_of([]) == ()


def test_hole_first_and_outer_after() -> None:
    assert shape([box(90, 10, 10), box(100, 0, 100)]) == [(1, 1)]


def test_island_in_a_hole_is_a_part() -> None:
    rings = [box(100, 0, 100), box(90, 10, 80), box(80, 20, 60), box(70, 30, 40)]
    assert shape(rings) == [(0, 1), (2, 1)]


def test_parts_side_by_side_that_share_an_edge() -> None:
    assert shape([box(100, 0, 10), box(100, 10, 10)]) == [(0, 0), (1, 0)]


def test_hole_that_touches_the_outer_ring_with_all_corners_but_one() -> None:
    triangle = RingRecord(
        tuple(PointRecord("J", Decimal(n), Decimal(e)) for n, e in [(100, 0), (100, 100), (50, 50)])
    )
    assert shape([box(100, 0, 100), triangle]) == [(0, 1)]


def test_hole_with_every_corner_on_the_outer_ring() -> None:
    diamond = RingRecord(
        tuple(
            PointRecord("J", Decimal(n), Decimal(e))
            for n, e in [(100, 50), (50, 100), (0, 50), (50, 0)]
        )
    )
    assert shape([box(100, 0, 100), diamond]) == [(0, 1)]


def test_the_same_ring_twice_is_no_hole() -> None:
    assert [len(part.holes) for part in polygons_of([box(9, 0, 9), box(9, 0, 9)])] == [0, 0]


places = st.integers(0, 40)


@given(north=places, east=places, size=st.integers(1, 20))
def test_containment_as_shapely_sees_it(north: int, east: int, size: int) -> None:
    outer, inner = box(40, 0, 30), box(north, east, size)
    one, other = (
        shapely.Polygon([(float(p.easting_m), float(p.northing_m)) for p in ring.points])
        for ring in (outer, inner)
    )
    if one.overlaps(other) or one.equals(other):
        return
    expected = 1 if one.contains(other) or other.contains(one) else 2
    assert len(polygons_of([outer, inner])) == expected
