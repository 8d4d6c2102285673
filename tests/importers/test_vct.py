"""VCT 3.0: every dialect and trap of the format, on the worked case of one parcel."""

from decimal import Decimal
from pathlib import Path

import pytest

from cadastre.domain.errors import FileRefused
from cadastre.domain.rings import polygon_area_m2
from importers import formats, vct
from importers.chunks import CHUNK_OBJECTS, is_full, joined
from importers.records import Delivery, HolderRecord, ParcelRecord
from tests.importers.vct_maker import (
    ATTRIBUTES,
    CLOSED,
    CODE,
    CODES,
    CORNERS,
    DIRECT,
    HEAD,
    HOLE,
    INDIRECT,
    POINTS,
    TABLES,
    TWO_LINES,
    as_read,
    direct,
    figures,
    indirect,
    kinds,
    line,
    lines,
    polygons,
    read_bytes,
    read_text,
    whole,
)


def assert_the_parcel(delivery: Delivery) -> None:
    """The worked case: coordinates as delivered, area by hand 2700.61 m2."""
    (parcel,) = delivery.parcels
    (polygon,) = parcel.polygons
    assert figures(polygon) == [as_read(CORNERS)]
    assert (parcel.parcel_code, parcel.address) == (CODE, "焦作市山阳区示例路1号")
    assert (parcel.declared_area_m2, parcel.declared_area_step_m2) == (
        Decimal("2700.61"),
        Decimal("0.01"),
    )
    area_m2 = polygon_area_m2(polygon.outer.points, [])
    assert area_m2.quantize(Decimal("0.01")) == Decimal("2700.61")


