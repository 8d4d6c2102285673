"""Parcels."""

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery, PolygonRecord
from tests.surveys.checks.cases import (
    BELOW_CODE,
    CODE,
    OTHER_CODE,
    THIRD_CODE,
    Case,
    Expected,
    parcel,
    ring,
    square,
)

WITH_HOLE = PolygonRecord(square(), (square("-40", "40", "20", first=5),))


def pass_pa01_square():
    return Case(Delivery(parcels=[parcel(square())]))


def pass_pa01_the_reader_said_why():
    said = Finding("CR05", "datum_refused", Severity.ERROR, Text("…", "…"), file="宗地.txt")
    return Case(Delivery(parcels=[parcel()], findings=[said]))


def fail_pa01_no_rings():
    return Case(
        Delivery(parcels=[parcel(square()), parcel(code=OTHER_CODE)]),
        (Expected("empty_geometry", OTHER_CODE, says="没有图形"),),
    )


def pass_pa02_hole_inside():
    return Case(Delivery(parcels=[parcel(WITH_HOLE)]))


def fail_pa02_hole_half_outside():
    # a hole of 20 m by 20 m, half of it beyond the eastern side
    hole = square("-40", "90", "20", first=5)
    found = Expected("hole_outside", CODE, "200", says="第 2 圈")
    return Case(Delivery(parcels=[parcel(PolygonRecord(square(), (hole,)))]), (found,))


def pass_pa03_neighbours_touch():
    return Case(Delivery(parcels=[parcel(square())]), register={OTHER_CODE: square("0", "100")})


def pass_pa03_a_millimetre_along_a_hundred_metres():
    # 0.1 m2 and 1 mm wide: what rounding to the millimetre makes of one line
    return Case(Delivery(parcels=[parcel(square())]), register={OTHER_CODE: square("0", "99.999")})


def pass_pa03_its_own_earlier_version():
    return Case(Delivery(parcels=[parcel(square())]), register={CODE: square("5", "5")})


def pass_pa03_a_parcel_without_code_is_the_projects():
    drawn = parcel(square(), code="", name="地块1")
    return Case(Delivery(parcels=[drawn]), register={CODE: square("5", "5")})


def pass_pa03_below_ground():
    return Case(Delivery(parcels=[parcel(square())]), register={BELOW_CODE: square()})


def fail_pa03_two_metres_over():
    found = Expected("overlap", CODE, "200", says=f"与现势宗地 {OTHER_CODE} 重叠 200.00 m²")
    register = {OTHER_CODE: square("0", "98")}
    return Case(Delivery(parcels=[parcel(square())]), (found,), register=register)


def fail_pa03_within_and_around():
    finds = (
        Expected("contained", CODE, "400", says="完全包含现势宗地"),
        Expected("contained", OTHER_CODE, "100", says="完全位于现势宗地"),
    )
    large, small = parcel(square()), parcel(square("500", "510", "10"), code=OTHER_CODE)
    register = {THIRD_CODE: square("-40", "40", "20"), "410811001002GB00010": square("500", "500")}
    return Case(Delivery(parcels=[large, small]), finds, register=register)


def fail_pa03_identical():
    found = Expected("overlap", CODE, "10000", says="完全重合")
    return Case(Delivery(parcels=[parcel(square())]), (found,), register={OTHER_CODE: square()})


def fail_pa03_small_and_wide():
    # 0.3 m by 0.3 m is less than 0.1 m2, yet wider than 10 cm
    found = Expected("overlap", CODE, "0.09")
    register = {OTHER_CODE: square("100", "99.7", "100.3")}
    return Case(Delivery(parcels=[parcel(square())]), (found,), register=register)


def pass_pa04_neighbours_touch():
    return Case(Delivery(parcels=[parcel(square()), parcel(square("0", "100"), code=OTHER_CODE)]))


def pass_pa04_above_each_other():
    return Case(Delivery(parcels=[parcel(square()), parcel(square(), code=BELOW_CODE)]))


def pass_pa04_neighbour_in_the_hole():
    inner = parcel(square("-40", "40", "20"), code=OTHER_CODE)
    return Case(Delivery(parcels=[parcel(WITH_HOLE), inner]))


def pass_pa04_twice_the_same_record_is_said_by_pa07():
    return Case(Delivery(parcels=[parcel(square()), parcel(square(), line=20)]))


def fail_pa04_overlap_named_once_in_order_of_code():
    found = Expected("overlap", CODE, "200", says=f"与宗地 {OTHER_CODE} 重叠 200.00 m²")
    two = [parcel(square("0", "98"), code=OTHER_CODE), parcel(square())]
    return Case(Delivery(parcels=two), (found,))


def pass_pa04_a_millimetre_along_a_hundred_metres():
    two = [parcel(square()), parcel(square("0", "99.999"), code=OTHER_CODE)]
    return Case(Delivery(parcels=two))


def fail_pa04_small_and_wide():
    two = [parcel(square()), parcel(square("100", "99.7", "100.3"), code=OTHER_CODE)]
    return Case(Delivery(parcels=two), (Expected("overlap", CODE, "0.09"),))


def fail_pa04_long_and_narrow():
    two = [parcel(square()), parcel(square("0", "99.98"), code=OTHER_CODE)]
    return Case(Delivery(parcels=two), (Expected("overlap", CODE, "2"),))


