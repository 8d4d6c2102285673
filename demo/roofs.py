"""Roofs as seen from above: facets in light and shade, parapets, tanks, and their shadows."""

from collections.abc import Iterator
from math import cos, radians, sin, tan

import shapely
from shapely import Polygon
from shapely.affinity import translate
from shapely.ops import split

from demo.county import Roof
from demo.dice import dice
from demo.houses import polygon
from demo.paints import Colour, Paint

STOREY_M = 2.9
SUN_AZIMUTH, SUN_HEIGHT = radians(152), radians(58)
_REACH = STOREY_M / tan(SUN_HEIGHT)

COLOURS: dict[str, tuple[Colour, ...]] = {
    "red": ((156, 92, 74), (164, 104, 84), (146, 84, 70)),
    "grey": ((128, 126, 122), (118, 118, 118), (138, 134, 126)),
    "blue": ((84, 116, 156), (92, 124, 160)),
    "terracotta": ((176, 112, 84), (168, 106, 82)),
    "flat": ((172, 168, 160), (160, 158, 154), (182, 178, 170)),
    "white": ((202, 200, 196), (194, 194, 192)),
    "tower": ((178, 172, 164),),
    "steel": ((204, 206, 208), (190, 196, 202)),
    "steelblue": ((92, 128, 172), (100, 136, 176)),
}
GABLED = frozenset({"red", "grey", "blue", "terracotta", "steel", "steelblue"})


def outline(roof: Roof) -> Polygon:
    """Return a roof's outline: exactly the building's footprint."""
    return polygon((n, e) for _, n, e in roof.ring)


def shadow(roof: Roof) -> Polygon:
    """Return where the building's shadow can fall, its own footprint included."""
    shape, reach = outline(roof), _REACH * roof.storeys
    away = translate(shape, -sin(SUN_AZIMUTH) * reach, -cos(SUN_AZIMUTH) * reach)
    return shape.union(away).convex_hull


def facets(roof: Roof) -> Iterator[tuple[Polygon, Paint]]:
    """Yield the painted parts of a roof, the lowest first; together they cover its outline."""
    shape = outline(roof)
    throw = dice("roof", *(str(value) for value in roof.ring[0]))
    colour = throw.choice(COLOURS[roof.style])
    yield shape, Paint(_shaded(colour, 0.92), 4, 4)
    if roof.style in GABLED:
        for wing in _rectangles(shape):
            yield from _gable(wing, colour)
        return
    yield shape, Paint(_shaded(colour, 1.12), 3, 2)
    inner = shape.buffer(-0.7, join_style="mitre")
    yield inner, Paint(_shaded(colour, 0.92), 5, 7)
    yield from _furniture(inner, colour, roof.storeys, key=roof.ring[0])


def _shaded(colour: Colour, by: float) -> Colour:
    red, green, blue = (min(255, round(part * by)) for part in colour)
    return red, green, blue


def _rectangles(shape: Polygon) -> list[Polygon]:
    """Cut an L into its two rectangles at the inner corner; a rectangle stays as it is."""
    corners = list(shape.exterior.coords)[:-1]
    for before, here, after in zip(
        corners[-1:] + corners[:-1], corners, corners[1:] + corners[:1], strict=True
    ):
        turn = (here[0] - before[0]) * (after[1] - here[1]) - (here[1] - before[1]) * (
            after[0] - here[0]
        )
        if turn > 0 and len(corners) == 6:  # rings run clockwise: a left turn is an inner corner
            along = (here[0] - before[0], here[1] - before[1])
            far = (here[0] + along[0] * 20, here[1] + along[1] * 20)
            near = (here[0] - along[0] * 0.001, here[1] - along[1] * 0.001)
            return list(split(shape, shapely.LineString([near, far])).geoms)
    return [shape]


def _gable(shape: Polygon, colour: Colour) -> Iterator[tuple[Polygon, Paint]]:
    """Yield the two slopes of a rectangle, its ridge along the longer side."""
    box = shapely.minimum_rotated_rectangle(shape)
    a, b, c, d = list(box.exterior.coords)[:4]
    if shapely.Point(a).distance(shapely.Point(b)) < shapely.Point(b).distance(shapely.Point(c)):
        a, b, c, d = b, c, d, a
    start = ((a[0] + d[0]) / 2, (a[1] + d[1]) / 2)
    end = ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
    for low, high in ((a, b), (d, c)):
        slope = Polygon([low, high, end, start])
        middle = (
            (low[0] + high[0] - start[0] - end[0]) / 2,
            (low[1] + high[1] - start[1] - end[1]) / 2,
        )
        steep = (middle[0] ** 2 + middle[1] ** 2) ** 0.5 or 1.0
        light = (middle[0] * sin(SUN_AZIMUTH) + middle[1] * cos(SUN_AZIMUTH)) / steep
        yield slope.intersection(shape), Paint(_shaded(colour, 0.95 + 0.17 * light), 5, 4)
    ridge = shapely.LineString([start, end]).buffer(0.25).intersection(shape)
    yield ridge, Paint(_shaded(colour, 1.14), 3, 0)


def _furniture(
    inner: Polygon, colour: Colour, storeys: int, *, key: object
) -> Iterator[tuple[Polygon, Paint]]:
    """Yield stair heads and tanks on a flat roof, each with the shade beside it."""
    throw = dice("furniture", str(key))
    west, south, east, north = inner.bounds
    size = 5.2 if storeys > 12 else 2.6
    for _ in range(max(2, min(9, int(inner.area / 70)))):
        x, y = throw.uniform(west, east), throw.uniform(south, north)
        box = shapely.box(
            x, y, x + size * throw.uniform(0.6, 1.3), y + size * throw.uniform(0.5, 1)
        )
        if inner.covers(box):
            shade = translate(box, -0.9, 1.5).union(box).convex_hull.intersection(inner)
            yield shade, Paint(_shaded(colour, 0.62), 3, 0)
            yield box, Paint(_shaded(colour, throw.choice((1.16, 1.05, 0.98))), 3, 0)