@pytest.mark.parametrize("shape", [INDIRECT, DIRECT], ids=["indirect", "direct"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_the_worked_case(tmp_path: Path, shape: str, encoding: str) -> None:
    delivery = read_text(tmp_path, whole(polygons=shape), encoding=encoding)
    assert kinds(delivery) == []
    assert_the_parcel(delivery)
    (summary,) = delivery.files
    assert summary.format == "vct"
    assert summary.encoding == encoding.removesuffix("-sig")
    assert summary.counts == {"parcels": 1, "rings": 1, "points": 6}
    assert summary.system is not None
    assert (summary.system.srid, summary.system.zone_prefix) == (4547, 38)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    delivery = read_text(tmp_path, whole().replace("\n", end))
    assert kinds(delivery) == []
    assert_the_parcel(delivery)
    assert delivery.parcels[0].line == read_text(tmp_path, whole()).parcels[0].line


def test_lines_of_the_file_are_named(tmp_path: Path) -> None:
    text = whole()
    rows = text.split("\n")
    parcel = read_text(tmp_path, text).parcels[0]
    assert rows[(parcel.line or 0) - 1].startswith(f"301,{CODE}")
    for point, corner in zip(parcel.polygons[0].outer.points, CORNERS, strict=True):
        assert rows[(point.line or 0) - 1] == corner


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LANDUSE-VCT", "CNSDTF-VCT"),
        ("LANDUSE-VCT", "CADASTRE.VCT"),
        ("LANDUSE-VCT", "LANDUSE-DAT"),
        ("Version:3.0", "Version:GB/T17798-2007"),
        ("Version:3.0", "Version: GB/T 17798-2007"),
        ("Version:3.0", "version: 3"),
        ("Version:3.0", "VERSION : V3.0"),
        ("HeadBegin", "HEADBEGIN"),
        ("LineEnd", "lineend"),
        ("TableEnd", "TABLEEND"),
        ("ZDDM,Char,19", "ZDDM,Char19"),
        ("ZDMJ,Float,15,2", "ZDMJ,Float15,2"),
        ("6001010000,宗地,Polygon,ZDJBXX", "6001010000,宗地,Polygon,255,0,0,ZDJBXX"),
        ("6001010000,宗地,Polygon,ZDJBXX", "6001010000,宗地,polygon,zdjbxx"),
        ("PointBegin", "CommentBegin\nLineBegin\n0\nCommentEnd\nPointBegin"),
        ("301\n6001010000", "CommentBegin\n遗漏\nCommentEnd\n301\n6001010000"),
        ("PointBegin", "AnnotationBegin\nAnnotationEnd\nPointBegin"),
        (
            "PointBegin",
            "AnnotationBegin\n9\n1\nu\n1\n示例\n1,2,0\n0\nAnnotationEnd\nPointBegin",
        ),
        ("PointBegin", "StyleBegin\n1,red\n\nLineBegin x\nStyleEnd\nPointBegin"),
        ("PointBegin", "TopologyBegin\n0\nTopologyEnd\nPointBegin"),
        ("unknown\n100", "\n100"),
        ("unknown\n100", "0\n100"),
        ("unknown\n1\n1\n11", "线型3\n1\n1\n11"),
        ("unknown\n1\n1\n11", "1\n1\n11"),
        ("100\n38432040.000,3898630.000\n21", "100\n21"),
        ("201,202", "201\n202"),
        ("201,202", "201,202,"),
        ("201,202", "201, 202"),
        ("38432070.410,3898652.480", "38432070.410 , 3898652.480"),
        ("Separator:,", "Separator:,\nSomething new: 1"),
        ("Separator:,\n", ""),
        ("ExtentMin:38432010.350,3898600.260", "ExtentMin:"),
    ],
)
def test_variants_that_mean_the_same(tmp_path: Path, old: str, new: str) -> None:
    text = whole()
    assert old in text
    delivery = read_text(tmp_path, text.replace(old, new))
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_another_separator(tmp_path: Path) -> None:
    head, rest = whole().split("HeadEnd\n")
    body, tables = rest.replace(",", ";"), TABLES
    body = body.replace(CODES.replace(",", ";"), CODES).replace(tables.replace(",", ";"), tables)
    text = head.replace("Separator:,", "Separator:;") + "HeadEnd\n" + body
    delivery = read_text(tmp_path, text)
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_north_before_east_when_the_head_says_so(tmp_path: Path) -> None:
    text = whole()
    for corner in {*CORNERS, "38432040.000,3898630.000"}:
        text = text.replace(corner, ",".join(reversed(corner.split(","))))
    text = text.replace("XAxisDirection:E", "XAxisDirection:N").replace("YAxisDirection:N", "Y:E")
    text = text.replace("ExtentMin:38432010.350,3898600.260", "")
    delivery = read_text(tmp_path, text)
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_axes_swapped_is_told_by_the_figures(tmp_path: Path) -> None:
    text = whole()
    for corner in {*CORNERS, "38432040.000,3898630.000"}:
        text = text.replace(corner, ",".join(reversed(corner.split(","))))
    delivery = read_text(tmp_path, text)
    assert "axes_swapped" in kinds(delivery)
    assert_the_parcel(delivery)


def test_eastings_without_the_zone(tmp_path: Path) -> None:
    delivery = read_text(tmp_path, whole().replace("384320", "4320"))
    assert kinds(delivery) == ["zone_prefix"]
    assert_the_parcel(delivery)


def test_eastings_without_the_zone_as_the_head_states_them(tmp_path: Path) -> None:
    text = whole().replace("384320", "4320").replace(",38500000,", ",500000,")
    delivery = read_text(tmp_path, text)
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_the_extent_of_the_head_is_not_believed(tmp_path: Path) -> None:
    wrong = "ExtentMax:38432071.580,3898600.260"
    delivery = read_text(tmp_path, whole().replace("ExtentMax:38432071.580,3898652.480", wrong))
    assert kinds(delivery) == ["header_extent"]
    assert delivery.findings[0].severity == "information"
    assert_the_parcel(delivery)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("XYUnit:M", "XYUnit:D", "header_contradiction"),
        ("Version:3.0\n", "", "header_contradiction"),
        ("Version:3.0", "Version:4.0", "header_contradiction"),
        ("Offset:0,0", "Offset:38000000,3000000", "offset_not_applied"),
    ],
)
def test_a_head_that_says_something_else(tmp_path: Path, old: str, new: str, kind: str) -> None:
    delivery = read_text(tmp_path, whole().replace(old, new))
    assert kinds(delivery) == [kind]
    assert delivery.findings[0].severity == "warning"
    assert_the_parcel(delivery)


