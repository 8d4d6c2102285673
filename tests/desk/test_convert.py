"""``cadastre convert``: what is written, what is refused, and what stays as it was."""

import json
import subprocess
import sys
import tomllib
import zipfile
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
from setuptools import find_packages

from desk import convert as verb
from exporters.formats import ending, writers
from tests.architecture.sources import ROOT
from tests.desk.conftest import GOLDEN_TXT, UNCLOSED_COUNT, with_a_crossing

FORMATS = [one.FORMAT for one in writers()]
PARCEL = "410811001002GB00007"
HOLDER, PAPER = "张示例", "演示证件0001"
EAST = GOLDEN_TXT.replace(b",384", b",394").replace(b"=38", b"=39")
"""The same figures in the zone of 117° E: 39 in place of 38 before the eastings."""


def rows(text: bytes) -> list[list[str]]:
    """Return the point rows of a coordinate TXT: label, ring, northing, easting."""
    lines = text.decode("gb18030").splitlines()
    return [line.split(",") for line in lines if line.startswith("J")]


def figures(text: bytes) -> list[list[object]]:
    return [[*row[:2], *map(Decimal, row[2:])] for row in rows(text)]


def geojson(*, srid: int | None, ring: list[list[float]], **properties: str) -> bytes:
    name = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{srid}"}}
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "geometry": shape, "properties": {"ZDDM": PARCEL, **properties}}
    stated = {} if srid is None else {"crs": name}
    return json.dumps({"type": "FeatureCollection", **stated, "features": [feature]}).encode()


