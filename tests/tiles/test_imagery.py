"""Tiles cut from imagery: the right place, the right colour, and calm where there is nothing."""

import warnings

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rasterio.transform import from_origin

from cadastre.domain.errors import NotFound
from tests import factories
from tiles.imagery import imagery_tile, tile_bounds

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def imagery_file(tmp_path):
    """A kilometre of plane in EPSG:4547: its western half red, its eastern half blue."""
    path = tmp_path / "imagery.tif"
    pixels = np.zeros((3, 200, 200), dtype="uint8")
    for band in range(3):
        pixels[band, :, :100], pixels[band, :, 100:] = RED[band], BLUE[band]
    profile = {"driver": "GTiff", "width": 200, "height": 200, "count": 3, "dtype": "uint8"}
    with rasterio.open(
        path, "w", crs="EPSG:4547", transform=from_origin(432_000, 3_899_000, 5, 5), **profile
    ) as target:
        target.write(pixels)
    return path


def tile_at(easting_m: float, northing_m: float, zoom: int = 18) -> tuple[int, int]:
    """Column and row of the tile over a plane point, worked out by pyproj and the tile formula."""
    to_mercator = Transformer.from_crs(4547, 3857, always_xy=True)
    x, y = to_mercator.transform(easting_m, northing_m)
    world = 2 * 20037508.342789244
    size = world / 2**zoom
    return int((x + world / 2) // size), int((world / 2 - y) // size)


def colours(tile: bytes) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(tile) as memory, memory.open() as image:
            return image.read()


@pytest.mark.parametrize(("easting_m", "colour"), [(432_250, RED), (432_750, BLUE)])
def test_a_tile_shows_the_imagery_of_its_place(imagery_file, easting_m, colour):
    pixels = colours(imagery_tile(imagery_file, 18, *tile_at(easting_m, 3_898_500)))
    assert pixels.shape == (4, 256, 256)
    assert tuple(pixels[:3, 128, 128]) == colour
    assert (pixels[3] == 255).all()


def test_a_tile_over_the_edge_is_transparent_outside(imagery_file):
    pixels = colours(imagery_tile(imagery_file, 14, *tile_at(432_250, 3_898_500, zoom=14)))
    assert (pixels[3] == 0).any()
    assert (pixels[3] == 255).any()


@pytest.mark.parametrize(
    "place", [(18, 0, 0), (3, 8, 0), (22, 0, 0)], ids=["elsewhere", "no column", "too deep"]
)
def test_where_there_is_nothing_nothing_is_found(imagery_file, place):
    with pytest.raises(NotFound):
        imagery_tile(imagery_file, *place)


def test_the_bounds_of_the_world_tile():
    assert tile_bounds(0, 0, 0) == pytest.approx(
        (-20037508.34, -20037508.34, 20037508.34, 20037508.34)
    )


@pytest.mark.django_db
def test_imagery_is_for_signed_in_people_only(client, settings, imagery_file):
    settings.IMAGERY_FILE = imagery_file
    column, row = tile_at(432_250, 3_898_500)
    address = f"/tiles/imagery/18/{column}/{row}.png"
    assert client.get(address).status_code == 302
    client.force_login(factories.account("surveyor"))
    assert client.get(address).headers["Content-Type"] == "image/png"
    assert client.get("/tiles/imagery/18/0/0.png").status_code == 204
