"""What stands on each lot: footprints set into the lots, true to their streets' direction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import cos, sin

import shapely

from demo.dice import dice
from demo.frame import Ring, corner, direction, millimetres, ring, to_plane
from demo.lots import Lot

CONCRETE = "钢筋混凝土"
MIXED = "混合"
BRICK = "砖木"
STEEL = "钢"


@dataclass(frozen=True, slots=True)
class House:
    """A building as it stands there, in the register or not.

    ``layout`` says how it is divided: ``whole``, ``flats``, ``shops`` or ``parking``; ``sections``
    and ``rooms`` are the stairs of a block of flats and the rooms on a storey of each.
    ``style`` is the look of the roof in the imagery.
    """

    footprint: Ring
    storeys_above: int
    layout: str
    style: str
    registered: bool
    storeys_below: int = 0
    sections: int = 1
    rooms: int = 1
    structure: str = MIXED
    completed_on: date = date(2000, 6, 30)


def rectangle(u_m: float, v_m: float, width_m: float, depth_m: float) -> Ring:
    """Return a true rectangle centred on a place of the grid, along its streets.

    ``width_m`` runs along ``u``, ``depth_m`` along ``v``; corners to the millimetre.
    """
    w, d = width_m / 2, depth_m / 2
    return placed(u_m, v_m, ((-w, d), (w, d), (w, -d), (-w, -d)))


def placed(u_m: float, v_m: float, offsets_m: Iterable[tuple[float, float]]) -> Ring:
    """Return a footprint given by corner offsets from a place of the grid, without distortion."""
    turn = direction(u_m, v_m)
    east, north = to_plane(u_m, v_m)
    return ring(
        [
            (
                millimetres(north + du * sin(turn) + dv * cos(turn)),
                millimetres(east + du * cos(turn) - dv * sin(turn)),
            )
            for du, dv in offsets_m
        ]
    )


def _day(throw_key: tuple[object, ...], first: int, last: int) -> date:
    throw = dice("completed", *throw_key)
    return date(throw.randint(first, last), throw.randint(1, 12), throw.randint(1, 28))


def houses(lot: Lot) -> list[House]:
    """Return the buildings on a lot, north to south; none on fields, parks and squares."""
    makers = {
        "h": _home,
        "v": _home,
        "c": _shop,
        "e": _estate,
        "t": _towers,
        "s": _school,
        "m": _hospital,
        "g": _offices,
        "i": _works,
        "b": _committee,
        "G": _walk_up,
        "D": _walk_up,
    }
    maker = makers.get(lot.block.letter)
    if maker is None or lot.use in ("golden", "second"):
        return []
    ground = polygon([corner(spot) for spot in lot.outline]).buffer(-0.6)
    return [house for made in maker(lot) if (house := _fitted(made, ground)) is not None]


def polygon(points: Iterable[tuple[Decimal, Decimal]]) -> shapely.Polygon:
    """Return (northing, easting) pairs as a polygon with x = easting, y = northing."""
    return shapely.Polygon([(float(easting), float(northing)) for northing, easting in points])


def _fitted(house: House, ground: shapely.Polygon) -> House | None:
    """Return the house, made smaller where its lot is crooked; None when it will not fit."""
    middle = polygon((n, e) for _, n, e in house.footprint).centroid
    for size in (1.0, 0.96, 0.92, 0.88, 0.82, 0.75):
        corners = [
            (
                millimetres(middle.y + (float(n) - middle.y) * size),
                millimetres(middle.x + (float(e) - middle.x) * size),
            )
            for _, n, e in house.footprint
        ]
        if ground.covers(polygon(corners)):
            return replace(house, footprint=ring(corners))
    return None


def _measures(lot: Lot) -> tuple[float, float, float, float]:
    """Return centre u, centre v, width and depth of the lot's box in metres."""
    west, south, east, north = (side / 100 for side in lot.box)
    return (west + east) / 2, (south + north) / 2, east - west, north - south


