"""Where trees stand: along streets, in yards, estates and the park, on the banks, by the fields."""

from collections.abc import Iterator
from typing import NamedTuple

from demo.dice import dice
from demo.frame import to_plane
from demo.lots import Lot, cut
from demo.plan import COLUMNS_M, EAST_M, GREENS_M, NORTH_M, ROWS_M, SOUTH_M, WEST_M, blocks
from demo.traffic import gaps


class Tree(NamedTuple):
    """A crown: its middle in metres (EPSG:4547), its radius, and a number that picks its look."""

    easting_m: float
    northing_m: float
    radius_m: float
    look: int


TREES_OF = {
    "e": 74,
    "t": 90,
    "p": 260,
    "G": 9,
    "D": 12,
    "q": 44,
    "s": 44,
    "m": 64,
    "g": 40,
    "b": 30,
    "i": 14,
}


def trees() -> Iterator[Tree]:
    """Yield every tree, the same ones on every run; some lie under roofs and are not drawn."""
    yield from _street_trees()
    for block in blocks():
        for lot in cut(block):
            yield from _lot_trees(lot)
    for west, east in GREENS_M:
        yield from _scatter(west, SOUTH_M, east, NORTH_M, 330, (1.8, 3.6))
    for bank in (446, 526):
        yield from _scatter(bank - 4, -1000, bank + 4, SOUTH_M, 130, (1.8, 3.8))
        yield from _scatter(bank - 4, NORTH_M, bank + 4, 1050, 130, (1.8, 3.8))
    yield from _scatter(WEST_M - 14, SOUTH_M, WEST_M - 4, NORTH_M, 260, (1.8, 3.4))
    yield from _scatter(WEST_M, NORTH_M + 3, EAST_M, NORTH_M + 12, 330, (1.8, 3.4))
    yield from _scatter(WEST_M, SOUTH_M - 12, EAST_M, SOUTH_M - 3, 330, (1.8, 3.4))
    yield from _scatter(-1100, -950, 1450, 1000, 900, (1.5, 3.4))


def _tree(u_m: float, v_m: float, radius_m: float, look: int) -> Tree:
    return Tree(*to_plane(u_m, v_m), radius_m, look)


def _scatter(
    west: float, south: float, east: float, north: float, count: int, radii: tuple[float, float]
) -> Iterator[Tree]:
    throw = dice("scatter", west, south, east, north)
    for _ in range(count):
        u, v = throw.uniform(west, east), throw.uniform(south, north)
        yield _tree(u, v, throw.uniform(*radii), throw.randrange(64))


def _street_trees() -> Iterator[Tree]:
    for v, width in gaps(ROWS_M):
        for side in (-1, 1):
            yield from _line(v + side * (width / 2 - 1.2), WEST_M, EAST_M, west_east=True)
    for u, width in gaps(COLUMNS_M):
        if width < 60:
            for side in (-1, 1):
                yield from _line(u + side * (width / 2 - 1.2), SOUTH_M, NORTH_M, west_east=False)


def _line(at: float, start: float, end: float, *, west_east: bool) -> Iterator[Tree]:
    throw = dice("line", at, west_east)
    spans = COLUMNS_M if west_east else ROWS_M
    low, high = (1.3, 2.3) if throw.random() < 0.5 else (1.8, 3.0)
    place = start
    while place < end:
        place += throw.uniform(6.5, 10.5)
        beside_a_block = any(a + 3 < place < b - 3 for a, b in spans)
        if beside_a_block and throw.random() < 0.86:
            u, v = (place, at) if west_east else (at, place)
            yield _tree(u, v, throw.uniform(low, high), throw.randrange(64))


def _lot_trees(lot: Lot) -> Iterator[Tree]:
    throw = dice("lot trees", *lot.box)
    west, south, east, north = (side / 100 for side in lot.box)
    letter = lot.block.letter
    count = TREES_OF.get(letter, 0)
    if letter in "hv":
        count = throw.choice((0, 0, 1, 1, 2)) + (letter == "v") * throw.choice((0, 1, 2))
    elif letter == "c":
        count = throw.choice((0, 1, 3))
    for _ in range(count):
        radius = throw.uniform(1.1, 2.4) if letter in "hvc" else throw.uniform(1.4, 3.3)
        u, v = throw.uniform(west + 2, east - 2), throw.uniform(south + 2, north - 2)
        yield _tree(u, v, radius, throw.randrange(64))
