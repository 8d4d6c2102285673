"""Two surveys of one boundary: the worked case, and what must not disturb the comparison."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.rings import rounded
from cadastre.domain.same_boundary import compare_boundaries, compare_rings
from cadastre.domain.tolerances import boundary_class
from tests.cadastre.domain import test_rings as worked

CLASS_1, CLASS_3 = boundary_class(1), boundary_class(3)


@dataclass(frozen=True)
class P:
    label: str
    northing_m: Decimal
    easting_m: Decimal


def labelled(points, prefix="J") -> list[P]:
    return [P(f"{prefix}{n}", p.northing_m, p.easting_m) for n, p in enumerate(points, 1)]


SUPPLY, COMPLETION = labelled(worked.SUPPLY), labelled(worked.COMPLETION)


def moved(ring: list[P], at: int, *, north="0", east="0") -> list[P]:
    point = ring[at]
    there = replace(
        point,
        northing_m=point.northing_m + Decimal(north),
        easting_m=point.easting_m + Decimal(east),
    )
    return [*ring[:at], there, *ring[at + 1 :]]


def test_the_worked_boundary_is_unchanged():
    result = compare_rings(SUPPLY, COMPLETION, accuracy=CLASS_1)
    assert result.unchanged
    assert result.same_topology
    shifts_cm = [str(rounded(shift.shift_m * 100, 1)) for shift in result.shifts]
    assert shifts_cm == ["1.4", "1.8", "2.3", "2.1", "1.5", "2.1"]
    assert rounded(result.max_shift_m, 3) == Decimal("0.023")
    assert rounded(result.mean_shift_m, 3) == Decimal("0.019")
    assert result.reason.zh == (
        "界址未变化：6 个界址点一一对应，最大位移 0.023 m（J3，限差 0.10 m），"
        "平均 0.019 m（中误差 0.05 m）。"
    )
    assert result.reason.en == (
        "boundary unchanged: 6 points match one on one, largest shift 0.023 m (J3, limit 0.10 m), "
        "mean 0.019 m (mean error 0.05 m)."
    )


def test_a_road_widening_is_a_change_of_two_points():
    widened = moved(moved(COMPLETION, 2, north="-1.5"), 3, north="-1.5")
    result = compare_rings(SUPPLY, widened, accuracy=CLASS_1)
    assert not result.unchanged
    assert result.same_topology
    assert [shift.label for shift in result.shifts if not shift.within_limit] == ["J3", "J4"]
    assert rounded(result.max_shift_m, 2) == Decimal("1.52")
    assert "J3、J4 超限" in result.reason.zh
    assert "J3, J4 beyond the limit" in result.reason.en


@pytest.mark.parametrize(("shift", "unchanged"), [("0.10", True), ("0.101", False)])
def test_the_limit_itself_is_still_within(shift, unchanged):
    result = compare_rings(SUPPLY, moved(SUPPLY, 4, east=shift), accuracy=CLASS_1)
    assert result.unchanged is unchanged


def test_many_points_off_in_one_direction_are_a_change_though_each_is_within_the_limit():
    shifted = [replace(point, easting_m=point.easting_m + Decimal("0.06")) for point in SUPPLY]
    result = compare_rings(SUPPLY, shifted, accuracy=CLASS_1)
    assert not result.unchanged
    assert "平均位移超出" in result.reason.zh
    assert compare_rings(SUPPLY, shifted, accuracy=CLASS_3).unchanged


def test_a_repeated_closing_point_is_ignored():
    closed = [*COMPLETION, COMPLETION[0]]
    assert compare_rings(SUPPLY, closed, accuracy=CLASS_1).unchanged


def test_an_added_point_is_named():
    middle = P("J7", Decimal("3898651.300"), Decimal("432040.380"))
    result = compare_rings(SUPPLY, [*COMPLETION[:1], middle, *COMPLETION[1:]], accuracy=CLASS_1)
    assert not result.unchanged
    assert not result.same_topology
    assert "前次 6 点，本次 7 点；本次的 J7 在限差 0.10 m 内无对应点" in result.reason.zh
    assert "J7 of now have no partner" in result.reason.en


def test_a_lost_point_is_named():
    result = compare_rings(SUPPLY, COMPLETION[:3] + COMPLETION[4:], accuracy=CLASS_1)
    assert not result.same_topology
    assert "前次的 J4 在限差" in result.reason.zh
    assert len(result.shifts) == 6


def test_as_many_points_elsewhere_are_not_the_same_topology():
    # J2 is gone and a new point stands on the far side: still six, yet no one-on-one order.
    other = P("N1", Decimal("3898625.190"), Decimal("432011.320"))
    ring = [COMPLETION[0], *COMPLETION[2:], other]
    result = compare_rings(SUPPLY, ring, accuracy=CLASS_1)
    assert not result.unchanged
    assert not result.same_topology
    assert "J2" in result.reason.zh
    assert "N1" in result.reason.zh


def test_close_points_of_an_arc_keep_their_order_within_the_limit():
    # Points 3 cm apart, each re-measured 2 cm on: the nearest neighbour is another point.
    arc = [P(f"A{n}", Decimal(0), Decimal(n) * 3 / 100) for n in range(10)]
    ring = [*arc, P("B1", Decimal(-20), Decimal(10)), P("B2", Decimal(-20), Decimal(-10))]
    again = [replace(point, easting_m=point.easting_m + Decimal("0.02")) for point in ring]
    result = compare_rings(ring, again, accuracy=CLASS_1)
    assert result.unchanged
    assert {shift.shift_m for shift in result.shifts} == {Decimal("0.02")}


@pytest.mark.parametrize(("first", "second"), [([], SUPPLY), (SUPPLY, []), ([], [])])
def test_without_coordinates_nothing_is_called_unchanged(first, second):
    result = compare_rings(first, second, accuracy=CLASS_1)
    assert not result.unchanged
    assert result.max_shift_m is None
    assert result.shifts == ()


def square(north: int, east: int, label: str) -> list[P]:
    corners = [(1, 0), (1, 1), (0, 1), (0, 0)]
    return [
        P(f"{label}{n}", Decimal(3898620 + north + dn), Decimal(432020 + east + de))
        for n, (dn, de) in enumerate(corners, 1)
    ]


def test_holes_are_compared_in_any_order():
    holes = [square(0, 0, "H"), square(5, 5, "K")]
    result = compare_boundaries([SUPPLY, *holes], [COMPLETION, *holes[::-1]], accuracy=CLASS_1)
    assert result.unchanged
    assert len(result.shifts) == 14
    assert rounded(result.max_shift_m, 3) == Decimal("0.023")


def test_a_new_hole_is_a_change():
    result = compare_boundaries([SUPPLY], [COMPLETION, square(0, 0, "H")], accuracy=CLASS_1)
    assert not result.unchanged
    assert "1 个界址圈，本次有 2 个" in result.reason.zh


@given(st.integers(0, 5), st.booleans())
def test_start_direction_and_labels_do_not_matter(start, backwards):
    ring = labelled(COMPLETION[start:] + COMPLETION[:start], prefix="T")
    if backwards:
        ring.reverse()
    plain = compare_rings(SUPPLY, COMPLETION, accuracy=CLASS_1)
    result = compare_rings(SUPPLY, ring, accuracy=CLASS_1)
    assert result.unchanged
    assert [shift.shift_m for shift in result.shifts] == [s.shift_m for s in plain.shifts]


@given(
    st.lists(st.tuples(st.integers(-15, 15), st.integers(-15, 15)), min_size=6, max_size=6),
    st.integers(0, 5),
)
def test_shifts_are_the_same_seen_from_either_side(offsets, start):
    ring = [
        replace(
            point,
            northing_m=point.northing_m + Decimal(north).scaleb(-2),
            easting_m=point.easting_m + Decimal(east).scaleb(-2),
        )
        for point, (north, east) in zip(SUPPLY, offsets, strict=True)
    ]
    ring = ring[start:] + ring[:start]
    there = compare_rings(SUPPLY, ring, accuracy=CLASS_1)
    back = compare_rings(ring, SUPPLY, accuracy=CLASS_1)
    assert there.unchanged == back.unchanged
    assert there.max_shift_m == back.max_shift_m
    assert sorted(s.shift_m for s in there.shifts) == sorted(s.shift_m for s in back.shifts)
