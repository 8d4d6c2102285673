"""Shapefiles as they come: GBK without a mark, broken, unclosed, in the wrong system."""

import struct
from decimal import Decimal
from pathlib import Path

import pytest

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Severity
from importers import formats, shapefile
from importers.limits import Limits
from importers.records import Delivery
from tests.importers.shapefile_maker import PRJ_4547, Field, dbf, shp_and_shx, write

OFFICE_SRID = 4547
CODE = b"410811001002GB00007"
PARCEL = [
    (432010.350, 3898650.120),
    (432070.410, 3898652.480),
    (432071.580, 3898622.510),
    (432056.600, 3898621.930),
    (432057.370, 3898602.040),
    (432012.290, 3898600.260),
    (432010.350, 3898650.120),
]
OUTER = [
    (432000.0, 3898600.0),
    (432000.0, 3898700.0),
    (432100.0, 3898700.0),
    (432100.0, 3898600.0),
    (432000.0, 3898600.0),
]
HOLE = [
    (432020.0, 3898620.0),
    (432040.0, 3898620.0),
    (432040.0, 3898640.0),
    (432020.0, 3898640.0),
    (432020.0, 3898620.0),
]
ISLAND = [
    (432025.0, 3898625.0),
    (432025.0, 3898635.0),
    (432035.0, 3898635.0),
    (432025.0, 3898625.0),
]
ZDDM, ZDMJ = Field(b"ZDDM", width=19), Field(b"ZDMJ", "N", 15, 4)
NAME = Field(b"ZDMC")
SHARED_DATA = Path(__file__).parents[3] / "shared" / "data"


def read(path: Path, **options: object) -> Delivery:
    return shapefile.read(path, name=path.name, office_srid=OFFICE_SRID, **options)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def finding(delivery: Delivery, kind: str):
    return next(one for one in delivery.findings if one.kind == kind)


def parcel(folder: Path, rings, **options: object) -> Delivery:
    return read(write(folder, [rings], [ZDDM], [[CODE]], **options))


# --- a sound file


def test_parcel_keeps_code_area_and_every_digit(tmp_path):
    path = write(tmp_path, [[PARCEL]], [ZDDM, ZDMJ], [[CODE, b"2700.6100"]])
    delivery = read(path)
    (record,) = delivery.parcels
    assert record.parcel_code == CODE.decode()
    assert record.declared_area_m2 == Decimal("2700.61")
    assert record.declared_area_step_m2 == Decimal("0.01")
    assert record.line == 1
    (polygon,) = record.polygons
    assert len(polygon.outer.points) == 6
    first = polygon.outer.points[0]
    assert (first.label, str(first.northing_m), str(first.easting_m)) == (
        "J1",
        "3898650.12",
        "432010.35",
    )
    assert [point.label for point in polygon.outer.points] == [f"J{n}" for n in range(1, 7)]
    assert delivery.findings == []


def test_summary_says_format_encoding_system_and_counts(tmp_path):
    (summary,) = parcel(tmp_path, [PARCEL]).files
    assert (summary.name, summary.format, summary.encoding) == ("layer.shp", "shapefile", "utf-8")
    assert summary.system.srid == 4547
    assert summary.system.stated == "CGCS2000_3_Degree_GK_CM_114E"
    assert summary.counts == {"records": 1, "parcels": 1, "rings": 1, "points": 6}


def test_area_in_hectares_is_converted_with_its_step(tmp_path):
    fields = [ZDDM, ZDMJ, Field(b"MJDW", width=2)]
    delivery = read(write(tmp_path, [[PARCEL]], fields, [[CODE, b"0.2701", b"3"]]))
    (record,) = delivery.parcels
    assert record.declared_area_m2 == Decimal("2701")
    assert record.declared_area_step_m2 == Decimal("1")


def test_area_in_mu_is_two_thousand_thirds(tmp_path):
    fields = [ZDDM, ZDMJ, Field(b"MJDW", width=2)]
    delivery = read(write(tmp_path, [[PARCEL]], fields, [[CODE, b"3", b"2"]]))
    assert delivery.parcels[0].declared_area_m2 == Decimal("2000")


