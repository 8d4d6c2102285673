"""Boundary lines."""

from importers.records import Delivery, PolygonRecord
from tests.surveys.checks.cases import CODE, Case, Expected, building, parcel, ring, square


def pass_bl01_five_centimetres():
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 100", "-0.05 100", "-9 99", "-9 0"))]))


def pass_bl01_three_by_four_is_five():
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 100", "-0.04 100.03", "-9 99", "-9 0"))]))


def fail_bl01_four_centimetres():
    outline = ring("0 0", "0 100", "-0.04 100", "-9 99", "-9 0")
    found = Expected("side_too_short", CODE, "0.04", "warning", "J2–J3")
    return Case(Delivery(parcels=[parcel(outline)]), (found,))


def pass_bl02_square():
    return Case(Delivery(parcels=[parcel(square())]))


def pass_bl02_spike_alone_is_said_by_bp03():
    return Case(Delivery(parcels=[parcel(ring("0 0", "0 100", "0 150", "0 100", "-9 99", "-9 0"))]))


def fail_bl02_bow_tie():
    # the diagonals of a 100 m square meet in its middle
    outline = ring("0 0", "-100 100", "0 100", "-100 0")
    found = Expected("self_intersection", CODE, says="J1–J2 与 J3–J4 相交于 (X=3897950.000")
    return Case(Delivery(parcels=[parcel(outline)]), (found,))


def fail_bl02_touches_itself_in_a_point():
    outline = ring("0 0", "0 100", "-100 100", "0 50", "-100 0")
    found = Expected("self_intersection", CODE, says="Y=432050.000")
    return Case(Delivery(parcels=[parcel(outline)]), (found,))


def fail_bl02_footprint():
    outline = ring("0 0", "-10 10", "0 10", "-10 0")
    return Case(
        Delivery(buildings=[building(outline)]), (Expected("self_intersection", f"{CODE}F0001"),)
    )


def pass_bl03_hole_touches_in_a_point():
    hole = ring("0 50", "-20 60", "-20 40", first=5)
    return Case(Delivery(parcels=[parcel(PolygonRecord(square(), (hole,)))]))


def fail_bl03_parts_overlap():
    parts = square(), square("-50", "50", first=5)
    found = Expected("rings_cross", CODE, says="各圈相交或重叠")
    return Case(Delivery(parcels=[parcel(*parts)]), (found,))


def fail_bl03_hole_along_the_boundary():
    hole = ring("0 40", "0 60", "-20 50", first=5)
    found = Expected("rings_cross", CODE)
    return Case(Delivery(parcels=[parcel(PolygonRecord(square(), (hole,)))]), (found,))