@pytest.mark.parametrize("version", ["2.0", "1.0", "V2.0", "2"])
def test_older_versions_are_refused_by_name(tmp_path: Path, version: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_text(tmp_path, whole().replace("Version:3.0", f"Version:{version}"))
    finding = refused.value.finding
    assert (finding.kind, finding.line, finding.found) == ("version_not_read", 3, version)
    assert version in finding.message.zh
    assert version in finding.message.en


def test_a_figure_of_another_datum_is_refused(tmp_path: Path) -> None:
    delivery = read_text(tmp_path, whole().replace("Spheroid:CGCS2000", "Spheroid:西安80"))
    assert kinds(delivery) == ["datum_refused"]
    assert delivery.parcels[0].polygons == ()
    assert delivery.parcels[0].parcel_code == CODE


def test_degrees_are_refused_and_counted(tmp_path: Path) -> None:
    text = whole().replace("384320", "113.").replace("38986", "35.")
    text = text.replace("113.10.350", "113.10350")
    for corner in CORNERS:
        text = text.replace(corner.replace("384320", "113.").replace("38986", "35."), "113.1,35.2")
    delivery = read_text(tmp_path, text)
    (finding,) = [one for one in delivery.findings if one.kind == "geographic_coordinates"]
    assert finding.line is not None
    assert delivery.parcels[0].polygons == ()


def test_a_hole_behind_a_zero_counts_the_zero(tmp_path: Path) -> None:
    shape = polygons(indirect("201,202,0,203", count=4))
    more = TWO_LINES.replace("LineEnd", line(203, *HOLE) + "LineEnd")
    delivery = read_text(tmp_path, whole(lines=more, polygons=shape))
    assert kinds(delivery) == []
    (polygon,) = delivery.parcels[0].polygons
    assert figures(polygon) == [as_read(CORNERS), as_read(HOLE[:-1])]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (["201,202,0,203"], 3),  # the zero is not counted
        (["201,202", "0", "203"], 4),  # the zero is alone in its row
        (["201,202,203"], 3),  # no zero at all: the ring is closed, so another begins
        (["-202,-201,0,-203"], 4),
        (["202,201,0,203"], 4),  # not in order
        (["-201,202,0,203"], 4),  # a sign that is not true
    ],
)
def test_ways_to_list_the_lines(tmp_path: Path, rows: list[str], count: int) -> None:
    more = TWO_LINES.replace("LineEnd", line(203, *HOLE) + "LineEnd")
    shape = polygons(indirect(*rows, count=count))
    delivery = read_text(tmp_path, whole(lines=more, polygons=shape))
    assert kinds(delivery) == []
    (polygon,) = delivery.parcels[0].polygons
    outer, hole = figures(polygon)
    assert sorted(outer) == sorted(as_read(CORNERS))
    assert sorted(hole) == sorted(as_read(HOLE[:-1]))


def test_a_reversed_line(tmp_path: Path) -> None:
    turned = lines(line(201, *CORNERS[:4]), line(202, *[*CORNERS[3:], CORNERS[0]][::-1]))
    shape = polygons(indirect("201,-202", count=2))
    delivery = read_text(tmp_path, whole(lines=turned, polygons=shape))
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_eight_ids_a_row_and_a_count_of_ids(tmp_path: Path) -> None:
    ring = [f"{38432000 + i}.000,{3898600 + (i - 5) ** 2}.000" for i in range(10)]
    ring.append(ring[0])
    ten = lines(*(line(i + 1, ring[i], ring[i + 1]) for i in range(10)))
    shape = polygons(indirect("1,2,3,4,5,6,7,8", "9,10", count=10))
    delivery = read_text(tmp_path, whole(lines=ten, polygons=shape))
    assert [kind for kind in kinds(delivery) if kind != "header_extent"] == []
    assert figures(delivery.parcels[0].polygons[0]) == [as_read(ring[:-1])]


