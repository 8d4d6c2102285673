"""Streets in use: dashes and crossings, cars driving, parked along the kerb and in yards."""

from collections.abc import Iterator
from itertools import pairwise

from demo.dice import dice
from demo.houses import polygon, rectangle
from demo.lots import Lot
from demo.paints import CARS, WHITE, Paint, Picture
from demo.plan import COLUMNS_M, EAST_M, NORTH_M, ROWS_M, SOUTH_M, WEST_M


def gaps(spans: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    """Yield (middle, width) of the streets between the spans of columns or rows, in metres."""
    for (_, low), (high, _) in pairwise(spans):
        yield (low + high) / 2, high - low


def markings(picture: Picture) -> None:
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


def cars(picture: Picture) -> None:
    """Paint cars along the streets, on both sides, and parked in the yards of estates and shops."""
    for v, width in gaps(ROWS_M):
        _row_of_cars(picture, v, width, WEST_M + 10, EAST_M - 10, west_east=True)
    for u, width in gaps(COLUMNS_M):
        if width < 60:
            _row_of_cars(picture, u, width, SOUTH_M + 10, NORTH_M - 10, west_east=False)


def car_park(picture: Picture, lot: Lot, at: float) -> None:
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