def _home(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    village = lot.block.letter == "v"
    throw = dice("home", *lot.box)
    if throw.random() < 0.03:
        return  # an empty lot
    width = w - throw.uniform(2.0, 3.6)
    depth = min(d - 3.2, throw.uniform(8.5, 11.5))
    north = d / 2 - depth / 2 - throw.uniform(0.9, 1.5)
    x, y = width / 2, depth / 2
    corners = [(-x, y), (x, y), (x, -y), (-x, -y)]
    wing = d - depth - 4.0
    if throw.random() < 0.45 and wing > 3.5:
        wide, long = throw.uniform(3.4, 4.6), throw.uniform(3.4, min(wing, 8.0))
        if throw.random() < 0.5:
            corners[3:] = [(-x + wide, -y), (-x + wide, -y - long), (-x, -y - long)]
        else:
            corners[2:3] = [(x, -y - long), (x - wide, -y - long), (x - wide, -y)]
    style = throw.choice(("red", "red", "blue", "grey") if village else ("red", "grey", "flat"))
    yield House(
        placed(u, v + north, corners),
        storeys_above=throw.choice((1, 2, 2, 3)),
        layout="whole",
        style=style,
        registered=throw.random() < (0.06 if village else 0.085),
        structure=throw.choice((MIXED, BRICK)),
        completed_on=_day(lot.box, 1982, 2015),
    )


def _shop(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    throw = dice("shop", *lot.box)
    depth = min(d - 16, throw.uniform(14, 24))
    edge = (d / 2 - depth / 2 - 3.0) * (1 if lot.faces == "n" else -1)
    yield House(
        rectangle(u, v + edge, w - throw.choice((1.6, 2.4, 6.0)), depth),
        storeys_above=throw.choice((2, 3, 3, 4, 5)),
        layout="shops",
        rooms=throw.choice((2, 3)),
        style=throw.choice(("flat", "flat", "white")),
        registered=throw.random() < 0.34,
        structure=CONCRETE,
        completed_on=_day(lot.box, 1994, 2021),
    )
    if throw.random() < 0.6:
        back = (d / 2 - 6.2) * (-1 if lot.faces == "n" else 1)
        yield House(
            rectangle(u, v + back, w - throw.uniform(3, 8), throw.uniform(7, 10)),
            storeys_above=throw.choice((1, 2)),
            layout="whole",
            style=throw.choice(("flat", "blue", "grey")),
            registered=False,
        )


def _estate(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    throw = dice("estate", *lot.box)
    storeys = throw.choice((5, 5, 6, 6, 6, 7))
    style = throw.choice(("terracotta", "grey", "flat"))
    width, depth, pitch = (w - 20) / 2, 12.4, d / 3
    day = _day(lot.box, 1998, 2020)
    for row in (1, 0, -1):
        for side in (-1, 1):
            length = width - (throw.uniform(0, 5) if row else 0)
            yield House(
                rectangle(u + side * (width / 2 + 4), v + row * pitch + 3.5, length, depth),
                storeys_above=storeys,
                layout="flats",
                sections=2,
                rooms=2,
                style=style,
                registered=True,
                structure=MIXED if storeys < 7 else CONCRETE,
                completed_on=day,
            )


def _towers(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    for row in (1, -1):
        for side in (-1, 1):
            yield House(
                rectangle(u + side * w * 0.25, v + row * d * 0.24 + 4, 27.0, 16.4),
                storeys_above=18 if row > 0 else 16,
                layout="flats",
                sections=1,
                rooms=4,
                style="tower",
                registered=True,
                structure=CONCRETE,
                completed_on=_day(lot.box, 2014, 2021),
            )


def _school(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    day = _day(lot.box, 1990, 2018)
    north = v + d / 2
    yield _whole(rectangle(u, north - 12, w - 24, 12.6), 4, "flat", day)
    yield _whole(rectangle(u - w / 2 + 11, v - d * 0.1, 11.6, d * 0.42), 3, "flat", day)


def _hospital(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    day = _day(lot.box, 1996, 2019)
    yield _whole(rectangle(u, v + d * 0.3, w - 22, 17.0), 9, "white", day)
    yield _whole(rectangle(u - w * 0.2, v - d * 0.06, w * 0.42, 15.0), 5, "white", day)
    yield _whole(rectangle(u + w * 0.3, v - d * 0.1, 14.0, d * 0.3), 3, "flat", day)


def _offices(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    day = _day(lot.box, 1995, 2012)
    yield _whole(rectangle(u, v + d * 0.22, w - 10, 16.0), 6, "flat", day)
    yield _whole(rectangle(u, v - d * 0.2, w * 0.5, 11.0), 3, "flat", day)


def _works(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    day = _day(lot.box, 1992, 2020)
    style = dice("works", *lot.box).choice(("steel", "steelblue"))
    long = _whole(rectangle(u, v + d * 0.08, w - 9, d * 0.56), 1, style, day, STEEL)
    yield long
    yield _whole(rectangle(u - w * 0.22, v - d * 0.38, w * 0.3, 6.4), 2, "flat", day)


def _committee(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    day = _day(lot.box, 1996, 2016)
    yield _whole(rectangle(u, v + d * 0.3, w - 12, 11.0), 3, "red", day)


def _walk_up(lot: Lot) -> Iterator[House]:
    u, v, w, d = _measures(lot)
    across = min(w - 5, 30.0)
    yield House(
        rectangle(u, v + max(0.0, d * 0.18 - 2), across, min(12.0, d - 6)),
        storeys_above=dice("walk-up", *lot.box).choice((3, 4, 5)),
        layout="flats",
        sections=1,
        rooms=2,
        style="grey" if lot.faces == "s" else "terracotta",
        registered=True,
        completed_on=_day(lot.box, 1996, 2010),
    )


def _whole(
    footprint: Ring, storeys: int, style: str, day: date, structure: str = CONCRETE
) -> House:
    return House(
        footprint,
        storeys_above=storeys,
        layout="whole",
        style=style,
        registered=True,
        structure=structure,
        completed_on=day,
    )
