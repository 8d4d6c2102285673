"""Buildings."""

from dataclasses import replace

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.domain.evidence import SurveyPoint
from tests.surveys.checks.cases import CODE, DESK, Case, Expected, building, parcel, square

HOUSE = square("-10", "10", "20")


def pass_bu01_a_building_table_has_no_footprints():
    return Case(Delivery(buildings=[building(HOUSE)]))


def pass_bu01_the_reader_said_why():
    said = Finding("FI48", "empty_geometry", Severity.ERROR, Text("…", "…"), line=2)
    two = [building(HOUSE), building(number="0002", line=2)]
    return Case(Delivery(buildings=two, findings=[replace(said, file="自然幢.shp")]))


def fail_bu01_one_of_two():
    two = [building(HOUSE), building(number="0002", line=2)]
    return Case(Delivery(buildings=two), (Expected("empty_geometry", f"{CODE}F0002"),))


def pass_bu02_inside():
    return Case(Delivery(parcels=[parcel(square())], buildings=[building(HOUSE)]))


def pass_bu02_wall_on_the_boundary():
    # ten centimetres over: as much as a boundary point of class 1 may be off
    wall = square("-10", "80.1", "20")
    return Case(Delivery(parcels=[parcel(square())], buildings=[building(wall)]))


def pass_bu02_on_the_accepted_boundary():
    points = tuple(SurveyPoint(p.label, p.northing_m, p.easting_m) for p in square().points)
    context = replace(DESK, project_boundary=((points,),))
    return Case(Delivery(buildings=[building(HOUSE)]), context=context)


def fail_bu02_a_metre_and_a_half_over():
    # 20 m of wall, 1.5 m beyond: 30 m2
    found = Expected("building_outside_parcel", f"{CODE}F0001", "1.5", says="（30.00 m²）")
    out = building(square("-10", "81.5", "20"))
    return Case(Delivery(parcels=[parcel(square())], buildings=[out]), (found,))


def fail_bu02_across_the_street():
    found = Expected("building_outside_parcel", f"{CODE}F0001", "120")
    far = building(square("-10", "200", "20"))
    return Case(Delivery(parcels=[parcel(square())], buildings=[far]), (found,))


def pass_bu03_four_digits():
    return Case(Delivery(buildings=[building(HOUSE), building(HOUSE, number="9998")]))


def fail_bu03_zero_and_several():
    two = [building(HOUSE, number="0000"), building(HOUSE, number="9999", line=2)]
    finds = tuple(
        Expected("malformed_building_number", f"{CODE}F{number}") for number in ("0000", "9999")
    )
    return Case(Delivery(buildings=two), finds)


def pass_bu04_two_above_one_below():
    return Case(Delivery(buildings=[building(HOUSE, above=2, below=1, total="3")]))


def pass_bu04_total_not_given():
    return Case(Delivery(buildings=[building(HOUSE, above=2)]))


def fail_bu04_basement_forgotten():
    found = Expected("storey_count", f"{CODE}F0001", says="地上 2 层加地下 1 层为 3")
    return Case(Delivery(buildings=[building(HOUSE, above=2, below=1, total="2")]), (found,))


def pass_bu05_same_number_on_another_parcel():
    other = building(HOUSE, code="410811001002GB00008", line=2)
    return Case(Delivery(buildings=[building(HOUSE), other]))


def fail_bu05_twice():
    found = Expected("duplicate_building", f"{CODE}F0001", says="第 1, 2 行")
    return Case(Delivery(buildings=[building(HOUSE), building(HOUSE, line=2)]), (found,))