def test_area_zero_states_nothing(tmp_path):
    delivery = read(write(tmp_path, [[PARCEL]], [ZDDM, ZDMJ], [[CODE, b"0.0000"]]))
    assert delivery.parcels[0].declared_area_m2 is None


def test_area_text_that_is_no_number_is_a_finding(tmp_path):
    fields = [ZDDM, Field(b"ZDMJ", width=20)]
    delivery = read(write(tmp_path, [[PARCEL]], fields, [[CODE, "约2700".encode("gbk")]]))
    fault = finding(delivery, "bad_number")
    assert (fault.field, fault.line, fault.found) == ("ZDMJ", 1, "约2700")
    assert fault.object_key == CODE.decode()
    assert delivery.parcels[0].declared_area_m2 is None


def test_recognised_by_content_and_not_by_name(tmp_path):
    path = write(tmp_path, [[PARCEL]], [ZDDM], [[CODE]])
    renamed = tmp_path / "renamed.txt"
    renamed.write_bytes(path.read_bytes())
    liar = tmp_path / "liar.shp"
    liar.write_text("<OGRVRTDataSource></OGRVRTDataSource>", encoding="ascii")
    empty = tmp_path / "empty.shp"
    empty.touch()
    assert shapefile.recognises(renamed)
    assert not shapefile.recognises(liar)
    assert not shapefile.recognises(empty)


def test_siblings_are_found_in_any_case(tmp_path):
    path = write(tmp_path, [[PARCEL]], [ZDDM], [[CODE]])
    for suffix, renamed in ((".shx", ".SHX"), (".dbf", ".Dbf"), (".prj", ".PRJ")):
        path.with_suffix(suffix).rename(path.with_suffix(renamed))
    path = path.rename(tmp_path / "LAYER.SHP")
    delivery = read(path)
    assert len(delivery.parcels) == 1
    assert delivery.findings == []


# --- text


@pytest.mark.parametrize("language_byte", [0x00, 0x57, 0x4D])
def test_gbk_without_cpg_is_read_whatever_the_language_byte(tmp_path, language_byte):
    fields = [ZDDM, Field("坐落".encode("gbk"), width=60), NAME]
    row = [CODE, "焦作市山阳区示例路1号".encode("gbk"), "演示花园".encode("gbk")]
    delivery = read(write(tmp_path, [[PARCEL]], fields, [row], language_byte=language_byte))
    (record,) = delivery.parcels
    assert record.address == "焦作市山阳区示例路1号"
    assert record.name == "演示花园"
    assert delivery.files[0].encoding == "gb18030"
    assert delivery.findings == []


def test_four_byte_gb18030_characters_come_through(tmp_path):
    name = "𠮷镕㙟演示"
    assert len(name.encode("gb18030")) > 2 * len(name)
    path = write(tmp_path, [[PARCEL]], [ZDDM, NAME], [[CODE, name.encode("gb18030")]])
    assert read(path).parcels[0].name == name


@pytest.mark.parametrize("cpg", [None, "GBK", "UTF-8"])
def test_utf_8_bytes_are_utf_8_whatever_the_hint(tmp_path, cpg):
    path = write(tmp_path, [[PARCEL]], [ZDDM, NAME], [[CODE, "国语國語".encode()]], cpg=cpg)
    delivery = read(path)
    assert delivery.parcels[0].name == "国语國語"
    assert delivery.files[0].encoding == "utf-8"
    assert kinds(delivery) == (["encoding_hint_wrong"] if cpg == "GBK" else [])


def test_gbk_bytes_marked_as_utf_8_are_read_and_named(tmp_path):
    path = write(tmp_path, [[PARCEL]], [ZDDM, NAME], [[CODE, "演示".encode("gbk")]], cpg="UTF-8")
    delivery = read(path)
    assert delivery.parcels[0].name == "演示"
    fault = finding(delivery, "encoding_hint_wrong")
    assert (fault.found, fault.expected) == ("utf-8", "gb18030")


