"""The building table as a grid: rows, columns, sums."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.domain.grid import difference_of, grid_of, totals_of


@dataclass(frozen=True)
class Flat:
    room: str
    section: str = ""
    built_m2: Decimal | None = None
    inner_m2: Decimal | None = None
    shared_m2: Decimal | None = None
    presale_built_m2: Decimal | None = None


def shown(grid):
    """The grid as storey, rooms in columns, rooms without a column."""
    return [
        (
            row.number,
            [" ".join(cell.unit.room for cell in place) for place in row.columns],
            [cell.unit.room for cell in row.loose],
        )
        for row in grid.rows
    ]


def test_the_highest_storey_is_on_top_and_rooms_of_one_ending_stand_above_each_other():
    placed = [
        (1, Flat("101")),
        (1, Flat("103")),
        (2, Flat("201")),
        (2, Flat("202")),
        (10, Flat("1003")),
    ]
    grid = grid_of(placed, [(1, "1"), (2, "2"), (10, "10")])
    assert grid.columns == ("01", "02", "03")
    assert shown(grid) == [
        (10, ["", "", "1003"], []),
        (2, ["201", "202", ""], []),
        (1, ["101", "", "103"], []),
    ]


def test_sections_are_groups_of_columns_in_the_order_people_count():
    placed = [(1, Flat("101", section)) for section in ("10单元", "2单元", "1单元")]
    grid = grid_of(placed, [(1, "1")])
    assert grid.sections == (("1单元", 1), ("2单元", 1), ("10单元", 1))


def test_parking_below_ground_and_rooms_without_number_stand_in_their_storeys_row():
    placed = [
        (-1, Flat("车位10")),
        (-1, Flat("车位9")),
        (-1, Flat("B101")),
        (1, Flat("门卫")),
        (1, Flat("１０１室")),
    ]
    grid = grid_of(placed, [(-1, "地下一层"), (1, "1")])
    assert grid.columns == ("01",)
    assert shown(grid) == [
        (1, ["１０１室"], ["门卫"]),
        (-1, [""], ["B101", "车位9", "车位10"]),
    ]


def test_two_units_of_one_number_share_a_cell_and_none_is_lost():
    grid = grid_of([(1, Flat("101")), (1, Flat("101室"))], [(1, "1")])
    assert shown(grid) == [(1, ["101 101室"], [])]


def test_a_unit_without_storey_comes_last_and_an_empty_storey_keeps_its_row():
    grid = grid_of([(None, Flat("整幢")), (2, Flat("201"))], [(1, "1"), (2, "2")])
    assert shown(grid) == [(2, ["201"], []), (1, [""], []), (None, [""], ["整幢"])]


def test_a_storeys_name_is_told_only_where_it_says_more_than_its_number():
    grid = grid_of([], [(3, "第3层"), (2, "2"), (1, "夹层"), (-1, "地下一层")])
    assert [row.label for row in grid.rows] == ["", "", "夹层", "地下一层"]


def test_a_storey_of_very_many_rooms_does_not_stretch_the_table():
    placed = [(1, Flat(f"1{room:02d}")) for room in range(1, 60)]
    grid = grid_of(placed, [(1, "1")])
    assert grid.columns == ()
    assert len(grid.rows[0].loose) == 59


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, -2, -1, 1, 2, 3, 18]),
            st.builds(
                Flat,
                room=st.text("0123456789车位A室-", max_size=6),
                section=st.sampled_from(["", "1单元", "二单元"]),
            ),
        ),
        max_size=30,
    )
)
def test_every_unit_is_in_the_grid_exactly_once(placed):
    grid = grid_of(placed, [(number, str(number)) for number in (-2, -1, 1, 2, 3, 18)])
    cells = [
        cell.unit for row in grid.rows for place in (*row.columns, row.loose) for cell in place
    ]
    assert sorted(map(id, cells)) == sorted(id(unit) for _, unit in placed)
    assert all(len(row.columns) == len(grid.columns) for row in grid.rows)


def test_tints_run_from_the_smallest_area_to_the_largest_and_none_has_none():
    areas = ["80", "90", "100", "110", "120", None]
    placed = [
        (1, Flat(f"10{at}", built_m2=Decimal(area) if area else None))
        for at, area in enumerate(areas, 1)
    ]
    (row,) = grid_of(placed, [(1, "1")]).rows
    assert [place[0].tint for place in row.columns] == [1, 2, 3, 4, 5, 0]


def test_a_cent_makes_no_other_tint_and_parking_does_not_squeeze_the_flats():
    areas = ["98.40", "98.40", "122.99", "123.00"]
    flats = [(1, Flat(f"10{at}", built_m2=Decimal(area))) for at, area in enumerate(areas, 1)]
    parking = (-1, Flat("车位1", built_m2=Decimal("13.99")))
    upper, lower = grid_of([*flats, parking], [(1, "1"), (-1, "-1")]).rows
    assert [place[0].tint for place in upper.columns] == [1, 1, 5, 5]
    assert lower.loose[0].tint == 1


# Areas, differences and K of two flats and the sums were worked out by hand.
@pytest.mark.parametrize(
    ("built", "presale", "area", "percent", "way", "notable"),
    [
        ("104.12", "103.28", "0.84", "0.813", "more", False),
        ("100.00", "100.00", "0.00", "0.000", "same", False),
        ("97.00", "100.00", "-3.00", "-3.000", "less", True),
        ("103.00", "100.00", "3.00", "3.000", "more", True),
        ("5.00", "0.00", "5.00", None, "more", False),
    ],
)
def test_the_difference_to_presale(built, presale, area, percent, way, notable):
    found = difference_of(Flat("101", built_m2=Decimal(built), presale_built_m2=Decimal(presale)))
    assert found.area_m2 == Decimal(area)
    assert found.percent == (Decimal(percent) if percent else None)
    assert (found.way, found.is_notable) == (way, notable)


def test_no_difference_without_both_areas():
    assert difference_of(Flat("101", built_m2=Decimal("100.00"))) is None


def flat(inner, shared, presale=None):
    inner, shared = Decimal(inner), Decimal(shared)
    return Flat("101", "", inner + shared, inner, shared, Decimal(presale) if presale else None)


def test_totals_close_to_the_cent_and_k_is_shared_by_inner():
    units = [
        flat("92.36", "11.02"),
        flat("98.14", "11.71"),
        flat("93.02", "11.10"),
        flat("98.87", "11.79"),
    ]
    totals = totals_of(units, building_m2=Decimal("428.01"))
    assert (totals.inner_m2, totals.shared_m2, totals.built_m2) == (
        Decimal("382.39"),
        Decimal("45.62"),
        Decimal("428.01"),
    )
    assert totals.coefficient == Decimal("0.119302")
    assert totals.apart_m2 == 0
    assert totals.presale is None


def test_a_sum_that_does_not_meet_the_buildings_area_says_by_how_much():
    totals = totals_of([flat("90.00", "10.00", "99.00")], building_m2=Decimal("100.01"))
    assert totals.apart_m2 == Decimal("-0.01")
    assert totals.presale.area_m2 == Decimal("1.00")


def test_there_is_no_k_where_a_unit_does_not_say_its_shares():
    units = [flat("90.00", "10.00"), Flat("102", built_m2=Decimal("50.00"))]
    assert totals_of(units, building_m2=Decimal("150.00")).coefficient is None


def test_a_building_without_units_has_zero_sums_and_no_k():
    totals = totals_of([], building_m2=Decimal("10.00"))
    assert (totals.units, totals.built_m2, totals.coefficient) == (0, Decimal("0.00"), None)
