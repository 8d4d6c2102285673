"""The land-supply TXT and the ways in which real ones go wrong.

The parcel is the project's worked example: six points, 2700.609400 m2 computed by hand on
coordinates reduced by 3898600 and 432000; 0.2701 ha in the head line.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused
from cadastre.domain.rings import polygon_area_m2
from importers import coordinate_txt, formats
from importers.records import Delivery, ParcelRecord

CORNERS = [
    ("J1", "3898650.120", "432010.350"),
    ("J2", "3898652.480", "432070.410"),
    ("J3", "3898622.510", "432071.580"),
    ("J4", "3898621.930", "432056.600"),
    ("J5", "3898602.040", "432057.370"),
    ("J6", "3898600.260", "432012.290"),
]
HEADER = {
    "格式版本号": "1.01版本",
    "数据产生单位": "示例测绘有限公司",
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "38",
    "精度": "0.001",
    "转换参数": ",,,,,,",
}
HEAD = "7,0.2701,410811001002GB00007,演示一号地块,面,I49G019085,城镇住宅用地,0701,@"


def row(label: str, northing: str, easting: str, *, ring: int = 1, prefix: str = "38") -> str:
    return f"{label},{ring},{northing},{prefix}{easting}"


ROWS = [row(*corner) for corner in [*CORNERS, CORNERS[0]]]


def square(
    north: int, east: int, size: int, *, ring: int, first: int = 1, closing: bool = True
) -> list[str]:
    """Rows of an axis-parallel square from its north-west corner, clockwise."""
    north, east = 3898000 + north, 432000 + east
    corners = [
        (north, east),
        (north, east + size),
        (north - size, east + size),
        (north - size, east),
    ]
    labels = [f"J{first + place}" for place in range(4)]
    rows = [
        row(label, f"{n}.000", f"{e}.000", ring=ring)
        for label, (n, e) in zip(labels, corners, strict=True)
    ]
    return rows + rows[:1] if closing else rows


def text(*body: str, header: dict[str, str] | None = None, **changed: str) -> str:
    entries = (HEADER if header is None else header) | changed
    lines = ["[属性描述]", *(f"{key}={value}" for key, value in entries.items()), "[地块坐标]"]
    return "\n".join([*lines, *body]) + "\n"


def read(path: Path, content: str | bytes, *, office_srid: int = 4547) -> Delivery:
    path /= "a.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return coordinate_txt.read(path, name="供地坐标.txt", office_srid=office_srid)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def area_m2(parcel: ParcelRecord) -> Decimal:
    return sum(
        (
            polygon_area_m2(part.outer.points, [hole.points for hole in part.holes])
            for part in parcel.polygons
        ),
        Decimal(0),
    )


def assert_the_parcel(delivery: Delivery) -> ParcelRecord:
    """The geometry must be the same digit for digit, whatever was wrong with the file."""
    (parcel,) = delivery.parcels
    (polygon,) = parcel.polygons
    assert polygon.holes == ()
    digits = [(p.label, str(p.northing_m), str(p.easting_m)) for p in polygon.outer.points]
    assert digits == CORNERS
    assert area_m2(parcel) == Decimal("2700.609400")
    return parcel


def test_a_good_file_has_no_findings(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS))
    assert kinds(delivery) == []
    parcel = assert_the_parcel(delivery)
    assert parcel.parcel_code == "410811001002GB00007"
    assert (parcel.name, parcel.land_use_code, parcel.land_use_system) == (
        "演示一号地块",
        "0701",
        "",
    )
    assert (parcel.declared_area_m2, parcel.declared_area_step_m2) == (2701, 1)
    assert parcel.attributes["map_sheet"] == "I49G019085"
    assert (parcel.file, parcel.line) == ("供地坐标.txt", 12)
    assert [point.line for point in parcel.polygons[0].outer.points] == [13, 14, 15, 16, 17, 18]
    (summary,) = delivery.files
    assert (summary.format, summary.encoding) == ("coordinate_txt", "utf-8")
    assert summary.counts == {"parcels": 1, "points": 6}
    assert summary.system is not None
    assert (summary.system.srid, summary.system.zone_prefix) == (4547, 38)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            "axes_swapped",
            text(HEAD, *[f"{j},1,38{east},{north}" for j, north, east in CORNERS + CORNERS[:1]]),
        ),
        (
            "zone_prefix",
            text(HEAD, *[row(*corner, prefix="") for corner in CORNERS + CORNERS[:1]]),
        ),
        ("unclosed_ring", text(HEAD, *ROWS[:-1])),
        ("area_unit", text(HEAD.replace("0.2701", "2700.61"), *ROWS)),
    ],
)
def test_common_slips_end_in_the_same_geometry_with_one_warning_each(
    tmp_path: Path, kind: str, content: str
) -> None:
    delivery = read(tmp_path, content)
    assert kinds(delivery) == [kind]
    assert delivery.findings[0].severity == "warning"
    assert delivery.findings[0].message.zh
    assert delivery.findings[0].message.en
    assert_the_parcel(delivery)


@pytest.mark.parametrize("count", ["7", "6"])
def test_count_with_or_without_the_closing_point(tmp_path: Path, count: str) -> None:
    assert kinds(read(tmp_path, text(count + HEAD[1:], *ROWS))) == []


@pytest.mark.parametrize("count", ["5", "8", "700"])
def test_count_that_fits_neither(tmp_path: Path, count: str) -> None:
    delivery = read(tmp_path, text(count + HEAD[1:], *ROWS))
    assert kinds(delivery) == ["count_mismatch"]
    assert (delivery.findings[0].found, delivery.findings[0].line) == (count, 12)
    assert_the_parcel(delivery)


@pytest.mark.parametrize(
    "closing",
    ["J1,1,3898650.120,3898650.120", "J1,1,3898650.120,38432010.351"],
)
def test_closing_row_with_one_figure_wrong_is_dropped(tmp_path: Path, closing: str) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS[:-1], closing))
    assert kinds(delivery) == ["bad_closing_point"]
    assert delivery.findings[0].line == 19
    assert_the_parcel(delivery)


def test_slipped_closing_row_before_another_ring_of_the_same_number(tmp_path: Path) -> None:
    outer = square(1000, 1000, 100, ring=1)
    outer[-1] = "J1,1,3899000.000,3899000.000"
    hole = square(970, 1020, 30, ring=1, first=5)
    delivery = read(tmp_path, text("10,0.91,1,地块1,面,,,,@", *outer, *hole))
    assert kinds(delivery) == ["bad_closing_point", "ring_number"]
    assert area_m2(delivery.parcels[0]) == 9_100


def test_closing_row_that_misses_the_first_point(tmp_path: Path) -> None:
    # 0.4 m and 0.1 m away: sqrt(0.17) = 0.412 m
    delivery = read(tmp_path, text(HEAD, *ROWS[:-1], "J1,1,3898650.520,38432010.450"))
    assert kinds(delivery) == ["unclosed_ring"]
    finding = delivery.findings[0]
    assert (finding.severity, finding.measured, finding.limit, finding.unit) == (
        "error",
        Decimal("0.412"),
        Decimal("0.001"),
        "m",
    )
    assert "相距 0.412 m" in finding.message.zh
    assert "410811001002GB00007" in finding.message.zh


def test_labels_that_all_rows_share_close_nothing(tmp_path: Path) -> None:
    rows = [f"界址点,{entry.partition(',')[2]}" for entry in ROWS[:-1]]
    delivery = read(tmp_path, text(HEAD, *rows))
    assert kinds(delivery) == ["unclosed_ring"]
    assert area_m2(delivery.parcels[0]) == Decimal("2700.609400")


@pytest.mark.parametrize(
    ("area", "m2", "step_m2", "expected"),
    [
        ("0.2701公顷", "2701", "1", []),
        ("0.2701 ha", "2701", "1", []),
        ("2700.61平方米", "2700.61", "0.01", []),
        ("2700.61㎡", "2700.61", "0.01", []),
        ("2700.61公顷", "2700.61", "0.01", ["area_unit"]),
        ("0.270061", "2700.61", "0.01", []),
        ("2701", "2701", "1", ["area_unit"]),
        ("0.30", "3000", "100", []),
        ("", None, None, ["missing_field"]),
        ("约0.27", None, None, ["bad_number"]),
        ("-0.2701", None, None, ["bad_number"]),
        ("NaN", None, None, ["bad_number"]),
        ("４", None, None, ["bad_number"]),
    ],
)
def test_area_and_its_unit(
    tmp_path: Path, area: str, m2: str | None, step_m2: str | None, expected: list[str]
) -> None:
    delivery = read(tmp_path, text(HEAD.replace("0.2701", area), *ROWS))
    assert kinds(delivery) == expected
    parcel = assert_the_parcel(delivery)
    assert parcel.declared_area_m2 == (m2 and Decimal(m2))
    assert parcel.declared_area_step_m2 == (step_m2 and Decimal(step_m2))


@pytest.mark.parametrize(
    ("head", "number", "name", "land_use"),
    [
        ("0.2701公顷,,地块1,面,,,,@", "", "地块1", ""),
        ("7,0.2701,1,地块1,面, , , ,@", "1", "地块1", ""),
        ("7,0.2701,1,地块1,面,,,0701,,,,张示例,@", "1", "地块1", "0701"),
        ("7,0.2701,1,地块1,附加,面,,住宅,0701,@", "1", "地块1", "0701"),
        ("7,0.2701,地块1,面,,,0701,@", "地块1", "", "0701"),
        ("  7 , 0.2701 , 1 , 地块1 , 面 , , , 0701 , @  ", "1", "地块1", "0701"),
        ("7，0.2701，1，地块1，面，，，0701，＠", "1", "地块1", "0701"),
    ],
)
def test_head_lines_with_fields_too_few_or_too_many(
    tmp_path: Path, head: str, number: str, name: str, land_use: str
) -> None:
    delivery = read(tmp_path, text(head, *ROWS))
    parcel = assert_the_parcel(delivery)
    assert parcel.declared_area_m2 == 2701
    assert parcel.land_use_code == land_use
    assert {parcel.name, parcel.attributes.get("地块编号", "")} >= {name} - {""}
    assert set(kinds(delivery)) <= {"full_width_punctuation"}
    assert number in {parcel.attributes.get("地块编号", ""), parcel.name}


def test_serial_numbers_are_no_parcel_codes(tmp_path: Path) -> None:
    (parcel,) = read(tmp_path, text("7,0.2701,1,地块1,面,,,,@", *ROWS)).parcels
    assert (parcel.parcel_code, parcel.attributes["地块编号"]) == ("", "1")


@pytest.mark.parametrize("code", ["410811001002GB0007", "４１０８１１００１００２GB00007"])
def test_a_mistyped_parcel_code_stays_as_delivered(tmp_path: Path, code: str) -> None:
    content = text(HEAD.replace("410811001002GB00007", code), *ROWS)
    assert read(tmp_path, content).parcels[0].parcel_code == code


@pytest.mark.parametrize("restart", [True, False])
def test_hole_by_ring_number_whether_labels_restart_or_run_on(
    tmp_path: Path, *, restart: bool
) -> None:
    outer = square(1000, 1000, 100, ring=1)
    hole = square(970, 1020, 30, ring=2, first=1 if restart else 5)
    delivery = read(tmp_path, text("10,0.91,1,地块1,面,,,,@", *outer, *hole))
    assert kinds(delivery) == []
    (polygon,) = delivery.parcels[0].polygons
    assert len(polygon.holes) == 1
    assert area_m2(delivery.parcels[0]) == 100 * 100 - 30 * 30


def test_hole_that_starts_on_the_northing_of_the_first_ring(tmp_path: Path) -> None:
    outer = [
        "J1,1,3898500.000,38432000.000",
        "J2,1,3898600.000,38432050.000",
        "J3,1,3898500.000,38432100.000",
        "J4,1,3898400.000,38432050.000",
        "J1,1,3898500.000,38432000.000",
    ]
    hole = square(500, 40, 10, ring=2)
    assert hole[0].split(",")[2] == "3898500.000"
    delivery = read(tmp_path, text("10,0.99,1,地块1,面,,,,@", *outer, *hole))
    assert kinds(delivery) == []
    assert area_m2(delivery.parcels[0]) == 10_000 - 100


def test_second_part_outside_the_first_is_a_part_not_a_hole(tmp_path: Path) -> None:
    one, two = square(1000, 1000, 100, ring=1), square(1000, 2000, 10, ring=2)
    island = square(995, 2005, 2, ring=3)
    delivery = read(tmp_path, text("15,1.0096,1,地块1,面,,,,@", *one, *two, *island))
    assert kinds(delivery) == []
    assert [len(part.holes) for part in delivery.parcels[0].polygons] == [0, 1]
    assert area_m2(delivery.parcels[0]) == 10_000 + 100 - 4


def test_new_ring_begins_where_the_previous_closes(tmp_path: Path) -> None:
    rows = square(1000, 1000, 100, ring=1) + square(970, 1020, 30, ring=1)
    delivery = read(tmp_path, text("10,0.91,1,地块1,面,,,,@", *rows))
    assert kinds(delivery) == ["ring_number"]
    assert area_m2(delivery.parcels[0]) == 9_100


def test_ring_number_wrong_on_the_closing_row(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS[:-1], ROWS[-1].replace(",1,", ",3,", 1)))
    assert kinds(delivery) == ["ring_number"]
    assert (delivery.findings[0].found, delivery.findings[0].expected) == ("3", "1")
    assert_the_parcel(delivery)


def test_labels_without_letter_and_with_spaces(tmp_path: Path) -> None:
    rows = [f" {entry[1:]} ".replace(",", " , ") for entry in ROWS]
    delivery = read(tmp_path, text(HEAD, *rows))
    assert kinds(delivery) == []
    assert [point.label for point in delivery.parcels[0].polygons[0].outer.points] == list("123456")


def test_several_parcels_with_labels_running_on_and_names_repeated(tmp_path: Path) -> None:
    one, two = square(1000, 1000, 10, ring=1), square(900, 1000, 20, ring=1, first=5)
    head = "5,{},,地块,面,,,,@"
    delivery = read(tmp_path, text(head.format("0.01"), *one, head.format("0.04"), *two))
    assert kinds(delivery) == []
    assert [area_m2(parcel) for parcel in delivery.parcels] == [100, 400]
    assert [parcel.name for parcel in delivery.parcels] == ["地块", "地块"]


def test_full_width_brackets_and_blank_before_the_section(tmp_path: Path) -> None:
    content = "  " + text(HEAD, *ROWS).replace("[", "【").replace("]", "】")
    delivery = read(tmp_path, content)
    assert kinds(delivery) == ["full_width_punctuation"]
    assert_the_parcel(delivery)


@pytest.mark.parametrize("shape", ["点", "线"])
def test_records_of_points_or_lines_are_refused(tmp_path: Path, shape: str) -> None:
    other = HEAD.replace("面", shape).replace("410811001002GB00007", "2")
    delivery = read(tmp_path, text(HEAD, *ROWS, other, "J1,1,NaN,2", "J1,1,1.5,2.5"))
    assert kinds(delivery) == ["non_finite_coordinate", "wrong_geometry"]
    assert_the_parcel(delivery)
    alone = read(tmp_path, text(other, *ROWS))
    assert kinds(alone) == ["wrong_geometry", "no_objects"]
    assert alone.parcels == []


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("gb18030", b"", "gb18030"),
        ("gbk", b"", "gb18030"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
    ],
)
def test_encodings_and_line_ends(
    tmp_path: Path, encoding: str, mark: bytes, name: str, ending: str
) -> None:
    content = text(HEAD, *ROWS).replace("\n", ending)
    delivery = read(tmp_path, mark + content.encode(encoding))
    assert kinds(delivery) == []
    assert delivery.files[0].encoding == name
    assert assert_the_parcel(delivery).line == 12


def test_rare_characters_survive(tmp_path: Path) -> None:
    content = text(HEAD.replace("演示一号地块", "𠮷祥里"), *ROWS)
    for data in (content.encode(), content.encode("gb18030")):
        assert read(tmp_path, data).parcels[0].name == "𠮷祥里"


def test_a_byte_of_no_encoding_is_named_and_not_the_format(tmp_path: Path) -> None:
    path = tmp_path / "损坏.txt"
    path.write_bytes(text(HEAD, *ROWS).encode("gb18030").replace(b"J2", b"\xff2"))
    assert formats.identify(path) is coordinate_txt
    (found,) = formats.read_files([path], office_srid=4547).findings
    assert found.kind == "unreadable_encoding"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\xff\xff\xff", "[地块坐标]\0".encode()])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, data)
    assert refused.value.finding.kind == "unreadable_encoding"


@pytest.mark.parametrize(
    "figure",
    [
        "NaN",
        "inf",
        "-Infinity",
        "1e400",
        "3.8e6",
        "3898_652.480",
        "３８９８６５２.480",
        "3898652．480",
        "3898652,480",
        "0x3B7D1C",
        "",
        "3898652.480m",
        "٣٨٩٨٦٥٢",
    ],
)
def test_what_is_no_plain_number_is_an_unreadable_row(tmp_path: Path, figure: str) -> None:
    rows = [*ROWS[:1], f"J2,1,{figure},38432070.410", *ROWS[2:]]
    delivery = read(tmp_path, text(HEAD, *rows))
    if figure == "3898652,480":  # a decimal comma shifts the columns: 480 is no easting
        assert "coordinate_out_of_range" in kinds(delivery)
        return
    not_finite = figure in ("NaN", "inf", "-Infinity")
    assert kinds(delivery)[0] == ("non_finite_coordinate" if not_finite else "unreadable_row")
    assert (delivery.findings[0].line, delivery.findings[0].field) == (14, "X")
    assert len(delivery.findings) == 1  # nor is it told again as a point too few


def test_what_follows_the_figures_of_a_broken_row_is_not_quoted(tmp_path: Path) -> None:
    rows = [*ROWS[:1], "J2,1,38986O2.480,38432070.410,张示例", "权利人,李示例", *ROWS[2:]]
    delivery = read(tmp_path, text(HEAD, *rows))
    broken = [found for found in delivery.findings if found.kind == "unreadable_row"]
    assert [found.found for found in broken] == ["J2,1,38986O2.480,38432070.410", "…,…"]
    assert "示例" not in repr([(found.message, found.found) for found in delivery.findings])


@pytest.mark.parametrize("line", ["J2", "J2,3898652.480,38432070.410", "J2,a,1,2", "hello", "...."])
def test_lines_of_no_known_kind_are_named(tmp_path: Path, line: str) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS, line))
    assert kinds(delivery) == ["unreadable_row"]
    assert delivery.findings[0].line == 20
    assert_the_parcel(delivery)


def test_thousands_of_bad_rows_are_counted_not_listed(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS, *["?"] * 5000))
    assert len(delivery.findings) == 101
    assert "5000" in delivery.findings[-1].message.zh


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("1980西安坐标系", "datum_refused"),
        ("1980西安国家大地坐标系", "datum_refused"),
        ("80国家大地坐标系", "datum_refused"),
        ("1954北京坐标系", "datum_refused"),
        ("WGS84", "datum_refused"),
        ("", "unknown_crs"),
    ],
)
def test_other_systems_give_no_geometry(tmp_path: Path, stated: str, kind: str) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS, 坐标系=stated))
    assert kinds(delivery) == [kind]
    if kind == "datum_refused":
        assert delivery.parcels[0].polygons == ()
        assert delivery.parcels[0].parcel_code == "410811001002GB00007"
    else:
        assert_the_parcel(delivery)


@pytest.mark.parametrize("stated", ["2000国家大地坐标系", "CGCS2000", "国家2000"])
def test_spellings_of_the_national_system(tmp_path: Path, stated: str) -> None:
    assert kinds(read(tmp_path, text(HEAD, *ROWS, 坐标系=stated))) == []


def test_another_zone_names_the_line(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS), office_srid=4548)
    assert kinds(delivery) == ["wrong_zone"]
    assert delivery.parcels[0].polygons == ()
    far = [*ROWS[:2], "J3,1,389862.251,38432071.580", *ROWS[3:]]
    (finding,) = read(tmp_path, text(HEAD, *far)).findings
    assert (finding.kind, finding.line) == ("coordinate_out_of_range", 15)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"带号": ""}, []),
        ({"带号": "114"}, ["header_contradiction"]),
        ({"几度分带": "6"}, ["header_contradiction"]),
        ({"计量单位": "公里"}, ["header_contradiction"]),
        ({"投影类型": "墨卡托"}, ["header_contradiction"]),
        ({"转换参数": "1.5,2,,,,,"}, ["transformation_ignored"]),
        ({"转换参数": "0,0,0,0,0,0,0"}, []),
        ({"带号": "39"}, ["wrong_zone"]),
    ],
)
def test_header_that_contradicts(
    tmp_path: Path, changed: dict[str, str], expected: list[str]
) -> None:
    delivery = read(tmp_path, text(HEAD, *ROWS, **changed))
    assert kinds(delivery) == expected
    assert not any("1.5" in finding.found for finding in delivery.findings)


def test_no_header_at_all(tmp_path: Path) -> None:
    content = "\n".join(["[地块坐标]", HEAD, *ROWS])
    delivery = read(tmp_path, content)
    assert kinds(delivery) == ["unknown_crs"]
    assert_the_parcel(delivery)


def test_rows_without_a_head_line(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(*ROWS))
    assert kinds(delivery) == ["unreadable_head"]
    assert_the_parcel(delivery)


def test_short_rings_and_empty_parcels(tmp_path: Path) -> None:
    delivery = read(tmp_path, text("0,0.2701,1,甲,面,,,,@", HEAD, *ROWS[:2]))
    assert kinds(delivery) == [
        "unclosed_ring",
        "count_mismatch",
        "empty_geometry",
        "too_few_points",
    ]
    assert [parcel.polygons for parcel in delivery.parcels] == [(), ()]


@pytest.mark.parametrize("content", ["", "[地块坐标]\n", "[属性描述]\n坐标系=CGCS2000\n"])
def test_files_without_any_parcel(tmp_path: Path, content: str) -> None:
    assert "no_objects" in kinds(read(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (text(HEAD, *ROWS), True),
        ("\n".join([HEAD, *ROWS]), True),
        ("【地块坐标】", True),
        ("点号,X,Y\nJ1,1,2", False),
        ("name@example.invalid", False),
        ("", False),
        ("<OGRVRTDataSource/>", False),
    ],
)
def test_recognises_by_content(tmp_path: Path, content: str, *, answer: bool) -> None:
    path = tmp_path / "a.bin"
    for data in (content.encode(), content.encode("gb18030")):
        path.write_bytes(data)
        assert coordinate_txt.recognises(path) is answer


def test_recognises_a_beginning_cut_inside_a_character(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for encoding in ("utf-8", "gb18030"):
        for padding in range(3):
            path.write_bytes(("a" * padding + "[地块坐标]\n" + "界" * 60_000).encode(encoding))
            assert coordinate_txt.recognises(path)


figures = st.tuples(
    st.decimals(2_000_000, 5_900_000, places=3), st.decimals(340_000, 660_000, places=3)
)


@given(points=st.lists(figures, min_size=3, max_size=12, unique=True), closed=st.booleans())
def test_every_digit_comes_back(
    tmp_path_factory: pytest.TempPathFactory, points: list, *, closed: bool
) -> None:
    rows = [f"J{place},1,{n},{e + 38_000_000}" for place, (n, e) in enumerate(points, start=1)]
    content = text("9,1,1,地块,面,,,,@", *rows, *(rows[:1] if closed else []))
    delivery = read(tmp_path_factory.mktemp("digits"), content)
    (polygon,) = delivery.parcels[0].polygons
    assert [(str(p.northing_m), str(p.easting_m)) for p in polygon.outer.points] == [
        (str(n), str(e)) for n, e in points
    ]


@given(st.text(alphabet="J12,.@面线-NaN \n=[]地块坐标,", max_size=200))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    delivery = read(tmp_path_factory.mktemp("any"), text(HEAD, body))
    assert isinstance(delivery, Delivery)


REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "cn_txt_zhaoqing"
REAL_RESULTS = {
    # distinct points and m2, measured with two independent engines; declared hectares as m2
    "44120000105.txt": (49, "87422.545", 87423),
    "44120000669_44120001725_44120002171.txt": (4, "432.532", 433),
    "44120000072.txt": (5, "12247.096", 12247),
    "44120000120.txt": (8, "26707.765", 26708),
}


if REAL.is_dir():

    @pytest.mark.parametrize(
        "path", sorted(REAL.glob("**/44*.txt")), ids=lambda path: f"{path.parent.name}/{path.name}"
    )
    def test_real_land_approval_files(path: Path) -> None:
        assert coordinate_txt.recognises(path)
        delivery = coordinate_txt.read(path, name=path.name, office_srid=4547)
        assert kinds(delivery) == []
        (parcel,) = delivery.parcels
        points, expected_m2, declared_m2 = REAL_RESULTS[path.name]
        assert delivery.files[0].counts == {"parcels": 1, "points": points}
        assert area_m2(parcel).quantize(Decimal("0.001")) == Decimal(expected_m2)
        assert parcel.declared_area_m2 == declared_m2
        assert delivery.files[0].encoding == ("gb18030" if "gbk" in path.parent.name else "utf-8")
