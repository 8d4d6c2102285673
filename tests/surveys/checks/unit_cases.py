"""Units: what their rows say against each other, their building, their parcel and the ledger."""

from dataclasses import replace

from importers.records import Delivery
from tests.surveys.checks.cases import (
    AT_COMPLETION,
    CODE,
    GOLDEN_UNITS,
    Case,
    Expected,
    parcel,
    square,
    unit,
)


def row(room="101", *, says=None, use="", label=None, **rest):
    """Return a unit with a use, the name of its storey, and further cells."""
    made = unit(room, **rest)
    label = made.storey_label if label is None else label
    return replace(made, use=use, storey_label=label, attributes=says or {})


def table(*units, parcels=(), **rest):
    return Case(Delivery(units=list(units), parcels=list(parcels)), **rest)


def code(number, building="0001", letter="F"):
    return f"{CODE}{letter}{building}{number}"


def pass_un21_part_of_it():
    return table(unit(areas="92.36 - 103.38"), unit("102", areas="110.00 11.02 103.38", line=4))


def fail_un21_columns_exchanged():
    found = Expected("inner_exceeds_built", "0001/1/101", "103.38", says="大于建筑面积 92.36")
    return table(unit(areas="103.38 - 92.36"), finds=(found,))


def pass_un22_between():
    return table(*GOLDEN_UNITS, unit("103", k="0", line=9))


def fail_un22_percent_and_negative():
    finds = (
        Expected("coefficient_out_of_range", "0001/1/101", "11.93", "warning"),
        Expected("coefficient_out_of_range", "0001/1/102", "-0.1", "warning"),
    )
    return table(unit(k="11.93"), unit("102", k="-0.1", line=4), finds=finds)


def pass_un23_golden():
    return table(*GOLDEN_UNITS)


def pass_un23_shops_share_otherwise():
    return table(*GOLDEN_UNITS, row("S1", use="商业", areas="100.00 30.00 130.00", line=9))


def pass_un23_the_odd_flat_contradicts_itself():
    # 25.00 is not 100.00 * 0.2000: that is for UN04 to say; -20.00 for UN08
    usual = unit(areas="100.00 20.00 120.00", k="0.2000")
    odd = unit("103", areas="100.00 25.00 125.00", k="0.2000", line=5)
    return table(usual, unit("102", areas="100.00 -20.00 80.00", k="0.2000", line=4), odd)


def fail_un23_one_flat_pays_more():
    # 20.01 / 100 = 0.2001 at most; 103 asks for 24.99 / 100 at least
    usual = unit(areas="100.00 20.00 120.00")
    odd = unit("103", areas="100.00 25.00 125.00", line=5)
    found = Expected("apportionment_uneven", "0001/1/103", "0.05", "information", "为 0.250000")
    return table(usual, unit("102", areas="100.00 20.01 120.01", line=4), odd, finds=(found,))


def pass_un24_named_by_number_or_in_words():
    return table(row(label="一层"), row("102", label="顶层", line=4))


def fail_un24_thirteenth_left_out():
    found = Expected("storey_label_differs", "0001/1/1401", severity="information", says="为 14")
    two = [row(room, storey=13, label="14", line=at) for at, room in ((3, "1401"), (4, "1402"))]
    return table(*two, finds=(found,))


def pass_un25_storey_or_its_name():
    named = row("1401", storey=13, label="14")
    return table(unit("101"), named, unit("A1"), unit("-101", storey=-1), unit("3001", storey=30))


def fail_un25_copied_from_above():
    found = Expected("room_storey_mismatch", "0001/1/0302", severity="information", says="第 3 层")
    return table(unit("0302", storey=2), finds=(found,))


def column(*areas):
    return [
        unit(f"{storey}01", storey=storey, areas=f"- - {area}", line=storey)
        for storey, area in enumerate(areas, 1)
    ]


def pass_un26_a_fifth_more():
    return table(*column("100.00", "100.00", "100.00", "120.00"))


def pass_un26_three_rooms_say_nothing():
    return table(*column("100.00", "100.00", "300.00"))


def fail_un26_digits_exchanged():
    # sorted 100, 100, 100, 120.01: the middle one is 100
    found = Expected("area_outlier", "0001/1/301", "20.01", "information", "多为 100.00 m²")
    return table(*column("100.00", "100.00", "120.01", "100.00"), finds=(found,))


def pass_un27_plain():
    return table(unit("101"), unit("A-1", line=4), unit("东户", line=5), unit("101-102", line=6))


def fail_un27_full_width_and_blank():
    finds = tuple(
        Expected("malformed_room", f"0001/1/{room}", severity="warning")
        for room in ("１01", "1 02", "103?")
    )
    rooms = [unit(room, line=at) for at, room in enumerate(("１01", "1 02", "103?"), 3)]
    return table(*rooms, finds=finds)


def pass_un28_one_each():
    return table(unit("101"), unit("1-101", line=4), unit("A-1", line=5))


def fail_un28_a_range_and_a_list():
    finds = tuple(
        Expected("several_units", f"0001/1/{room}", severity="warning", says="像是几户")
        for room in ("101-103", "104、105")
    )
    return table(unit("101-103"), unit("104、105", line=4), finds=finds)


