"""GeoJSON: digits as delivered, one answer for each fault, and no way to make the reader fail."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import formats, json_stream
from importers.records import Delivery
from tests.importers.geopackage_maker import CODE

DATA = Path(__file__).parents[3] / "shared" / "data" / "geojson_invalid"
RING = (
    "[[432000.120,3898600.100],[432000.120,3898660.100],[432080.120,3898660.100],"
    "[432080.120,3898600.100],[432000.120,3898600.100]]"
)
CRS = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4547"}}'
SHAPE = f'{{"type":"Polygon","coordinates":[{RING}]}}'
ROW = f'"ZDDM":"{CODE}","ZL":"示例路1号","ZDMJ":4800.50,"QLR":"张示例"'


def feature(geometry: str = SHAPE, properties: str = ROW) -> str:
    return f'{{"type":"Feature","geometry":{geometry},"properties":{{{properties}}}}}'


def collection(*features: str, before: str = CRS, after: str = "") -> str:
    head = f'"type":"FeatureCollection","name":"ZD",{before + "," if before else ""}'
    items = ",\n".join(features)
    return f'{{{head}"features":[\n{items}\n]{after}}}'


def read(folder: Path, text: str | bytes) -> Delivery:
    path = folder / "a.geojson"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return formats.read_files([path], office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def test_a_parcel_digit_for_digit(tmp_path: Path) -> None:
    delivery = read(tmp_path, collection(feature()))
    assert kinds(delivery) == []
    (parcel,) = delivery.parcels
    assert (parcel.parcel_code, parcel.line) == (CODE, 2)
    assert (str(parcel.declared_area_m2), parcel.address) == ("4800.50", "示例路1号")
    first = parcel.polygons[0].outer.points[0]
    assert (str(first.northing_m), str(first.easting_m)) == ("3898600.100", "432000.120")
    assert [holder.value for holder in delivery.holders] == ["张示例"]
    assert delivery.files[0].system.srid == 4547
    assert delivery.files[0].counts == {"parcels": 1, "rings": 1, "points": 4, "ZD": 1}


def test_members_may_stand_in_any_order(tmp_path: Path) -> None:
    delivery = read(tmp_path, collection(feature(), before="", after=f",{CRS}"))
    assert kinds(delivery) == []
    assert delivery.files[0].system.srid == 4547


def test_buildings_points_and_parcels_in_one_file(tmp_path: Path) -> None:
    point = '{"type":"Point","coordinates":[432000.120,3898600.100]}'
    delivery = read(
        tmp_path,
        collection(
            feature(),
            feature(SHAPE, f'"ZRZH":"{CODE}F0001","ZDDM":"{CODE}"'),
            feature(point, f'"JZDH":"T9","ZDZHDM":"{CODE}"'),
        ),
    )
    assert [one.building_number for one in delivery.buildings] == ["0001"]
    assert delivery.parcels[0].polygons[0].outer.points[0].label == "T9"
    assert kinds(delivery) == ["missing_label"]


def test_without_a_system_plane_figures_are_taken_and_said(tmp_path: Path) -> None:
    delivery = read(tmp_path, collection(feature(), before=""))
    assert kinds(delivery) == ["unknown_crs"]
    assert delivery.parcels[0].polygons


def test_degrees_are_named_and_refused(tmp_path: Path) -> None:
    ring = "[[113.2,35.2],[113.2,35.3],[113.3,35.3],[113.2,35.2]]"
    delivery = read(tmp_path, collection(feature(SHAPE.replace(RING, ring)), before=""))
    assert "geographic_coordinates" in kinds(delivery)
    assert delivery.parcels[0].polygons == ()


def test_a_system_that_is_to_be_fetched_is_refused(tmp_path: Path) -> None:
    link = '"crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/crs","type":"proj4"}}'
    assert kinds(read(tmp_path, collection(feature(), before=link))) == ["external_reference"]


def test_an_unclosed_ring_stays_unclosed(tmp_path: Path) -> None:
    shape = SHAPE.replace(",[432000.120,3898600.100]]]", ",[432000.120,3898600.500]]]")
    delivery = read(tmp_path, collection(feature(shape)))
    assert kinds(delivery) == ["unclosed_ring"]
    assert delivery.findings[0].measured == Decimal("0.4")
    assert len(delivery.parcels[0].polygons[0].outer.points) == 5


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("null", "empty_geometry"),
        ('{"type":"Polygon","coordinates":[]}', "empty_geometry"),
        (SHAPE.replace("3898600.100]", "3898600.100,95.1]"), "z_dropped"),
    ],
)
def test_shapes_that_are_not_plain(tmp_path: Path, shape: str, kind: str) -> None:
    delivery = read(tmp_path, collection(feature(shape)))
    assert kinds(delivery) == [kind]
    assert len(delivery.parcels) == 1


@pytest.mark.parametrize(
    "text",
    [
        collection(feature())[:-1],
        collection(feature())[:200],
        collection(feature()) + "x",
        collection(feature()).replace("432000.120", "1" * 401),
        collection(feature()).replace("432000.120", "1e400"),
        collection(feature()).replace("432000.120", '"432000"'),
        collection(feature()).replace("432000.120", "true"),
        collection(feature('{"type":"Circle","coordinates":[1,2]}')),
        collection(feature('"POLYGON((0 0,1 1))"')),
        collection('{"type":"Feature","geometry":null}'),
        collection("null"),
        collection("3"),
        '{"type":"FeatureCollection","features":{}}',
        '{"type":"FeatureCollection"}',
        '{"type":"FeatureCollection","features":[],"type":"Feature"}',
        '{"type":"Feature","features":[1]}',
        b'{"type":"FeatureCollection","features":["\xff\xff\xff"]}',
    ],
)
def test_what_is_no_geojson_is_refused_with_its_line(tmp_path: Path, text: str | bytes) -> None:
    delivery = read(tmp_path, text)
    assert kinds(delivery) == ["unreadable_file"]
    assert delivery.findings[0].line
    assert delivery.parcels == []


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity"])
def test_a_figure_that_is_none_is_named(tmp_path: Path, figure: str) -> None:
    """No JSON by the standard, but what Python and JavaScript write; named like anywhere else."""
    delivery = read(tmp_path, collection(feature()).replace("432000.120", figure, 1))
    assert kinds(delivery) == ["non_finite_coordinate"]
    assert delivery.parcels[0].polygons == ()


def test_an_empty_collection_holds_nothing(tmp_path: Path) -> None:
    assert kinds(read(tmp_path, collection())) == ["no_objects"]


@pytest.mark.parametrize("depth", [21, 1_000, 100_000])
def test_deep_nesting_is_refused_before_it_is_parsed(tmp_path: Path, depth: int) -> None:
    deep = '{"type":"GeometryCollection","geometries":[' * depth + "]}" * depth
    assert kinds(read(tmp_path, collection(feature(deep)))) == ["nested_too_deep"]
    lists = f'{{"type":"Polygon","coordinates":{"[" * depth}{"]" * depth}}}'
    assert kinds(read(tmp_path, collection(feature(lists)))) == ["nested_too_deep"]


def test_brackets_and_quotes_within_texts_are_no_nesting(tmp_path: Path) -> None:
    row = ROW + ',"BZ":"' + "[" * 50 + '\\"{' + '"'
    assert kinds(read(tmp_path, collection(feature(SHAPE, row)))) == ["columns_not_read"]


def test_gbk_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = collection(feature())
    gbk, marked = read(tmp_path, text.encode("gbk")), read(tmp_path, text.encode("utf-8-sig"))
    assert gbk.parcels[0].address == marked.parcels[0].address == "示例路1号"
    assert [one.files[0].encoding for one in (gbk, marked)] == ["gb18030", "utf-8"]


def test_values_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = collection(*[feature()] * 20)
    whole = read(tmp_path, text)
    for size in (1, 7, 100):
        monkeypatch.setattr(json_stream, "BLOCK", size)
        assert read(tmp_path, text).parcels == whole.parcels


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 500), letter=st.sampled_from('{}[]",:\\x0-e.\n é'), cut=st.booleans())
def test_random_changes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, letter: str, cut: bool
) -> None:
    text = collection(feature(), feature())
    text = text[:at] + letter + ("" if cut else text[at + 1 :])
    delivery = read(tmp_path_factory.mktemp("a"), text)
    assert delivery.parcels or delivery.findings


REAL = sorted(DATA.rglob("*.geojson"))


if REAL:

    @pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
    def test_real_files_are_answered_as_their_folder_says(path: Path) -> None:
        delivery = formats.read_files([path], office_srid=4547)
        refused = {"unreadable_file", "unknown_format"} & set(kinds(delivery))
        assert bool(refused) is (
            path.parent.name == "invalid_structure" or "data_type" in path.stem
        )

    @pytest.mark.parametrize(
        "path",
        [
            path
            for path in REAL
            if path.parent.name == "invalid_geometries" and "ccw" not in path.stem
        ],
        ids=lambda path: path.stem,
    )
    def test_real_polygons_of_no_parcels_are_named(path: Path, tmp_path: Path) -> None:
        """The faulty shapes as parcels in plane figures: each is a finding, or a hole told anew."""
        content = json.loads(path.read_text())
        found = content["features"][0]["geometry"] if "features" in content else content
        found = found.get("geometry", found)

        def moved(value: object) -> object:
            if isinstance(value, list) and value and isinstance(value[0], int | float):
                return [432000 + value[0] * 10, 3898600 + value[1] * 10]
            return [moved(one) for one in value] if isinstance(value, list) else value

        shape = json.dumps({"type": found["type"], "coordinates": moved(found["coordinates"])})
        if "data_type" in path.stem:
            shape = json.dumps(found)
        assert kinds(read(tmp_path, collection(feature(shape)))) or "not_cw" in path.stem


def test_the_folder_of_real_files_was_looked_for() -> None:
    assert bool(REAL) is DATA.is_dir()
