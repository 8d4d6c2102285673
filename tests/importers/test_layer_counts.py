"""Files of too many objects are refused by a count, before records are made of them."""

from pathlib import Path

import pytest

from importers import formats, geojson, gml
from importers.chunks import joined
from importers.limits import Limits
from importers.records import Delivery
from tests.importers import test_geojson, test_gml

POINT = '{"type":"Point","coordinates":[432000.120,3898600.100]}'
CORNERS = 4
A_BLOCK = 1 << 20
WRITERS = {
    "a.geojson": lambda count: test_geojson.collection(*[test_geojson.feature()] * count),
    "a.gml": lambda count: test_gml.document(*[test_gml.feature()] * count),
}


def read(folder: Path, name: str, text: str, **limits: int) -> Delivery:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return joined(formats.read_chunks([path], office_srid=4547, limits=Limits(**limits)))


def too_large(delivery: Delivery) -> bool:
    return [finding.kind for finding in delivery.findings if finding.severity == "error"] == [
        "too_large"
    ]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(("count", "kept"), [(2, 2), (3, 3), (4, 0)])
def test_objects_at_the_limit_and_one_over(
    tmp_path: Path, name: str, count: int, kept: int
) -> None:
    delivery = read(tmp_path, name, WRITERS[name](count), features=3)
    assert (len(delivery.parcels), too_large(delivery)) == (kept, not kept)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(("vertices", "kept"), [(2 * CORNERS, 2), (2 * CORNERS - 1, 0)])
def test_vertices_at_the_limit_and_one_over(
    tmp_path: Path, name: str, vertices: int, kept: int
) -> None:
    """The closing vertex of a ring does not count."""
    delivery = read(tmp_path, name, WRITERS[name](2), vertices_per_file=vertices)
    assert (len(delivery.parcels), too_large(delivery)) == (kept, not kept)


@pytest.mark.parametrize(("name", "reader"), [("a.geojson", geojson), ("a.gml", gml)])
def test_a_file_is_left_as_soon_as_it_holds_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reader: object
) -> None:
    """What stands behind that, here no text of its format, is not even read."""
    monkeypatch.setattr(reader, "COUNTED_EVERY", 2)
    text = WRITERS[name](4).rpartition("Feature")[0] + " " * A_BLOCK + "\x00"
    (finding,) = read(tmp_path, name, text, features=1).findings
    assert (finding.kind, finding.found, finding.expected) == ("too_large", "2", "1")
    assert "含对象至少 2 个" in finding.message.zh
    assert "has at least 2 objects, 1 allowed; nothing was taken in" in finding.message.en
    assert read(tmp_path, name, text, features=4).findings[0].kind == "unreadable_file"


def test_boundary_points_are_no_objects(tmp_path: Path) -> None:
    point = test_geojson.feature(POINT, '"JZDH":"J1"')
    text = test_geojson.collection(test_geojson.feature(), point, point, point)
    delivery = read(tmp_path, "a.geojson", text, features=1)
    assert (len(delivery.parcels), too_large(delivery)) == (1, False)


def test_a_name_behind_the_features_still_tells_what_they_are(tmp_path: Path) -> None:
    """Storeys of the layer C are no objects, however many."""
    rows = [test_geojson.feature("null", '"ZRZH":"F0001","CH":"1","SJC":"1"')] * 3
    text = test_geojson.collection(*rows, after=',"name":"C"').replace('"name":"ZD",', "")
    assert not too_large(read(tmp_path, "a.geojson", text, features=1))