def test_bytes_valid_in_both_encodings_are_called_uncertain_and_the_hint_decides(tmp_path):
    both = "模".encode("gbk")
    assert both.decode("utf-8") == "ģ"
    path = write(tmp_path, [[PARCEL]], [ZDDM, NAME], [[CODE, both]])
    delivery = read(path)
    assert delivery.parcels[0].name == "模"
    assert finding(delivery, "encoding_uncertain").severity is Severity.WARNING
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    hinted = read(path)
    assert hinted.parcels[0].name == "ģ"
    assert hinted.findings == []


def test_an_uncertain_sample_never_shows_a_holder(tmp_path):
    fields = [ZDDM, Field(b"QLR"), NAME]
    both = "模".encode("gbk")
    delivery = read(write(tmp_path, [[PARCEL]], fields, [[CODE, both, both]]))
    assert finding(delivery, "encoding_uncertain").found == "ZDMC = 模"


def test_mixed_encodings_are_an_error_that_names_the_record(tmp_path):
    rows = [[CODE, "演示".encode("gbk")], [CODE, b"\xff\xfe\xff"]]
    delivery = read(write(tmp_path, [[OUTER], [OUTER]], [ZDDM, NAME], rows))
    fault = finding(delivery, "unreadable_encoding")
    assert (fault.severity, fault.line, fault.field) == (Severity.ERROR, 2, "ZDMC")
    assert delivery.parcels[0].name == "演示"


def test_text_cut_within_a_character_loses_only_that_character(tmp_path):
    name = Field(b"ZDMC", width=5)
    delivery = read(write(tmp_path, [[PARCEL]], [ZDDM, name], [[CODE, "演示县".encode("gbk")]]))
    assert delivery.parcels[0].name == "演示"
    fault = finding(delivery, "text_cut")
    assert (fault.field, fault.found) == ("ZDMC", "1")


def test_chinese_field_name_cut_at_ten_bytes_is_still_known(tmp_path):
    name = "不动产单元号".encode("gbk")[:10]
    unit_code = CODE + b"W00000000"
    delivery = read(write(tmp_path, [[PARCEL]], [ZDDM, Field(name)], [[CODE, unit_code]]))
    assert delivery.parcels[0].attributes == {"unit_code": unit_code.decode()}


def test_fields_of_the_same_name_are_reported_and_the_first_with_a_value_taken(tmp_path):
    fields = [ZDDM, NAME, NAME]
    delivery = read(write(tmp_path, [[PARCEL]], fields, [[CODE, b"", b"second"]]))
    assert finding(delivery, "duplicate_field").field == "ZDMC"
    assert delivery.parcels[0].name == "second"


# --- holders


def test_holders_are_kept_apart_and_in_no_other_byte(tmp_path):
    fields = [ZDDM, Field(b"QLR"), Field(b"QLRZJH"), Field("权利人1".encode("gbk")), Field(b"BZ")]
    row = [CODE, "张示例".encode("gbk"), b"DEMO-0001", "演示一号".encode("gbk"), b"x"]
    delivery = read(write(tmp_path, [[PARCEL]], fields, [row]))
    assert [(one.field, one.value) for one in delivery.holders] == [
        ("QLR", "张示例"),
        ("QLRZJH", "DEMO-0001"),
        ("权利人1", "演示一号"),
    ]
    assert {one.object_key for one in delivery.holders} == {CODE.decode()}
    rest = repr(delivery.parcels) + repr(delivery.findings) + repr(delivery.files)
    assert not any(word in rest for word in ("张示例", "DEMO-0001", "演示一号"))
    assert delivery.parcels[0].attributes == {}


# --- buildings


@pytest.mark.parametrize(
    ("delivered", "parcel_code"),
    [
        (b"410811001002GB00007F0001", "410811001002GB00007"),
        (b"F0001", ""),
        (b"0001", ""),
        (b"1", ""),
    ],
)
def test_building_number_is_four_digits_from_any_form(tmp_path, delivered, parcel_code):
    delivery = read(write(tmp_path, [[HOLE]], [Field(b"ZRZH", width=24)], [[delivered]]))
    (record,) = delivery.buildings
    assert (record.building_number, record.parcel_code) == ("0001", parcel_code)
    assert delivery.parcels == []


