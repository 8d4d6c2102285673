"""What the ground of the county looks like from above: painted shapes, cars and trees.

Shapes come in painter's order, each with an entry of the palette; :mod:`demo.imagery` turns them
into pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import shapely
from shapely import Polygon

from demo.county import dense
from demo.dice import dice
from demo.frame import corner, to_plane
from demo.houses import polygon, rectangle
from demo.lots import Box, Lot, cut
from demo.plan import (
    BRIDGES_M,
    COLUMNS_M,
    EAST_M,
    FIELDS_EAST_M,
    GREENS_M,
    NORTH_M,
    RIVER_M,
    ROWS_M,
    SOUTH_M,
    WEST_M,
    blocks,
)

Colour = tuple[int, int, int]


class Paint(NamedTuple):
    """A colour; ``grain`` is fine and ``cloud`` soft unevenness, ``rows`` the depth of furrows.

    No tree stands on ``bare`` ground: water, carriageways, bridges.
    """

    colour: Colour
    grain: float = 6.0
    cloud: float = 6.0
    rows: float = 0.0
    bare: bool = False


@dataclass
class Picture:
    """Shapes in painter's order, with the paints they use; paint 0 is the open country."""

    paints: list[Paint] = field(default_factory=lambda: [Paint((120, 128, 84), 9, 16)])
    shapes: list[tuple[Polygon, int]] = field(default_factory=list)
    _known: dict[Paint, int] = field(default_factory=dict)

    def paint(self, shape: Polygon, paint: Paint) -> None:
        """Put a shape on top of those before."""
        number = self._known.get(paint)
        if number is None:
            number = self._known[paint] = len(self.paints)
            self.paints.append(paint)
        self.shapes.append((shape, number))


ASPHALT = Paint((104, 106, 108), 5, 5, bare=True)
PAVEMENT = Paint((172, 168, 160), 6, 5)
TRACK = Paint((160, 146, 118), 8, 8)
LANE = Paint((150, 147, 140), 7, 6)
WATER = Paint((74, 98, 92), 2.5, 7, bare=True)
DEEP_WATER = Paint((66, 92, 90), 2, 8, bare=True)
YARD = Paint((158, 156, 150), 6, 4)
GRASS = Paint((104, 124, 74), 8, 15)
BANK = Paint((116, 128, 84), 9, 14)
WHITE = Paint((216, 216, 210), 4, 0)
BRIDGE = Paint((150, 150, 148), 4, 3, bare=True)
SOIL = Paint((168, 140, 106), 9, 9)
CROPS = (
    Paint((124, 144, 76), 6, 9, 7),
    Paint((148, 152, 86), 6, 9, 8),
    Paint((104, 132, 68), 6, 9, 7),
    Paint((168, 158, 104), 7, 10, 9),
    Paint((150, 130, 98), 7, 12, 10),
    Paint((136, 150, 92), 6, 9, 8),
)
YARDS = (
    Paint((164, 156, 142), 8, 8),
    Paint((150, 144, 134), 8, 8),
    Paint((158, 144, 120), 9, 12),
    Paint((132, 134, 104), 9, 14),
    Paint((172, 168, 160), 7, 6),
)
CARS = (
    (232, 232, 232),
    (236, 236, 238),
    (58, 60, 64),
    (128, 132, 138),
    (150, 44, 40),
    (52, 78, 122),
)


def ground() -> Picture:
    """Return the ground without buildings: country, streets, river, lots, markings and cars."""
    picture = Picture()
    _country(picture)
    _town(picture)
    _river(picture)
    _markings(picture)
    _cars(picture)
    for block in blocks():
        side = 200 if block.letter != "f" else 0
        grown = Box(block.west - side, block.south - side, block.east + side, block.north + side)
        picture.paint(_shape(grown), PAVEMENT if side else TRACK)
        picture.paint(_shape(Box(block.west, block.south, block.east, block.north)), LANE)
        for lot in cut(block):
            _lot(picture, lot)
    return picture


def _shape(box: Box) -> Polygon:
    return polygon(corner(spot) for spot in dense(box))


def _box(west: float, south: float, east: float, north: float) -> Box:
    return Box(round(west * 100), round(south * 100), round(east * 100), round(north * 100))


def _metres(west: float, south: float, east: float, north: float) -> Polygon:
    return _shape(_box(west, south, east, north))


def _country(picture: Picture) -> None:
    """Paint fields all round, in strips, with tracks between."""
    picture.paint(_metres(-1150, -1000, 1500, 1050), TRACK)
    for row, south in enumerate(range(-990, 1040, 74)):
        west = -1140.0 - dice("country", row).uniform(0, 60)
        while west < 1500:
            width = dice("field", row, round(west)).uniform(70, 130)
            _strips(picture, _box(west, south, west + width - 3.5, south + 70.5), (row, west))
            west += width


