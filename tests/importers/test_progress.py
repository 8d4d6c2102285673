"""Progress within a file: every reader of large files tells how far it is, ever further."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from exporters import formats as writers
from importers.formats import read_files
from importers.records import DeclaredSystem
from tests.importers import large_files as large

PARCELS = 300
Step = tuple[int, str]


def told(*paths: Path) -> list[Step]:
    steps: list[Step] = []
    delivery = read_files(
        list(paths), office_srid=4547, progress=lambda percent, name: steps.append((percent, name))
    )
    assert len(delivery.parcels) == PARCELS * len(paths)
    return steps


def write_exported(format: str) -> Callable[[Path, int], None]:
    """Return what writes parcels with a writer of ours."""

    def write(path: Path, parcels: int) -> None:
        source = path.with_name("source.txt")
        large.write_txt(source, parcels)
        system = DeclaredSystem(4547, None, "", axes_swapped=False)
        delivery = read_files([source], office_srid=4547)
        writers.write(delivery, path, format=format, system=system)

    return write


def write_geojson(path: Path, parcels: int) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"ZDDM": large.code_of(number)},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[*large.corners(number), large.corners(number)[0]]],
            },
        }
        for number in range(parcels)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def write_gml(path: Path, parcels: int) -> None:
    members = []
    for number in range(parcels):
        around = large.corners(number)
        places = " ".join(f"{east:.3f} {north:.3f}" for east, north in [*around, around[0]])
        members.append(
            f"<gml:featureMember><ZD><ZDDM>{large.code_of(number)}</ZDDM><geom><gml:Polygon>"
            f"<gml:exterior><gml:LinearRing><gml:posList>{places}</gml:posList></gml:LinearRing>"
            "</gml:exterior></gml:Polygon></geom></ZD></gml:featureMember>"
        )
    path.write_text(
        '<FeatureCollection xmlns:gml="http://www.opengis.net/gml">'
        + "\n".join(members)
        + "</FeatureCollection>"
    )


WRITE = {
    "vct": large.write_vct,
    "gpkg": large.write_gpkg,
    "txt": large.write_txt,
    "shp": large.write_shp,
    "dxf": write_exported("dxf"),
    "csv": write_exported("point_table"),
    "geojson": write_geojson,
    "gml": write_gml,
}


@pytest.mark.parametrize("ending", WRITE)
def test_a_reader_tells_how_far_it_is_within_its_file(tmp_path: Path, ending: str) -> None:
    name = f"宗地.{ending}"
    WRITE[ending](tmp_path / name, PARCELS)
    steps = told(tmp_path / name)
    percents = [percent for percent, _ in steps]
    assert percents == sorted(set(percents))
    assert (percents[0], percents[-1]) == (0, 100)
    assert len(percents) > 3
    assert {named for _, named in steps} == {name}


def test_each_file_has_the_share_of_its_bytes(tmp_path: Path) -> None:
    large.write_vct(tmp_path / "a.vct", PARCELS)
    large.write_txt(tmp_path / "b.txt", PARCELS)
    sizes = [(tmp_path / name).stat().st_size for name in ("a.vct", "b.txt")]
    steps = told(tmp_path / "a.vct", tmp_path / "b.txt")
    percents = [percent for percent, _ in steps]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    turning = next(percent for percent, name in steps if name == "b.txt")
    assert turning == sizes[0] * 100 // sum(sizes)