def test_building_fields_become_ours(tmp_path):
    fields = [
        Field(b"ZRZH", width=24),
        Field(b"ZDDM", width=19),
        Field(b"JZWMC"),
        Field(b"DSCS", "N", 4),
        Field(b"DXCS", "N", 4),
        Field(b"FWJG", width=2),
        Field(b"GHYT", width=2),
        Field(b"YCJZMJ", "N", 15, 3),
        Field(b"SCJZMJ", "N", 15, 3),
        Field(b"ZZDMJ", "N", 15, 3),
    ]
    row = [b"F0001", CODE, "示例楼".encode("gbk"), b"2", b"-1", b"3", b"10"]
    row += [b"426.100", b"428.010", b"214.100"]
    (record,) = read(write(tmp_path, [[HOLE]], fields, [row])).buildings
    assert (record.parcel_code, record.name) == (CODE.decode(), "示例楼")
    assert (record.storeys_above, record.storeys_below) == (2, 1)
    assert record.structure == "钢筋混凝土结构"
    assert (record.floor_area_m2, record.footprint_area_m2) == (
        Decimal("428.01"),
        Decimal("214.1"),
    )
    assert record.attributes == {"use": "住宅", "presale_floor_area_m2": "426.1"}


def test_presale_area_alone_is_the_floor_area(tmp_path):
    fields = [Field(b"ZRZH"), Field(b"YCJZMJ", "N", 15, 3), Field(b"SCJZMJ", "N", 15, 3)]
    delivery = read(write(tmp_path, [[HOLE]], fields, [[b"0001", b"426.100", b"0.000"]]))
    assert delivery.buildings[0].floor_area_m2 == Decimal("426.1")


def test_unreadable_building_number_is_an_error_and_the_record_stays(tmp_path):
    delivery = read(write(tmp_path, [[HOLE]], [Field(b"ZRZH")], [["主楼".encode("gbk")]]))
    fault = finding(delivery, "malformed_building_number")
    assert (fault.severity, fault.found, fault.line) == (Severity.ERROR, "主楼", 1)
    assert delivery.buildings[0].building_number == ""
    assert delivery.buildings[0].polygons


def test_parcel_in_the_building_number_against_the_stated_one(tmp_path):
    fields = [Field(b"ZRZH", width=24), Field(b"ZDDM", width=19)]
    row = [CODE + b"F0001", b"410811001002GB00008"]
    delivery = read(write(tmp_path, [[HOLE]], fields, [row]))
    assert finding(delivery, "code_mismatch").found == CODE.decode()
    assert delivery.buildings[0].parcel_code == "410811001002GB00008"


# --- what is not ours


def test_unknown_layer_lists_the_fields_found_and_wanted(tmp_path):
    delivery = read(write(tmp_path, [[OUTER]], [Field(b"DJZQDM"), Field(b"MC")], [[b"1", b"x"]]))
    fault = finding(delivery, "unknown_layer")
    assert fault.found == "DJZQDM, MC"
    assert "ZDDM" in fault.expected and "ZRZH" in fault.expected
    assert delivery.parcels == delivery.buildings == []


def test_a_layer_of_units_is_not_taken_for_buildings(tmp_path):
    fields = [Field(b"ZRZH"), Field(b"SHBW")]
    delivery = read(write(tmp_path, [[HOLE]], fields, [[b"0001", b"101"]]))
    assert kinds(delivery) == ["unknown_layer"]


@pytest.mark.parametrize(("shape_type", "word"), [(3, "PolyLine"), (13, "PolyLineZ")])
def test_lines_are_refused_as_parcels(tmp_path, shape_type, word):
    delivery = read(write(tmp_path, [None], [ZDDM], [[CODE]], shape_type=shape_type))
    assert finding(delivery, "wrong_geometry").found == word
    assert delivery.parcels == []