PLANE = [
    [432010.35, 3898600.5],
    [432110.35, 3898600.5],
    [432110.35, 3898700.5],
    [432010.35, 3898600.5],
]
DEGREES = [[113.2, 35.2], [113.21, 35.2], [113.21, 35.21], [113.2, 35.2]]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    """Be in an empty folder, where files without a named place are written."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_digit_comes_back_through_a_vct(cadastre, supply, here):
    assert cadastre("convert", supply, "--to", "vct", "--output", "宗地.vct")[0] == 0
    code, _, _ = cadastre("convert", "宗地.vct", "--to", "coordinate_txt", "--zone-prefix")
    assert code == 0
    assert rows((here / "宗地.txt").read_bytes()) == rows(GOLDEN_TXT)


def test_every_figure_comes_back_through_vct_and_geopackage(cadastre, supply, here):
    for source, to in ((supply, "vct"), ("勘测定界.vct", "geopackage")):
        assert cadastre("convert", source, "--to", to)[0] == 0
    code, _, _ = cadastre("convert", "勘测定界.gpkg", "--to", "coordinate_txt", "--zone-prefix")
    assert code == 0
    assert figures((here / "勘测定界.txt").read_bytes()) == figures(GOLDEN_TXT)
    assert names(here) == ["勘测定界.gpkg", "勘测定界.txt", "勘测定界.vct"]


@pytest.mark.parametrize(
    ("content", "more", "crs", "west"),
    [
        (GOLDEN_TXT, [], "EPSG:4547", 432010.350),
        (GOLDEN_TXT, ["--zone-prefix"], "EPSG:4526", 38432010.350),
        (EAST, [], "EPSG:4548", 432010.350),
        (EAST, ["--zone-prefix"], "EPSG:4527", 39432010.350),
    ],
)
def test_gdal_reads_the_geopackage_in_its_system(cadastre, here, content, more, crs, west):
    (here / "界址.txt").write_bytes(content)
    assert cadastre("convert", "界址.txt", "--to", "geopackage", *more)[0] == 0
    told = pyogrio.read_info(here / "界址.gpkg", layer="ZDJBXX", force_total_bounds=True)
    assert (told["crs"], told["features"]) == (crs, 1)
    assert told["total_bounds"] == pytest.approx((west, 3898600.260, west + 61.230, 3898652.480))


def test_it_says_what_it_wrote_and_what_the_format_cannot_hold(cadastre, supply):
    code, out, told = cadastre("convert", supply, "--to", "point_table", "--lang", "en")
    assert code == 0
    assert out == "Written 勘测定界.csv: point table .csv or CASS .dat · 1 parcel · EPSG:4547\n"
    assert "▲ warning EX01" in told
    assert "cannot hold the name of parcels" in told
    assert "不能表示" not in told
    code, out, told = cadastre("convert", supply, "--to", "point_table", "--force", "--lang", "zh")
    assert (code, out[:3]) == (0, "已写出")
    assert "▲ 警告 EX01" in told
    assert "cannot hold" not in told


def test_a_warning_of_the_readers_is_told_and_stops_nothing(cadastre, here):
    (here / "点数.txt").write_bytes(UNCLOSED_COUNT)
    code, _, told = cadastre("convert", "点数.txt", "--to", "vct")
    assert code == 0
    assert "FI11" in told


def test_only_what_reading_says_counts(cadastre, crossed, here):
    """A boundary that crosses itself is for ``check`` to judge: its figures are sound."""
    assert cadastre("convert", crossed, "--to", "coordinate_txt", "--zone-prefix")[0] == 0
    assert rows((here / "自相交.txt").read_bytes()) == rows(with_a_crossing(GOLDEN_TXT))


def test_several_files_become_one(cadastre, golden, here):
    code, out, told = cadastre(
        "convert", *golden["completion"], "--to", "vct", "--output", "竣工.vct", "--lang", "en"
    )
    assert code == 0
    assert "1 parcel, 1 building, 4 units" in out
    assert "1 column about holders was kept apart and not written." in told
    code, out, _ = cadastre("convert", "竣工.vct", "--to", "geopackage", "--lang", "en")
    assert (code, "1 parcel, 1 building, 4 units" in out) == (0, True)


def test_a_mapping_is_read_with(cadastre, here):
    content = geojson(srid=4547, ring=PLANE).replace(b"ZDDM", b"PARCELNO")
    (here / "对照.geojson").write_bytes(content)
    entries = [{"field": "PARCELNO", "word": "parcel.parcel_code"}]
    document = {"format": "cadastre-field-mapping", "entries": entries}
    (here / "mapping.json").write_text(json.dumps(document))
    words = ("convert", "对照.geojson", "--to", "vct", "--mapping", "mapping.json")
    assert cadastre(*words)[0] == 0
    assert PARCEL.encode() in (here / "对照.vct").read_bytes()


@pytest.mark.parametrize("to", FORMATS)
def test_holders_are_in_no_byte(cadastre, here, to):
    (here / "权利人.geojson").write_bytes(
        geojson(srid=4547, ring=PLANE, QLR=HOLDER, QLRZJH=PAPER, ZL="示例路1号")
    )
    code, out, told = cadastre("convert", "权利人.geojson", "--to", to, "--lang", "en")
    assert code == 0
    assert "2 columns about holders were kept apart and not written." in told
    written = here / f"权利人{ending(to)}"
    data = written.read_bytes()
    if zipfile.is_zipfile(written):
        with zipfile.ZipFile(written) as archive:
            data = b"".join(map(archive.read, archive.namelist()))
    for secret in (HOLDER, PAPER):
        assert secret not in out + told
        for encoding in ("utf-8", "gb18030", "utf-16-le"):
            assert secret.encode(encoding) not in data


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_files_are_the_same_bytes(cadastre, supply, here, to):
    for place in ("a", "b"):
        (here / place).mkdir()
        output = here / place / f"same{ending(to)}"
        assert cadastre("convert", supply, "--to", to, "--output", output)[0] == 0
    one, other = (here / place / f"same{ending(to)}" for place in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()


def test_an_existing_file_is_left_as_it_was(cadastre, supply, here):
    (here / "勘测定界.vct").write_bytes(b"mine")
    code, out, told = cadastre("convert", supply, "--to", "vct")
    assert (code, out) == (2, "")
    assert "已经存在" in told
    assert "exists already" in told
    assert (here / "勘测定界.vct").read_bytes() == b"mine"
    assert cadastre("convert", supply, "--to", "vct", "--force")[0] == 0
    assert (here / "勘测定界.vct").read_bytes().startswith(b"HeadBegin")


def test_a_file_that_appears_meanwhile_is_left_as_it_is(cadastre, supply, here, monkeypatch):
    def slow(delivery, path, **asked):
        path.write_bytes(b"new")
        (here / "勘测定界.vct").write_bytes(b"of somebody else")
        return []

    monkeypatch.setattr(verb, "write", slow)
    assert cadastre("convert", supply, "--to", "vct")[0] == 2
    assert (here / "勘测定界.vct").read_bytes() == b"of somebody else"
    assert names(here) == ["勘测定界.vct"]


def test_a_file_that_is_read_is_never_replaced(cadastre, supply):
    words = ("convert", supply, "--to", "coordinate_txt", "--output", supply, "--force")
    code, _, told = cadastre(*words)
    assert code == 2
    assert "是要读取的文件" in told
    assert "to be read and is not replaced" in told
    assert supply.read_bytes() == GOLDEN_TXT


def test_what_stops_the_writing_leaves_what_was_there(cadastre, supply, here, monkeypatch):
    def full(delivery, path, **asked):
        path.write_bytes(b"half of it")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(verb, "write", full)
    (here / "勘测定界.vct").write_bytes(b"mine")
    code, out, told = cadastre("convert", supply, "--to", "vct", "--force")
    assert (code, out) == (2, "")
    assert "No space left" in told
    assert (here / "勘测定界.vct").read_bytes() == b"mine"
    assert names(here) == ["勘测定界.vct"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("空.txt", b""), ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(40)), ("坏.zip", b"PK\x03\x04rest")],
)
def test_a_file_that_cannot_be_read_writes_nothing(cadastre, supply, tmp_path, here, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    for files in ([path], [supply, path]):
        code, out, told = cadastre("convert", *files, "--to", "vct", "--lang", "zh")
        assert (code, out, names(here)) == (2, "", [])
        assert name in told
        assert "没有写出文件" in told


@pytest.mark.parametrize(
    ("content", "more", "kind"),
    [
        (GOLDEN_TXT.replace(b"3898652.480", b"north"), [], "J2"),
        (EAST, ["--srid", "4547"], "CR03"),
        (geojson(srid=None, ring=DEGREES), [], "CR06"),
        (geojson(srid=4490, ring=DEGREES), [], "CR06"),
    ],
)
def test_files_with_errors_write_nothing(cadastre, here, tmp_path, content, more, kind):
    path = tmp_path / ("错.geojson" if content.startswith(b"{") else "错.txt")
    path.write_bytes(content)
    code, out, told = cadastre("convert", path, "--to", "vct", "--lang", "en", *more)
    assert (code, out, names(here)) == (1, "", [])
    assert "■ error" in told
    assert kind in told
    assert "No file was written" in told


def test_files_of_several_systems_are_refused(cadastre, supply, here, tmp_path):
    (tmp_path / "东邻带.txt").write_bytes(EAST)
    code, out, told = cadastre("convert", supply, tmp_path / "东邻带.txt", "--to", "vct")
    assert (code, out, names(here)) == (2, "", [])
    assert "EPSG:4547" in told
    assert "EPSG:4548" in told
    assert "请把每个坐标系的文件分别转换" in told
    assert "Convert the files of each system apart" in told


def test_a_system_that_nobody_told_must_be_stated(cadastre, here):
    (here / "无坐标系.geojson").write_bytes(geojson(srid=None, ring=PLANE))
    code, _, told = cadastre("convert", "无坐标系.geojson", "--to", "geopackage")
    assert (code, names(here)) == (2, ["无坐标系.geojson"])
    assert "请用 --srid 写明坐标系" in told
    assert "State the system with --srid" in told
    words = ("convert", "无坐标系.geojson", "--to", "geopackage", "--srid", "4548")
    assert cadastre(*words)[0] == 0
    told = pyogrio.read_info(here / "无坐标系.gpkg", layer="ZDJBXX")
    assert told["crs"] == "EPSG:4548"


def test_a_format_that_holds_nothing_of_the_files_is_refused(cadastre, golden, here):
    code, _, told = cadastre("convert", *golden["presale"], "--to", "coordinate_txt")
    assert (code, names(here)) == (2, [])
    assert "可用 --to：geopackage, vct。" in told
    assert "Use --to with one of: geopackage, vct." in told


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["--to", "fly"], f"可写出：{', '.join(FORMATS)}", f"Written are: {', '.join(FORMATS)}"),
        ([], "命令写法有误", "The command is not right"),
        (["--to", "vct", "--srid", "4490"], "不是不带带号的 CGCS2000", "no plane system"),
        (["--to", "vct", "--output", "nowhere/a.vct"], "没有文件夹", "There is no folder"),
        (["--to", "vct", "--force", "--output", "."], "是文件夹", "is a folder"),
        (["--to", "vct", "--mapping", "none.json"], "没有文件", "There is no file"),
        (["nowhere.txt", "--to", "vct"], "没有文件", "There is no file"),
    ],
    ids=str,
)
def test_wrong_arguments_are_said_in_both_languages(cadastre, supply, here, words, zh, en):
    code, out, told = cadastre("convert", supply, *words)
    assert (code, out, names(here)) == (2, "", [])
    assert zh in told
    assert en in told


def test_the_list_of_formats_says_what_is_written(cadastre):
    listed = json.loads(cadastre("formats", "--json")[1])
    written = {each["format"]: each["written_as"] for each in listed if each["written_as"]}
    assert written == {name: ending(name) for name in FORMATS}
    assert "· written as .vct" in cadastre("formats", "--lang", "en")[1]
    assert "· 可写出 .zip" in cadastre("formats", "--lang", "zh")[1]


def test_it_loads_neither_django_nor_a_database(supply, here):
    code = (
        "import sys; from desk.cli import main;"
        "code = main(['convert', sys.argv[1], '--to', 'geopackage', '--output', sys.argv[2]]);"
        "unwanted = {'django', 'psycopg2', 'rasterio', 'weasyprint', 'pyogrio'};"
        "sys.exit(code or bool(unwanted & set(sys.modules)))"
    )
    words = [sys.executable, "-c", code, str(supply), str(here / "a.gpkg")]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_what_is_installed_has_all_that_the_desk_imports():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = settings["tool"]["setuptools"]["packages"]["find"]["include"]
    installed = set(find_packages(str(ROOT), include=included))
    assert {"cadastre", "desk", "exporters", "importers", "surveys"} <= installed


def test_a_format_holds_all_that_its_own_file_says(cadastre, supply, tmp_path):
    code, out, complaints = cadastre(
        "convert", supply, "--to", "coordinate_txt", "--output", tmp_path / "again.txt"
    )
    assert (code, complaints) == (0, "")
    assert "EX0" not in out
