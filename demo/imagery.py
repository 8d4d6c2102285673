"""Orthophoto-like imagery of the county, drawn by the project itself.

Shapes are painted into pixels, buildings cast shadows, trees are stamped on top, and noise gives
the ground its texture. The result is a cloud-optimised GeoTIFF in EPSG:4547, the same on every run.
"""

from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from affine import Affine
from rasterio.features import rasterize

from demo.county import SRID, County, Roof
from demo.golden import GOLDEN
from demo.greenery import Tree, trees
from demo.paints import Paint, Picture
from demo.roofs import facets, outline, shadow
from demo.scenery import ground
from demo.second_development import SECOND

Pixels = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.uint16]
Floats = npt.NDArray[np.float32]

PIXEL_M = 0.3
MARGIN_M = 70.0
SHADE = 0.52
STRIP = 512
_SEED = 410811


@dataclass(frozen=True, slots=True)
class Frame:
    """The imagery's place on the ground: north-west corner in whole metres, and its size."""

    west_m: float
    north_m: float
    width: int
    height: int
    pixel_m: float

    @property
    def transform(self) -> Affine:
        """Pixels to metres."""
        return Affine(self.pixel_m, 0.0, self.west_m, 0.0, -self.pixel_m, self.north_m)


def frame_of(county: County, *, pixel_m: float = PIXEL_M) -> Frame:
    """Return the frame that holds all sub-districts with a margin."""
    points = [point for area in county.sub_districts for points in area.rings for point in points]
    norths, easts = [float(n) for _, n, _ in points], [float(e) for _, _, e in points]
    west, north = floor(min(easts) - MARGIN_M), ceil(max(norths) + MARGIN_M)
    width = ceil((max(easts) + MARGIN_M - west) / pixel_m)
    height = ceil((north - min(norths) + MARGIN_M) / pixel_m)
    return Frame(west, north, width, height, pixel_m)


def write_imagery(path: Path, county: County, *, pixel_m: float = PIXEL_M) -> None:
    """Draw the county and write it as a cloud-optimised GeoTIFF (JPEG inside, EPSG:4547).

    Parameters
    ----------
    pixel_m
        Size of a pixel on the ground in metres.
    """
    frame = frame_of(county, pixel_m=pixel_m)
    image = draw(county, frame)
    profile = {
        "driver": "COG",
        "width": frame.width,
        "height": frame.height,
        "count": 3,
        "dtype": "uint8",
        "crs": f"EPSG:{SRID}",
        "transform": frame.transform,
        "compress": "JPEG",
        "quality": 82,
        "blocksize": 512,
        "overview_resampling": "average",
    }
    with rasterio.open(path, "w", **profile) as target:
        target.write(image)


def draw(county: County, frame: Frame) -> Pixels:
    """Return the picture as bands, rows, columns."""
    roofs = [*county.roofs, *_developments()]
    picture = ground()
    labels = _burn(picture, frame)
    covered = _burn_roofs(picture, labels, roofs, frame)
    image = _coloured(picture.paints, labels, _shadows(roofs, covered, frame))
    covered |= np.array([paint.bare for paint in picture.paints])[labels]
    _plant(image, covered, list(trees()), frame)
    return _softened(image)


def _developments() -> list[Roof]:
    """Return the roofs of the two developments, which stand although not yet registered."""
    looks = ((GOLDEN, "terracotta"), (SECOND, "flat"))
    return [
        Roof(building.completed_footprint, building.storeys_above, look)
        for development, look in looks
        for building in development.buildings
    ]


def _burn(picture: Picture, frame: Frame) -> Labels:
    labels: Labels = rasterize(
        picture.shapes,
        out_shape=(frame.height, frame.width),
        transform=frame.transform,
        dtype="uint16",
    )
    return labels


def _burn_roofs(
    picture: Picture, labels: Labels, roofs: list[Roof], frame: Frame
) -> npt.NDArray[np.bool_]:
    """Paint all roofs over the ground and return where they lie."""
    tops = Picture(paints=picture.paints)
    for roof in roofs:
        for shape, paint in facets(roof):
            if not shape.is_empty:
                tops.paint(shape, paint)
    rasterize(tops.shapes, out=labels, transform=frame.transform)
    lying: Pixels = rasterize(
        [(outline(roof), 1) for roof in roofs],
        out_shape=labels.shape,
        transform=frame.transform,
        dtype="uint8",
    )
    return lying.astype(bool)


def _shadows(roofs: list[Roof], covered: npt.NDArray[np.bool_], frame: Frame) -> Pixels:
    """Return 1 where a building's shadow falls on the ground."""
    shaded: Pixels = rasterize(
        [(shadow(roof), 1) for roof in roofs],
        out_shape=covered.shape,
        transform=frame.transform,
        dtype="uint8",
    )
    shaded[covered] = 0
    return shaded


