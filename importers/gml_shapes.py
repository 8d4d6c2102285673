"""Shapes of GML (ISO 19136) with the digits as they stand there."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.crs import AxisOrder
from importers.gml_tree import Node
from importers.layer_rows import LINE, POINT, POLYGON, Shape
from importers.limits import most_vertices
from importers.shapefile_rings import FloatRing
from importers.wkb_shapes import chords_of_arc

GEOMETRIES: Final = {
    **dict.fromkeys(("Polygon", "Surface", "MultiSurface", "MultiPolygon"), POLYGON),
    **dict.fromkeys(("CompositeSurface", "PolyhedralSurface"), POLYGON),
    **dict.fromkeys(("Point", "MultiPoint"), POINT),
    **dict.fromkeys(("LineString", "Curve", "MultiCurve", "MultiLineString"), LINE),
    **{"CompositeCurve": LINE, "MultiGeometry": "MultiGeometry", "Solid": "Solid"},
}
_FIGURE: Final = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,2})?")
_EPSG: Final = re.compile(r"(?:EPSG|epsg\.xml)[:#/]+(?:[\d.]+[:/])?[:/]?(\d{4,6})$", re.I)
_FORMAL: Final = re.compile(r"^urn:|/def/crs/", re.I)
_STRAIGHT: Final = frozenset({"LineStringSegment", "LinearRing", "LineString"})
_ARCS: Final = frozenset({"Arc", "ArcString"})

Vertex = tuple[Decimal, Decimal]


_SIDES_OF_SURFACE: Final = {
    **{"exterior": False, "outerBoundaryIs": False},
    **{"interior": True, "innerBoundaryIs": True},
}


class _Unreadable(Exception):
    """The shape makes no sense; the message says why."""


def system_of(name: str) -> tuple[str, int | None, AxisOrder]:
    """Return (words, EPSG code, order of the figures) of a srsName.

    The formal names (urn:ogc:def:crs:EPSG::4547) have the order of the register, north first for
    the plane systems of China; the short ones (EPSG:4547) are east first.
    """
    found = _EPSG.search(name)
    order = AxisOrder.NORTH_EAST if _FORMAL.search(name) else AxisOrder.EAST_NORTH
    return name, int(found[1]) if found else None, order


def shape_of(node: Node) -> Shape:
    """Return the shape of a geometry element; one with ``fault`` when it cannot be read."""
    kind = GEOMETRIES[node.name]
    try:
        if kind == POLYGON:
            rings = list(_rings(node))
            heights = any(width > 2 for _, width, *_ in rings)
            if sum(len(ring) for ring, *_ in rings) > (most := most_vertices()):
                raise _Unreadable(f"more than {most} vertices")
            curved = any(arcs for *_, arcs, _ in rings)
            kept = [one for one in rings if one[0]]
            holes = frozenset(place for place, (*_, is_hole) in enumerate(kept) if is_hole)
            return Shape(POLYGON, tuple(ring for ring, *_ in kept), heights, curved, holes=holes)
        if kind == POINT:
            vertices, width = _vertices(node, _dimension(node, 2))
            return Shape(POINT, (tuple(vertices[:1]),) if vertices else (), width > 2)
    except _Unreadable as error:
        return Shape(kind, fault=str(error))
    return Shape(kind)


def _rings(node: Node) -> Iterator[tuple[FloatRing, int, bool, bool]]:
    """Yield each ring with the width of its positions, whether it has arcs, and is a hole."""
    width, is_hole = _dimension(node, 2), False
    for one in node.all():
        if one.name in _SIDES_OF_SURFACE:
            is_hole = _SIDES_OF_SURFACE[one.name]
        if one.attributes.get("href") and not one.children:
            raise _Unreadable(f"a reference to {one.attributes['href'][:40]}")
        if one.name == "LinearRing":
            vertices, found = _vertices(one, _dimension(one, width))
            yield tuple(vertices), found, False, is_hole
        elif one.name == "Ring":
            yield *_curved_ring(one, width), is_hole


def _curved_ring(ring: Node, width: int) -> tuple[FloatRing, int, bool]:
    joined: list[Vertex] = []
    widest, curved = 2, False
    for segment in ring.all():
        if segment.name in _STRAIGHT or segment.name in _ARCS:
            vertices, found = _vertices(segment, _dimension(segment, width))
            widest = max(widest, found)
            if segment.name in _ARCS:
                curved = True
                vertices = _chords(segment, vertices)
            joined += vertices[1:] if joined and joined[-1] == vertices[0] else vertices
        elif (
            "Spline" in segment.name
            or "Arc" in segment.name
            or segment.name in ("Clothoid", "Circle")
        ):
            raise _Unreadable(f"a curve of kind {segment.name}")
    return tuple(joined), widest, curved


def _chords(segment: Node, vertices: list[Vertex]) -> list[Vertex]:
    if len(vertices) < 3 or len(vertices) % 2 == 0:
        raise _Unreadable(f"an {segment.name} of {len(vertices)} positions")
    chords = vertices[:1]
    for start in range(0, len(vertices) - 2, 2):
        places = [(float(a), float(b)) for a, b in vertices[start : start + 3]]
        between = chords_of_arc(places[0], places[1], places[2])[:-1]
        chords += [(Decimal(repr(a)), Decimal(repr(b))) for a, b in between]
        chords.append(vertices[start + 2])
    return chords


def _dimension(node: Node, otherwise: int) -> int:
    text = node.attributes.get("srsDimension", "")
    return int(text) if text in ("2", "3", "4") else otherwise


def _vertices(node: Node, width: int) -> tuple[list[Vertex], int]:
    """Return the positions below an element, and how many figures each has."""
    vertices: list[Vertex] = []
    widest = 2
    for one in node.all():
        if one.name == "posList":
            size = _dimension(one, width)
            figures = one.text.split()
            if len(figures) % size:
                raise _Unreadable(f"{len(figures)} figures, positions of {size}")
            pairs = zip(figures[::size], figures[1::size], strict=True)
            vertices += [(_figure(first), _figure(second)) for first, second in pairs]
            widest = max(widest, size)
        elif one.name == "pos":
            vertices.append(_position(one.text.split()))
            widest = max(widest, len(one.text.split()))
        elif one.name == "coordinates":
            between, after = one.attributes.get("cs", ","), one.attributes.get("ts", " ")
            for position in one.text.split(None if after.isspace() else after):
                vertices.append(_position(position.split(between)))
    return vertices, widest


def _position(figures: list[str]) -> Vertex:
    if len(figures) < 2:
        raise _Unreadable("a position of fewer than two figures")
    return _figure(figures[0]), _figure(figures[1])


def _figure(text: str) -> Decimal:
    plain = text.strip()
    if not _FIGURE.fullmatch(plain):
        raise _Unreadable(f"“{plain[:40]}” is no figure")
    return Decimal(plain)
