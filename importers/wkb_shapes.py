"""Shapes out of well-known binary, with every vertex as it stands there.

Written out because other readers close an unclosed ring, drop what they cannot read, or turn
arcs into chords without saying how near. Both byte orders, ISO and extended codes for heights and
measures; arcs (CircularString, CompoundCurve, CurvePolygon, MultiSurface; ISO 19125, SQL/MM 3)
become chords that lie within :data:`CHORD_TOLERANCE_M` of them.
"""

import math
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from importers.layer_rows import LINE, POINT, POLYGON, Shape
from importers.limits import MOST_VERTICES, most_vertices
from importers.shapefile_rings import FloatRing

CHORD_TOLERANCE_M: Final = 0.001
_DEEPEST: Final = 4
_POINT, _LINE, _POLYGON, _MULTI_POINT, _MULTI_LINE, _MULTI_POLYGON, _COLLECTION = range(1, 8)
_ARC, _COMPOUND, _CURVE_POLYGON, _MULTI_CURVE, _MULTI_SURFACE = range(8, 13)
_SURFACES: Final = {_POLYGON, _MULTI_POLYGON, _CURVE_POLYGON, _MULTI_SURFACE}
_LINES: Final = {_LINE, _MULTI_LINE, _ARC, _COMPOUND, _MULTI_CURVE}
_EXTENDED_Z: Final = 0x80000000
_EXTENDED_M: Final = 0x40000000
_EXTENDED_SRID: Final = 0x20000000
_MOST_STEPS: Final = 720
_ORDERS: Final = {b"\1": "<", b"\0": ">"}
_COUNTS: Final = {order: struct.Struct(f"{order}I") for order in "<>"}

Vertex = tuple[float, float]


class _Unreadable(Exception):
    """The bytes make no sense; the message says why."""


def shape_of_wkb(wkb: bytes) -> Shape:
    """Return the shape; one with ``fault`` when the bytes cannot be read."""
    reader = _Reader(wkb)
    try:
        return reader.shape()
    except (struct.error, _Unreadable) as error:
        return Shape(POLYGON, fault=str(error))


@dataclass(frozen=True, slots=True)
class _Head:
    """Kind of a geometry, order of its bytes, figures of a vertex, and whether an SRID follows."""

    kind: int
    order: str
    width: int
    has_srid: bool


@lru_cache(maxsize=64)
def _head_of(mark: bytes) -> _Head:
    """Return what the five bytes in front of a geometry say: a file has few that differ."""
    if mark[:1] not in _ORDERS:
        raise _Unreadable(f"byte order {mark[:1].hex() or 'missing'}")
    order = _ORDERS[mark[:1]]
    (code,) = struct.unpack_from(f"{order}I", mark, 1)
    thousands, kind = divmod(code & 0x0FFFFFFF & ~_EXTENDED_SRID, 1000)
    heights = thousands in (1, 3) or bool(code & _EXTENDED_Z)
    measures = thousands in (2, 3) or bool(code & _EXTENDED_M)
    if thousands > 3:
        raise _Unreadable(f"geometry code {code}")
    return _Head(kind, order, 2 + heights + measures, bool(code & _EXTENDED_SRID))