def _strips(picture: Picture, box: Box, key: object) -> None:
    throw = dice("strips", key)
    count = throw.choice((1, 2, 2, 3))
    step = (box.east - box.west) / count
    for number in range(count):
        part = Box(
            box.west + round(step * number),
            box.south,
            box.west + round(step * (number + 1)) - 40,
            box.north,
        )
        picture.paint(_shape(part), throw.choice(CROPS))


def _town(picture: Picture) -> None:
    picture.paint(_metres(WEST_M, SOUTH_M, EAST_M, NORTH_M), ASPHALT)
    picture.paint(_metres(EAST_M - 2, SOUTH_M, FIELDS_EAST_M, NORTH_M), TRACK)


def _river(picture: Picture) -> None:
    picture.paint(_metres(448, -1000, 524, SOUTH_M), BANK)
    picture.paint(_metres(448, NORTH_M, 524, 1050), BANK)
    for west, east in GREENS_M:
        picture.paint(_metres(west, SOUTH_M, east, NORTH_M), GRASS)
    picture.paint(
        _metres(RIVER_M[0] - 2, -1000, RIVER_M[1] + 2, 1050), Paint((142, 138, 122), 8, 8)
    )
    picture.paint(_metres(RIVER_M[0], -1000, RIVER_M[1], 1050), WATER)
    picture.paint(_metres(RIVER_M[0] + 8, -1000, RIVER_M[1] - 9, 1050), DEEP_WATER)
    for south, north in BRIDGES_M:
        picture.paint(_metres(GREENS_M[0][0], south, GREENS_M[1][1], north), BRIDGE)
        picture.paint(_metres(GREENS_M[0][0], south + 3, GREENS_M[1][1], north - 3), ASPHALT)


def _lot(picture: Picture, lot: Lot) -> None:
    shape = polygon(corner(spot) for spot in lot.outline)
    letter, throw = lot.block.letter, dice("yard", *lot.box)
    if letter == "f":
        _strips(picture, lot.box, lot.box)
    elif letter in "hv":
        wall = (
            Paint((186, 180, 168), 6, 4) if throw.random() < 0.5 else Paint((128, 122, 112), 6, 4)
        )
        picture.paint(shape, wall)
        picture.paint(shape.buffer(-0.5, join_style="mitre"), throw.choice(YARDS))
    elif letter in "etpGD":
        picture.paint(shape, PAVEMENT)
        picture.paint(shape.buffer(-1.6, join_style="mitre"), GRASS)
        _paths(picture, lot)
    elif letter == "w":
        picture.paint(shape, SOIL)
    elif letter == "s":
        picture.paint(shape, Paint((166, 160, 148), 6, 7))
        _pitch(picture, lot)
    elif letter in "mgbi":
        picture.paint(shape, PAVEMENT)
        picture.paint(shape.buffer(-1.0, join_style="mitre"), GRASS)
        picture.paint(shape.buffer(-5.0, join_style="mitre"), YARD)
        _car_park(picture, lot, 0.06)
    elif letter == "c":
        picture.paint(shape, Paint((142, 138, 130), 6, 4))
        picture.paint(shape.buffer(-0.4, join_style="mitre"), YARD)
        _car_park(picture, lot, 0.5)
    else:
        picture.paint(shape, YARD)
        _square(picture, lot)


def _paths(picture: Picture, lot: Lot) -> None:
    west, south, east, north = (side / 100 for side in lot.box)
    width, height = east - west, north - south
    if lot.block.letter == "p":
        for at in (0.2, 0.5, 0.8):
            picture.paint(
                _metres(west, south + height * at - 1.5, east, south + height * at + 1.5), LANE
            )
        picture.paint(_metres(west + width * 0.5 - 2, south, west + width * 0.5 + 2, north), LANE)
        pond = shapely.Point(*to_plane(west + width * 0.3, south + height * 0.55)).buffer(24)
        pond = pond.union(
            shapely.Point(*to_plane(west + width * 0.4, south + height * 0.4)).buffer(19)
        )
        picture.paint(pond.buffer(2), PAVEMENT)
        picture.paint(pond, WATER)
        return
    count = 3 if lot.block.letter == "e" else 2
    for row in range(count):
        at = south + height * (row + 0.5) / count - 7
        picture.paint(_metres(west + 2, at - 2.2, east - 2, at + 2.2), LANE)
    picture.paint(_metres((west + east) / 2 - 2.6, south, (west + east) / 2 + 2.6, north), LANE)


def _pitch(picture: Picture, lot: Lot) -> None:
    west, south, east, _north = (side / 100 for side in lot.box)
    u, v = (west + east) / 2 + 9, south + 29
    for paint, radius in ((Paint((166, 92, 74), 5, 5), 21.0), (Paint((92, 132, 76), 5, 6), 13.5)):
        line = shapely.LineString([to_plane(u - 17, v), to_plane(u + 17, v)])
        picture.paint(line.buffer(radius), paint)
    for du in (-17.0, 0.0, 17.0):
        picture.paint(polygon((n, e) for _, n, e in rectangle(u + du, v, 0.35, 26)), WHITE)


