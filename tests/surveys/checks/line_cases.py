"""What files state of boundary lines and points beside the rings."""

from dataclasses import replace
from decimal import Decimal

from importers.records import (
    BoundaryLineRecord,
    BoundaryPointRecord,
    Delivery,
    PointRecord,
)
from tests.surveys.checks.cases import CODE, DESK, OTHER_CODE, Case, Expected, parcel, square

NORTH_WEST, NORTH_EAST, SOUTH_EAST, _SOUTH_WEST = square().points


def line(
    start: PointRecord = NORTH_WEST,
    end: PointRecord = NORTH_EAST,
    *,
    codes: str = CODE,
    length: str = "",
    kind: str = "7",
    position: str = "2",
    quality: str = "600001",
) -> BoundaryLineRecord:
    """Return a line of the square: a hundred metres along its northern side unless said."""
    stated = Decimal(length) if length else None
    return BoundaryLineRecord("界址.gpkg", 4, codes, (start, end), stated, kind, position, quality)


def point(*, marker: str = "1", method: str = "1") -> BoundaryPointRecord:
    return BoundaryPointRecord("界址.gpkg", 5, CODE, "J1", NORTH_WEST, marker, method)


def of(*lines: BoundaryLineRecord) -> Delivery:
    return Delivery(parcels=[parcel(square())], lines=list(lines))


def pass_bl22_ten_centimetres():
    return Case(of(line(length="100.10"), line(length="99.90")))


def pass_bl22_class_three_allows_twenty():
    context = replace(DESK, accuracy_class=3)
    return Case(of(line(length="100.20")), context=context)


def fail_bl22_eleven_centimetres():
    found = Expected("side_length_mismatch", CODE, "0.11", says="J1–J2 注明长 100.11 m")
    return Case(of(line(length="100.11")), (found,))


def fail_bl22_the_whole_length_of_a_bent_line():
    # 100 m east, then 100 m south: 200 m along the line, 141 m from end to end
    bent = replace(line(length="141.42"), points=(NORTH_WEST, NORTH_EAST, SOUTH_EAST))
    found = Expected("side_length_mismatch", CODE, "58.58", says="200.00 m")
    return Case(of(bent), (found,))


def pass_bl23_codes_with_leading_zeros():
    return Case(of(line(kind="01", position="3"), line(kind="9", quality="600009")))


def fail_bl23_kind_and_position():
    position = Expected("bad_code_value", CODE, severity="warning", says="界址线位置代码“4”")
    found = Expected("bad_code_value", CODE, severity="warning", says="界址线类别代码“8”")
    return Case(of(line(kind="8", position="4")), (position, found))


def fail_bl23_quality():
    found = Expected("bad_code_value", CODE, severity="warning", says="600004 工作界")
    return Case(of(line(quality="1")), (found,))


def pass_bl24_nobody_fills_it_in():
    return Case(of(line(position=""), line(NORTH_EAST, SOUTH_EAST, position="")))


def fail_bl24_one_of_two():
    found = Expected("missing_field", CODE, severity="warning", says="没有界址线位置")
    return Case(of(line(), line(NORTH_EAST, SOUTH_EAST, position="")), (found,))


def pass_bl25_settled_and_working():
    return Case(of(line(), line(quality="600004")))


def fail_bl25_disputed():
    found = Expected("unsettled_line", CODE, severity="warning", says="争议界")
    return Case(of(line(quality="600003")), (found,))


def pass_bl26_between_two_parcels():
    two = [parcel(square()), parcel(square("100"), code=OTHER_CODE, line=20)]
    return Case(Delivery(parcels=two, lines=[line(codes=f"{CODE}/{OTHER_CODE}")]))


def pass_bl26_neighbour_was_not_delivered():
    return Case(of(line(codes=f"{CODE},{OTHER_CODE}")))


def fail_bl26_names_the_wrong_neighbour():
    # the square in the north shares the northern side, the one in the east does not
    two = [parcel(square()), parcel(square(east="100"), code=OTHER_CODE, line=20)]
    found = Expected("line_off_boundary", OTHER_CODE, severity="warning", says="X=3898000")
    return Case(Delivery(parcels=two, lines=[line(codes=f"{CODE}/{OTHER_CODE}")]), (found,))


def fail_bl26_two_millimetres_off():
    off = replace(NORTH_EAST, easting_m=NORTH_EAST.easting_m + Decimal("0.002"))
    found = Expected("line_off_boundary", CODE, severity="warning")
    return Case(of(line(end=off)), (found,))


def pass_bp26_corner_of_the_named_and_of_any():
    neighbour_is_absent = replace(point(), parcel_codes=f"{CODE}/{OTHER_CODE}")
    of_none = replace(point(), parcel_codes="")
    return Case(
        Delivery(parcels=[parcel(square())], points=[point(), neighbour_is_absent, of_none])
    )


def pass_bp26_a_parcel_whose_outline_was_not_read():
    nowhere = replace(point(), parcel_codes="", point=replace(NORTH_WEST, label="J9"))
    parcels = [parcel(square("100")), parcel(code=OTHER_CODE, line=20)]
    return Case(Delivery(parcels=parcels, points=[nowhere]))


def fail_bp26_two_millimetres_off():
    off = replace(NORTH_WEST, northing_m=NORTH_WEST.northing_m + Decimal("0.002"))
    named, of_none = replace(point(), point=off), replace(point(), point=off, parcel_codes="")
    finds = (
        Expected("point_off_boundary", "", severity="warning", says="不是任何交付宗地"),
        Expected("point_off_boundary", CODE, severity="warning", says="不是宗地"),
    )
    return Case(Delivery(parcels=[parcel(square())], points=[named, of_none]), finds)


def pass_bp24_in_the_lists():
    return Case(Delivery(points=[point(), point(marker="07", method="4")]))


def fail_bp24_marker():
    found = Expected("bad_code_value", CODE, severity="warning", says="界标类型代码“10”")
    return Case(Delivery(points=[point(marker="10")]), (found,))


def pass_bp25_measured():
    return Case(Delivery(points=[point(), point(method="4")]))


def fail_bp25_from_a_map():
    found = Expected("graphic_point", CODE, severity="warning", says="图解，达不到第 1 级")
    return Case(Delivery(points=[point(method="2")]), (found,))
