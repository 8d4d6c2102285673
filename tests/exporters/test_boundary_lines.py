"""Boundary lines in written files: what other programs see, and what is said where none can be."""

import zipfile
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
import shapely

from exporters import formats
from importers import formats as readers
from importers.records import (
    BoundaryLineRecord,
    BoundaryPointRecord,
    DeclaredSystem,
    Delivery,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
)

CODE, OTHER = "410811001002GB00001", "410811001002GB00002"
SYSTEM = DeclaredSystem(4547, 38)
PLACES = (("3898600.000", "432000"), ("3898680.000", "432000"), ("3898680.000", "432080.250"))
POINTS = tuple(
    PointRecord(f"J{number}", Decimal(north), Decimal(east))
    for number, (north, east) in enumerate(PLACES, start=1)
)
PARCEL = ParcelRecord("a", None, CODE, "", (PolygonRecord(RingRecord(POINTS)),))
SIDE = BoundaryLineRecord(
    "a", 1, f"{CODE}/{OTHER}", POINTS[:2], Decimal("80.01"), "7", "2", "600001"
)
ROW = BoundaryLineRecord("a", 2, OTHER, (), None, "1", "1")
HOLDING = [one.FORMAT for one in formats.writers() if one.HOLDS.lines]
NOT_HOLDING = [one.FORMAT for one in formats.writers() if not one.HOLDS.lines]


def written(folder: Path, delivery: Delivery, format: str) -> tuple[Path, list[str]]:
    path = folder / f"成果{formats.ending(format)}"
    findings = formats.write(delivery, path, format=format, system=SYSTEM)
    assert {finding.code for finding in findings} <= {"EX01"}
    return path, [finding.message.zh for finding in findings if "界址" in finding.message.zh]


def said_of(lines: list[BoundaryLineRecord]) -> list[object]:
    return [
        (
            (line.parcel_codes, line.length_m, line.kind, line.position, line.quality),
            [(point.label, point.northing_m, point.easting_m) for point in line.points],
        )
        for line in lines
    ]


def test_formats_of_layers_hold_lines():
    assert HOLDING == ["geopackage", "shapefile", "vct"]


@pytest.mark.parametrize("format", HOLDING)
def test_a_line_comes_back_with_its_ends_and_codes(tmp_path, format):
    path, _ = written(tmp_path, Delivery(parcels=[PARCEL], lines=[SIDE, ROW]), format)
    back = readers.read_files([path], office_srid=4547)
    assert said_of(back.lines) == said_of([SIDE, ROW])


@pytest.mark.parametrize("format", NOT_HOLDING)
def test_a_format_without_lines_says_how_many_it_left_out(tmp_path, format):
    _, said = written(tmp_path, Delivery(parcels=[PARCEL], lines=[SIDE, ROW]), format)
    title = formats.title(formats.writer(format)).zh
    assert said == [f"{title}不能表示界址线，2 处未写出。"]


@pytest.mark.parametrize(
    ("points", "lost"),
    [
        (POINTS[:1], "单个点"),
        (POINTS, "界址点号"),
        ((POINTS[0], PointRecord("", *map(Decimal, PLACES[1]))), "界址点号"),
    ],
)
def test_what_a_line_cannot_keep_is_said(tmp_path, points, lost):
    line = BoundaryLineRecord("a", 1, CODE, points, None, "7")
    _, said = written(tmp_path, Delivery(parcels=[PARCEL], lines=[line]), "geopackage")
    assert said == [f"GeoPackage不能表示界址线的“{lost}”，1 处未写出。"]


@pytest.mark.parametrize("format", [one.FORMAT for one in formats.writers()])
def test_marks_of_boundary_points_are_not_lost_in_silence(tmp_path, format):
    marked = BoundaryPointRecord("a", 1, CODE, "J1", POINTS[0], marker="2")
    plain = BoundaryPointRecord("a", 2, CODE, "J2", POINTS[1])
    _, said = written(tmp_path, Delivery(parcels=[PARCEL], points=[marked, plain]), format)
    assert [one.partition("不能表示")[2] for one in said if "界标" in one] == [
        "界址点的界标和类型，1 处未写出。"
    ]


def layer_of(path: Path, folder: Path) -> tuple[Path, str | None]:
    if path.suffix == ".gpkg":
        return path, "JZX"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder / "成果_JZX.shp", None


@pytest.mark.parametrize("format", ["geopackage", "shapefile"])
def test_gdal_reads_our_lines(tmp_path, format):
    path, _ = written(tmp_path, Delivery(parcels=[PARCEL], lines=[SIDE, ROW]), format)
    file, layer = layer_of(path, tmp_path)
    meta, _, shapes, columns = pyogrio.raw.read(file, layer=layer)
    values = dict(zip(meta["fields"], (column[0] for column in columns), strict=True))
    assert (values["ZDZHDM"], values["JZXCD"]) == (SIDE.parcel_codes, 80.01)
    assert (values["JZXLB"], values["JZXWZ"], values["JXXZ"]) == ("7", "2", "600001")
    line = shapely.from_wkb(shapes[0])
    assert (line.geom_type, line.length, shapes[1]) == ("LineString", 80.0, None)
    assert line.bounds == (38_432_000, 3_898_600, 38_432_000, 3_898_680)
