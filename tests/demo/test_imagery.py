"""The imagery lies where the county lies, and shows roofs where buildings stand."""

from pathlib import Path

import numpy as np
import pytest
import rasterio

from demo.county import County
from demo.imagery import draw, frame_of, write_imagery
from tests.demo.plane import polygon

PIXEL_M = 1.5


@pytest.fixture(scope="module")
def imagery(tmp_path_factory: pytest.TempPathFactory, county: County) -> Path:
    path = tmp_path_factory.mktemp("imagery") / "county.tif"
    write_imagery(path, county, pixel_m=PIXEL_M)
    return path


def test_it_is_a_tiled_geotiff_with_overviews_in_the_office_system(
    imagery: Path, county: County
) -> None:
    with rasterio.open(imagery) as picture:
        assert picture.crs.to_epsg() == 4547
        assert picture.profile["tiled"]
        assert picture.overviews(1)
        assert picture.profile["compress"] == "jpeg"
        assert picture.res == (PIXEL_M, PIXEL_M)
        west, south, east, north = picture.bounds
    for area in county.sub_districts:
        w, s, e, n = polygon(area.rings).bounds
        assert west < w
        assert south < s
        assert east > e
        assert north > n


def test_it_is_the_same_picture_every_time(imagery: Path, county: County, tmp_path: Path) -> None:
    again = tmp_path / "again.tif"
    write_imagery(again, county, pixel_m=PIXEL_M)
    assert again.read_bytes() == imagery.read_bytes()


def test_blue_roofs_are_blue_and_grass_is_green(county: County) -> None:
    frame = frame_of(county, pixel_m=0.9)
    image = draw(county, frame)

    def colour(easting_m: float, northing_m: float) -> np.ndarray:
        row = int((frame.north_m - northing_m) / frame.pixel_m)
        column = int((easting_m - frame.west_m) / frame.pixel_m)
        return image[:, row - 1 : row + 2, column - 1 : column + 2].mean(axis=(1, 2))

    sheds = [roof for roof in county.roofs if roof.style == "steelblue"]
    assert sheds
    for roof in sheds:
        middle = polygon((roof.ring,)).centroid
        red, _green, blue = colour(middle.x, middle.y)
        assert blue > red + 20
    park = next(p for p in county.parcels if p.cover == "p")
    shape = polygon(park.rings)
    w, s, e, n = shape.bounds
    red, green, blue = colour(w + (e - w) * 0.9, s + (n - s) * 0.62)
    assert green > red
    assert green > blue
