"""Closed outlines and point numbers in a CASS drawing, out of its entities.

A drawing says little of itself: an outline is a parcel by its layer (``JZD``) or by the code that
CASS puts into the extended data of its application ``SOUTH``; the numbers of boundary points stand
with circles on the layer ``JZP``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import atan, ceil, cos, hypot, pi, sin
from typing import TYPE_CHECKING, Any, Final

from cadastre.domain.pace import passing

if TYPE_CHECKING:
    from ezdxf.entities.dxfentity import DXFEntity
    from ezdxf.entities.insert import Insert
    from ezdxf.layouts.layout import Modelspace

SOUTH: Final = "SOUTH"
PARCEL_CODE: Final = "300000"
PARCEL_LAYERS: Final = frozenset({"JZD", "ZD", "ZDJBXX", "宗地", "界址"})
POINT_LAYERS: Final = frozenset({"JZP", "JZD", "界址点"})
DEEPEST_BLOCK: Final = 3
MOST_FROM_BLOCKS: Final = 200_000
ARC_DEVIATION_M: Final = 0.002
"""An arc becomes chords that lie nowhere farther than this from it."""
MOST_CHORDS: Final = 5_000

_CLOSED_BIT: Final = 1
_TEXT: Final = 1000
_LINES: Final = frozenset({"LWPOLYLINE", "POLYLINE"})
_OTHER_LINES: Final = frozenset({"LINE", "ARC", "SPLINE", "ELLIPSE", "REGION", "3DFACE", "MESH"})
"""What a boundary may be drawn with that is no outline."""

Place = tuple[float, float]
"""(easting, northing)."""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A corner of an outline; ``bulge`` is the tangent of a quarter of the arc that begins here."""

    place: Place
    bulge: float = 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """A polyline with what CASS knows of it; ``closed`` is what the drawing states."""

    handle: str
    layer: str
    vertices: tuple[Vertex, ...]
    closed: bool
    xdata: tuple[str, ...]
    is_3d: bool = False

    @property
    def is_parcel(self) -> bool:
        """Whether layer or code says that this is a parcel."""
        return self.layer.upper() in PARCEL_LAYERS or self.code.startswith(PARCEL_CODE)

    @property
    def code(self) -> str:
        """The object code of CASS, which may carry a suffix; empty without extended data."""
        return self._said(0)

    @property
    def parcel_number(self) -> str:
        """What the drawing calls the parcel."""
        return self._said(1)

    @property
    def holder(self) -> str:
        """The holder's name, which CASS keeps with the outline."""
        return self._said(2)

    @property
    def land_use(self) -> str:
        """Code of the land use."""
        return self._said(3)

    def _said(self, place: int) -> str:
        return self.xdata[place].strip() if place < len(self.xdata) else ""


@dataclass(frozen=True, slots=True)
class NumberedPoint:
    """A boundary point's symbol and the number that stands with it."""

    place: Place
    number: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a drawing that is not read: the kind of its finding, and where it lies.

    ``name`` is that of the block, or the type of the entity.
    """

    kind: str
    name: str
    layer: str
    handle: str


@dataclass(slots=True)
class _Blocks:
    """How many entities of blocks may still come, and what was left out."""

    left: list[LeftOut]
    budget: int = MOST_FROM_BLOCKS

    def leave(self, kind: str, insert: "Insert", top: "Insert") -> None:
        """Write down an insert; one within a block has no handle of its own."""
        handle = str(insert.dxf.handle or top.dxf.handle or "")
        self.left.append(LeftOut(kind, str(insert.dxf.name), str(insert.dxf.layer), handle))


def entities_of(space: "Modelspace", left: list[LeftOut]) -> Iterator["DXFEntity"]:
    """Yield the entities of a drawing, those of inserted blocks at the place they are shown at.

    Blocks in blocks are followed three deep, and :data:`MOST_FROM_BLOCKS` entities in all. What is
    not followed is added to ``left``, external references too: no other file is ever opened.
    """
    from ezdxf.entities.insert import Insert

    blocks = _Blocks(left)
    for entity in passing(list(space)):
        yield entity
        if isinstance(entity, Insert):
            yield from _exploded(entity, entity, DEEPEST_BLOCK, blocks)


def _exploded(
    insert: "Insert", top: "Insert", depth: int, blocks: _Blocks
) -> Iterator["DXFEntity"]:
    from ezdxf.entities.insert import Insert

    if (why := _closed_to_us(insert, depth)) is not None:
        blocks.leave(why, insert, top)
        return
    for entity in insert.virtual_entities():
        blocks.budget -= 1
        if blocks.budget < 0:
            if blocks.budget == -1:
                blocks.leave("too_large", insert, top)
            return
        yield entity
        if isinstance(entity, Insert):
            yield from _exploded(entity, top, depth - 1, blocks)


def _closed_to_us(insert: "Insert", depth: int) -> str | None:
    """Return why an insert is not followed; None for one that is, or is only a point's symbol."""
    layout = insert.block()
    block = layout.block if layout is not None else None
    if block is not None and (block.is_xref or block.is_xref_overlay):
        return "external_reference"
    if layout is None:
        return "block_missing" if numbered_point(insert) is None else None
    return "block_too_deep" if depth == 0 else None


