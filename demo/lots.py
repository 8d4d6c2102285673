"""Cut blocks into lots that share their corners exactly.

Work is in whole centimetres on the grid, where a corner on a neighbour's side is found without
tolerances: it becomes a vertex of both. The plane coordinates follow corner by corner.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from demo.dice import dice
from demo.frame import Spot
from demo.plan import Block

LANE = 480


class Box(NamedTuple):
    """Sides on the grid in centimetres."""

    west: int
    south: int
    east: int
    north: int


@dataclass(frozen=True, slots=True)
class Lot:
    """A piece of a block before it has a code.

    ``faces`` is the side with the door (n, s, e, w), ``lane`` counts the lane it faces from the
    south (0 when it faces a street). ``box`` is the largest rectangle to build in.
    """

    block: Block
    outline: tuple[Spot, ...]
    box: Box
    faces: str
    lane: int = 0
    use: str = ""


def box_outline(box: Box) -> tuple[Spot, ...]:
    """Return the four corners of a box, clockwise from the north-west."""
    west, south, east, north = box
    return ((west, north), (east, north), (east, south), (west, south))


def _cuts(start: int, end: int, widths: tuple[int, int], *key: object) -> list[int]:
    """Return cutting places from ``start`` to ``end``, pieces between the two widths (cm)."""
    throw = dice("cuts", *key)
    mean = sum(widths) / 2
    count = max(1, round((end - start) / mean))
    weights = [throw.uniform(widths[0], widths[1]) for _ in range(count)]
    total, done, places = sum(weights), 0.0, [start]
    for weight in weights[:-1]:
        done += weight
        places.append(start + round((end - start) * done / total / 10) * 10)
    return [*places, end]


def _house_rows(block: Block, widths: tuple[int, int], depth: int) -> Iterator[Lot]:
    """Yield rows of lots, back to back in pairs, with a lane between the pairs."""
    upright = dice("upright", block.column, block.row).random() < 0.35
    low, high = (block.west, block.east) if upright else (block.south, block.north)
    start, end = (block.south, block.north) if upright else (block.west, block.east)
    pairs = max(1, round((high - low + LANE) / (2 * depth + LANE)))
    pair_depth = (high - low - LANE * (pairs - 1)) / pairs
    for pair in range(pairs):
        base = round((low + pair * (pair_depth + LANE)) / 10) * 10
        top = high if pair == pairs - 1 else round((base + pair_depth) / 10) * 10
        base = low if pair == 0 else base
        shift = dice("back", block.column, block.row, pair).randrange(-9, 10) * 20
        middle = round((base + top) / 20) * 10 + shift
        for back, (near, far) in enumerate(((base, middle), (middle, top))):
            lane = pair + back if 0 < pair + back < pairs else 0
            for left, right in pairwise(
                _cuts(start, end, widths, block.column, block.row, pair, back)
            ):
                box = Box(near, left, far, right) if upright else Box(left, near, right, far)
                faces = ("we" if upright else "sn")[back]
                yield Lot(block, box_outline(box), box, faces, lane)


def _grid(block: Block, columns: int, rows: int) -> Iterator[Lot]:
    """Yield lots in a plain grid; the southern row faces south, the others north."""
    width, height = block.east - block.west, block.north - block.south
    us = [block.west + round(width * i / columns / 10) * 10 for i in range(columns)] + [block.east]
    vs = [block.south + round(height * i / rows / 10) * 10 for i in range(rows)] + [block.north]
    for (south, north), faces in zip(pairwise(vs), "snnn", strict=False):
        for west, east in pairwise(us):
            box = Box(west, south, east, north)
            yield Lot(block, box_outline(box), box, faces)


def _shops(block: Block) -> Iterator[Lot]:
    middle = round((block.south + block.north) / 20) * 10
    for faces, south, north in (("s", block.south, middle), ("n", middle, block.north)):
        for west, east in pairwise(
            _cuts(block.west, block.east, (2000, 3400), block.column, block.row, faces)
        ):
            box = Box(west, south, east, north)
            yield Lot(block, box_outline(box), box, faces)


def _golden(block: Block) -> Iterator[Lot]:
    """Yield the golden parcel's place and its neighbours: no corner of theirs is on its sides."""
    west, south, east, north = block.west, block.south, block.east, block.north
    yield Lot(
        block,
        ((0, north), (6010, north), (6010, 1990), (4510, 1990), (4510, 0), (0, 0)),
        Box(0, 1990, 6010, north),
        "n",
        use="golden",
    )
    for box, faces in (
        (Box(west, 0, -3100, north), "n"),
        (Box(-3100, 0, 0, north), "n"),
        (Box(6010, 1990, 8300, north), "n"),
        (Box(8300, 1990, east, north), "n"),
        (Box(4510, 0, east, 1990), "e"),
        (Box(west, south, -3100, 0), "s"),
        (Box(-3100, south, 0, 0), "s"),
        (Box(0, south, 4510, 0), "s"),
        (Box(4510, south, 7800, 0), "s"),
        (Box(7800, south, east, 0), "s"),
    ):
        yield Lot(block, box_outline(box), box, faces)


def _second(block: Block) -> Iterator[Lot]:
    """Yield the second development's place, its western neighbour and the one in its notch."""
    west, south, east, north = block.west, block.south, block.east, block.north
    a, b, c = west + 2400, west + 8600, south + 6000
    yield Lot(
        block,
        ((a, north), (b, north), (b, c), (east, c), (east, south), (a, south)),
        Box(a, south, east, c),
        "s",
        use="second",
    )
    for box, faces in ((Box(west, south, a, north), "w"), (Box(b, c, east, north), "n")):
        yield Lot(block, box_outline(box), box, faces)


def cut(block: Block) -> list[Lot]:
    """Return the lots of one block, with every shared corner in both outlines."""
    columns, rows = GRIDS.get(block.letter, (1, 1))
    if block.letter in "hv":
        widths, depth = ((1200, 1840), 2050) if block.letter == "h" else ((1400, 1950), 2050)
        lots = list(_house_rows(block, widths, depth))
    elif block.letter == "c":
        lots = list(_shops(block))
    elif block.letter == "G":
        lots = list(_golden(block))
    elif block.letter == "D":
        lots = list(_second(block))
    else:
        lots = list(_grid(block, columns, rows))
    return noded(lots)


GRIDS = {"i": (2, 2), "f": (2, 1), "b": (2, 1), "g": (2, 1)}


def noded(lots: list[Lot]) -> list[Lot]:
    """Return the lots with each corner that lies on another's side put into that side."""
    by_u: defaultdict[int, set[int]] = defaultdict(set)
    by_v: defaultdict[int, set[int]] = defaultdict(set)
    for lot in lots:
        for u, v in lot.outline:
            by_u[u].add(v)
            by_v[v].add(u)
    return [replace(lot, outline=_with_corners(lot.outline, by_u, by_v)) for lot in lots]


def _with_corners(
    outline: tuple[Spot, ...], by_u: dict[int, set[int]], by_v: dict[int, set[int]]
) -> tuple[Spot, ...]:
    out: list[Spot] = []
    for (u1, v1), (u2, v2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        out.append((u1, v1))
        if u1 == u2:
            between = sorted(v for v in by_u[u1] if min(v1, v2) < v < max(v1, v2))
            out += [(u1, v) for v in (between if v1 < v2 else between[::-1])]
        else:
            between = sorted(u for u in by_v[v1] if min(u1, u2) < u < max(u1, u2))
            out += [(u, v1) for u in (between if u1 < u2 else between[::-1])]
    return tuple(out)
