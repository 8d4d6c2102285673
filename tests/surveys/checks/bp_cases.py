"""Boundary points."""

from dataclasses import replace

from importers.records import Delivery, PolygonRecord, RingRecord
from tests.surveys.checks.cases import (
    BELOW_CODE,
    CODE,
    OTHER_CODE,
    Case,
    Expected,
    parcel,
    ring,
    square,
)


def pass_bp01_triangle():
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 10", "-10 0"))]))


def fail_bp01_two_places_listed_three_times():
    two = ring("0 0", "0 10", "0 0")
    found = Expected("too_few_points", CODE, says="只有 2 个不同的点")
    return Case(Delivery(parcels=[parcel(square(), PolygonRecord(two))]), (found,))


def fail_bp01_ring_without_points():
    return Case(Delivery(parcels=[parcel(RingRecord(()))]), (Expected("too_few_points", CODE),))


def pass_bp02_a_millimetre_apart():
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 100", "0 100.001", "-9 99", "-9 0"))]))


def fail_bp02_half_a_millimetre_apart():
    outline = ring("0 0", "0 100", "-0.0005 100", "-9 99", "-9 0")
    found = Expected("duplicate_vertex", CODE, "0.0005", says="J2 与 J3 相距 0.0005 m")
    return Case(Delivery(parcels=[parcel(outline)]), (found,))


def fail_bp02_last_repeats_first():
    outline = ring("0 0", "0 100", "-9 99", "-9 0", "0 0")
    return Case(Delivery(parcels=[parcel(outline)]), (Expected("duplicate_vertex", CODE, "0"),))


def pass_bp03_two_degrees():
    # tan 2° = 0.0349: the tip at J2 is sharp, and a corner
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 100", "-3.49 0"))]))


def pass_bp03_no_area_at_all_is_said_by_pa05():
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 100", "0 50"))]))


def fail_bp03_half_a_degree():
    # out to J3 and back a metre beside, 115 m long: atan(1/115) = 0.4982°
    outline = ring("0 0", "0 100", "0 215", "-1 100", "-50 100", "-50 0")
    found = Expected("spike", CODE, "0.4982", "warning", "J3")
    return Case(Delivery(parcels=[parcel(outline)]), (found,))


def fail_bp03_out_and_back_on_one_line():
    outline = ring("0 0", "0 100", "0 150", "0 100", "-50 100", "-50 0")
    return Case(Delivery(parcels=[parcel(outline)]), (Expected("spike", CODE, "0", says="J3"),))


def pass_bp04_numbers_start_anew_in_the_hole():
    hole = square("-10", "10", "20")
    return Case(Delivery(parcels=[parcel(PolygonRecord(square(), (hole,)))]))


def pass_bp04_points_without_numbers():
    nameless = RingRecord(tuple(replace(point, label="") for point in square().points))
    return Case(Delivery(parcels=[parcel(nameless)]))


def fail_bp04_two_of_one_number():
    outline = ring("0 0", "0 9", "-9 9", "-9 0", labels="J1 J2 J2 J4")
    found = Expected("duplicate_point_number", CODE, says="点号 J2 出现 2 次")
    return Case(Delivery(parcels=[parcel(outline)]), (found,))


def pass_bp04_one_place_listed_twice():
    outline = ring("0 0", "0 9", "0 9.0004", "-9 9", "-9 0", labels="J1 J2 J2 J3 J4")
    return Case(Delivery(parcels=[parcel(outline)]))


def wavy(count: int) -> RingRecord:
    """Return a comb of ``count`` points."""
    top = [f"{at % 2} {at}" for at in range(count - 2)]
    return ring(*top, f"-9 {count - 3}", "-9 0")


def pass_bp05_ten_thousand():
    return Case(Delivery(parcels=[parcel(wavy(10_000))]))


def fail_bp05_one_more():
    found = Expected("too_many_vertices", CODE, "10001")
    return Case(Delivery(parcels=[parcel(wavy(10_001))]), (found,))


def pass_bp06_shared_to_the_millimetre():
    one, other = parcel(square()), parcel(square("0", "100.001"), code=OTHER_CODE)
    return Case(Delivery(parcels=[one, other]))


def pass_bp06_more_than_ten_centimetres():
    one, other = parcel(square()), parcel(square("0", "100.101"), code=OTHER_CODE)
    return Case(Delivery(parcels=[one, other]))


def pass_bp06_below_ground_is_another_layer():
    one, other = parcel(square()), parcel(square("0", "100.05"), code=BELOW_CODE)
    return Case(Delivery(parcels=[one, other]))


def pass_bp06_the_corner_is_shared_with_another():
    # J2 of the first is J1 of the second; a third one's corner 4 cm off is shared with a fourth
    third = parcel(square("0.04", "100", "50"), code="410811001002GB00009")
    fourth = parcel(ring("0.04 100", "0.04 40", "50 40"), code="410811001002GB00010")
    one, other = parcel(square()), parcel(square("0", "100"), code=OTHER_CODE)
    return Case(Delivery(parcels=[one, other, third, fourth]))


def fail_bp06_two_centimetres():
    one, other = parcel(square()), parcel(square("0", "100.02"), code=OTHER_CODE)
    finds = tuple(
        Expected("near_miss_vertex", CODE, "0.02", "warning", f"{label} 与宗地 {OTHER_CODE}")
        for label in ("J2", "J3")
    )
    return Case(Delivery(parcels=[other, one]), finds)


def pass_bp07_registered_coordinates():
    return Case(Delivery(parcels=[parcel(square())]), register={OTHER_CODE: square("0", "100")})


def pass_bp07_its_own_earlier_version():
    return Case(Delivery(parcels=[parcel(square())]), register={CODE: square("0", "0.05")})


def fail_bp07_three_centimetres():
    finds = tuple(
        Expected("near_miss_vertex", CODE, "0.03", "warning", says)
        for says in (f"J2 与现势宗地 {OTHER_CODE} 的 J1", f"J3 与现势宗地 {OTHER_CODE} 的 J4")
    )
    return Case(
        Delivery(parcels=[parcel(square())]), finds, register={OTHER_CODE: square("0", "100.03")}
    )
