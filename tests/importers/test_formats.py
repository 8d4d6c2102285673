"""A whole upload: what is in it is told by content, and every file gets an answer."""

import io
import zipfile
from pathlib import Path

import pytest

from importers import formats
from importers.limits import Limits
from importers.records import Delivery
from tests.importers.test_coordinate_txt import HEAD, ROWS, assert_the_parcel, text

GOOD = text(HEAD, *ROWS).encode()
VRT = b'<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>'


def upload(path: Path, **files: bytes) -> list[Path]:
    paths = []
    for name, data in files.items():
        paths.append(path / name)
        paths[-1].write_bytes(data)
    return paths


def read(paths: list[Path], **options: object) -> Delivery:
    return formats.read_files(paths, office_srid=4547, **options)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_the_readers_are_discovered() -> None:
    words = {reader.FORMAT for reader in formats.readers()}
    assert "coordinate_txt" in words
    assert len(words) == len(formats.readers())
    for reader in formats.readers():
        assert formats.format_name(reader).title.zh
        assert formats.format_name(reader).title.en


def test_a_good_file(tmp_path: Path) -> None:
    delivery = read(upload(tmp_path, **{"供地.txt": GOOD}))
    assert kinds(delivery) == []
    assert assert_the_parcel(delivery).file == "供地.txt"


def test_no_files_at_all() -> None:
    assert read([]) == Delivery()


def test_a_zip_of_a_good_file(tmp_path: Path) -> None:
    members = {"成果/供地.txt": GOOD, "成果/.DS_Store": b"x", "__MACOSX/成果/._供地.txt": b"x"}
    delivery = read(upload(tmp_path, **{"a.zip": packed(**members)}))
    assert kinds(delivery) == []
    assert assert_the_parcel(delivery).file == "成果/供地.txt"


def test_a_zip_is_told_by_content(tmp_path: Path) -> None:
    delivery = read(upload(tmp_path, **{"a.txt": packed(**{"b.txt": GOOD})}))
    assert_the_parcel(delivery)


def test_two_zips_with_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    archive = packed(**{"b.txt": GOOD})
    delivery = read(upload(tmp_path, **{"a.zip": archive, "c.zip": archive}))
    assert [parcel.file for parcel in delivery.parcels] == ["b.txt", "c.zip/b.txt"]


def test_a_bad_zip_does_not_stop_the_other_files(tmp_path: Path) -> None:
    delivery = read(upload(tmp_path, **{"a.zip": packed(**{"../e.txt": GOOD}), "b.txt": GOOD}))
    assert kinds(delivery) == ["archive_unsafe_name"]
    assert_the_parcel(delivery)
    assert not (tmp_path.parent / "e.txt").exists()