def left_line(entity: "DXFEntity") -> LeftOut | None:
    """Return a line or face on a parcel layer that is no outline, None for anything else."""
    kind, layer = entity.dxftype(), str(entity.dxf.get("layer", ""))
    if kind not in _OTHER_LINES | _LINES or layer.upper() not in PARCEL_LAYERS:
        return None
    return LeftOut("unread_entity", kind, layer, str(entity.dxf.handle or ""))


def outline_of(entity: "DXFEntity") -> Outline | None:
    """Return a polyline as an outline, a 3D one by its plane figures; None for anything else."""
    kind = entity.dxftype()
    if kind not in _LINES:
        return None
    line: Any = entity
    is_3d = kind == "POLYLINE" and line.is_3d_polyline
    if kind == "POLYLINE" and not (is_3d or line.is_2d_polyline):
        return None
    return Outline(
        handle=str(entity.dxf.handle or ""),
        layer=str(entity.dxf.layer),
        vertices=tuple(_vertices(line, kind)),
        closed=bool(line.dxf.flags & _CLOSED_BIT),
        xdata=xdata_of(entity),
        is_3d=is_3d,
    )


def _vertices(line: Any, kind: str) -> Iterator[Vertex]:
    if kind == "LWPOLYLINE":
        for easting, northing, bulge in line.get_points("xyb"):
            yield Vertex((float(easting), float(northing)), float(bulge))
        return
    for vertex in line.vertices:
        place = vertex.dxf.location
        yield Vertex((float(place.x), float(place.y)), float(vertex.dxf.get("bulge", 0.0)))


def xdata_of(entity: "DXFEntity") -> tuple[str, ...]:
    """Return the texts of SOUTH's extended data in their places; other applications' are left."""
    if not entity.has_xdata(SOUTH):
        return ()
    return tuple(str(tag.value) for tag in entity.get_xdata(SOUTH) if tag.code == _TEXT)


def numbered_point(entity: "DXFEntity") -> NumberedPoint | None:
    """Return a circle or block of a boundary point with its number, None for anything else."""
    kind = entity.dxftype()
    if kind not in ("CIRCLE", "INSERT") or str(entity.dxf.layer).upper() not in POINT_LAYERS:
        return None
    said = xdata_of(entity)
    number = next((text for text in reversed(said[1:]) if text.strip()), "").strip()
    if not number:
        return None
    place = entity.dxf.center if kind == "CIRCLE" else entity.dxf.insert
    return NumberedPoint((float(place.x), float(place.y)), number)


def chords(start: Place, end: Place, bulge: float) -> tuple[list[Place], float]:
    """Return the points between two corners of an arc, and how far its chords lie from it.

    Parameters
    ----------
    start, end
        Corners in metres.
    bulge
        Tangent of a quarter of the angle; positive turns left. Zero or a chord of no length has
        no points between.
    """
    east, north = end[0] - start[0], end[1] - start[1]
    chord = hypot(east, north)
    if bulge == 0 or chord == 0:
        return [], 0.0
    angle = 4 * atan(bulge)
    radius = abs(chord / (2 * sin(angle / 2)))
    most = 2 * (2 * ARC_DEVIATION_M / radius) ** 0.5 if radius > ARC_DEVIATION_M else pi / 2
    steps = min(MOST_CHORDS, max(2, ceil(abs(angle) / most)))
    deviation = radius * (1 - cos(abs(angle) / steps / 2))
    away = chord / 2 * (1 - bulge * bulge) / (2 * bulge)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    centre = (middle[0] - north / chord * away, middle[1] + east / chord * away)
    spoke = (start[0] - centre[0], start[1] - centre[1])
    return [_turned(centre, spoke, angle * step / steps) for step in range(1, steps)], deviation


def _turned(centre: Place, spoke: Place, angle: float) -> Place:
    east = centre[0] + spoke[0] * cos(angle) - spoke[1] * sin(angle)
    north = centre[1] + spoke[0] * sin(angle) + spoke[1] * cos(angle)
    return round(east, 4), round(north, 4)


def digits(place: Place) -> tuple[Decimal, Decimal]:
    """Return a place in the shortest digits that give its doubles back."""
    return Decimal(repr(place[0])), Decimal(repr(place[1]))
