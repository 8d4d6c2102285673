"""Boundary lines (JZX) out of shapefiles."""

from decimal import Decimal
from pathlib import Path

import pytest

from cadastre.domain.findings import Severity
from importers import shapefile
from importers.formats import read_files
from importers.records import Delivery
from importers.sandbox import read_in_child
from tests.importers.shapefile_maker import Field, write

CODE = b"410811001002GB00007"
FIELDS = [
    Field(b"ZDZHDM", width=60),
    Field(b"JZXCD", "N", 15, 2),
    Field(b"JZXLB", width=2),
    Field(b"JZXWZ", width=1),
    Field(b"JXXZ", width=6),
    Field(b"QDH", width=10),
    Field(b"ZDH", width=10),
]
SIDE = [(432000.0, 3898600.0), (432000.25, 3898660.5)]
BENT = [(432000.25, 3898660.5), (432040.0, 3898661.0), (432080.0, 3898660.0)]
ROW = [CODE, b"60.50", b"7", b"2", b"600001", b"J1", b"J2"]


def read(folder: Path, shapes, rows, fields=FIELDS, **options) -> Delivery:
    path = write(folder, shapes, fields, rows, **{"shape_type": 3, **options})
    return shapefile.read(path, name=path.name, office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def places(line) -> list[tuple[str, str]]:
    return [(str(point.northing_m), str(point.easting_m)) for point in line.points]


def test_a_record_of_jzx_is_a_boundary_line(tmp_path):
    delivery = read(tmp_path, [[SIDE], [BENT]], [ROW, [CODE, b"80", b"1", b"1", b"", b"", b""]])
    side, bent = delivery.lines
    assert (side.parcel_codes, side.length_m) == (CODE.decode(), Decimal("60.5"))
    assert (side.kind, side.position, side.quality) == ("7", "2", "600001")
    assert places(side) == [("3898600.0", "432000.0"), ("3898660.5", "432000.25")]
    assert [point.label for point in side.points] == ["J1", "J2"]
    assert len(bent.points) == 3
    assert {point.label for point in bent.points} == {""}
    assert delivery.findings == []
    [summary] = delivery.files
    assert (summary.counts, summary.system.srid) == ({"records": 2}, 4547)


def test_the_name_of_the_file_is_enough(tmp_path):
    delivery = read(tmp_path, [[SIDE]], [[CODE]], [Field(b"ZDZHDM", width=60)], stem="jzx")
    assert [line.parcel_codes for line in delivery.lines] == [CODE.decode()]


def test_other_lines_are_still_refused(tmp_path):
    delivery = read(tmp_path, [[SIDE]], [[CODE]], [Field(b"ZDDM", width=60)])
    assert (kinds(delivery), delivery.lines) == (["wrong_geometry"], [])


def test_a_line_of_several_parts_keeps_its_codes(tmp_path):
    delivery = read(tmp_path, [[SIDE, [(432010.0, 3898600.0), (432020.0, 3898600.0)]]], [ROW])
    [line] = delivery.lines
    assert (line.points, line.kind, line.length_m) == ((), "7", Decimal("60.5"))


def test_a_record_without_a_shape_keeps_its_row(tmp_path):
    delivery = read(tmp_path, [None, [SIDE]], [ROW, ROW])
    assert [len(line.points) for line in delivery.lines] == [0, 2]


def test_zone_number_and_order_of_axes_are_told_by_the_figures(tmp_path):
    turned = [(north, east + 38_000_000) for east, north in SIDE]
    delivery = read(tmp_path, [[turned]], [ROW], prj=None)
    [line] = delivery.lines
    assert places(line) == [("3898600.0", "432000.0"), ("3898660.5", "432000.25")]
    [summary] = delivery.files
    assert (summary.system.zone_prefix, summary.system.axes_swapped) == (38, True)


def test_refused_figures_leave_lines_without_points(tmp_path):
    degrees = [(113.25, 35.2), (113.26, 35.21)]
    delivery = read(tmp_path, [[degrees]], [ROW])
    assert delivery.lines[0].points == ()
    assert Severity.ERROR in {finding.severity for finding in delivery.findings}


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_figure_that_is_none_leaves_the_line_without_points(tmp_path, figure):
    delivery = read(tmp_path, [[[SIDE[0], (432000.0, figure)]]], [ROW])
    assert delivery.lines[0].points == ()


def test_heights_are_left_out_and_said(tmp_path):
    delivery = read(tmp_path, [[SIDE]], [ROW], shape_type=13)
    assert kinds(delivery) == ["z_dropped"]
    assert len(delivery.lines[0].points) == 2


def test_a_count_beyond_the_record_is_damage(tmp_path):
    path = write(tmp_path, [[SIDE], [SIDE]], FIELDS, [ROW, ROW], shape_type=3)
    data = bytearray(path.read_bytes())
    data[100 + 8 + 40 : 100 + 8 + 44] = (400_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    delivery = shapefile.read(path, name=path.name, office_srid=4547)
    assert "unreadable_row" in kinds(delivery)
    assert len(delivery.lines[-1].points) == 2


def test_holders_are_kept_apart(tmp_path):
    fields = [*FIELDS, Field(b"QLR", width=20)]
    delivery = read(tmp_path, [[SIDE]], [[*ROW, "张示例".encode()]], fields)
    assert [(one.object_key, one.value) for one in delivery.holders] == [(CODE.decode(), "张示例")]
    assert "张示例" not in repr(delivery.lines) + repr(delivery.findings)


def kinds_of_errors(delivery: Delivery) -> list[str]:
    return [one.kind for one in delivery.findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize("read_all", [read_files, read_in_child])
def test_lines_alone_are_no_delivery_and_beside_parcels_they_are(tmp_path, read_all):
    alone = write(tmp_path, [[SIDE]], FIELDS, [ROW], shape_type=3, stem="JZX")
    told = read_all([alone], office_srid=4547)
    assert (kinds_of_errors(told), len(told.lines)) == (["no_objects"], 1)
    corners = [*SIDE, (432060.0, 3898660.0), (432060.0, 3898600.0), SIDE[0]]
    parcel = write(tmp_path, [[corners]], [Field(b"ZDDM")], [[CODE]], stem="ZD")
    told = read_all([alone, parcel], office_srid=4547)
    assert (kinds_of_errors(told), len(told.lines), len(told.parcels)) == ([], 1, 1)