def test_unsorted_lines_are_chained_by_their_ends(tmp_path: Path) -> None:
    ring = CLOSED
    parts = lines(*(line(i + 1, *(ring[i : i + 2])[:: (-1) ** i]) for i in range(6)))
    shape = polygons(indirect("4,1,6,2,5,3", count=6))
    delivery = read_text(tmp_path, whole(lines=parts, polygons=shape))
    assert kinds(delivery) == []
    (outer,) = figures(delivery.parcels[0].polygons[0])
    start = outer.index(as_read(CORNERS)[0])
    turned = outer[start:] + outer[:start]
    assert turned in (as_read(CORNERS), [turned[0], *as_read(CORNERS)[:0:-1]])


def test_ends_within_a_millimetre_meet(tmp_path: Path) -> None:
    near = CORNERS[3].replace("056.600", "056.6009")
    apart = lines(line(201, *CORNERS[:4]), line(202, near, *CORNERS[4:], CORNERS[0]))
    delivery = read_text(tmp_path, whole(lines=apart))
    assert kinds(delivery) == ["line_ends_apart"]
    assert delivery.findings[0].measured == Decimal("0.0009")
    assert_the_parcel(delivery)


def test_ends_further_apart_do_not(tmp_path: Path) -> None:
    far = CORNERS[3].replace("056.600", "056.603")
    apart = lines(line(201, *CORNERS[:4]), line(202, far, *CORNERS[4:], CORNERS[0]))
    delivery = read_text(tmp_path, whole(lines=apart))
    assert kinds(delivery) == ["unclosed_ring", "unclosed_ring"]


def test_ids_of_64_bits(tmp_path: Path) -> None:
    text = whole()
    for old, new in (("201", 2**64 - 1), ("202", 2**63), ("301", 410811100000000001)):
        text = text.replace(f"\n{old}\n", f"\n{new}\n").replace(f"\n{old},", f"\n{new},")
        text = text.replace(f",{old}\n", f",{new}\n")
    delivery = read_text(tmp_path, text)
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_a_line_of_several_segments(tmp_path: Path) -> None:
    rows = ["201", "1099000000", "u", "1", "2", "11", "3", *CORNERS[:3], "11", "2", *CORNERS[2:4]]
    first = "\n".join([*rows, "0"]) + "\n"
    parts = lines(first, line(202, *CORNERS[3:], CORNERS[0]))
    delivery = read_text(tmp_path, whole(lines=parts))
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_rings_of_a_direct_polygon_are_sorted_by_containment(tmp_path: Path) -> None:
    other = [one.replace("384320", "384321") for one in CLOSED]
    delivery = read_text(tmp_path, whole(polygons=polygons(direct(HOLE, CLOSED, other))))
    assert [len(polygon.holes) for polygon in delivery.parcels[0].polygons] == [1, 0]


def test_a_polygon_made_of_polygons(tmp_path: Path) -> None:
    piece = direct(CLOSED, number=401, code="2099000000")
    made = indirect("401", count=1).replace("\n21\n", "\n22\n")
    delivery = read_text(tmp_path, whole(polygons=polygons(piece, made)))
    assert kinds(delivery) == ["layer_not_read"]
    assert_the_parcel(delivery)


def test_labels_come_from_the_boundary_points(tmp_path: Path) -> None:
    points = "PointBegin\n" + "".join(
        f"{101 + i}\n6001070000\nunknown\n1\n1\n{corner}\n0\n" for i, corner in enumerate(CORNERS)
    )
    rows = "".join(f"{101 + i},S{i + 7},{CODE}/410811001002GB00008\n" for i in range(6))
    attributes = ATTRIBUTES.replace(f"101,J1,{CODE}\n", rows)
    delivery = read_text(tmp_path, whole(points=points + "PointEnd\n", attributes=attributes))
    assert kinds(delivery) == []
    ring = delivery.parcels[0].polygons[0].outer
    assert [point.label for point in ring.points] == ["S7", "S8", "S9", "S10", "S11", "S12"]