def test_missing_parcel_code_is_an_error(tmp_path):
    delivery = read(write(tmp_path, [[PARCEL]], [ZDDM], [[b""]]))
    assert finding(delivery, "missing_field").line == 1


# --- rings


def test_unclosed_ring_is_reported_with_its_gap_and_not_closed(tmp_path):
    ring = [*PARCEL[:-1], (432010.350 + 0.412, 3898650.120)]
    delivery = parcel(tmp_path, [OUTER, ring])
    fault = finding(delivery, "unclosed_ring")
    assert fault.severity is Severity.ERROR
    assert (fault.measured, fault.limit, fault.unit) == (Decimal("0.412"), Decimal("0.001"), "m")
    assert "第 2 圈未闭合：首尾点相距 0.412 m" in fault.message.zh
    assert "J5" in fault.advice.zh
    assert fault.location == (432010.762, 3898650.12)
    hole = delivery.parcels[0].polygons[0].holes[0]
    assert len(hole.points) == 7


def test_ring_without_its_closing_point_is_unclosed(tmp_path):
    delivery = parcel(tmp_path, [PARCEL[:-1]])
    fault = finding(delivery, "unclosed_ring")
    assert fault.measured.quantize(Decimal("0.0001")) == Decimal("49.8977")  # the side J6 to J1
    assert len(delivery.parcels[0].polygons[0].outer.points) == 6


def test_ring_closed_within_a_millimetre_is_a_warning_and_read_as_closed(tmp_path):
    delivery = parcel(tmp_path, [[*PARCEL[:-1], (432010.3504, 3898650.120)]])
    assert finding(delivery, "unclosed_ring").severity is Severity.WARNING
    assert len(delivery.parcels[0].polygons[0].outer.points) == 6


def test_ring_of_two_points_is_left_out_with_a_finding(tmp_path):
    delivery = parcel(tmp_path, [OUTER, [HOLE[0], HOLE[1], HOLE[0]]])
    assert (finding(delivery, "too_few_points").found) == "2"
    assert delivery.parcels[0].polygons[0].holes == ()


def test_labels_run_on_through_the_holes(tmp_path):
    (polygon,) = parcel(tmp_path, [OUTER, HOLE]).parcels[0].polygons
    assert [point.label for point in polygon.holes[0].points] == ["J5", "J6", "J7", "J8"]


def test_parts_and_an_island_in_a_hole_are_polygons_of_their_own(tmp_path):
    far = [(east + 500, north) for east, north in OUTER]
    polygons = parcel(tmp_path, [OUTER, HOLE, ISLAND, far]).parcels[0].polygons
    assert sorted((len(one.outer.points), len(one.holes)) for one in polygons) == [
        (3, 0),
        (4, 0),
        (4, 1),
    ]


@pytest.mark.parametrize("outer_turned", [False, True])
@pytest.mark.parametrize("hole_turned", [False, True])
def test_a_ring_within_another_is_a_hole_whatever_the_directions(
    tmp_path, outer_turned, hole_turned
):
    outer = OUTER[::-1] if outer_turned else OUTER
    hole = HOLE[::-1] if hole_turned else HOLE
    delivery = parcel(tmp_path, [outer, hole])
    (polygon,) = delivery.parcels[0].polygons
    assert {point.easting_m for point in polygon.outer.points} == {Decimal(432000), Decimal(432100)}
    assert len(polygon.holes) == 1
    assert ("ring_direction" in kinds(delivery)) == (outer_turned != hole_turned)


@pytest.mark.parametrize(("shape_type", "word"), [(15, "PolygonZ"), (25, "PolygonM")])
def test_heights_and_measures_are_dropped_and_said(tmp_path, shape_type, word):
    delivery = parcel(tmp_path, [PARCEL], shape_type=shape_type)
    fault = finding(delivery, "z_dropped")
    assert (fault.severity, fault.found) == (Severity.INFORMATION, word)
    assert len(delivery.parcels[0].polygons[0].outer.points) == 6