def fail_pa04_contained():
    found = Expected("contained", CODE, "400", says="完全包含宗地")
    two = [parcel(square()), parcel(square("-40", "40", "20"), code=OTHER_CODE)]
    return Case(Delivery(parcels=two), (found,))


def fail_pa04_identical():
    # the same ground, drawn the other way round and from another corner
    turned = ring("-100 100", "0 100", "0 0", "-100 0")
    found = Expected("overlap", CODE, "10000", says="完全重合")
    return Case(Delivery(parcels=[parcel(square()), parcel(turned, code=OTHER_CODE)]), (found,))


def pass_pa05_two_hundredths():
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 0.2", "-0.1 0.2", "-0.1 0"))]))


def pass_pa05_bow_tie_is_said_by_bl02():
    return Case(Delivery(parcels=[parcel(ring("0 0", "-100 100", "0 100", "-100 0"))]))


def fail_pa05_points_on_one_line():
    found = Expected("zero_area", CODE, "0")
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 100", "0 50"))]), (found,))


def fail_pa05_hole_of_no_area():
    hole = ring("-10 10", "-10 50", "-10 30", first=5)
    found = Expected("zero_area", CODE, "0", says="第 2 圈")
    return Case(Delivery(parcels=[parcel(PolygonRecord(square(), (hole,)))]), (found,))


def pass_pa06_rounded_to_a_hundredth():
    return Case(Delivery(parcels=[parcel(square(), area="10000.01", step="0.01")]))


def pass_pa06_four_decimals_of_a_hectare():
    # 1.0001 ha stands for 10000.5 to 10001.5 m2; 100 m by 100.005 m is 10000.5 m2
    outline = ring("0 0", "0 100.005", "-100 100.005", "-100 0")
    return Case(Delivery(parcels=[parcel(outline, area="10001", step="1")]))


def fail_pa06_more_than_half_a_step():
    found = Expected("area_mismatch", CODE, "0.51", "warning", "限差 0.5 m²")
    return Case(Delivery(parcels=[parcel(square(), area="10000.51", step="1")]), (found,))


def fail_pa06_within_the_accuracy_of_the_points():
    # class 1, square of side 100: m_P = 0.05 * sqrt(1/8 * 4 * 20000) = 5 m2, limit 10 m2
    found = Expected("area_mismatch", CODE, "10.00", "warning", "按点位精度 10.00 m²")
    return Case(Delivery(parcels=[parcel(square(), area="10010.00", step="0.01")]), (found,))


def fail_pa06_beyond_it():
    found = Expected("area_mismatch", CODE, "10.01", "warning", says="相差 10.01 m²（限差 0.01 m²")
    return Case(Delivery(parcels=[parcel(square(), area="10010.01", step="0.01")]), (found,))


def pass_pa07_two_codes():
    return Case(Delivery(parcels=[parcel(square()), parcel(square("0", "100"), code=OTHER_CODE)]))


def fail_pa07_one_code_twice():
    found = Expected("duplicate_parcel_code", CODE, says="宗地.txt:9, 宗地.txt:20")
    two = [parcel(square()), parcel(square("0", "100"), line=20)]
    return Case(Delivery(parcels=two), (found,))


def pass_pa08_well_formed():
    return Case(Delivery(parcels=[parcel(square()), parcel(square("200"), code="")]))


def fail_pa08_unknown_ownership_letter():
    bad = "410811001002KB00007"
    found = Expected("malformed_parcel_code", bad, says="第 13 位")
    return Case(Delivery(parcels=[parcel(square(), code=bad)]), (found,))


def pass_pa09_the_projects_parcel():
    return Case(Delivery(parcels=[parcel(square())]))


def fail_pa09_another_parcel():
    found = Expected("other_parcel", OTHER_CODE, says=f"不是本项目的宗地 {CODE}")
    return Case(Delivery(parcels=[parcel(square(), code=OTHER_CODE)]), (found,))


def fail_pa09_a_neighbour_beside_it():
    found = Expected("other_parcel", OTHER_CODE, severity="warning")
    two = [parcel(square()), parcel(square("0", "100"), code=OTHER_CODE)]
    return Case(Delivery(parcels=two), (found,))


def pass_pa10_in_its_sub_district():
    return Case(Delivery(parcels=[parcel(square())]))


def pass_pa10_without_a_code_the_projects_counts():
    return Case(Delivery(parcels=[parcel(square(), code="")]))


def fail_pa10_no_such_sub_district():
    code = "410811001009GB00007"
    found = Expected("outside_district", code, says="410811001009 不存在")
    return Case(Delivery(parcels=[parcel(square(), code=code)]), (found,))


def fail_pa10_elsewhere():
    # the districts of these tests reach 5 km around the origin
    found = Expected("outside_district", CODE, says="也不在其他地籍子区内")
    return Case(Delivery(parcels=[parcel(square("9000", "9000"))]), (found,))


def fail_pa10_sticks_out():
    found = Expected("outside_district", CODE, "1000", "warning", "有 1000.00 m² 超出")
    return Case(Delivery(parcels=[parcel(square("0", "4910"))]), (found,))


def fail_pa10_in_the_neighbouring_sub_district():
    code = "410811001003GB00001"
    found = Expected("outside_district", code, says="而在 410811001002 内")
    return Case(
        Delivery(parcels=[parcel(square(), code=code)]),
        (found,),
        districts=("410811001002", "410811001003"),
    )