class _Reader:
    """Goes through one geometry; ``at`` is the next byte."""

    def __init__(self, wkb: bytes) -> None:
        self.wkb = wkb
        self.at = 0
        self.taken = 0
        self.outers: set[int] = set()
        self.rings = 0
        self.has_heights = False
        self.curved = False

    def shape(self) -> Shape:
        head = self._head()
        if head.kind in _SURFACES:
            rings = tuple(self._surface(head, 1))
            holes = frozenset(range(len(rings))) - self.outers
            return Shape(POLYGON, rings, self.has_heights, self.curved, holes=holes)
        if head.kind == _POINT:
            (vertex,) = self._vertices(head, 1)
            if math.isnan(vertex[0]) and math.isnan(vertex[1]):
                return Shape(POINT)
            return Shape(POINT, ((vertex,),), self.has_heights)
        if head.kind == _MULTI_POINT and self._count(head.order) == 1:
            return self.shape()
        if head.kind == _MULTI_LINE and self._count(head.order) == 1:
            return self.shape()
        if head.kind == _LINE:
            return Shape(LINE, (tuple(self._curve(head, 1)),), self.has_heights)
        if head.kind in _LINES:
            return Shape(LINE)
        return Shape({_COLLECTION: "collection"}.get(head.kind, f"WKB {head.kind}"))

    def _head(self) -> _Head:
        mark = self.wkb[self.at : self.at + 5]
        if len(mark) < 5 and mark[:1] in _ORDERS:
            _COUNTS["<"].unpack_from(self.wkb, self.at + 1)  # raises, and says what is missing
        head = _head_of(mark)
        self.at += 9 if head.has_srid else 5
        self.has_heights = self.has_heights or head.width > 2
        return head

    def _count(self, order: str) -> int:
        (count,) = _COUNTS[order].unpack_from(self.wkb, self.at)
        self.at += 4
        # Whatever is counted takes four bytes at least: a lie is seen before anything is made.
        if count * 4 > len(self.wkb) - self.at:
            raise _Unreadable(f"{count} parts claimed, {len(self.wkb) - self.at} bytes left")
        return int(count)

    def _vertices(self, head: _Head, count: int) -> list[Vertex]:
        size = count * head.width
        if size * 8 > len(self.wkb) - self.at:
            raise _Unreadable(f"{count} vertices claimed, {len(self.wkb) - self.at} bytes left")
        self.taken += count
        if self.taken > MOST_VERTICES and self.taken > (most := most_vertices()):
            raise _Unreadable(f"more than {most} vertices")
        figures = struct.unpack_from(f"{head.order}{size}d", self.wkb, self.at)
        self.at += size * 8
        return list(zip(figures[:: head.width], figures[1 :: head.width], strict=True))

    def _surface(self, head: _Head, depth: int) -> list[FloatRing]:
        if depth > _DEEPEST:
            raise _Unreadable("nested too deep")
        rings: list[FloatRing] = []
        for number in range(self._count(head.order)):
            if head.kind in (_POLYGON, _CURVE_POLYGON):
                if not number:
                    self.outers.add(self.rings)
                self.rings += 1
            if head.kind == _POLYGON:
                rings.append(tuple(self._vertices(head, self._count(head.order))))
            elif head.kind == _CURVE_POLYGON:
                rings.append(tuple(self._curve(self._head(), depth + 1)))
            else:
                part = self._head()
                if part.kind not in (_POLYGON, _CURVE_POLYGON):
                    raise _Unreadable(f"WKB {part.kind} in a surface")
                rings += self._surface(part, depth + 1)
        return rings

    def _curve(self, head: _Head, depth: int) -> list[Vertex]:
        if depth > _DEEPEST:
            raise _Unreadable("nested too deep")
        if head.kind == _COMPOUND:
            joined: list[Vertex] = []
            for _ in range(self._count(head.order)):
                part = self._curve(self._head(), depth + 1)
                joined += part[1:] if joined and part and joined[-1] == part[0] else part
            return joined
        vertices = self._vertices(head, self._count(head.order))
        if head.kind == _LINE:
            return vertices
        if head.kind != _ARC or (vertices and len(vertices) % 2 == 0):
            raise _Unreadable(f"WKB {head.kind} as a ring")
        self.curved = True
        chords = vertices[:1]
        for start in range(0, len(vertices) - 2, 2):
            chords += chords_of_arc(*vertices[start : start + 3])
        return chords


def chords_of_arc(start: Vertex, through: Vertex, end: Vertex) -> list[Vertex]:
    """Return the vertices behind ``start`` of chords within a millimetre of an arc.

    ``start`` and ``end`` being one place is a whole circle with ``through`` opposite. Three places
    in a row are a straight line.
    """
    if start == end:
        centre = ((start[0] + through[0]) / 2, (start[1] + through[1]) / 2)
        sweep = 2 * math.pi
    else:
        found = _centre(start, through, end)
        if found is None:
            return [through, end]
        centre = found
        sweep = _sweep(centre, start, through, end)
    radius = math.dist(centre, start)
    if not math.isfinite(radius) or radius <= CHORD_TOLERANCE_M:
        return [through, end]
    step = 2 * math.acos(1 - CHORD_TOLERANCE_M / radius)
    steps = min(_MOST_STEPS, max(2, math.ceil(abs(sweep) / step)))
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    angles = [first + sweep * number / steps for number in range(1, steps)]
    between = [
        (
            round(centre[0] + radius * math.cos(angle), 6),
            round(centre[1] + radius * math.sin(angle), 6),
        )
        for angle in angles
    ]
    return [*between, end]


def _centre(one: Vertex, two: Vertex, three: Vertex) -> Vertex | None:
    # Taken from the first vertex: survey figures have seven digits before the point.
    b, c = (two[0] - one[0], two[1] - one[1]), (three[0] - one[0], three[1] - one[1])
    twice = 2 * (b[0] * c[1] - b[1] * c[0])
    if not math.isfinite(twice) or abs(twice) < 1e-12:
        return None
    bb, cc = b[0] ** 2 + b[1] ** 2, c[0] ** 2 + c[1] ** 2
    return (
        one[0] + (c[1] * bb - b[1] * cc) / twice,
        one[1] + (b[0] * cc - c[0] * bb) / twice,
    )


def _sweep(centre: Vertex, start: Vertex, through: Vertex, end: Vertex) -> float:
    first, middle, last = (
        math.atan2(place[1] - centre[1], place[0] - centre[0]) for place in (start, through, end)
    )
    whole = (last - first) % (2 * math.pi)
    return whole if (middle - first) % (2 * math.pi) <= whole else whole - 2 * math.pi
