"""Between neighbouring parcels."""

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


def two(*others, **further) -> Delivery:
    return Delivery(parcels=[parcel(square()), *(parcel(o, code=OTHER_CODE) for o in others)])


def pass_cv01_neighbours_touch():
    return Case(two(square("0", "100")))


def pass_cv01_a_street_between():
    return Case(two(square("0", "102.6")))


def pass_cv01_a_millimetre_is_rounding():
    return Case(two(square("0", "100.001")))


def pass_cv01_below_ground_is_another_layer():
    return Case(Delivery(parcels=[parcel(square()), parcel(square("0", "101"), code=BELOW_CODE)]))


def pass_cv01_an_open_corner_is_none():
    # two sides of 100 m that meet at a right angle leave free ground, but no strip
    above = ring("100 0", "100 300", "0 300", "0 0")
    return Case(Delivery(parcels=[parcel(square()), parcel(above, code=OTHER_CODE)]))


def pass_cv01_a_narrow_hole_of_one_parcel_is_its_own():
    hole = ring("-10 10", "-10 11", "-50 11", "-50 10", first=5)
    beside = parcel(square("0", "100"), code=OTHER_CODE)
    return Case(Delivery(parcels=[parcel(PolygonRecord(square(), (hole,))), beside]))


def fail_cv01_five_centimetres():
    found = Expected("gap", CODE, "0.05", "warning", f"与宗地 {OTHER_CODE} 之间有缝隙")
    return Case(two(square("0", "100.05")), (found,))


def pass_cv01_open_and_wide_enough_to_walk_is_information():
    found = Expected("gap", CODE, "2", "information", "面积 200.00 m²")
    return Case(two(square("0", "102")), (found,))


def pass_cv01_a_lane_that_narrows_is_a_passage():
    # 2 m wide as far as 30 m, then gradually 3 m
    west = ring("0 0", "0 9", "-60 9", "-70 10", "-100 10", "-100 0")
    east = ring("0 12", "0 30", "-100 30", "-100 12")
    delivery = Delivery(parcels=[parcel(west), parcel(east, code=OTHER_CODE)])
    return Case(delivery, (Expected("passage", CODE, severity="information", says="有通道"),))


def pass_cv01_a_niche_is_a_passage():
    # between two oblongs of 5 m beside a street, 2 m apart
    west, east = ring("0 0", "0 20", "-5 20", "-5 0"), ring("0 22", "0 42", "-5 42", "-5 22")
    delivery = Delivery(parcels=[parcel(west), parcel(east, code=OTHER_CODE)])
    return Case(delivery, (Expected("passage", CODE, "2", "information", "面积 10.00 m²"),))


def fail_cv01_enclosed_between_three():
    # the lower right corner of the hole is 2 m by 2 m wide: a triangle of 2 m2
    one = parcel(ring("0 0", "0 100", "-50 100", "-48 98", "-50 98", "-50 0"))
    other = parcel(ring("-50 0", "-50 98", "-50 100", "-100 100", "-100 0"), code=OTHER_CODE)
    # outline 2 + 2 + 2.828 m: the rectangle of 2 m2 with it does not exist, so area / outline
    found = Expected("gap", CODE, severity="warning", says="面积 2.00 m²")
    return Case(Delivery(parcels=[one, other]), (found,))


def fail_cv01_enclosed_hole_named_with_all_neighbours():
    # 1 m by 10 m between a parcel with a hole of 10 m by 10 m and the one that fills most of it
    outer = PolygonRecord(square(), (square("-40", "40", "10", first=5),))
    inner = ring("-40 40", "-40 49", "-50 49", "-50 40")
    found = Expected("gap", CODE, "1", "warning", "面积 10.00 m²")
    return Case(Delivery(parcels=[parcel(outer), parcel(inner, code=OTHER_CODE)]), (found,))


def pass_cv02_one_layer():
    return Case(two(square("0", "100")))


def pass_cv02_side_by_side_in_two_layers():
    return Case(Delivery(parcels=[parcel(square()), parcel(square("0", "100"), code=BELOW_CODE)]))


def fail_cv02_stacked_is_information():
    found = Expected("stacked", CODE, "5000", "information", "不作重叠")
    two_layers = [parcel(square("0", "50"), code=BELOW_CODE), parcel(square())]
    return Case(Delivery(parcels=two_layers), (found,))


def pass_cv03_both_have_the_point():
    one = ring("0 0", "0 100", "-40 100", "-100 100", "-100 0")
    north, south = (
        ring("0 100", "0 200", "-40 200", "-40 100"),
        ring("-40 100", "-40 200", "-100 200", "-100 100"),
    )
    others = [parcel(north, code=OTHER_CODE), parcel(south, code=THIRD_CODE)]
    return Case(Delivery(parcels=[parcel(one), *others]))


def fail_cv03_one_long_side_against_two():
    north, south = (
        ring("0 100", "0 200", "-40 200", "-40 100"),
        ring("-40 100", "-40 200", "-100 200", "-100 100"),
    )
    finds = tuple(
        Expected("unmatched_point", code, "0", "warning", f"在宗地 {CODE} 的界址边上")
        for code in (OTHER_CODE, THIRD_CODE)
    )
    others = [parcel(north, code=OTHER_CODE), parcel(south, code=THIRD_CODE)]
    return Case(Delivery(parcels=[parcel(square()), *others]), finds)
