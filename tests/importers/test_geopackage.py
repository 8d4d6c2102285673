"""GeoPackages: layers of a package together, bytes as they are, nothing of a file ever runs."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from importers import formats, geopackage
from importers.records import Delivery
from importers.wkb_shapes import CHORD_TOLERANCE_M, chords_of_arc, shape_of_wkb
from tests.importers.geopackage_maker import CODE, SQUARE, Maker, arcs, blob, point, polygon

PARCEL = ("ZDDM", "ZL", "ZDMJ", "QLR")
GOOD = (blob(polygon(SQUARE)), CODE, "示例路1号", 4800.0, "张示例")


def read(path: Path) -> Delivery:
    return formats.read_files([path], office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "成果.gpkg"


def one_layer(path: Path, *rows: tuple[object, ...], **options: object) -> Delivery:
    Maker(path, **options).layer("ZDJBXX", PARCEL, rows)  # type: ignore[arg-type]
    return read(path)


def test_a_parcel(path: Path) -> None:
    delivery = one_layer(path, GOOD)
    (parcel,) = delivery.parcels
    assert kinds(delivery) == []
    assert (parcel.parcel_code, parcel.address) == (CODE, "示例路1号")
    assert (parcel.declared_area_m2, parcel.line) == (Decimal(4800), 1)
    points = [(str(p.northing_m), str(p.easting_m)) for p in parcel.polygons[0].outer.points]
    assert points[0] == ("3898600.0", "432000.0")
    assert len(points) == 4
    (holder,) = delivery.holders
    assert (holder.object_key, holder.field, holder.value) == (CODE, "QLR", "张示例")
    (summary,) = delivery.files
    assert (summary.format, summary.system.srid) == ("geopackage", 4547)
    assert summary.counts == {"parcels": 1, "rings": 1, "points": 4, "ZDJBXX": 1}


def test_the_layers_of_a_package_are_read_together(path: Path) -> None:
    (
        Maker(path)
        .layer("ZD", PARCEL, [GOOD])
        .layer("ZRZ", ("ZRZH", "DSCS"), [(blob(polygon(SQUARE)), f"{CODE}F0001", 6)])
        .layer("C", ("CH", "ZRZH", "SJC", "MYC"), [("1", f"{CODE}F0001", 3, "3A")], geometry="")
        .layer(
            "H",
            ("ZRZH", "CH", "SHBW", "SCJZMJ"),
            [(f"{CODE}F0001", "1", "301", 92.36)],
            geometry="",
        )
        .layer(
            "JZD",
            ("JZDH", "ZDZHDM"),
            [
                (blob(point(east, north)), f"T{number}", f"{CODE}/x")
                for number, (east, north) in enumerate(SQUARE[:4], start=11)
            ],
            geometry="POINT",
        )
        .layer("DJZQ", ("DJZQDM",), [(blob(polygon(SQUARE)), "410811001002")])
        .layer("CFDJ", ("BDCDYH", "CFJG"), [("x", "示例法院")], geometry="")
    )
    delivery = read(path)
    assert [p.label for p in delivery.parcels[0].polygons[0].outer.points] == [
        "T11",
        "T12",
        "T13",
        "T14",
    ]
    (building,), (unit,) = delivery.buildings, delivery.units
    assert (building.building_number, building.parcel_code) == ("0001", CODE)
    assert (unit.storey_number, unit.storey_label, unit.built_m2) == (3, "3A", Decimal("92.36"))
    assert delivery.files[0].counts == {
        **{"parcels": 1, "buildings": 1, "units": 1, "rings": 2, "points": 8},
        **{"ZD": 1, "ZRZ": 1, "C": 1, "H": 1, "JZD": 4, "DJZQ": 1, "CFDJ": 1},
    }
    assert kinds(delivery) == ["layer_not_read", "layer_not_read"]
    assert {finding.field for finding in delivery.findings} == {"DJZQ", "CFDJ"}


def test_a_vertex_without_its_boundary_point_is_said(path: Path) -> None:
    points = [(blob(point(*SQUARE[0])), "J5", CODE), (blob(point(*SQUARE[1])), "J6", "other")]
    maker = Maker(path).layer("ZD", PARCEL, [GOOD])
    maker.layer("JZD", ("JZDH", "ZDZHDM"), points, geometry="POINT")
    delivery = read(path)
    labels = [p.label for p in delivery.parcels[0].polygons[0].outer.points]
    assert labels == ["J5", "J2", "J3", "J4"]
    assert kinds(delivery) == ["missing_label"]
    assert delivery.findings[0].found == "3"


def test_a_number_given_in_its_place_is_not_the_number_of_a_boundary_point(path: Path) -> None:
    maker = Maker(path).layer("ZD", PARCEL, [GOOD])
    points = [(blob(point(*SQUARE[2])), "J1", CODE)]
    maker.layer("JZD", ("JZDH", "ZDZHDM"), points, geometry="POINT")
    labels = [p.label for p in read(path).parcels[0].polygons[0].outer.points]
    assert labels == ["J1-1", "J2", "J1", "J4"]


def test_chunks_joined_are_the_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Maker(path).layer("ZD", PARCEL, [GOOD] * 5)
    whole = geopackage.read(path, name="a", office_srid=4547)
    monkeypatch.setattr("importers.chunks.is_full.__kwdefaults__", {"most": 2})
    chunks = list(geopackage.read_chunks(path, name="a", office_srid=4547))
    assert [len(chunk.parcels) for chunk in chunks] == [2, 2, 1]
    assert [bool(chunk.files) for chunk in chunks] == [False, False, True]
    assert [p for chunk in chunks for p in chunk.parcels] == whole.parcels


def test_an_unclosed_ring_stays_unclosed(path: Path) -> None:
    open_ring = (*SQUARE[:4], (432000.0, 3898600.4))
    delivery = one_layer(path, (blob(polygon(open_ring)), *GOOD[1:]))
    assert kinds(delivery) == ["unclosed_ring"]
    assert delivery.findings[0].measured == Decimal("0.4")
    assert len(delivery.parcels[0].polygons[0].outer.points) == 5


def test_heights_are_left_out_and_said(path: Path) -> None:
    high = tuple((*vertex, 95.5) for vertex in SQUARE)
    delivery = one_layer(path, (blob(polygon(high, width=3, code=1003)), *GOOD[1:]))
    assert kinds(delivery) == ["z_dropped"]
    assert len(delivery.parcels[0].polygons[0].outer.points) == 4


@pytest.mark.parametrize(
    "wkb",
    [
        polygon(SQUARE, order=">"),
        polygon(tuple((*v, 1.0) for v in SQUARE), width=3, code=0x80000003),
        polygon(tuple((*v, 1.0, 2.0) for v in SQUARE), width=4, code=3003),
    ],
)
def test_other_ways_of_writing_the_same_polygon(wkb: bytes) -> None:
    assert shape_of_wkb(wkb).rings == (SQUARE,)


def test_envelopes_are_passed_over(path: Path) -> None:
    value = blob(polygon(SQUARE), flags=3, envelope=b"\0" * 32)
    assert kinds(one_layer(path, (value, *GOOD[1:]))) == []


def test_arcs_become_chords_within_a_millimetre(path: Path) -> None:
    circle = ((432000.0, 3898600.0), (432020.0, 3898600.0), (432000.0, 3898600.0))
    delivery = one_layer(path, (blob(arcs(circle)), *GOOD[1:]))
    assert kinds(delivery) == ["arcs_to_chords"]
    points = delivery.parcels[0].polygons[0].outer.points
    chords = [(float(p.easting_m) - 432010, float(p.northing_m) - 3898600) for p in points]
    after = chords[1:] + chords[:1]
    nearest = min(
        (((a[0] + b[0]) / 2) ** 2 + ((a[1] + b[1]) / 2) ** 2) ** 0.5
        for a, b in zip(chords, after, strict=True)
    )
    assert 10 - CHORD_TOLERANCE_M * 1.01 <= nearest < 10


def test_the_side_of_an_arc() -> None:
    # A quarter of a circle of ten metres round the origin, by way of 45 degrees.
    half = 10 / 2**0.5
    way = chords_of_arc((10.0, 0.0), (half, half), (0.0, 10.0))
    assert way[-1] == (0.0, 10.0)
    assert all(east >= 0 and north > 0 for east, north in way)
    assert chords_of_arc((0.0, 0.0), (1.0, 1.0), (2.0, 2.0)) == [(1.0, 1.0), (2.0, 2.0)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "empty_geometry"),
        (blob(b"", flags=0x11), "empty_geometry"),
        (blob(polygon()), "empty_geometry"),
        (b"junk", "unreadable_row"),
        (blob(polygon(SQUARE)[:60]), "unreadable_row"),
        (blob(b"\x01\x03\0\0\0\xff\xff\xff\x7f"), "unreadable_row"),
        (blob(b"\x01\x03\0\0\0\x01\0\0\0\xff\xff\xff\x7f"), "unreadable_row"),
        (blob(b"\x07"), "unreadable_row"),
        (blob(point(1.0, 2.0)), "wrong_geometry"),
        (blob(b"\x01\x07\0\0\0" + b"\x01\0\0\0\x01\x07\0\0\0" * 5000), "wrong_geometry"),
        (blob(b"\x01\x0a\0\0\0" + b"\x01\0\0\0\x01\x09\0\0\0" * 5000), "unreadable_row"),
    ],
)
def test_shapes_that_are_none(path: Path, value: object, kind: str) -> None:
    delivery = one_layer(path, GOOD, (value, "410811001002GB00002", *GOOD[2:]))
    assert kinds(delivery) == [kind]
    assert [bool(parcel.polygons) for parcel in delivery.parcels] == [True, False]
    assert delivery.findings[0].object_key == "410811001002GB00002"


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), 1e308])
def test_figures_that_are_none(path: Path, figure: float) -> None:
    ring = ((figure, 3898600.0), *SQUARE[1:4], (figure, 3898600.0))
    delivery = one_layer(path, (blob(polygon(ring)), *GOOD[1:]))
    assert delivery.parcels[0].polygons == ()
    assert "error" in {finding.severity for finding in delivery.findings}


def test_degrees_are_refused(path: Path) -> None:
    ring = ((113.25, 35.2), (113.25, 35.21), (113.26, 35.21), (113.25, 35.2))
    delivery = one_layer(path, (blob(polygon(ring)), *GOOD[1:]), srid=4490)
    assert "geographic_coordinates" in kinds(delivery)
    assert delivery.parcels[0].polygons == ()


def test_no_system_is_said(path: Path) -> None:
    assert kinds(one_layer(path, GOOD, srid=0)) == ["unknown_crs"]


def test_layers_of_two_systems_are_read_each_by_its_own(path: Path) -> None:
    far = tuple((east + 38_000_000, north) for east, north in SQUARE)
    Maker(path).layer("ZD", PARCEL, [GOOD]).layer("ZRZ", ("ZRZH",), [(blob(polygon(far)), "0001")])
    row = "insert into gpkg_spatial_ref_sys values ('z', 4526, 'EPSG', 4526, 'undefined', '')"
    change = "update gpkg_geometry_columns set srs_id = 4526 where table_name = 'ZRZ'"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(row)
        db.execute(change)
    delivery = read(path)
    assert kinds(delivery) == ["several_systems"]
    one, other = delivery.parcels[0].polygons, delivery.buildings[0].polygons
    assert one[0].outer.points[0].easting_m == other[0].outer.points[0].easting_m


def test_gbk_text_in_the_database(path: Path) -> None:
    Maker(path).layer("ZD", PARCEL, [GOOD]).sql("update ZD set ZL = cast(x'CABEC0FDC2B7' as text)")
    assert read(path).parcels[0].address == "示例路"


def test_sqlite_that_is_no_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table t (a)")
    assert kinds(read(path)) == ["not_a_geopackage"]


def test_another_application_id_is_a_warning(path: Path) -> None:
    delivery = one_layer(path, GOOD, application=7)
    assert kinds(delivery) == ["wrong_application_id"]
    assert len(delivery.parcels) == 1


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off(path: Path, share: float) -> None:
    one_layer(path, *[GOOD] * 300)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert kinds(read(path)) == ["unreadable_file"]


@pytest.mark.parametrize("length", [16, 50, 99])
def test_a_header_that_is_cut_off(path: Path, length: int) -> None:
    one_layer(path, GOOD)
    path.write_bytes(path.read_bytes()[:length])
    assert kinds(read(path)) == ["unreadable_file"]


def test_damage_within_is_a_finding(path: Path) -> None:
    one_layer(path, *[GOOD] * 300)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :: 7] = b"\xff" * len(data[len(data) // 2 :: 7])
    path.write_bytes(bytes(data))
    assert "error" in {finding.severity for finding in read(path).findings}


def test_views_and_virtual_tables_never_run(path: Path) -> None:
    Maker(path).layer("ZD", PARCEL, [GOOD]).sql(
        "create view ZRZ as select 1 as ZRZH, load_extension('/nowhere/evil') as geom",
        "insert into gpkg_contents (table_name, data_type) values ('ZRZ', 'features')",
        "create virtual table F using fts5(a)",
        "insert into gpkg_contents (table_name, data_type) values ('F', 'attributes')",
        "create trigger t after insert on ZD begin select load_extension('/nowhere/evil'); end",
    )
    delivery = read(path)
    assert len(delivery.parcels) == 1
    skipped = {f.field for f in delivery.findings if f.kind == "table_skipped"}
    assert {"ZRZ", "F"} <= skipped


def test_the_catalogue_as_a_view_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table t (a)")
        db.execute(
            "create view gpkg_contents as select load_extension('/nowhere/evil') as table_name,"
            " 'features' as data_type"
        )
    assert kinds(read(path)) == ["unreadable_file"]


def test_a_listed_layer_that_is_not_there(path: Path) -> None:
    Maker(path).layer("ZD", PARCEL, [GOOD]).sql(
        "insert into gpkg_contents (table_name, data_type) values ('ZRZ', 'features')",
        "create table extra (a)",
    )
    assert kinds(read(path)) == ["missing_layer", "table_skipped"]


def test_a_name_that_is_sql(path: Path) -> None:
    name = 'ZD"; drop table x; --'
    maker = Maker(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute('create table "ZD""; drop table x; --" (fid integer primary key, a)')
        db.execute("insert into gpkg_contents (table_name, data_type) values (?, 'x')", (name,))
        db.execute('insert into "ZD""; drop table x; --" values (1, 2)')
    maker.layer("ZD", PARCEL, [GOOD])
    delivery = read(path)
    assert delivery.files[0].counts[name] == 1


def test_the_file_and_its_folder_are_left_as_they_are(path: Path) -> None:
    one_layer(path, GOOD)
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("word", [b"cre\x97te table", b"creXte table"])
def test_a_damaged_schema_is_told_whatever_bytes_are_in_it(tmp_path: Path, word: bytes) -> None:
    """SQLite quotes the schema in its message, and Python cannot decode that; found by fuzzing."""
    path = tmp_path / "a.gpkg"
    Maker(path).layer("ZD", ["ZDDM"], [[blob(polygon(SQUARE)), CODE]])
    data = path.read_bytes()
    assert b"create table" in data.lower()
    at = data.lower().index(b"create table")
    path.write_bytes(data[:at] + word + data[at + len(word) :])
    (finding,) = formats.read_files([path], office_srid=4547).findings
    assert finding.kind == "unreadable_file"


def test_a_schema_with_bytes_for_a_name(tmp_path: Path) -> None:
    """Found by fuzzing: SQLite gives a name back as it is stored, were it no text."""
    path = tmp_path / "a.gpkg"
    Maker(path).layer("ZD", ["ZDDM"], [[blob(polygon(SQUARE)), CODE]])
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma writable_schema = on")
        row = ("table", b"\xff", b"\xff", 0, None)
        database.execute("insert into sqlite_master values (?, ?, ?, ?, ?)", row)
        database.commit()
    delivery = formats.read_files([path], office_srid=4547)
    assert {finding.kind for finding in delivery.findings} <= {"table_skipped", "unreadable_file"}