def test_null_shape_keeps_the_record_with_a_finding(tmp_path):
    delivery = parcel(tmp_path, None)
    assert kinds(delivery) == ["empty_geometry"]
    assert delivery.parcels[0].polygons == ()


# --- coordinate systems


def test_zone_prefix_is_taken_off_digit_for_digit(tmp_path):
    ring = [(38_000_000 + east, north) for east, north in PARCEL]
    prj = PRJ_4547.replace("CM_114E", "Zone_38").replace("500000.0", "38500000.0")
    delivery = parcel(tmp_path, [ring], prj=prj)
    first = delivery.parcels[0].polygons[0].outer.points[0]
    assert (str(first.northing_m), str(first.easting_m)) == ("3898650.12", "432010.35")
    assert delivery.files[0].system.zone_prefix == 38
    assert delivery.findings == []


def test_swapped_axes_are_undone_and_reported(tmp_path):
    delivery = parcel(tmp_path, [[(north, east) for east, north in PARCEL]])
    assert finding(delivery, "axes_swapped").severity is Severity.WARNING
    first = delivery.parcels[0].polygons[0].outer.points[0]
    assert str(first.northing_m) == "3898650.12"
    assert delivery.files[0].system.axes_swapped


def test_another_datum_is_refused_and_the_record_stays_without_geometry(tmp_path):
    prj = PRJ_4547.replace("CGCS2000_3_Degree", "Xian_1980_3_Degree").replace(
        "D_China_2000", "D_Xian_1980"
    )
    delivery = parcel(tmp_path, [PARCEL], prj=prj)
    assert "datum_refused" in kinds(delivery)
    (record,) = delivery.parcels
    assert (record.parcel_code, record.polygons) == (CODE.decode(), ())


def test_coordinates_that_are_no_numbers_become_no_geometry(tmp_path):
    delivery = parcel(tmp_path, [[*PARCEL[:2], (float("nan"), 3898600.0), PARCEL[0]]])
    assert finding(delivery, "non_finite_coordinate").severity is Severity.ERROR
    assert delivery.parcels[0].polygons == ()


# --- missing and broken files


def test_missing_siblings_are_graded(tmp_path):
    severities = {}
    for suffix in (".shx", ".prj", ".dbf"):
        folder = tmp_path / suffix
        folder.mkdir()
        path = write(folder, [[PARCEL]], [ZDDM], [[CODE]])
        path.with_suffix(suffix).unlink()
        delivery = read(path)
        kind = "unknown_crs" if suffix == ".prj" else f"missing_{suffix[1:]}"
        severities[suffix] = finding(delivery, kind).severity
        assert len(delivery.parcels) == (0 if suffix == ".dbf" else 1)
    assert severities == {
        ".shx": Severity.INFORMATION,
        ".prj": Severity.WARNING,
        ".dbf": Severity.ERROR,
    }


def test_missing_shx_is_made_anew_without_loss(tmp_path):
    rows = [[CODE, b"a"], [CODE, b"b"], [CODE, b"c"]]
    path = write(tmp_path, [[PARCEL], None, [OUTER, HOLE]], [ZDDM, NAME], rows)
    whole = read(path)
    path.with_suffix(".shx").unlink()
    assert read(path).parcels == whole.parcels
    assert not list(tmp_path.glob("*.shx"))


def test_truncated_shp_names_the_lost_record_and_keeps_the_others(tmp_path):
    path = write(tmp_path, [[OUTER], [HOLE]], [ZDDM], [[CODE], [CODE]])
    path.write_bytes(path.read_bytes()[:-20])
    delivery = read(path)
    assert finding(delivery, "truncated_file").found == str(path.stat().st_size)
    assert finding(delivery, "unreadable_row").line == 2
    assert delivery.parcels[0].polygons
    assert delivery.parcels[1].polygons == ()


def test_dbf_header_that_claims_more_rows_than_there_are_is_an_error(tmp_path):
    path = write(tmp_path, [[OUTER]], [ZDDM], [[CODE]])
    path.with_suffix(".dbf").write_bytes(dbf([ZDDM], [[CODE]], claimed_rows=400_000_000))
    delivery = read(path)
    fault = finding(delivery, "count_mismatch")
    assert (fault.severity, fault.found, fault.expected) == (Severity.ERROR, "1 / 1", "400000000")
    assert len(delivery.parcels) == 1