def _square(picture: Picture, lot: Lot) -> None:
    west, south, east, north = (side / 100 for side in lot.box)
    u, v = (west + east) / 2, (south + north) / 2
    for inset, paint in ((4, Paint((186, 176, 160), 4, 3)), (16, Paint((172, 150, 130), 4, 3))):
        picture.paint(_metres(west + inset, south + inset, east - inset, north - inset), paint)
    for du in (-1, 1):
        for dv in (-1, 1):
            bed = _metres(u + du * 26 - 10, v + dv * 25 - 8, u + du * 26 + 10, v + dv * 25 + 8)
            picture.paint(bed, GRASS)
    fountain = shapely.Point(*to_plane(u, v))
    picture.paint(fountain.buffer(9), Paint((198, 194, 186), 4, 2))
    picture.paint(fountain.buffer(7), Paint((96, 136, 140), 4, 2))


def gaps(spans: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    """Yield (middle, width) of the streets between the spans of columns or rows, in metres."""
    for (_, low), (high, _) in pairwise(spans):
        yield (low + high) / 2, high - low


def _markings(picture: Picture) -> None:
    """Paint dashes on the wide streets and zebra crossings at the corners of their blocks."""
    for v, width in gaps(ROWS_M):
        if width >= 18:
            _dashes(picture, v, width, west_east=True)
    for u, width in gaps(COLUMNS_M):
        if 18 <= width < 60:
            _dashes(picture, u, width, west_east=False)


def _dashes(picture: Picture, at: float, width: float, *, west_east: bool) -> None:
    start, end = (WEST_M, EAST_M) if west_east else (SOUTH_M, NORTH_M)
    place = start + 6
    while place < end - 6:
        if not _on_crossing(place, west_east=west_east):
            for off, long in ((0.0, 7.9), (-width / 4, 3.6), (width / 4, 3.6)):
                u, v = (place, at + off) if west_east else (at + off, place)
                size = (long, 0.32) if west_east else (0.32, long)
                picture.paint(polygon((n, e) for _, n, e in rectangle(u, v, *size)), WHITE)
        place += 8
    for middle, across in gaps(COLUMNS_M if west_east else ROWS_M):
        if across < 60:
            for side in (-1, 1):
                _zebra(picture, middle + side * (across / 2 + 3), at, width, west_east=west_east)


def _on_crossing(place: float, *, west_east: bool) -> bool:
    spans = COLUMNS_M if west_east else ROWS_M
    return any(abs(place - m) < w / 2 + 6 for m, w in gaps(spans) if w < 60)


def _zebra(picture: Picture, place: float, at: float, width: float, *, west_east: bool) -> None:
    bars = int((width - 6) / 1.3)
    for bar in range(bars):
        off = (bar - (bars - 1) / 2) * 1.3
        u, v = (place, at + off) if west_east else (at + off, place)
        size = (3.0, 0.6) if west_east else (0.6, 3.0)
        picture.paint(polygon((n, e) for _, n, e in rectangle(u, v, *size)), WHITE)


def _cars(picture: Picture) -> None:
    """Paint cars along the streets, on both sides, and parked in the yards of estates and shops."""
    for v, width in gaps(ROWS_M):
        _row_of_cars(picture, v, width, WEST_M + 10, EAST_M - 10, west_east=True)
    for u, width in gaps(COLUMNS_M):
        if width < 60:
            _row_of_cars(picture, u, width, SOUTH_M + 10, NORTH_M - 10, west_east=False)


def _car_park(picture: Picture, lot: Lot, at: float) -> None:
    """Paint a row of parking bays across a lot, ``at`` its depth seen from the street."""
    west, south, east, north = (side / 100 for side in lot.box)
    deep = (north - south) * at
    v = (north - deep if lot.faces == "n" else south + deep) + (3 if at < 0.1 else 0)
    throw = dice("car park", *lot.box)
    place = west + 6.0
    while place < east - 6.0:
        line = rectangle(place - 1.3, v, 0.2, 5.0)
        picture.paint(polygon((n, e) for _, n, e in line), WHITE)
        if throw.random() < 0.55:
            car = rectangle(place, v + throw.uniform(-0.3, 0.3), 1.8, throw.uniform(4.1, 4.8))
            picture.paint(polygon((n, e) for _, n, e in car), Paint(throw.choice(CARS), 3, 0))
        place += 2.6


def _row_of_cars(
    picture: Picture, at: float, width: float, start: float, end: float, *, west_east: bool
) -> None:
    throw = dice("cars", at, west_east)
    place = start
    while place < end:
        place += throw.uniform(6, 34)
        off = throw.choice((-1, 1)) * (width / 2 - throw.choice((3.2, 3.2, 4.6)))
        if _on_crossing(place, west_east=west_east) or (west_east and 440 < place < 530):
            continue
        u, v = (place, at + off) if west_east else (at + off, place)
        long, wide = throw.uniform(4.1, 4.9), 1.8
        size = (long, wide) if west_east else (wide, long)
        car = polygon((n, e) for _, n, e in rectangle(u, v, *size))
        picture.paint(car, Paint(throw.choice(CARS), 3, 0))
