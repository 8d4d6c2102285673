"""File geodatabases: folders in a ZIP, read with one driver that sees nothing but their tables."""

import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from importers import filegdb, formats
from importers.records import Delivery
from importers.sandbox import read_in_child
from tests.importers.geopackage_maker import CODE, SQUARE
from tests.importers.large_files import write_shp


def texts(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A geodatabase with parcels, buildings, storeys and units."""
    path = tmp_path / "成果.gdb"
    square = shapely.to_wkb(shapely.polygons([SQUARE]))
    plain = {"driver": "OpenFileGDB", "crs": "EPSG:4547"}
    pyogrio.raw.write(
        path,
        square,
        [texts(CODE), texts("示例路1号"), np.array([4800.0]), texts("张示例")],
        fields=["ZDDM", "ZL", "ZDMJ", "QLR"],
        layer="ZDJBXX",
        geometry_type="Polygon",
        **plain,
    )
    pyogrio.raw.write(
        path,
        square,
        [texts(f"{CODE}F0001")],
        fields=["ZRZH"],
        layer="ZRZ",
        geometry_type="Polygon",
        append=True,
        **plain,
    )
    pyogrio.raw.write(
        path,
        None,
        [texts(f"{CODE}F0001"), texts("301"), np.array([92.36])],
        fields=["ZRZH", "SHBW", "SCJZMJ"],
        layer="H",
        geometry_type=None,
        append=True,
        driver="OpenFileGDB",
    )
    return path


def packed(folder: Path, **more: bytes) -> Path:
    path = folder.parent / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"成果/{folder.name}/{file.name}")
        for name, data in more.items():
            archive.writestr(f"成果/{folder.name}/{name}", data)
    return path


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def test_a_zipped_geodatabase_in_the_reading_process(folder: Path) -> None:
    delivery = read_in_child([packed(folder)], office_srid=4547)
    assert kinds(delivery) == []
    (parcel,), (building,), (unit,) = delivery.parcels, delivery.buildings, delivery.units
    assert (parcel.parcel_code, parcel.address, parcel.line) == (CODE, "示例路1号", 1)
    assert str(parcel.polygons[0].outer.points[0].northing_m) == "3898600.0"
    assert (building.building_number, building.parcel_code) == ("0001", CODE)
    assert (unit.room, str(unit.built_m2)) == ("301", "92.36")
    assert [holder.value for holder in delivery.holders] == ["张示例"]
    (summary,) = delivery.files
    assert (summary.name, summary.format) == ("成果/成果.gdb", "filegdb")
    assert (summary.counts["ZDJBXX"], summary.system.srid) == (1, 4547)


def test_a_second_process_tells_on_from_where_the_first_came_to(folder: Path) -> None:
    write_shp(folder.parent / "b.shp", 50)  # another driver, so another process
    paths = [packed(folder), *(folder.parent / f"b.{end}" for end in ("shp", "shx", "dbf", "prj"))]
    steps: list[tuple[int, str]] = []
    delivery = read_in_child(
        [path for path in paths if path.exists()],
        office_srid=4547,
        progress=lambda percent, name: steps.append((percent, name)),
    )
    assert len(delivery.parcels) == 51
    percents = [percent for percent, _ in steps]
    assert percents == sorted(percents)
    assert percents[0] == 0
    assert percents[-1] >= 98  # each process cuts its share to whole percent
    assert len({name for percent, name in steps if 0 < percent < 98}) == 2


def test_what_else_lies_in_the_folder_is_not_seen(folder: Path) -> None:
    vrt = b'<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>'
    delivery = formats.read_files(
        [packed(folder, **{"a.vrt": vrt, "b.shp": vrt, "x.lock": b""})], office_srid=4547
    )
    assert kinds(delivery) == []
    assert len(delivery.parcels) == 1


def test_batches_joined_are_the_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = shapely.to_wkb(shapely.polygons([SQUARE] * 4))
    codes = texts(*[f"410811001002GB{number:05d}" for number in range(2, 6)])
    columns = [codes, texts(*"abcd"), np.ones(4), texts(*"abcd")]
    fields = ["ZDDM", "ZL", "ZDMJ", "QLR"]
    pyogrio.raw.write(
        folder,
        more,
        columns,
        fields=fields,
        layer="ZDJBXX",
        geometry_type="Polygon",
        driver="OpenFileGDB",
        crs="EPSG:4547",
        append=True,
    )
    monkeypatch.setattr(filegdb, "_BATCH", 2)
    delivery = formats.read_files([packed(folder)], office_srid=4547)
    assert [parcel.parcel_code[-1] for parcel in delivery.parcels] == list("12345")


@pytest.mark.parametrize("what", ["empty", "no catalogue", "VRT", "cut", "junk"])
def test_what_is_no_geodatabase_is_refused(folder: Path, what: str) -> None:
    catalogue = folder / "a00000001.gdbtable"
    data = catalogue.read_bytes()
    for file in folder.iterdir():
        if what == "empty" or (what == "no catalogue" and file == catalogue):
            file.unlink()
    if what == "empty":
        (folder / "readme.txt").write_text("x")
    elif what == "VRT":
        catalogue.write_text("<OGRVRTDataSource/>")
    elif what == "cut":
        catalogue.write_bytes(data[:20])
    elif what == "junk":
        catalogue.write_bytes(data[:4] + b"\xff" * 400)
    delivery = formats.read_files([packed(folder)], office_srid=4547)
    assert kinds(delivery) == ["unreadable_file"]


def test_a_damaged_table_within_is_a_finding(folder: Path) -> None:
    for file in folder.glob("a00000009.gdbtable"):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])
    delivery = formats.read_files([packed(folder)], office_srid=4547)
    assert "error" in {finding.severity for finding in delivery.findings}