def test_lines_in_another_order_do_not_make_one_point_number_two(tmp_path: Path) -> None:
    turned = indirect("202,201", count=2)
    ring = read_text(tmp_path, whole(polygons=polygons(turned))).parcels[0].polygons[0].outer
    labels = [point.label for point in ring.points]
    # the file has the point J1 alone, which is the fourth of the ring now
    assert labels == ["J1-1", "J2", "J3", "J1", "J5", "J6"]


def test_a_third_figure_is_left_out(tmp_path: Path) -> None:
    shape = DIRECT.replace(".120\n", ".120,95.5\n")
    delivery = read_text(tmp_path, whole(polygons=shape))
    assert kinds(delivery) == ["z_dropped"]
    assert_the_parcel(delivery)


def test_text_is_not_turned_into_capitals(tmp_path: Path) -> None:
    delivery = read_text(tmp_path, whole().replace("示例路1号", "示例路b座𠮷end"))
    assert kinds(delivery) == []
    assert delivery.parcels[0].address == "焦作市山阳区示例路b座𠮷end"


def test_trailing_zeros_of_an_area_that_were_left_away(tmp_path: Path) -> None:
    parcel = read_text(tmp_path, whole().replace("2700.61", "2700.6")).parcels[0]
    assert (parcel.declared_area_m2, parcel.declared_area_step_m2) == (
        Decimal("2700.6"),
        Decimal("0.01"),
    )


def test_holders_are_kept_apart(tmp_path: Path) -> None:
    tables = TABLES.replace("ZDJBXX,3\n", "ZDJBXX,4\nQLRMC,Char,60\n").replace(
        "TableStructureEnd",
        "QLR,3,NoneGeometry\nBDCDYH,Char,28\nQLRMC,Char,50\nZJH,Char,50\n0\nTableStructureEnd",
    )
    attributes = ATTRIBUTES.replace(f"301,{CODE}", f"301,张示例,{CODE}").replace(
        "AttributeEnd",
        f"QLR\n501,{CODE}W00000000,李示例,演示证件1\nTableEnd\nAttributeEnd",
    )
    delivery = read_text(tmp_path, whole(tables=tables, attributes=attributes))
    assert_the_parcel(delivery)
    assert [(one.object_key, one.field, one.value) for one in delivery.holders] == [
        (CODE, "QLRMC", "张示例"),
        (f"{CODE}W00000000", "QLRMC", "李示例"),
        (f"{CODE}W00000000", "ZJH", "演示证件1"),
    ]
    assert all(isinstance(one, HolderRecord) and one.line for one in delivery.holders)
    assert "示例" not in str(delivery.parcels[0].attributes) + str(delivery.findings)


BUILDING_TABLES = TABLES.replace(
    "TableStructureEnd",
    """\
ZRZ,7
ZRZH,Char,24
JZWMC,Char,100
DSCS,Int4
DXCS,Int,4
FWJG,Char,2
SCJZMJ,Float,15,3
YCJZMJ,Float,15,3
0
C,4,NoneGeometry
CH,Char,20
ZRZH,Char,24
SJC,Int3
MYC,Char,50
0
H,12,NoneGeometry
BDCDYH,Char,28
ZRZH,Char,24
LJZH,Char,20
CH,Char,20
SHBW,Char,20
ZL,Char,100
FWYT1,Char,2
SCJZMJ,Float,15,3
SCTNJZMJ,Float,15,3
SCFTJZMJ,Float,15,3
SCFTXS,Float,15,6
YCJZMJ,Float,15,3
0
TableStructureEnd""",
)
BUILDING_ROWS = ATTRIBUTES.replace(
    "AttributeEnd",
    f"""\
ZRZ
302,{CODE}F0001,示例楼,11,1,3,1204.560,1200.000
TableEnd
C
701,C3,{CODE}F0001,3,3A
TableEnd
H
801,{CODE}F00010001,{CODE}F0001,1,C3,301,示例路1号,11,103.38,92.36,11.02,0.119320,103.40
TableEnd
AttributeEnd""",
)


