"""What is built against the planning figures of the parcel: 10 000 m² of ground."""

from dataclasses import replace
from decimal import Decimal

from importers.records import BuildingRecord, Delivery, ParcelRecord
from tests.surveys.checks.cases import (
    AT_COMPLETION,
    CODE,
    OTHER_CODE,
    Case,
    Expected,
    building,
    parcel,
    square,
)


def ground(**planned: str) -> ParcelRecord:
    return replace(parcel(square()), attributes=planned)


def house(
    *, area: str = "", side: str = "20", height: str = "", number: str = "0001", code: str = CODE
) -> BuildingRecord:
    return replace(
        building(square("-10", "10", side), number=number, code=code),
        floor_area_m2=Decimal(area) if area else None,
        attributes={"height_m": height} if height else {},
    )


def completed(ground: ParcelRecord, *houses: BuildingRecord, finds: tuple = ()) -> Case:
    return Case(Delivery(parcels=[ground], buildings=list(houses)), finds, AT_COMPLETION)


def pass_pa30_rounding_of_the_ratio():
    return completed(ground(floor_area_ratio="1.80"), house(area="18050.00"))


def pass_pa30_one_building_does_not_say():
    two = house(area="30000.00"), house(number="0002")
    return completed(ground(floor_area_ratio="1.80"), *two)


def pass_pa30_the_other_stands_on_another_parcel():
    other = house(area="90000.00", number="0002", code=OTHER_CODE)
    return completed(ground(floor_area_ratio="1.80"), house(area="9000.00"), other)


def fail_pa30_a_storey_too_many():
    # 12 000 and 8 000 over 10 000 m2 of ground
    found = Expected("floor_area_ratio_exceeded", CODE, "2", "information", says="容积率 2.00")
    two = house(area="12000.00"), house(area="8000.00", number="0002")
    return completed(ground(floor_area_ratio="1.80"), *two, finds=(found,))


def pass_pa31_as_permitted():
    # 50 m by 50 m is a quarter
    return completed(ground(building_density="0.25"), house(side="50"))


def pass_pa31_in_per_cent():
    return completed(ground(building_density="25"), house(side="50"))


def fail_pa31_more_than_a_quarter():
    found = Expected("building_density_exceeded", CODE, "0.36", "warning", says="规划为 0.25")
    return completed(ground(building_density="0.25"), house(side="60"), finds=(found,))


def pass_bu35_as_high_as_permitted():
    return completed(ground(height_limit_m="24.00"), house(height="24.00"))


def pass_bu35_no_limit_is_no_limit():
    return completed(ground(height_limit_m="0"), house(height="99.00"))


def fail_bu35_one_centimetre():
    found = Expected("height_limit_exceeded", f"{CODE}F0001", "24.01", "warning", "限高 24.00 m")
    return completed(ground(height_limit_m="24.00"), house(height="24.01"), finds=(found,))
