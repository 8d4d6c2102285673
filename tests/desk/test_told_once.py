"""A fault of a shape is told once: what only follows from it, as an area, is not told again."""

import json
from pathlib import Path

import pytest

from tests.desk.conftest import GOLDEN_TXT
from tests.importers import vct_maker

OUTER = [[432010, 3898650], [432070, 3898652], [432071, 3898622], [432010, 3898650]]
AWAY = [[432310, 3898650], [432370, 3898652], [432371, 3898622], [432310, 3898650]]


def a_row_that_cannot_be_read(path: Path) -> Path:
    """The fifth of six points is no figure: one point less than the head line counts."""
    path.write_bytes(GOLDEN_TXT.replace(b"3898602.040", b"38x98602.040"))
    return path.rename(path.with_suffix(".txt"))


def a_ring_left_open(path: Path) -> Path:
    """The stated area is that of the closed ring."""
    ring = [*vct_maker.CORNERS, vct_maker.CORNERS[0].replace("010.350", "010.850")]
    shape = vct_maker.polygons(vct_maker.direct(ring))
    path.write_text(vct_maker.whole(polygons=shape), "gb18030")
    return path.rename(path.with_suffix(".vct"))


def a_hole_outside(path: Path) -> Path:
    """The hole lies beside the outer ring and would be a second part."""
    feature = {
        "type": "Feature",
        "properties": {"ZDDM": vct_maker.CODE},
        "geometry": {"type": "Polygon", "coordinates": [OUTER, AWAY]},
    }
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
    collection = {"type": "FeatureCollection", "crs": system, "name": "ZDJBXX"}
    path.write_text(json.dumps(collection | {"features": [feature]}))
    return path.rename(path.with_suffix(".geojson"))


@pytest.mark.parametrize(
    ("made", "code"),
    [(a_row_that_cannot_be_read, "FI10"), (a_ring_left_open, "FI15"), (a_hole_outside, "FI59")],
)
def test_what_follows_from_a_fault_is_not_told_again(cadastre, tmp_path, made, code):
    exit_code, out, _ = cadastre("check", made(tmp_path / "a"), "--json")
    findings = json.loads(out)["findings"]
    assert [(found["code"], found["object"]) for found in findings] == [(code, vct_maker.CODE)]
    assert exit_code == 1


def test_another_parcel_of_the_file_is_told_of(cadastre, tmp_path):
    """The doubt about one parcel says nothing of the next: its count and its area are wrong."""
    head = GOLDEN_TXT.index(b"7,0.2701")
    second = GOLDEN_TXT[head:].replace(b"GB00007", b"GB00008").replace(b"7,0.2701", b"9,0.9999")
    second = second.replace(b",3898", b",3899")
    path = tmp_path / "两宗.txt"
    path.write_bytes(GOLDEN_TXT.replace(b"3898602.040", b"38x98602.040") + second)
    _, out, _ = cadastre("check", path, "--json")
    findings = json.loads(out)["findings"]
    assert sorted((found["code"], found["object"][-1]) for found in findings) == [
        ("FI10", "7"),
        ("FI11", "8"),
        ("PA06", "8"),
    ]


def test_more_points_missing_than_rows_were_unreadable_is_told(cadastre, tmp_path):
    path = tmp_path / "缺点.txt"
    broken = GOLDEN_TXT.replace(b"3898602.040", b"38x98602.040")
    path.write_bytes(broken.replace(b"7,0.2701", b"9,0.2701"))
    _, out, _ = cadastre("check", path, "--json")
    assert [found["code"] for found in json.loads(out)["findings"]] == ["FI10", "FI11"]
