"""Point tables: each text here is one a surveyor or CASS writes; the figures are told by hand."""

import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused
from importers import building_table_xls, building_table_xlsx, formats, point_table
from importers.point_rows import point_columns
from importers.records import Delivery

DATA = Path(__file__).parent / "data"
CODE = "410811001002GB00007"
N, E = "3898650.120", "432010.350"
SQUARE = [(N, E), (N, "432060.350"), ("3898700.120", "432060.350"), ("3898700.120", E)]


def read(tmp_path: Path, text: str, *, encoding: str = "utf-8", name: str = "p.csv") -> Delivery:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert formats.identify(path) is point_table
    return point_table.read(path, name=name, office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [found.kind for found in delivery.findings if found.kind != "unknown_crs"]


def outer(delivery: Delivery) -> list[tuple[str, str]]:
    points = delivery.parcels[0].polygons[0].outer.points
    return [(str(point.northing_m), str(point.easting_m)) for point in points]


def rows(*, swap: bool = False, head: str = "点号,X,Y") -> str:
    pairs = [(b, a) if swap else (a, b) for a, b in SQUARE]
    return "\n".join([head, *(f"J{n},{a},{b}" for n, (a, b) in enumerate(pairs, start=1))])


def test_a_cass_line_has_east_before_north(tmp_path):
    text = "".join(f"{n},,{east},{north},95.1\r\n" for n, (north, east) in enumerate(SQUARE))
    delivery = read(tmp_path, text, name="p.dat")
    assert outer(delivery) == SQUARE
    assert kinds(delivery) == []


@pytest.mark.parametrize("separator", [",", "，", ";", "；", "\t", "  "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_any_separator_and_encoding(tmp_path, separator, encoding):
    text = rows(head="点号,X（北）,Y（东）").replace(",", separator)
    assert outer(read(tmp_path, text, encoding=encoding)) == SQUARE


@pytest.mark.parametrize(
    ("head", "swap", "said"),
    [
        ("点号,X(北),Y(东)", False, []),
        ("点号,北坐标,东坐标", False, []),
        ("点号,纵坐标X(m),横坐标Y(m)", False, []),
        ("点名,northing,easting", False, []),
        ("点号,Y(东),X(北)", True, []),
        ("点号,X,Y", False, ["axis_order_by_figures"]),
        ("点号,X,Y", True, ["axis_order_by_figures"]),
    ],
)
def test_headings_decide_and_where_they_do_not_the_figures(tmp_path, head, swap, said):
    delivery = read(tmp_path, rows(swap=swap, head=head))
    assert outer(delivery) == SQUARE
    assert kinds(delivery) == said


def test_headings_that_say_north_are_held_to_it(tmp_path):
    assert "axes_swapped" in kinds(read(tmp_path, rows(swap=True, head="点号,X(北),Y(东)")))


@pytest.mark.parametrize(
    "headings",
    [
        ["东", "南", "西", "北"],
        ["房号", "建筑面积"],
        ["点号", "X"],
        ["", None, "备注"],
        ["坐落", "东至", "北至"],
    ],
)
def test_what_is_no_point_table_is_left_alone(headings):
    assert point_columns(headings) is None


def test_a_ring_ends_at_its_first_point_an_empty_row_or_another_number(tmp_path):
    inner = ["J5,3898660.1,432020.3", "J6,3898660.1,432030.3", "J7,3898670.1,432030.3"]
    repeated = [f"J1,{N},{E}"]
    for text in (
        "\n".join([rows(), *repeated, *inner, inner[0]]),
        "\n".join([rows(), "", *inner]),
    ):
        delivery = read(tmp_path, text)
        (polygon,) = delivery.parcels[0].polygons
        assert [len(polygon.outer.points), *(len(hole.points) for hole in polygon.holes)] == [4, 3]


def test_parcels_and_rings_by_columns_with_their_lines(tmp_path):
    lines = ["宗地代码,圈号,点号,X(北),Y(东)"]
    for number in (7, 8):
        lines += [f"{CODE[:-1]}{number},1,J{n},{a},{b}" for n, (a, b) in enumerate(SQUARE)]
    delivery = read(tmp_path, "\n".join(lines))
    assert [parcel.parcel_code for parcel in delivery.parcels] == [CODE, f"{CODE[:-1]}8"]
    assert [parcel.line for parcel in delivery.parcels] == [2, 6]
    assert delivery.parcels[1].polygons[0].outer.points[2].line == 8


def test_degrees_with_minutes_are_named_and_never_converted(tmp_path):
    """35.125223 is 35°12′52.23″ and not 35.125223°."""
    text = "点号,经度,纬度\n1,113.151234,35.125223\n2,113.151334,35.125223\n3,113.1514,35.125323"
    delivery = read(tmp_path, text)
    assert delivery.parcels[0].polygons == ()
    assert {"degrees_minutes_seconds", "geographic_coordinates"} <= set(kinds(delivery))
    (said,) = [found for found in delivery.findings if found.kind == "degrees_minutes_seconds"]
    assert "35.125223 = 35°12′52.23″" in said.message.zh
    decimal = text.replace("125223", "785223")  # 78 are no minutes
    assert "degrees_minutes_seconds" not in kinds(read(tmp_path, decimal))


def test_a_row_that_is_none_is_said_with_its_line_and_the_rest_is_read(tmp_path):
    text = rows() + "\nJ5,3898700,12,432060,35\nJ6,x,y\n"
    delivery = read(tmp_path, text)
    unread = [found.line for found in delivery.findings if found.kind == "unreadable_row"]
    assert unread == [7]  # the decimal comma makes five cells, of which two are figures
    assert len(delivery.parcels) == 1


def test_a_repeated_number_elsewhere_is_an_unclosed_ring(tmp_path):
    delivery = read(tmp_path, rows() + "\nJ1,3898650.532,432010.659\n")
    (found,) = [found for found in delivery.findings if found.kind == "unclosed_ring"]
    assert (found.measured, found.line) == (Decimal("0.515"), 6)  # the root of 0.412² + 0.309²


def test_a_table_of_headings_alone_is_said_to_be_empty(tmp_path):
    assert kinds(read(tmp_path, "点号,X,Y\n")) == ["empty_table"]


@given(st.binary(max_size=400))
def test_any_bytes_are_no_table_or_are_read(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("point") / "p.csv"
    path.write_bytes("点号,X,Y\n".encode() + data)
    if not point_table.recognises(path):
        return
    try:
        point_table.read(path, name="p.csv", office_srid=4547)
    except FileRefused as refused:
        assert refused.finding.kind == "unreadable_encoding"


def test_a_point_table_among_the_sheets_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["宗地界址点成果表"])
    sheet.append(["点号", "X（北）", "Y（东）", "备注"])
    for number, (north, east) in enumerate(SQUARE, start=1):
        sheet.append([f"J{number}", float(north), float(east)])
    sheet.append(["制表：张示例"])
    path = tmp_path / "points.xlsx"
    book.save(path)
    delivery = building_table_xlsx.read(path, name="points.xlsx", office_srid=4547)
    assert outer(delivery) == [
        (str(Decimal(n).normalize()), str(Decimal(e).normalize())) for n, e in SQUARE
    ]
    assert kinds(delivery) == []
    assert "张示例" not in repr(delivery.parcels)


def test_an_old_workbook_is_read_as_a_new_one():
    """data/tables.xls: three sheets, one of them hidden; made for this test with xlwt."""
    path = DATA / "tables.xls"
    assert formats.identify(path) is building_table_xls
    delivery = building_table_xls.read(path, name="tables.xls", office_srid=4547)
    assert [(unit.section, unit.storey_number, unit.room) for unit in delivery.units] == [
        ("1", 1, "101"),
        ("1", 1, "102"),
    ]
    assert [unit.built_m2 for unit in delivery.units] == [Decimal("103.38"), Decimal("109.85")]
    assert len(outer(delivery)) == 3
    assert "hidden_sheet" in kinds(delivery)


def test_a_broken_old_workbook_is_refused_with_a_sentence(tmp_path):
    sound = (DATA / "tables.xls").read_bytes()
    path = tmp_path / "broken.xls"
    chance = random.Random(4)
    for _ in range(40):
        data = bytearray(sound)
        for _ in range(20):
            data[chance.randrange(512, len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.randrange(600, len(data))]))
        if not building_table_xls.recognises(path):
            continue
        try:
            building_table_xls.read(path, name="broken.xls", office_srid=4547)
        except FileRefused as refused:
            assert refused.finding.kind in ("not_a_workbook", "empty_file")


def test_a_row_that_cannot_be_read_is_quoted_without_what_may_be_a_name(tmp_path):
    head = "点号,X（北）,Y（东）,权利人,证件号"
    broken = f"J9,38986O2,{E},张示例,410811199001011234\nJ10,张示例,示例,李示例,7"
    lines = [f"J{n},{a},{b},张示例,4108" for n, (a, b) in enumerate(SQUARE, start=1)]
    found = read(tmp_path, "\n".join([head, *lines, broken])).findings
    assert "示例" not in repr(found)
    assert [one.found for one in found if one.kind == "unreadable_row"] == [
        f"J9,38986O2,{E}",
        "J10,…,…",
    ]


def test_a_workbook_quotes_a_broken_row_alike(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["点号", "X（北）", "Y（东）", "权利人"],
        *(["J1", a, b, "张示例"] for a, b in SQUARE),
    ):
        book.active.append(row)
    book.active.append(["J9", "38986O2", "张示例", "李示例"])
    book.save(tmp_path / "p.xlsx")
    found = building_table_xlsx.read(tmp_path / "p.xlsx", name="p.xlsx", office_srid=4547).findings
    assert "示例" not in repr(found)
    assert [one.found for one in found if one.kind == "unreadable_row"] == ["38986O2 / …"]