def test_buildings_storeys_and_units(tmp_path: Path) -> None:
    shape = polygons(indirect("201,202", count=2), direct(HOLE, number=302, code="6001030110"))
    delivery = read_text(
        tmp_path, whole(tables=BUILDING_TABLES, polygons=shape, attributes=BUILDING_ROWS)
    )
    assert kinds(delivery) == []
    (building,) = delivery.buildings
    assert (building.building_number, building.parcel_code) == ("0001", CODE)
    assert (building.name, building.structure) == ("示例楼", "钢筋混凝土结构")
    assert (building.storeys_above, building.storeys_below) == (11, 1)
    assert building.floor_area_m2 == Decimal("1204.560")
    assert building.attributes["presale_floor_area_m2"] == "1200.000"
    assert figures(building.polygons[0]) == [as_read(HOLE[:-1])]
    (unit,) = delivery.units
    assert (unit.building_number, unit.section, unit.room) == ("0001", "1", "301")
    assert (unit.storey_number, unit.storey_label) == (3, "3A")
    assert (unit.unit_code, unit.address) == (f"{CODE}F00010001", "示例路1号")
    assert unit.use == "成套住宅"
    assert (unit.built_m2, unit.inner_m2, unit.shared_m2, unit.coefficient) == (
        Decimal("103.38"),
        Decimal("92.36"),
        Decimal("11.02"),
        Decimal("0.119320"),
    )
    assert unit.attributes == {"presale_built_m2": "103.40", "area_stage": "completion"}
    assert delivery.files[0].counts["units"] == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("103.38,103.38,0.00,0", ("103.38", "103.38", "0.00", "0")),  # all of it is the flat's own
        ("103.38,92.36,0.00,0", ("103.38", "92.36", None, None)),  # cells that nobody filled in
        ("0,0,0,0", (None, None, None, None)),
    ],
)
def test_a_shared_area_of_0(tmp_path: Path, written: str, read: tuple[str | None, ...]) -> None:
    rows = BUILDING_ROWS.replace("103.38,92.36,11.02,0.119320", written)
    shape = polygons(indirect("201,202", count=2), direct(HOLE, number=302, code="6001030110"))
    delivery = read_text(tmp_path, whole(tables=BUILDING_TABLES, polygons=shape, attributes=rows))
    (unit,) = delivery.units
    presale = "103.40" if read[0] is None else None  # then the presale area is the unit's own
    figures = (unit.built_m2, unit.inner_m2, unit.shared_m2, unit.coefficient)
    assert tuple(None if one is None else str(one) for one in figures) == (
        presale or read[0],
        *read[1:],
    )


def test_the_parcel_layer_of_a_cadastral_database(tmp_path: Path) -> None:
    text = whole().replace("6001010000", "2006010100").replace("ZDJBXX", "ZD")
    delivery = read_text(tmp_path, text)
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_a_code_that_the_list_lacks_is_told_by_its_row(tmp_path: Path) -> None:
    delivery = read_text(tmp_path, whole(codes=CODES.replace("6001010000", "6001010009")))
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_other_layers_are_named(tmp_path: Path) -> None:
    codes = CODES.replace("FeatureCodeEnd", "1002000000,地籍区,Polygon,DJQ\nFeatureCodeEnd")
    tables = TABLES.replace("TableStructureEnd", "DJQ,1\nDJQDM,Char,9\n0\nTableStructureEnd")
    shape = polygons(indirect("201,202", count=2), direct(CLOSED, number=9, code="1002000000"))
    delivery = read_text(tmp_path, whole(codes=codes, tables=tables, polygons=shape))
    assert kinds(delivery) == ["layer_not_read"]
    assert delivery.findings[0].field == "DJQ"
    assert_the_parcel(delivery)