def test_record_that_claims_400_million_points_is_damaged_not_empty(tmp_path):
    path = write(tmp_path, [[OUTER], [HOLE]], [ZDDM], [[CODE], [CODE]])
    data = bytearray(path.read_bytes())
    struct.pack_into("<i", data, 100 + 8 + 40, 400_000_000)
    path.write_bytes(data)
    delivery = read(path)
    (told,) = [one for one in delivery.findings if one.line or one.kind == "count_mismatch"]
    assert (told.kind, told.line) == ("unreadable_row", 1)
    assert delivery.parcels[0].polygons == ()
    assert delivery.parcels[1].polygons


def test_a_point_among_polygons_is_a_damaged_record(tmp_path):
    """Its content is as long as that of the polygon it stands for."""
    path = write(tmp_path, [[OUTER], [HOLE]], [ZDDM], [[CODE], [CODE]])
    data = bytearray(path.read_bytes())
    struct.pack_into("<i", data, 100 + 8, 1)
    path.write_bytes(data)
    delivery = read(path)
    (told,) = [one for one in delivery.findings if one.line or one.kind == "count_mismatch"]
    assert (told.kind, told.line) == ("unreadable_row", 1)
    assert [bool(parcel.polygons) for parcel in delivery.parcels] == [False, True]


def test_a_missing_prj_is_said_once_with_the_system_that_was_taken(tmp_path):
    path = write(tmp_path, [[OUTER]], [ZDDM], [[CODE]])
    path.with_suffix(".prj").unlink(missing_ok=True)
    told = [one for one in read(path).findings if one.kind in ("missing_prj", "unknown_crs")]
    assert [one.kind for one in told] == ["unknown_crs"]
    assert ".prj" in told[0].advice.zh and ".prj" in told[0].advice.en


def test_dbf_cut_off_within_its_rows_keeps_the_whole_ones(tmp_path):
    path = write(tmp_path, [[OUTER], [HOLE]], [ZDDM], [[CODE], [CODE]])
    path.with_suffix(".dbf").write_bytes(dbf([ZDDM], [[CODE]], claimed_rows=2))
    delivery = read(path)
    fault = finding(delivery, "count_mismatch")
    assert (fault.found, fault.expected) == ("2 / 1", "2")
    assert [one.parcel_code for one in delivery.parcels] == [CODE.decode()]


def test_a_fault_in_every_record_is_listed_a_hundred_times_and_counted(tmp_path):
    delivery = read(write(tmp_path, [[OUTER]] * 150, [ZDDM], [[b""]] * 150))
    faults = [one for one in delivery.findings if one.kind == "missing_field"]
    assert len(faults) == 101
    assert "150" in faults[-1].message.zh


def test_fewer_rows_than_shapes_is_an_error(tmp_path):
    path = write(tmp_path, [[OUTER], [HOLE]], [ZDDM], [[CODE], [CODE]])
    path.with_suffix(".dbf").write_bytes(dbf([ZDDM], [[CODE]]))
    fault = finding(read(path), "count_mismatch")
    assert (fault.found, fault.expected) == ("2 / 1", "2")


def test_rows_marked_as_deleted_are_left_out_and_counted(tmp_path):
    path = write(tmp_path, [[OUTER], [HOLE]], [ZDDM], [[CODE], [b"x"]])
    path.with_suffix(".dbf").write_bytes(dbf([ZDDM], [[CODE], [b"x"]], deleted=[0]))
    delivery = read(path)
    assert finding(delivery, "deleted_records").found == "1"
    assert [(one.line, one.parcel_code) for one in delivery.parcels] == [(2, "x")]


