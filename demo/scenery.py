"""What the ground of the county looks like from above: fields, streets, river, yards and parks.

Shapes come in painter's order, each with an entry of the palette; :mod:`demo.imagery` turns them
into pixels.
"""

import shapely
from shapely import Polygon

from demo.county import dense
from demo.dice import dice
from demo.frame import corner, to_plane
from demo.houses import polygon, rectangle
from demo.lots import Box, Lot, cut
from demo.paints import (
    ASPHALT,
    BANK,
    BRIDGE,
    CROPS,
    DEEP_WATER,
    GRASS,
    LANE,
    PAVEMENT,
    SOIL,
    TRACK,
    WATER,
    WHITE,
    YARD,
    YARDS,
    Paint,
    Picture,
)
from demo.plan import (
    BRIDGES_M,
    EAST_M,
    FIELDS_EAST_M,
    GREENS_M,
    NORTH_M,
    RIVER_M,
    SOUTH_M,
    WEST_M,
    blocks,
)
from demo.traffic import car_park, cars, markings


def ground() -> Picture:
    """Return the ground without buildings: country, streets, river, lots, markings and cars."""
    picture = Picture()
    _country(picture)
    _town(picture)
    _river(picture)
    markings(picture)
    cars(picture)
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
        car_park(picture, lot, 0.06)
    elif letter == "c":
        picture.paint(shape, Paint((142, 138, 130), 6, 4))
        picture.paint(shape.buffer(-0.4, join_style="mitre"), YARD)
        car_park(picture, lot, 0.5)
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