def test_it_is_told_by_content(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("CommentBegin\nby hand\nCommentEnd\n\n" + whole(), encoding="gb18030")
    reader = formats.identify(path)
    assert reader is not None
    assert reader.FORMAT == "vct"
    delivery = formats.read_files([path], office_srid=4547)
    assert kinds(delivery) == ["name_mismatch"]
    assert_the_parcel(delivery)


def many(count: int) -> str:
    """Return a file of many parcels of one square each."""
    shapes, rows = [], []
    for place in range(count):
        east, north = 38400000 + 10 * (place % 1000), 3890000 + 10 * (place // 1000)
        ring = [(east, north), (east + 9, north), (east + 9, north + 9), (east, north + 9)]
        corners = [f"{e}.000,{n}.000" for e, n in [*ring, ring[0]]]
        shapes.append(direct(corners, number=place + 1))
        rows.append(f"{place + 1},410811001002GB{place:05d},81.00,示例\n")
    attributes = f"AttributeBegin\nZDJBXX\n{''.join(rows)}TableEnd\nAttributeEnd\n"
    head = "\n".join(one for one in HEAD.splitlines() if not one.startswith("Extent")) + "\n"
    return whole(head=head, polygons=polygons(*shapes), attributes=attributes, lines="")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let chunks hold fifty objects."""
    monkeypatch.setattr(vct, "is_full", lambda chunk: is_full(chunk, most=50))
    return 50


def test_a_chunk_is_full_at_five_thousand() -> None:
    parcel = ParcelRecord("a", None, CODE, "", ())
    assert CHUNK_OBJECTS == 5_000
    assert not is_full(Delivery(parcels=[parcel] * (CHUNK_OBJECTS - 1)))
    assert is_full(Delivery(parcels=[parcel] * CHUNK_OBJECTS))


def test_chunks_joined_are_the_delivery(tmp_path: Path, small_chunks: int) -> None:
    path = tmp_path / "a.vct"
    path.write_text(many(2 * small_chunks + 1), encoding="gb18030")
    chunks = list(vct.read_chunks(path, name="a.vct", office_srid=4547))
    assert [len(chunk.parcels) for chunk in chunks] == [small_chunks, small_chunks, 1]
    assert [len(chunk.files) for chunk in chunks] == [0, 0, 1]
    assert chunks[-1].files[0].counts["parcels"] == 2 * small_chunks + 1
    assert list(formats.read_chunks([path], office_srid=4547)) == chunks
    assert joined(chunks) == vct.read(path, name="a.vct", office_srid=4547)
    codes = [parcel.parcel_code for chunk in chunks for parcel in chunk.parcels]
    assert codes == sorted(codes)


def test_nothing_is_left_when_reading_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_chunks: int
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    path = tmp_path / "a.vct"
    path.write_text(many(small_chunks + 1), encoding="gb18030")
    chunks = vct.read_chunks(path, name="a.vct", office_srid=4547)
    next(chunks)
    assert list(temporary.iterdir())
    chunks.close()  # type: ignore[attr-defined]
    assert list(temporary.iterdir()) == []


def test_sections_may_come_twice(tmp_path: Path) -> None:
    delivery = read_text(
        tmp_path, whole(points=POINTS.replace("101", "102") + POINTS, lines=lines() + TWO_LINES)
    )
    assert kinds(delivery) == []
    assert_the_parcel(delivery)


def test_an_empty_file_of_the_format(tmp_path: Path) -> None:
    delivery = read_bytes(tmp_path, b"HeadBegin\nVersion:3.0\nHeadEnd\n")
    missing = ["section_missing"] * 3
    assert kinds(delivery) == [*missing, "unknown_crs", "no_objects"]


def test_columns_that_nothing_is_made_of_are_named_without_their_values(tmp_path: Path) -> None:
    """One that is empty throughout says nothing, and one of holders is never named here."""
    more = "ZL,Char,200\nZHYT,Char,9\nKONG,Char,9\nQLR,Char,9\n0\nJZD"
    text = whole().replace("ZDJBXX,3", "ZDJBXX,6").replace("ZL,Char,200\n0\nJZD", more)
    delivery = read_text(tmp_path, text.replace("示例路1号", "示例路1号,CANARY,,张示例"))
    assert kinds(delivery) == ["columns_not_read"]
    (finding,) = delivery.findings
    assert (finding.severity, finding.field) == ("information", "ZHYT")
    assert "CANARY" not in repr(delivery)
    assert [holder.value for holder in delivery.holders] == ["张示例"]