def _coloured(paints: list[Paint], labels: Labels, shaded: Pixels) -> Pixels:
    """Return colours with texture; noise comes strip by strip to keep memory small."""
    height, width = labels.shape
    colours = np.array([paint.colour for paint in paints], dtype=np.float32)
    grain, cloud, rows = (
        np.array([paint[index] for paint in paints], dtype=np.float32) for index in (1, 2, 3)
    )
    random = np.random.default_rng(_SEED)
    clouds = [_Clouds(random, height, width, cell) for cell in (26, 110, 420)]
    image: Pixels = np.empty((3, height, width), dtype=np.uint8)
    across = np.arange(width, dtype=np.float32)
    for top in range(0, height, STRIP):
        label = labels[top : top + STRIP]
        count = label.shape[0]
        light = random.standard_normal((count, width), dtype=np.float32) * grain[label]
        soft = sum(layer.rows(top, count) for layer in clouds)
        light += soft * cloud[label] * 0.7
        furrowed = rows[label]
        if furrowed.any():
            down = np.arange(top, top + count, dtype=np.float32)[:, None]
            light += furrowed * np.sin((across[None, :] + 0.04 * down) * np.float32(1.05))
        dark = 1 - (1 - SHADE) * shaded[top : top + STRIP].astype(np.float32)
        for band, tint in enumerate((1.0, 1.03, 1.12)):
            value = colours[label, band] + light * (1.0, 0.97, 0.86)[band]
            value *= np.where(dark < 1, dark * tint, 1.0)
            np.clip(value, 0, 255, out=value)
            image[band, top : top + STRIP] = value
    return image


class _Clouds:
    """Soft noise: random heights on a coarse grid, bent smoothly in between."""

    def __init__(self, random: np.random.Generator, height: int, width: int, cell: int) -> None:
        coarse = random.standard_normal((height // cell + 2, width // cell + 2), dtype=np.float32)
        left, part = _places(np.arange(width), cell)
        self._cell = cell
        self._wide: Floats = coarse[:, left] * (1 - part) + coarse[:, left + 1] * part

    def rows(self, top: int, count: int) -> Floats:
        """Return the noise of some rows."""
        above, part = _places(np.arange(top, top + count), self._cell)
        part = part[:, None]
        rows: Floats = self._wide[above] * (1 - part) + self._wide[above + 1] * part
        return rows


def _places(pixels: npt.NDArray[np.int_], cell: int) -> tuple[npt.NDArray[np.int_], Floats]:
    """Return the coarse cell of each pixel and how far it is on its way to the next."""
    part = (pixels % cell).astype(np.float32) / np.float32(cell)
    return pixels // cell, part * part * (3 - 2 * part)


def _plant(image: Pixels, covered: npt.NDArray[np.bool_], every: list[Tree], frame: Frame) -> None:
    """Stamp shadows, then crowns, of trees that stand under no roof and not on bare ground."""
    standing = []
    for tree in every:
        column = round((tree.easting_m - frame.west_m) / frame.pixel_m)
        row = round((frame.north_m - tree.northing_m) / frame.pixel_m)
        radius = tree.radius_m / frame.pixel_m
        inside = radius * 3 < column < frame.width - radius * 3
        if inside and radius * 3 < row < frame.height - radius * 3 and not covered[row, column]:
            standing.append((row, column, tree))
    stamps: dict[tuple[int, int], tuple[Floats, Floats]] = {}
    for crown in (False, True):
        for row, column, tree in standing:
            size = max(2, round(tree.radius_m / frame.pixel_m))
            key = (size, tree.look)
            if key not in stamps:
                stamps[key] = _crown(*key)
            if crown:
                _stamp(image, row, column, *stamps[key])
            else:
                off = max(1, round(size * 0.62))
                _stamp(image, row - off, column - off // 2, stamps[key][0] * 0.5, None)


def _crown(size: int, look: int) -> tuple[Floats, Floats]:
    """Return cover (0 to 1) and colours of one crown of ``size`` pixels radius."""
    random = np.random.default_rng((_SEED, size, look))
    reach = size + 1
    down, right = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    away = np.hypot(down, right) / size
    angle = np.arctan2(down, right)
    lobes = sum(
        random.uniform(0.03, 0.1) * np.sin(angle * k + random.uniform(0, 6.3)) for k in (2, 3, 5)
    )
    cover = np.clip((1 + lobes - away) * size * 0.8, 0, 1).astype(np.float32)
    leaf = np.array([(70, 96, 50), (82, 104, 56), (60, 88, 52), (96, 112, 64)][look % 4])
    bulge = (1 - away) * 12 + (down * 0.85 + right * 0.45) / size * 20
    light = bulge + random.standard_normal(away.shape) * 9
    return cover, (leaf[:, None, None] + light[None]).astype(np.float32)


def _stamp(image: Pixels, row: int, column: int, cover: Floats, colour: Floats | None) -> None:
    """Lay a stamp over the image; without colour it darkens."""
    reach = cover.shape[0] // 2
    part = image[:, row - reach : row + reach + 1, column - reach : column + reach + 1]
    if part.shape[1:] != cover.shape:
        return
    under = part.astype(np.float32)
    over = under * 0.42 if colour is None else colour
    part[:] = np.clip(under + (over - under) * cover, 0, 255)


def _softened(image: Pixels) -> Pixels:
    """Blur by a fraction of a pixel, as a lens would."""
    soft: Pixels = np.empty_like(image)
    for band, source in enumerate(image):
        wide = source.astype(np.uint16)
        mixed = wide * 6
        mixed[:, 1:-1] += wide[:, :-2] + wide[:, 2:]
        mixed[:, :: wide.shape[1] - 1] += wide[:, :: wide.shape[1] - 1] * 2
        mixed //= 8
        both = mixed * 6
        both[1:-1] += mixed[:-2] + mixed[2:]
        both[:: mixed.shape[0] - 1] += mixed[:: mixed.shape[0] - 1] * 2
        soft[band] = both // 8
    return soft
