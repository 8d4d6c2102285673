"""What other programs see of our GeoPackages and Shapefiles: GDAL, and the bytes by hand."""

import sqlite3
import struct
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
import shapely

from exporters import formats
from importers import formats as readers
from importers.records import (
    BuildingRecord,
    DeclaredSystem,
    Delivery,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
    UnitRecord,
)

CODE = "410811001002GB00001"


def ring(east: int, north: int, side: int) -> RingRecord:
    places = [(0, 0), (side, 0), (side, side), (0, side)]
    return RingRecord(
        tuple(
            PointRecord(f"J{n}", Decimal(north + dn).quantize(Decimal("0.001")), Decimal(east + de))
            for n, (de, dn) in enumerate(places, start=1)
        )
    )


SHAPE = (PolygonRecord(ring(432000, 3898600, 80), (ring(432010, 3898610, 20),)),)
DELIVERY = Delivery(
    parcels=[
        ParcelRecord("a", None, CODE, "示例𠮷园", SHAPE, Decimal("6000.25"), address="示例路1号"),
        ParcelRecord("a", None, "410811001002GB00002", "", ()),
    ],
    buildings=[BuildingRecord("a", None, "0001", CODE, "一号楼", SHAPE, 6, 1)],
    units=[UnitRecord("a", None, "0001", "1", 3, "3A", "301", built_m2=Decimal("92.36"))],
)


@pytest.mark.parametrize(("prefix", "crs"), [(None, "EPSG:4547"), (38, "EPSG:4526")])
def test_gdal_reads_our_geopackage(tmp_path: Path, prefix: int | None, crs: str) -> None:
    path = tmp_path / "a.gpkg"
    formats.write(DELIVERY, path, format="geopackage", system=DeclaredSystem(4547, prefix))
    assert [str(name) for name, _ in pyogrio.list_layers(path)] == [
        "ZDJBXX",
        "ZRZ",
        "JZD",
        "JZX",
        "C",
        "H",
    ]
    info = pyogrio.read_info(path, layer="ZDJBXX")
    assert (info["crs"], info["features"], info["driver"]) == (crs, 2, "GPKG")
    east = 432000.0 + (38_000_000 if prefix else 0)
    assert info["total_bounds"] == (east, 3898600.0, east + 80, 3898680.0)
    meta, _, shapes, columns = pyogrio.raw.read(path, layer="ZDJBXX")
    values = dict(zip(meta["fields"], (column[0] for column in columns), strict=True))
    assert (values["ZDDM"], values["ZDMC"], values["ZDMJ"]) == (CODE, "示例𠮷园", 6000.25)
    assert shapely.area(shapely.from_wkb(shapes[0])) == 80 * 80 - 20 * 20
    assert shapes[1] is None


def test_the_geopackage_is_sound_sqlite_with_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    formats.write(DELIVERY, path, format="geopackage", system=DeclaredSystem(4547))
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        assert database.execute("pragma foreign_key_check").fetchall() == []
        points = database.execute("select JZDH, ZDZHDM from JZD").fetchall()
    assert path.read_bytes()[68:72] == b"GPKG"
    assert len(points) == 8
    assert {code for _, code in points} == {CODE}


def test_gdal_reads_our_shapefiles(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    findings = formats.write(
        DELIVERY, path, format="shapefile", system=DeclaredSystem(4547, 38), name="成果"
    )
    assert {finding.kind for finding in findings} == {"not_held"}
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
        names = sorted(archive.namelist())
    ends = (".cpg", ".dbf", ".prj", ".shp", ".shx")
    assert names == [f"成果_{layer}{end}" for layer in ("ZDJBXX", "ZRZ") for end in ends]
    parcels = tmp_path / "成果_ZDJBXX.shp"
    meta, _, shapes, columns = pyogrio.raw.read(parcels)
    values = dict(zip(meta["fields"], (column[0] for column in columns), strict=True))
    assert (values["ZDDM"], values["ZDMC"], values["ZDMJ"]) == (CODE, "示例𠮷园", 6000.25)
    shape = shapely.from_wkb(shapes[0])
    assert shapely.area(shape) == 80 * 80 - 20 * 20
    assert (
        (tmp_path / "成果_ZDJBXX.prj")
        .read_text()
        .startswith('PROJCS["CGCS2000_3_Degree_GK_Zone_38"')
    )
    # Clockwise outside, the other way inside, as the first record's vertices say by themselves.
    data = parcels.read_bytes()
    count = struct.unpack_from("<i", data, 100 + 8 + 40)[0]
    assert (data[:4], count) == (b"\0\0\x27\x0a", 10)
    corners = struct.unpack_from("<4d", data, 100 + 8 + 44 + 8)
    assert corners[0] == corners[2] and corners[1] < corners[3]


def test_a_text_that_is_too_long_is_cut_and_said(tmp_path: Path) -> None:
    long = Delivery(parcels=[ParcelRecord("a", None, CODE, "示" * 100, SHAPE)])
    path = tmp_path / "a.zip"
    findings = formats.write(long, path, format="shapefile", system=DeclaredSystem(4547))
    assert "text_cut" in {finding.kind for finding in findings}
    (parcel,) = readers.read_files([path], office_srid=4547).parcels
    assert parcel.name == "示" * 84


@pytest.mark.parametrize("format", ["geopackage", "shapefile"])
def test_nothing_at_all_is_a_file_without_rows(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a{formats.ending(format)}"
    formats.write(Delivery(), path, format=format, system=DeclaredSystem(4547))
    delivery = readers.read_files([path], office_srid=4547)
    assert (delivery.parcels, delivery.buildings) == ([], [])
    assert len(delivery.files) == 1


def test_many_rows_of_empty_columns_are_no_bomb_to_our_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    parcels = [
        ParcelRecord(
            "a",
            None,
            f"410811001002GB{n:05}",
            "",
            (PolygonRecord(ring(432000 + 100 * (n % 50), 3898600 + 100 * (n // 50), 80)),),
        )
        for n in range(1, 1001)
    ]
    formats.write(Delivery(parcels=parcels), path, format="shapefile", system=DeclaredSystem(4547))
    back = readers.read_files([path], office_srid=4547)
    assert back.findings == []
    assert [one.parcel_code for one in back.parcels] == [one.parcel_code for one in parcels]