def pass_un29_all_have_one():
    return table(row(use="住宅"), row("102", use="商业"))


def fail_un29_a_blank_cell():
    found = Expected("missing_field", "0001/1/102", severity="warning", says="没有用途")
    return table(row(use="住宅"), row("102", line=4), finds=(found,))


def pass_un30_code_and_word():
    return table(row(use="11"), row("102", use="地下车库"))


def fail_un30_no_such_code():
    found = Expected("bad_code_value", "0001/1/101", severity="warning", says="“99”")
    return table(row(use="99"), finds=(found,))


def shares(first, second):
    return [
        row(says={"apportioned_land_m2": first}),
        row("102", says={"exclusive_land_m2": second}, line=4),
    ]


def pass_un31_within_the_accuracy():
    # 10,000 m2; class 1: 2 m_P = 10 m2, and 0.01 m2 for each of two shares
    return table(*shares("5000.00", "5010.02"), parcels=[parcel(square())])


def fail_un31_a_hundredth_more():
    found = Expected("land_share_exceeds_parcel", CODE, "10.03", "warning", "多出 10.03 m²")
    return table(*shares("5000.00", "5010.03"), parcels=[parcel(square())], finds=(found,))


def pass_un32_one_way():
    return table(unit(), unit("101", section="2", line=4), unit("101", section="一", number="0002"))


def fail_un32_digit_and_word():
    found = Expected("section_spelt_differently", "0001/一/102", severity="information")
    return table(unit(), unit("102", section="一", line=4), finds=(found,))


def pass_un33_rising_with_a_number_left_out():
    first, second = unit(code=code("0001")), unit("102", code=code("0003"), line=4)
    return table(second, first)


def pass_un33_other_parcels_and_no_codes():
    elsewhere = unit(code=code("0002")[:18] + "8" + code("0002")[19:])
    malformed = unit("201", storey=2, code="410800" + code("0001")[6:], line=4)
    return table(elsewhere, malformed, unit("301", storey=3, code=code("0001"), line=5))


def fail_un33_upper_storey_first():
    found = Expected("codes_out_of_order", "0001/1/201", severity="information", says="为 0002")
    upper = unit("201", storey=2, code=code("0001"), line=4)
    return table(unit(code=code("0002")), upper, finds=(found,))


def pass_un34_the_whole_alone():
    return table(unit("", code=code("0001", "9999")))


def fail_un34_both():
    found = Expected("whole_and_parts", "0001/1/x", severity="warning", says="另有 1 个")
    whole = unit("x", code=code("0001", "9999"), line=4)
    return table(unit(code=code("0001")), whole, finds=(found,))


LEDGER = {code("0001"): ("1", "101", False), code("0002"): ("1", "102", True)}


def pass_un35_given_to_this_room():
    return table(unit("0101", code=code("0001")), unit("103", code=code("0009")), ledger=LEDGER)


def fail_un35_retired_and_another_rooms():
    finds = (
        Expected("retired_unit_code", "0001/1/102", says="已注销"),
        Expected("code_of_other_room", "0001/1/201", says="已编给 1/101"),
    )
    rows = [unit("102", code=code("0002")), unit("201", code=code("0001"), storey=2, line=4)]
    return table(*rows, finds=finds, ledger=LEDGER)


def pass_un36_measured():
    return table(row(says={"area_stage": "completion"}), context=AT_COMPLETION)


def fail_un36_computed_only():
    found = Expected("stage_mismatch", severity="warning", says="2 户只有预测面积")
    two = [row(room, says={"area_stage": "presale"}) for room in ("101", "102")]
    return table(*two, finds=(found,), context=AT_COMPLETION)


def pass_un37_without_walls():
    return table(row(says={"usable_m2": "92.36"}))


def fail_un37_more_than_the_inner_area():
    found = Expected("usable_exceeds_inner", "0001/1/101", "92.37", "warning")
    return table(row(says={"usable_m2": "92.37"}), finds=(found,))


def pass_un38_two_decimals_and_zeros():
    return table(unit(areas="- - 103.380"))


def fail_un38_three():
    found = Expected("too_many_decimals", severity="information", says="登记时取 103.39 m²")
    return table(unit(areas="- - 103.385"), finds=(found,))


def pass_un39_just_high_enough():
    return table(row(says={"storey_height_m": "2.20"}))


def fail_un39_a_centimetre_less():
    found = Expected("low_storey", "0001/1/101", "2.19", "warning", "低于 2.20 m")
    return table(row(says={"storey_height_m": "2.19"}), finds=(found,))


def pass_un40_a_room():
    return table(unit(code=code("0001")), unit("102", code="no code"))


def fail_un40_bare_land():
    found = Expected("fixture_mismatch", "0001/1/101", says="第 20 位为 W")
    return table(unit(code=code("0000", "0000", "W")), finds=(found,))


def pass_un41_basement_and_a_flat_over_two_storeys():
    duplex = row("201", storey=2, says={"storey_to": "3"})
    return table(unit("-101", storey=-1), unit("101"), duplex, unit("401", storey=4))


def fail_un41_second_left_out():
    found = Expected("empty_storey", "0001", "1", "information", "第 2 层没有户")
    return table(unit("101"), unit("301", storey=3, line=4), finds=(found,))
