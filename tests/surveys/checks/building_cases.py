"""Buildings: what their records state against what is drawn and delivered with them."""

from dataclasses import replace
from decimal import Decimal

from importers.records import Delivery
from surveys.domain.evidence import BaseStage
from tests.surveys.checks.cases import (
    AT_COMPLETION,
    CODE,
    OTHER_CODE,
    THIRD_CODE,
    Case,
    Expected,
    building,
    evidence,
    parcel,
    square,
    unit,
)

SUPPLIED_IN_2021 = replace(AT_COMPLETION, supply=evidence(BaseStage.SUPPLY, boundary=square()))
KEY = f"{CODE}F0001"


def house(*parts, footprint="", floor="", structure="", says=None, **rest):
    """Return a building of 20 m by 20 m (400 m²) with what its record states."""
    drawn = building(*(parts or (square(side="20"),)), **rest)
    return replace(
        drawn,
        footprint_area_m2=Decimal(footprint) if footprint else None,
        floor_area_m2=Decimal(floor) if floor else None,
        structure=structure,
        attributes=drawn.attributes | (says or {}),
    )


def houses(*buildings, units=(), **rest):
    return Case(Delivery(buildings=list(buildings), units=list(units)), **rest)


def pass_bu21_within_class_three():
    # 0.08 * sqrt(400) + 0.006 * 400 = 1.6 + 2.4 = 4 m2
    return houses(house(footprint="404.00"))


def fail_bu21_a_hundredth_more():
    found = Expected("footprint_area_mismatch", KEY, "4.01", "warning", "相差 4.01 m²")
    return houses(house(footprint="404.01"), finds=(found,))


def pass_bu22_roofed_only():
    return houses(house(floor="200.00"))


def fail_bu22_area_in_hundreds_of_square_metres():
    found = Expected("floor_area_below_footprint", KEY, "199.99", "warning", "400.00 m² 的一半")
    return houses(house(floor="199.99"), finds=(found,))


def pass_bu23_half_as_much_again():
    return houses(house(floor="1200.00", above=2))


def pass_bu23_with_a_basement():
    return houses(house(floor="5000.00", above=2, below=1))


def fail_bu23_storeys_left_out():
    found = Expected("floor_area_implausible", KEY, "1200.01", "warning", "最多约 1200.00 m²")
    return houses(house(floor="1200.01", above=2), finds=(found,))


def pass_bu24_in_a_row_on_each_parcel():
    one, two = building(square()), building(square("0", "200"), number="0002")
    return houses(one, two, building(square("0", "400"), number="0007", code=OTHER_CODE))


def fail_bu24_two_left_out():
    found = Expected("number_left_out", f"{CODE}F0004", "2", "information", "缺 0002、0003")
    four = building(square("0", "200"), number="0004", line=2)
    return houses(building(square()), four, finds=(found,))


def pass_bu25_wall_to_wall():
    return houses(building(square()), building(square("0", "100"), number="0002"))


def fail_bu25_one_metre_over():
    found = Expected("overlap", KEY, "100", "warning", "重叠 100.00 m²")
    two = building(square("0", "99"), number="0002", line=2)
    return houses(building(square()), two, finds=(found,))


def pass_bu26_all_have_units():
    return houses(building(square()), units=[unit()], context=AT_COMPLETION)


def fail_bu26_one_without():
    found = Expected("building_without_units", f"{CODE}F0002", severity="information")
    two = building(square("0", "200"), number="0002", line=2)
    return houses(building(square()), two, units=[unit()], finds=(found,), context=AT_COMPLETION)


def pass_bu27_two_of_two():
    return houses(house(says={"unit_count": "2"}), units=[unit(), unit("102", line=4)])


def fail_bu27_two_of_three():
    found = Expected("count_mismatch", KEY, severity="warning", says="写为 3，楼盘表中有 2 户")
    return houses(
        house(says={"unit_count": "3"}), units=[unit(), unit("102", line=4)], finds=(found,)
    )


def pass_bu28_code_and_words():
    return houses(house(structure="03"), house(structure="框架", number="0002"))


def fail_bu28_no_such_code():
    found = Expected("bad_code_value", KEY, severity="warning", says="“7”不在代码表中")
    return houses(house(structure="7"), finds=(found,))


def pass_bu29_complete_after_the_supply_of_2021():
    return houses(house(says={"completed_on": "2024年5月20日"}), context=SUPPLIED_IN_2021)


def fail_bu29_complete_the_day_before():
    # the supply survey of these cases is of 2021-03-01
    found = Expected("completed_before_supply", KEY, severity="warning", says="2021-02-28，早于")
    return houses(
        house(says={"completed_on": "20210228"}), finds=(found,), context=SUPPLIED_IN_2021
    )


def pass_bu30_three_metres_a_storey():
    low = house(says={"height_m": "4.40"}, above=2, number="0002")
    return houses(house(says={"height_m": "18.00"}, above=6), low)


def fail_bu30_decimal_point_slipped():
    # six storeys need 13.20 m and never exceed 120 m
    finds = (
        Expected("height_implausible", KEY, "1.8", "warning", "13.20–120 m"),
        Expected("height_implausible", f"{CODE}F0002", "180", "information"),
    )
    high = house(says={"height_m": "180"}, above=6, number="0002", line=2)
    return houses(house(says={"height_m": "1.8"}, above=6), high, finds=finds)


def pass_bu31_a_garage_below_ground():
    return houses(house(above=0, below=1), house(above=2, number="0002"))


def fail_bu31_none_and_negative():
    finds = (Expected("no_storeys", KEY), Expected("no_storeys", f"{CODE}F0002", says="为 3、"))
    return houses(house(above=0), house(above=3, below=-1, number="0002", line=2), finds=finds)


def pass_bu32_the_projects_and_a_delivered_neighbours():
    records = [building(square()), building(square(), code=OTHER_CODE), building(square(), code="")]
    return Case(Delivery(parcels=[parcel(square(), code=OTHER_CODE)], buildings=records))


def fail_bu32_neither():
    found = Expected("other_parcel", f"{THIRD_CODE}F0001", says=f"属宗地 {THIRD_CODE}")
    return houses(building(square(), code=THIRD_CODE), finds=(found,))


def pass_bu33_made_of_both():
    return houses(house(says={"unit_code": f"{CODE}F00010000"}))


def fail_bu33_other_number():
    found = Expected("code_mismatch", KEY, says=f"应以 {KEY} 开头")
    return houses(house(says={"unit_code": f"{CODE}F00020000"}), finds=(found,))


def pass_bu34_units_and_something_unshared():
    two = [unit(areas="- - 100.00"), unit("102", areas="- - 100.02", line=4)]
    return houses(house(floor="200.00"), units=two)


def fail_bu34_three_hundredths_more():
    found = Expected("units_exceed_building", KEY, "0.03", "warning", "多出 0.03 m²")
    two = [unit(areas="- - 100.00"), unit("102", areas="- - 100.03", line=4)]
    return houses(house(floor="200.00"), units=two, finds=(found,))