def test_empty_files_and_empty_zips(tmp_path: Path) -> None:
    folders = io.BytesIO()
    with zipfile.ZipFile(folders, "w") as archive:
        archive.mkdir("a")
    delivery = read(upload(tmp_path, **{"a.txt": b"", "b.zip": folders.getvalue()}))
    assert kinds(delivery) == ["empty_file", "empty_file"]
    assert {finding.file for finding in delivery.findings} == {"a.txt", "b.zip"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"hello"),
        ("a.shp", VRT),
        ("a.xlsx", VRT),
        ("a.vrt", VRT),
        ("a.exe", b"MZ\x90\0"),
        ("a.html", b"<html><script>alert(1)</script></html>"),
        ("a.txt", b"\0" * 100),
        ("a.txt", bytes(range(256))),
    ],
)
def test_unknown_content_is_told_what_is_taken(tmp_path: Path, name: str, data: bytes) -> None:
    delivery = read(upload(tmp_path, **{name: data}))
    assert kinds(delivery) == ["unknown_format"]
    finding = delivery.findings[0]
    assert (finding.file, finding.severity) == (name, "error")
    assert "勘测定界坐标 TXT" in finding.message.zh
    assert "ZIP" in finding.message.en
    assert delivery.files[0].name == name


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.mdb", b"\0\1\0\0Standard Jet DB\0", "MDB"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        ("a.dwg", b"AC1032", "DWG"),
        ("a.txt", b"%PDF-1.7", "PDF"),
        ("a.tif", b"II*\0", "TIFF"),
        ("a.rar", b"Rar!\x1a\x07\0", "RAR"),
        ("a.tar", b"a.txt".ljust(257, b"\0") + b"ustar", "TAR"),
    ],
)
def test_formats_that_are_known_but_not_read(
    tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    delivery = read(upload(tmp_path, **{name: data}))
    assert kinds(delivery) == ["format_not_read"]
    assert word in delivery.findings[0].message.zh
    assert delivery.findings[0].advice.zh


def test_name_that_says_something_else_is_a_warning(tmp_path: Path) -> None:
    delivery = read(upload(tmp_path, **{"a.shp": GOOD}))
    assert kinds(delivery) == ["name_mismatch"]
    assert delivery.findings[0].severity == "warning"
    assert_the_parcel(delivery)


def test_capital_endings_are_no_mismatch(tmp_path: Path) -> None:
    assert kinds(read(upload(tmp_path, **{"A.TXT": GOOD}))) == []


@pytest.mark.parametrize("name", ["a.dbf", "a.shx", "A.PRJ"])
def test_part_of_a_shapefile_without_its_shp(tmp_path: Path, name: str) -> None:
    assert kinds(read(upload(tmp_path, **{name: b"\x03data"}))) == ["shapefile_incomplete"]


def test_side_files_of_a_shapefile_are_not_unknown_files(tmp_path: Path) -> None:
    names = ["A.SHP", "a.dbf", "a.SHX", "a.prj", "a.cpg", "a.shp.xml", "a.sbn"]
    delivery = read(upload(tmp_path, **dict.fromkeys(names, b"x")))
    assert kinds(delivery) == ["unknown_format"]
    assert delivery.findings[0].file == "A.SHP"


@pytest.mark.parametrize(("more", "kind"), [(-1, []), (0, []), (1, ["too_large"])])
def test_size_of_a_file(tmp_path: Path, more: int, kind: list[str]) -> None:
    limits = Limits(file_bytes=len(GOOD) - more)
    assert kinds(read(upload(tmp_path, **{"a.txt": GOOD}), limits=limits)) == kind


def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    bomb = packed(**{"[Content_Types].xml": b"<x/>", "xl/sheet.xml": b"\0" * 3_000_000})
    delivery = read(upload(tmp_path, **{"a.xlsx": bomb}))
    assert kinds(delivery) == ["archive_too_large"]


def test_unreadable_text_is_a_finding_of_its_file(tmp_path: Path) -> None:
    data = "[地块坐标]\n".encode() + b"x" * 70_000 + b"\xff\xff"
    delivery = read(upload(tmp_path, **{"a.txt": data}))
    assert kinds(delivery) == ["unreadable_encoding"]


def test_caps_hold_for_what_was_read(tmp_path: Path) -> None:
    paths = upload(tmp_path, **{"a.txt": GOOD})
    assert kinds(read(paths, limits=Limits(vertices_per_file=5))) == ["too_large"]
    assert kinds(read(paths, limits=Limits(vertices_per_file=6))) == []


def test_progress_rises_from_file_to_file(tmp_path: Path) -> None:
    steps: list[tuple[int, str]] = []
    paths = upload(tmp_path, **{"a.txt": GOOD, "b.txt": GOOD, "c.txt": GOOD})
    read(paths, progress=lambda percent, name: steps.append((percent, name)))
    begun = {name: percent for percent, name in reversed(steps)}
    assert begun == {"a.txt": 0, "b.txt": 33, "c.txt": 66}
    assert steps == sorted(steps)
    assert steps[-1] == (100, "c.txt")


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    read(upload(tmp_path, **{"a.zip": packed(**{"b.txt": GOOD}), "c.zip": b"PK\x03\x04"}))
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.gpkg", b"SQLite format 3\0", "unreadable_file"),
        ("a.geojson", b'{"type": "FeatureCollection"}', "unreadable_file"),
    ],
)
def test_beginnings_of_packages_without_the_rest(
    tmp_path: Path, name: str, data: bytes, kind: str
) -> None:
    assert kinds(read(upload(tmp_path, **{name: data}))) == [kind]


KML = (
    b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link>'
    b"<href>http://127.0.0.1:9/a.kml</href></Link></NetworkLink></kml>"
)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.kml", KML, "format_not_read"),
        ("a.geojson", VRT, "unknown_format"),
        ("a.gml", VRT, "unknown_format"),
        ("a.gpkg", VRT, "unknown_format"),
        ("a.txt", VRT, "unknown_format"),
        ("a.geojson", b"/vsicurl/http://127.0.0.1:9/a.geojson", "unknown_format"),
        ("a.gpkg", b"PG:host=127.0.0.1 dbname=a", "unknown_format"),
        ("a.json", b"MEM:::DATAPOINTER=4096,PIXELS=1", "unknown_format"),
    ],
)
def test_what_leads_elsewhere_is_never_followed(
    tmp_path: Path, name: str, data: bytes, kind: str
) -> None:
    assert kinds(read(upload(tmp_path, **{name: data}))) == [kind]


def test_an_access_database_is_told_how_to_come_in(tmp_path: Path) -> None:
    delivery = read(upload(tmp_path, **{"a.mdb": b"\0\1\0\0Standard Jet DB\0"}))
    assert ".gdb" in delivery.findings[0].advice.zh
    assert ".xlsx" in delivery.findings[0].advice.en
