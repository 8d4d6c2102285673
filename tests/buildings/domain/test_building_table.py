"""Building tables: the order units are numbered in, and what two tables tell of each other."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.domain.building_table import (
    compare_tables,
    duplicate_rooms,
    natural_key,
    table_order,
)


@dataclass(frozen=True)
class U:
    section: str
    storey_number: int | None
    room: str
    built_m2: Decimal | None = None


def table(**areas: str | None) -> list[U]:
    """Units by name: ``r201="103.28"`` is room 201 on storey 2."""
    return [
        U("", int(name[1]), name[1:], None if area is None else Decimal(area))
        for name, area in areas.items()
    ]


def rooms(units) -> list[str]:
    return [unit.room for unit in units]


PRESALE = table(r101="103.28", r102="109.77", r201="103.28", r202="109.77")
COMPLETION = table(r101="103.38", r102="109.85", r201="104.12", r202="110.66")


def test_the_worked_units_are_numbered_upwards_by_room():
    shuffled = [COMPLETION[at] for at in (3, 0, 2, 1)]
    assert rooms(table_order(shuffled)) == ["101", "102", "201", "202"]


def test_order_is_storey_then_section_then_room_as_people_read_them():
    units = [
        U("2单元", 1, "102"),
        U("10单元", 1, "101"),
        U("", None, "机房"),
        U("2单元", 1, "110"),
        U("1单元", 2, "201"),
        U("2单元", 1, "109"),
        U("1单元", -1, "车库12"),
        U("1单元", -1, "车库3"),
        U("1单元", -2, "1"),
    ]
    assert [(u.storey_number, u.section, u.room) for u in table_order(units)] == [
        (-2, "1单元", "1"),
        (-1, "1单元", "车库3"),
        (-1, "1单元", "车库12"),
        (1, "2单元", "102"),
        (1, "2单元", "109"),
        (1, "2单元", "110"),
        (1, "10单元", "101"),
        (2, "1单元", "201"),
        (None, "", "机房"),
    ]


def test_chinese_numerals_count():
    words = ["一", "二", "三", "四", "五", "九", "十", "十一", "十九", "二十", "二十一", "九十九"]
    labels = [f"{word}单元" for word in words]
    backwards = labels[::-1]
    assert sorted(backwards, key=natural_key) == labels


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1单元", "一单元"),
        ("1单元", "１"),
        ("101室", "101"),
        ("101号", "0101"),
        ("a-101", "Ａ-101"),
        (" 101 ", "101"),
        ("十二", "12"),
        ("0", "000"),
    ],
)
def test_labels_that_mean_the_same(one, other):
    assert natural_key(one) == natural_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("101", "102"), ("1-1", "11"), ("东户", "西户"), ("", "0"), ("十十", "20")]
)
def test_labels_that_differ(one, other):
    assert natural_key(one) != natural_key(other)


def test_a_label_of_absurd_length_is_still_a_label():
    assert natural_key("9" * 10_000) < natural_key("1" + "0" * 10_000)


def test_duplicates_are_grouped_by_place():
    units = [
        U("1", 1, "101"), U("2", 1, "101"), U("1单元", 1, "101室"), U("1", 2, "101"),
        U("2", 1, "0101"),
    ]  # fmt: skip
    assert duplicate_rooms(units) == [(units[0], units[2]), (units[1], units[4])]
    assert duplicate_rooms(PRESALE) == []
    assert duplicate_rooms([]) == []


def test_the_worked_tables_are_the_same():
    result = compare_tables(PRESALE, COMPLETION[::-1])
    assert result.is_same
    assert rooms(new for _, new in result.same) == ["101", "102", "201", "202"]
    assert (result.added, result.removed, result.merged, result.split) == ((), (), (), ())


def test_two_units_merged_under_the_number_of_the_first():
    completion = table(r101="103.38", r102="109.85", r201="214.78")
    result = compare_tables(PRESALE, completion)
    assert not result.is_same
    assert rooms(result.removed) == ["202"]
    assert result.added == ()
    (merged,) = result.merged
    assert (rooms(merged.parts), merged.whole.room) == (["201", "202"], "201")
    assert result.split == ()


def test_two_units_merged_under_a_new_number():
    completion = table(r101="103.38", r102="109.85", r203="214.78")
    result = compare_tables(PRESALE, completion)
    assert (rooms(result.removed), rooms(result.added)) == (["201", "202"], ["203"])
    (merged,) = result.merged
    assert (rooms(merged.parts), merged.whole.room) == (["201", "202"], "203")


def test_a_split_is_a_merger_seen_backwards():
    whole = table(r101="103.38", r102="109.85", r201="214.78")
    result = compare_tables(whole, COMPLETION)
    (split,) = result.split
    assert (split.whole.room, rooms(split.parts)) == ("201", ["201", "202"])
    assert rooms(result.added) == ["202"]
    assert result.merged == ()


def test_without_areas_several_that_gave_way_to_one_are_suspected():
    before, after = table(r201=None, r202=None), table(r203=None)
    (merged,) = compare_tables(before, after).merged
    assert rooms(merged.parts) == ["201", "202"]


def test_a_renumbered_storey_without_areas_is_no_merger():
    result = compare_tables(table(r201=None, r202=None), table(r203=None, r204=None))
    assert (len(result.removed), len(result.added), result.merged, result.split) == (2, 2, (), ())


def test_areas_that_do_not_add_up_are_no_merger():
    result = compare_tables(PRESALE, table(r101="103.38", r102="109.85", r203="150.00"))
    assert result.merged == ()
    result = compare_tables(PRESALE, table(r101="103.38", r102="109.85", r201="104.12"))
    assert (rooms(result.removed), result.merged) == (["202"], ())


def test_a_small_unit_left_out_is_not_taken_for_merged_into_its_large_neighbour():
    before = table(r201="100.00", r202="3.00")
    assert compare_tables(before, table(r201="100.50")).merged == ()


def test_mergers_stay_within_storey_and_section():
    before = [U("1", 2, "201", Decimal(50)), U("2", 2, "202", Decimal(50))]
    assert compare_tables(before, [U("1", 2, "203", Decimal(100))]).merged == ()


def test_a_place_claimed_twice_is_paired_once_for_each():
    twice = table(r101="50.00") * 2
    result = compare_tables(twice, table(r101="50.00"))
    assert (len(result.same), len(result.removed), len(result.added)) == (1, 1, 0)
    assert compare_tables(table(r101="50.00"), twice).added == (twice[1],)


def test_an_empty_table_loses_or_gains_everything():
    assert rooms(compare_tables(PRESALE, []).removed) == rooms(PRESALE)
    assert rooms(compare_tables([], PRESALE).added) == rooms(PRESALE)
    assert compare_tables([], []).is_same


units = st.builds(
    U,
    st.sampled_from(["", "1单元", "2单元"]),
    st.sampled_from([None, -1, 1, 2]),
    st.text("0123一十室A-", max_size=4),
    st.none() | st.integers(0, 200).map(Decimal),
)


@given(st.lists(units, max_size=15), st.lists(units, max_size=15))
def test_every_unit_of_two_tables_is_accounted_for_once(before, after):
    result = compare_tables(before, after)
    assert len(result.same) + len(result.removed) == len(before)
    assert len(result.same) + len(result.added) == len(after)
    merged_wholes = [id(merged.whole) for merged in result.merged]
    assert len(merged_wholes) == len(set(merged_wholes))
    assert all(len(merged.parts) > 1 for merged in result.merged)
    assert all(len(split.parts) > 1 for split in result.split)


@given(st.lists(units, max_size=15), st.randoms())
def test_order_depends_on_places_alone(listed, random):
    shuffled = list(listed)
    random.shuffle(shuffled)
    keys = [[(u.storey_number, natural_key(u.room)) for u in table_order(x)]
            for x in (listed, shuffled)]  # fmt: skip
    assert keys[0] == keys[1]
