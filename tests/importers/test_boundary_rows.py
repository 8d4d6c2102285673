"""What layers and tables state of boundary lines and points beside the rings."""

import struct
from decimal import Decimal

import pytest

from importers.formats import read_files
from importers.records import Delivery
from tests.importers.geopackage_maker import Maker, blob, point, polygon
from tests.importers.workbook_maker import save

CODE = "410811001002GB00007"
CORNERS = (
    (432000.0, 3898100.0),
    (432100.0, 3898100.0),
    (432100.0, 3898000.0),
    (432000.0, 3898000.0),
)
HEAD = "宗地代码,点号,X(北),Y(东),边长(m)"
PLACES = ("3898100,432000", "3898100,432100", "3898000,432100", "3898000,432000")


def line(*corners: tuple[float, float], order: str = "<") -> bytes:
    wkb = struct.pack(f"{order}BII", order == "<", 2, len(corners))
    return wkb + b"".join(struct.pack(f"{order}2d", *corner) for corner in corners)


def several(*lines: bytes) -> bytes:
    return struct.pack("<BII", 1, 5, len(lines)) + b"".join(lines)


@pytest.fixture
def package(tmp_path):
    """Make a package of one parcel, with rows of JZX and JZD beside."""

    def make(lines: list[list[object]], points: list[list[object]] = ()) -> Delivery:
        maker = Maker(tmp_path / "成果.gpkg")
        parcel = [blob(polygon([*CORNERS, CORNERS[0]])), CODE]
        maker.layer("ZDJBXX", ("ZDDM",), [parcel])
        names = ("ZDZHDM", "JZXCD", "JZXLB", "JZXWZ", "JXXZ")
        maker.layer("JZX", names, lines, geometry="LINESTRING")
        maker.layer("JZD", ("ZDZHDM", "JZDH", "JBLX", "JZDLX"), list(points), geometry="POINT")
        return read_files([maker.path], office_srid=4547)

    return make


def test_a_row_of_jzx_is_a_boundary_line(package):
    told = package([[blob(line(*CORNERS[:2])), CODE, 100.02, "7", "2", "600001"]])
    [found] = told.lines
    assert (found.parcel_codes, found.length_m) == (CODE, Decimal("100.02"))
    assert (found.kind, found.position, found.quality) == ("7", "2", "600001")
    assert [(p.northing_m, p.easting_m) for p in found.points] == [
        (Decimal("3898100.0"), Decimal("432000.0")),
        (Decimal("3898100.0"), Decimal("432100.0")),
    ]
    assert "layer_not_read" not in {finding.kind for finding in told.findings}


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        (line(*CORNERS[:3], order=">"), 3),
        (several(line(*CORNERS[:2])), 2),
        (several(line(*CORNERS[:2]), line(*CORNERS[2:])), 0),
        (point(432000, 3898100), 0),
    ],
)
def test_one_part_has_points_and_several_have_none(package, shape, points):
    [found] = package([[blob(shape), CODE, 100.0, "7", "2", ""]]).lines
    assert len(found.points) == points


def test_an_empty_length_states_nothing(package):
    [found] = package([[blob(line(*CORNERS[:2])), CODE, 0.0, None, "", ""]]).lines
    assert (found.length_m, found.kind) == (None, "")


def test_a_row_of_jzd_says_how_its_point_is_marked(package):
    told = package([], [[blob(point(*CORNERS[0])), CODE, "J1", "2", "1"]])
    [found] = told.points
    assert (found.label, found.marker, found.method) == ("J1", "2", "1")
    assert found.point.northing_m == Decimal("3898100.0")
    assert told.parcels[0].polygons[0].outer.points[0].label == "J1"


def table(tmp_path, *rows: str) -> Delivery:
    path = tmp_path / "界址点.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return read_files([path], office_srid=4547)


def stated(delivery: Delivery) -> list[tuple[str, str, str]]:
    return [(s.points[0].label, s.points[1].label, str(s.length_m)) for s in delivery.lines]


def row(number: int, side: str) -> str:
    return f"{CODE},J{number},{PLACES[number - 1]},{side}"


WANTED = [
    ("J1", "J2", "100.00"),
    ("J2", "J3", "100.01"),
    ("J3", "J4", "99.99"),
    ("J4", "J1", "100"),
]


def test_a_length_beside_a_point_is_of_the_side_that_begins_there(tmp_path):
    sides = ("100.00", "100.01", "99.99", "100")
    assert stated(table(tmp_path, *(row(n, side) for n, side in enumerate(sides, 1)))) == WANTED


def test_or_of_the_side_that_ends_there_where_that_fits(tmp_path):
    # a parcel of 200 m by 100 m, so that the two readings differ
    wide = ("3898100,432000", "3898100,432200", "3898000,432200", "3898000,432000")
    rows = [
        f"{CODE},J{n},{place},{side}"
        for n, place, side in zip(
            (1, 2, 3, 4, 1),
            (*wide, wide[0]),
            ("", "200.00", "100.00", "200.00", "100.00"),
            strict=True,
        )
    ]
    assert stated(table(tmp_path, *rows)) == [
        ("J1", "J2", "200.00"),
        ("J2", "J3", "100.00"),
        ("J3", "J4", "200.00"),
        ("J4", "J1", "100.00"),
    ]


def test_a_length_between_the_rows_cuts_no_ring(tmp_path):
    rows = []
    for number, side in enumerate(("100.00", "100.01", "99.99", "100"), 1):
        rows += [row(number, ""), f",,,,{side}"]
    told = table(tmp_path, *rows, row(1, ""))
    assert stated(told) == WANTED
    assert len(told.parcels[0].polygons[0].outer.points) == 4
    assert "unreadable_row" not in {finding.kind for finding in told.findings}


def test_a_table_for_print_in_a_workbook(tmp_path):
    rows: list[list[object]] = [["点号", "X（北）", "Y（东）", "边长(m)"]]
    for number, side in enumerate((100.0, 100.01, 99.99, 100), 1):
        north, east = PLACES[number - 1].split(",")
        rows += [[f"J{number}", int(north), int(east), None], [None, None, None, side]]
    rows.append(["J1", 3898100, 432000, None])
    path = save(tmp_path, {"界址点成果表": rows}, name="界址点.xlsx")
    told = read_files([path], office_srid=4547)
    assert [length for *_, length in stated(told)] == ["100", "100.01", "99.99", "100"]
    assert len(told.parcels[0].polygons) == 1


def test_a_table_without_lengths_states_none(tmp_path):
    assert table(tmp_path, *(row(number, "") for number in (1, 2, 3, 4))).lines == []