@pytest.mark.parametrize("size", [0, 4, 99])
def test_a_file_shorter_than_its_header_is_refused(tmp_path, size):
    path = tmp_path / "short.shp"
    path.write_bytes(shp_and_shx([[OUTER]])[0][:size])
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert refused.value.finding.kind == ("empty_file" if size == 0 else "not_a_shapefile")
    assert refused.value.finding.file == "short.shp"


@pytest.mark.parametrize("data", [b"", b"abc", b"\x03" + b"\xff" * 40])
def test_a_dbf_that_is_none_is_refused(tmp_path, data):
    path = write(tmp_path, [[OUTER]], [ZDDM], [[CODE]])
    path.with_suffix(".dbf").write_bytes(data)
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert refused.value.finding.kind == "unreadable_file"
    assert str(tmp_path) not in refused.value.message.en


def test_every_truncation_is_an_answer_and_never_a_crash(tmp_path):
    path = write(tmp_path, [[OUTER, HOLE]], [ZDDM], [[CODE]])
    for suffix in (".shp", ".shx", ".dbf"):
        whole = path.with_suffix(suffix).read_bytes()
        for size in range(0, len(whole), 7):
            path.with_suffix(suffix).write_bytes(whole[:size])
            try:
                delivery = read(path)
            except FileRefused as refused:
                assert refused.finding.message.zh
            else:
                assert delivery.findings, (suffix, size)
        path.with_suffix(suffix).write_bytes(whole)


# --- files that nobody here made


def _shared(*names: str) -> list[Path]:
    return [path for name in names if (path := SHARED_DATA / name).exists()]


if SHARED_DATA.exists():

    @pytest.mark.parametrize(
        "path", _shared("shplib_polygon/polygon.shp"), ids=lambda path: path.name
    )
    def test_shapelib_sample_is_read_whole_and_asks_for_its_system(path):
        delivery = shapefile.read(path, name=path.name, office_srid=26915)
        assert {"missing_prj", "unknown_layer"} <= set(kinds(delivery))
        assert delivery.files[0].counts["records"] == 474

    @pytest.mark.parametrize(
        "path",
        _shared("malformed_shp/corrupt_too_long.shp", "malformed_shp/data_corruption_error.shp"),
        ids=lambda path: path.name,
    )
    def test_malformed_lines_are_answered(path):
        delivery = read(path)
        assert "wrong_geometry" in kinds(delivery)
        assert delivery.parcels == delivery.buildings == []

    @pytest.mark.parametrize(
        ("path", "text", "encoding"),
        [
            (path, text, encoding)
            for name, text, encoding in (
                ("gbk.dbf", "简体国语", "gb18030"),
                ("utf8.dbf", "国语國語", "utf-8"),
                ("chinese.dbf", "简体", "gb18030"),
            )
            for path in _shared(f"gbk_dbf/{name}")
        ],
    )
    def test_real_chinese_tables_are_decoded(tmp_path, path, text, encoding):
        shp = tmp_path / "layer.shp"
        main, index = shp_and_shx([[OUTER]])
        shp.write_bytes(main)
        shp.with_suffix(".shx").write_bytes(index)
        # The table's own field becomes the parcel code, so that its text shows in a record.
        renamed = path.read_bytes().replace(b"NAME\0\0\0\0", b"ZDDM\0\0\0\0", 1)
        shp.with_suffix(".dbf").write_bytes(renamed)
        delivery = read(shp)
        assert delivery.files[0].encoding == encoding
        assert delivery.parcels[0].parcel_code == text


@pytest.mark.parametrize(("cap", "taken"), [(1, 0), (2, 2), (3, 2)])
def test_the_cap_is_that_of_the_door(tmp_path: Path, cap: int, taken: int) -> None:
    """What one file may hold differs by door and role; the reader has no number of its own."""
    codes = [CODE, CODE[:-1] + b"8"]
    path = write(tmp_path, [[PARCEL], [OUTER]], [ZDDM], [[code] for code in codes])
    delivery = formats.read_files([path], office_srid=OFFICE_SRID, limits=Limits(features=cap))
    assert len(delivery.parcels) == taken
    assert ("too_many_records" in kinds(delivery)) is (taken == 0)
