"""Boundary lines (JZX) out of VCT files."""

from decimal import Decimal
from pathlib import Path

import pytest

from importers.formats import read_files
from importers.records import Delivery
from surveys.domain.check import CheckContext, run_checks
from tests.importers.vct_maker import (
    ATTRIBUTES,
    CODE,
    CODES,
    CORNERS,
    POINTS,
    TABLES,
    TWO_LINES,
    kinds,
    line,
    read_text,
    whole,
)

JZX = "ZDZHDM,Varchar\nJZXCD,Float,15,2\nJZXLB,Char,2\nJZXWZ,Char,1\nJXXZ,Char,6\nQLR,Char,20"
ROW = f"{CODE},60.10,7,2,600001,"


def delivered(folder: Path, *rows: str, lines: str = TWO_LINES) -> Delivery:
    return read_text(
        folder,
        whole(
            codes=CODES.replace("FeatureCodeEnd", "6001060000,界址线,Line,JZX\nFeatureCodeEnd"),
            tables=TABLES.replace("TableStructureEnd", f"JZX,6\n{JZX}\n0\nTableStructureEnd"),
            lines=lines,
            attributes=ATTRIBUTES.replace(
                "AttributeEnd", "\n".join(["JZX", *rows, "TableEnd", "AttributeEnd"])
            ),
        ),
    )


def with_line(*objects: str) -> str:
    return TWO_LINES.replace("LineEnd", "".join(objects) + "LineEnd")


def test_a_row_and_its_line_are_a_boundary_line(tmp_path):
    lines = with_line(line(501, *CORNERS[:2]))
    delivery = delivered(tmp_path, f"501,{ROW}", lines=lines)
    [found] = delivery.lines
    assert (found.parcel_codes, found.length_m) == (CODE, Decimal("60.10"))
    assert (found.kind, found.position, found.quality) == ("7", "2", "600001")
    assert [(str(p.northing_m), str(p.easting_m)) for p in found.points] == [
        ("3898650.120", "432010.350"),
        ("3898652.480", "432070.410"),
    ]
    assert kinds(delivery) == []
    assert delivery.files[0].counts["JZX"] == 1


def test_a_line_that_bounds_its_parcel_may_be_a_boundary_line_itself(tmp_path):
    [found] = delivered(tmp_path, f"201,{ROW}").lines
    assert len(found.points) == 4


@pytest.mark.parametrize("key", ["999", "0", "", "9" * 20, "9" * 25, "9" * 5_000, "x"])
def test_a_row_without_a_line_keeps_what_it_states(tmp_path, key):
    [found] = delivered(tmp_path, f"{key},{ROW}").lines
    assert (found.kind, found.points) == ("7", ())


@pytest.mark.parametrize(("begin", "points"), [(1, 3), (2, 0)])
def test_segments_must_meet(tmp_path, begin, points):
    more = ["11", "2", *CORNERS[begin : begin + 2]]
    rows = ["501", "6001060000", "u", "1", "2", "11", "2", *CORNERS[:2], *more, "0"]
    lines = with_line("\n".join(rows) + "\n")
    [found] = delivered(tmp_path, f"501,{ROW}", lines=lines).lines
    assert len(found.points) == points


def test_holders_are_kept_apart(tmp_path):
    delivery = delivered(tmp_path, f"501,{ROW}张示例")
    assert [(one.object_key, one.value) for one in delivery.holders] == [(CODE, "张示例")]
    assert "张示例" not in repr(delivery.lines) + repr(delivery.findings)


def test_lines_alone_are_no_objects(tmp_path):
    text = whole(tables=TABLES.replace("ZDJBXX", "JZX"), polygons="PolygonBegin\nPolygonEnd\n")
    delivery = read_text(tmp_path, text.replace("\nZDJBXX\n", "\nJZX\n"))
    assert "no_objects" in kinds(delivery)
    assert [found.parcel_codes for found in delivery.lines] == [CODE]


def test_a_parcel_whose_id_is_no_number_of_64_bits_is_named(tmp_path):
    text = whole(polygons="PolygonBegin\nPolygonEnd\n").replace("\n301,", f"\n{'9' * 25},")
    path = tmp_path / "a.vct"
    path.write_text(text, encoding="gb18030")
    assert "unreadable_row" in kinds(read_files([path], office_srid=4547))


def with_points(folder: Path, point: str = "38432010.350,3898650.120") -> Delivery:
    """Read a parcel whose layer of points says how they are marked and were determined."""
    return read_text(
        folder,
        whole(
            tables=TABLES.replace(
                "JZD,2\nJZDH,Char,10\nZDZHDM,Varchar\n",
                "JZD,4\nJZDH,Char,10\nZDZHDM,Varchar\nJBLX,Char,2\nJZDLX,Char,1\n",
            ),
            points=POINTS.replace("38432010.350,3898650.120", point),
            attributes=ATTRIBUTES.replace(
                f"101,J1,{CODE}", f"101,J1,{CODE},3,1\n109,J9,{CODE},3,1"
            ),
        ),
    )


def test_points_that_say_how_they_are_marked_are_boundary_points(tmp_path):
    delivery = with_points(tmp_path)
    found, without_place = delivery.points
    assert (found.parcel_codes, found.label, found.marker, found.method) == (CODE, "J1", "3", "1")
    assert found.point is not None
    assert (str(found.point.northing_m), str(found.point.easting_m)) == (
        "3898650.120",
        "432010.350",
    )
    assert (without_place.label, without_place.point) == ("J9", None)
    assert delivery.parcels[0].polygons[0].outer.points[0].label == "J1"


def test_a_point_beside_its_parcel_is_seen_by_the_check(tmp_path):
    def off(delivery: Delivery) -> list[str]:
        report = run_checks(delivery, CheckContext(office_srid=4547), codes=frozenset({"BP26"}))
        return [finding.found for finding in report.findings]

    assert off(with_points(tmp_path)) == []
    assert len(off(with_points(tmp_path, "38432010.450,3898650.120"))) == 1
