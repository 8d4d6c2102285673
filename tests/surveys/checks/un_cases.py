"""Units of building tables."""

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from tests.surveys.checks.cases import (
    CODE,
    GOLDEN_UNITS,
    OTHER_CODE,
    Case,
    Expected,
    building,
    square,
    total,
    unit,
)

FIRST_CODE, SECOND_CODE = f"{CODE}F00010001", f"{CODE}F00010002"


def table(*units, **rest):
    return Delivery(units=list(units), **rest)


def pass_un01_well_formed():
    return Case(table(unit(code=FIRST_CODE), unit("102")))


def fail_un01_placeholder():
    found = Expected("malformed_unit_code", "0001/1/101", says="户号为 0000")
    return Case(table(unit(code=f"{CODE}F00010000")), (found,))


def pass_un02_same_room_of_another_section():
    return Case(table(unit("101"), unit("101", section="2"), unit("101", number="0002")))


def fail_un02_with_and_without_zero():
    found = Expected("duplicate_room", "0001/1单元/0101", says="第 3, 4 行")
    return Case(table(unit("101"), unit("0101", section="1单元", line=4)), (found,))


def pass_un03_golden():
    return Case(table(*GOLDEN_UNITS))


def pass_un03_a_hundredth():
    return Case(table(unit(areas="92.36 11.02 103.39"), unit("102", areas="- 11.02 103.39")))


def fail_un03_two_hundredths():
    found = Expected("floor_area_sum", "0001/1/101", "0.02", says="相差 0.02 m²")
    return Case(table(unit(areas="92.36 11.02 103.40")), (found,))


def pass_un04_golden_with_its_residue():
    return Case(table(*GOLDEN_UNITS))


def pass_un04_coefficient_of_four_decimals():
    # K may be 0.11925 to 0.11935: 98.87 K is 11.79 to 11.80, and 0.01 may come from the residue
    low, high = "98.87 11.78 110.65", "98.87 11.81 110.68"
    return Case(table(unit(areas=low, k="0.1193"), unit("102", areas=high, k="0.1193")))


def pass_un04_an_area_that_none_can_be():
    # 98.87 minus signs are for UN08, a coefficient below nothing for UN22
    return Case(
        table(
            unit(areas="-98.87 11.80 -87.07", k="0.119302"),
            unit("102", areas="98.87 -11.80 87.07", k="0.119302", line=4),
            unit("103", areas="98.87 11.80 110.67", k="-0.119302", line=5),
        )
    )


def fail_un04_two_hundredths():
    # 98.87 * 0.119302 = 11.795 -> 11.80; 11.78 is 0.02 away
    found = Expected("apportionment", "0001/1/101", "0.02", says="应为 11.80 m²")
    return Case(table(unit(areas="98.87 11.78 110.65", k="0.119302")), (found,))


def pass_un05_golden():
    return Case(table(*GOLDEN_UNITS, totals=[total("382.39 45.62 428.01")]))


def pass_un05_four_hundredths_for_four_units():
    return Case(table(*GOLDEN_UNITS, totals=[total("- - 428.05")]))


def fail_un05_five_hundredths():
    found = Expected("floor_area_total", "0001", "0.05", says="428.06 m²，4 户之和为 428.01 m²")
    return Case(table(*GOLDEN_UNITS, totals=[total("- - 428.06")]), (found,))


def pass_un06_storeys_of_the_building():
    house = building(square(), above=2, below=1)
    units = (unit(storey=-1), unit("102", storey=1), unit("201", storey=2), unit("x", storey=None))
    return Case(table(*units, buildings=[house]))


def fail_un06_above_below_and_zero():
    house = building(square(), above=2, below=1)
    units = (unit("301", storey=3), unit("B2", storey=-2, line=4), unit("0", storey=0, line=5))
    finds = tuple(
        Expected("storey_out_of_range", f"0001/1/{room}", severity="warning")
        for room in ("301", "B2", "0")
    )
    return Case(table(*units, buildings=[house]), finds)


def pass_un07_complete():
    return Case(table(unit()))


def pass_un07_the_reader_said_why():
    said = Finding("FI70", "bad_number", Severity.ERROR, Text("…", "…"), file="楼盘表.xlsx", line=3)
    return Case(table(unit(areas="92.36 11.02 -"), findings=[said]))


def fail_un07_no_room_and_no_area():
    finds = (
        Expected("missing_field", "0001/1", says="缺少房号"),
        Expected("missing_field", "0001/1/102", says="缺少建筑面积"),
    )
    return Case(table(unit(""), unit("102", areas="- - -", line=4)), finds)


def pass_un08_no_shared_area():
    return Case(table(unit(areas="92.36 0 92.36")))


def fail_un08_zero_and_negative():
    finds = (
        Expected("area_not_positive", "0001/1/101", "0", says="套内建筑面积为 0.00 m²"),
        Expected("area_not_positive", "0001/1/102", "-1.00", says="分摊面积为 -1.00 m²"),
    )
    return Case(
        table(unit(areas="0.00 5.00 5.00"), unit("102", areas="5.00 -1.00 4.00", line=4)), finds
    )


def pass_un09_two_codes():
    return Case(table(unit(code=FIRST_CODE), unit("102", code=SECOND_CODE)))


def fail_un09_one_code_twice():
    found = Expected("duplicate_unit_code", "0001/1/102", says="0001/1/101, 0001/1/102")
    return Case(table(unit(code=FIRST_CODE), unit("102", code=FIRST_CODE, line=4)), (found,))


def pass_un10_of_its_parcel_and_building():
    several = unit("102", code=f"{CODE}F99990001")
    return Case(table(unit(code=FIRST_CODE), several))


def pass_un10_a_code_that_is_none():
    # 410800 is a city: that is for UN01 to say, and once
    return Case(table(unit(code=f"410800{CODE[6:]}F00010001")))


def fail_un10_other_parcel_and_other_building():
    finds = (
        Expected("unit_code_elsewhere", "0001/1/101", says=f"宗地为 {OTHER_CODE}"),
        Expected("unit_code_elsewhere", "0001/1/102", says="幢号为 0002，应为 0001"),
    )
    elsewhere = unit(code=f"{OTHER_CODE}F00010001")
    return Case(table(elsewhere, unit("102", code=f"{CODE}F00020001", line=4)), finds)


def pass_un11_delivered_building():
    return Case(table(unit(), buildings=[building(square())]))


def fail_un11_other_number():
    found = Expected("unknown_building", "0002", severity="warning", says="2 户的幢号 0002")
    units = (unit(), unit("102", number="0002", line=4), unit("103", number="0002", line=5))
    return Case(table(*units, buildings=[building(square())]), (found,))
