"""Parcels, their points and lines, and where they lie: what is stated against what is drawn."""

from dataclasses import replace

from importers.records import DeclaredSystem, Delivery, FileSummary, PolygonRecord
from surveys.domain.evidence import SurveyPoint
from tests.surveys.checks.cases import (
    CODE,
    DESK,
    OTHER_CODE,
    Case,
    Expected,
    parcel,
    ring,
    square,
)

COLLECTIVE = "410811001002JB00007"
BEFORE = replace(
    DESK,
    project_boundary=(
        (tuple(SurveyPoint(p.label, p.northing_m, p.easting_m) for p in square().points),),
    ),
)


def land(*rings, says=None, address="", land_use="", **rest):
    """Return a parcel with what its record states."""
    made = parcel(*(rings or (square(),)), **rest)
    return replace(made, attributes=says or {}, address=address, land_use_code=land_use)


def parcels(*records, **rest):
    return Case(Delivery(parcels=list(records)), **rest)


def pass_pa21_wrong_but_not_by_a_unit():
    return parcels(land(area="10000"), land(square("200"), area="20000", code=OTHER_CODE))


def fail_pa21_hectares_and_mu():
    # 1 ha and 15 mu are 10,000 m2
    finds = (
        Expected("area_unit", CODE, "0.0001", "information", "公顷当作平方米"),
        Expected("area_unit", OTHER_CODE, "0.0015", "information", "亩当作平方米"),
    )
    second = land(square("200"), area="15", code=OTHER_CODE, line=20)
    return parcels(land(area="1"), second, finds=finds)


def pass_pa22_both_letters_or_the_second():
    second = land(says={"parcel_feature": "B"}, code=OTHER_CODE)
    return parcels(land(says={"parcel_feature": "GB"}), second)


def fail_pa22_above_ground():
    found = Expected("feature_mismatch", CODE, says="为 GS，代码中为 GB")
    return parcels(land(says={"parcel_feature": "GS"}), finds=(found,))


def pass_pa23_four_lengths():
    return parcels(*(land(land_use=code) for code in ("07", "071", "0701", "070102", "")))


def fail_pa23_zero_lost_and_word():
    finds = (
        Expected("bad_code_value", CODE, severity="warning", says="“70102”"),
        Expected("bad_code_value", OTHER_CODE, severity="warning", says="“住宅”"),
    )
    second = land(land_use="住宅", code=OTHER_CODE, line=20)
    return parcels(land(land_use="70102"), second, finds=finds)


def pass_pa24_all_have_one():
    return parcels(land(address="演示路 1 号"), land(address="演示路 2 号", code=OTHER_CODE))


def fail_pa24_a_blank():
    found = Expected("missing_field", OTHER_CODE, severity="warning", says="没有坐落")
    return parcels(land(address="演示路 1 号"), land(code=OTHER_CODE, line=20), finds=(found,))


def pass_pa25_of_the_parcel():
    return parcels(land(says={"unit_code": f"{CODE}W00000000"}))


def fail_pa25_of_another():
    found = Expected("code_mismatch", CODE, says=f"{OTHER_CODE}W00000000 不以")
    return parcels(land(says={"unit_code": f"{OTHER_CODE}W00000000"}), finds=(found,))


def pass_pa26_of_the_county():
    return parcels(land(), context=replace(DESK, parcel_code=""))


def fail_pa26_of_the_next_county():
    code = "410802001002GB00007"
    found = Expected("other_county", code, says="为 410802")
    return parcels(land(code=code), finds=(found,), context=replace(DESK, parcel_code=""))


def pass_pa27_state_and_collective():
    second = land(says={"right_nature_code": "203"}, code=COLLECTIVE)
    return parcels(land(says={"right_nature_code": "102"}), second)


def fail_pa27_exchanged():
    found = Expected("ownership_mismatch", COLLECTIVE, severity="warning", says="第 13 位 J")
    return parcels(land(says={"right_nature_code": "102"}, code=COLLECTIVE), finds=(found,))


def pass_pa28_on_the_surface():
    farmland = "410811001002JD00007"
    second = land(says={"right_setting_code": "1"}, code=farmland)
    return parcels(land(says={"right_setting_code": "2"}), second)


def fail_pa28_below_ground():
    found = Expected("layer_mismatch", CODE, says="第 14 位应为 X")
    return parcels(land(says={"right_setting_code": "3"}), finds=(found,))


def pass_pa29_one_piece_with_a_hole():
    return parcels(land(PolygonRecord(square(), (square("-40", "40", "20", first=5),))))


def fail_pa29_two_pieces():
    found = Expected("several_parts", CODE, severity="information", says="由 2 块组成")
    return parcels(land(square(), square("0", "200", first=5)), finds=(found,))


def pass_bp21_from_the_north_west_clockwise():
    return parcels(land())


def fail_bp21_from_the_south_anticlockwise():
    finds = (
        Expected("numbering_start", CODE, severity="information", says="不从西北角"),
        Expected("numbering_direction", CODE, severity="information", says="不按顺时针"),
    )
    return parcels(land(ring("-100 0", "-100 100", "0 100", "0 0")), finds=finds)


def bare(record, *places):
    """Return a ring with some numbers taken off."""
    points = [replace(p, label="") if at in places else p for at, p in enumerate(record.points)]
    return replace(record, points=tuple(points))


def pass_bp22_all_or_none():
    second = land(bare(square("200"), 0, 1, 2, 3), code=OTHER_CODE)
    return parcels(land(), second)


def fail_bp22_one_left_out():
    found = Expected("missing_label", CODE, severity="warning", says="有 1 个点没有点号")
    return parcels(land(bare(square(), 2)), finds=(found,))


def pass_bp23_measured_or_bare_numbers():
    second = ring("200 0", "200 100", "100 100", labels="1 2 3")
    return parcels(land(), land(second, code=OTHER_CODE))


def fail_bp23_one_from_the_map():
    found = Expected("graphic_point", CODE, severity="warning", says="有 1 个图解点")
    drawn = ring("0 0", "0 100", "-100 100", labels="J1 T2 J3")
    return parcels(land(drawn), finds=(found,))


def pass_bl21_two_kilometres():
    return parcels(land(square(side="2000")))


def fail_bl21_a_millimetre_more():
    finds = (
        Expected("long_side", CODE, "2000.001", "information", "J1–J2"),
        Expected("long_side", CODE, "2000.001", "information", "J4–J3"),
    )
    wide = ring("0 0", "0 2000.001", "-100 2000.001", "-100 0")
    return parcels(land(wide), finds=finds)


def pass_cr21_a_hundred_metres_away():
    neighbour = land(square("0", "9000"), code=OTHER_CODE)
    return parcels(land(square("0", "200")), neighbour, context=BEFORE)


def fail_cr21_another_origin():
    # from 100 m east to 1,100 m east
    found = Expected("far_from_project", CODE, "1000", "warning", "1000.00 m 以上")
    return parcels(land(square("0", "1100")), finds=(found,), context=BEFORE)


def files(*srids):
    return [
        FileSummary(f"{at}.txt", "coordinate_txt", system=DeclaredSystem(srid) if srid else None)
        for at, srid in enumerate(srids, 1)
    ]


def pass_cr22_one_system():
    return Case(Delivery(files=files(4547, 4547, None)))


def fail_cr22_the_neighbouring_zone():
    found = Expected("systems_mixed", severity="warning", says="EPSG:4547 1.txt；EPSG:4548 2.txt")
    return Case(Delivery(files=files(4547, 4548)), (found,))
