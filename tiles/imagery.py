"""Map tiles cut from the office's imagery (a cloud-optimised GeoTIFF in its plane system)."""

from functools import cache
from math import pi
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp, Resampling
from rasterio.io import MemoryFile
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT

from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text

TILE_SIZE = 256
LARGEST_ZOOM = 21
HALF_WORLD_M = 6378137 * pi
NOTHING_THERE = Text("此处没有影像。", "There is no imagery here.")


def tile_bounds(zoom: int, column: int, row: int) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile in metres of EPSG:3857.

    Raises
    ------
    NotFound
        There is no such tile at this zoom.
    """
    if not 0 <= zoom <= LARGEST_ZOOM:  # first: two to the power of anything would take for ever
        raise NotFound(NOTHING_THERE)
    count = 2**zoom
    if not (0 <= column < count and 0 <= row < count):
        raise NotFound(NOTHING_THERE)
    size = 2 * HALF_WORLD_M / count
    west = -HALF_WORLD_M + column * size
    north = HALF_WORLD_M - row * size
    return west, north - size, west + size, north


@cache
def _extent(path: Path, modified_ns: int) -> tuple[float, float, float, float]:
    with rasterio.open(path, driver="GTiff") as image, WarpedVRT(image, crs="EPSG:3857") as warped:
        return tuple(warped.bounds)


def imagery_tile(path: Path, zoom: int, column: int, row: int) -> bytes:
    """Return a 256-pixel PNG with transparency where the imagery ends.

    Raises
    ------
    NotFound
        There is no imagery file, no such tile, or nothing of the imagery in it.
    """
    west, south, east, north = tile_bounds(zoom, column, row)
    if not path.is_file():
        raise NotFound(NOTHING_THERE)
    left, bottom, right, top = _extent(path, path.stat().st_mtime_ns)
    if west >= right or east <= left or south >= top or north <= bottom:
        raise NotFound(NOTHING_THERE)
    transform = from_bounds(west, south, east, north, TILE_SIZE, TILE_SIZE)
    with (
        rasterio.open(path, driver="GTiff") as image,
        WarpedVRT(
            image,
            crs="EPSG:3857",
            transform=transform,
            width=TILE_SIZE,
            height=TILE_SIZE,
            resampling=Resampling.bilinear,
            add_alpha=True,
        ) as warped,
    ):
        bands = warped.read(indexes=[1, 2, 3])
        alpha = warped.read(warped.colorinterp.index(ColorInterp.alpha) + 1)
    return _png(np.concatenate([bands, alpha[np.newaxis]]), transform)


def _png(bands: np.ndarray, transform: Affine) -> bytes:
    # The place is given only because rasterio warns of every picture without one.
    with MemoryFile() as memory:
        with memory.open(
            driver="PNG",
            width=TILE_SIZE,
            height=TILE_SIZE,
            count=4,
            dtype="uint8",
            transform=transform,
        ) as target:
            target.write(bands)
        return memory.read()
