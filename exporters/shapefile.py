"""Shapefiles by the database standard, packed as a ZIP: ZDJBXX, ZRZ and JZX, each when it has rows.

ESRI Shapefile Technical Description (1998): outer rings run clockwise, holes the other way. Tables
are UTF-8 and say so in a .cpg. Written byte by byte, so that the same records are the same files.
"""

import struct
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final

from exporters.figures import text_of
from exporters.holding import Holds
from exporters.layer_tables import (
    BUILDINGS_KEPT,
    LINES_KEPT,
    PARCELS_KEPT,
    Corner,
    box_of,
    corners,
    decimals_of,
    is_figure,
    is_whole,
    values_of,
    vertices,
)
from exporters.vct_tables import BUILDING, LINE, PARCEL, OutTable
from exporters.vct_values import building_values, line_values
from exporters.wkt import wkt_of, written_system
from importers.records import DeclaredSystem, Delivery, PolygonRecord

FORMAT: Final = "shapefile"
ENDING: Final = ".shp"
PACKED: Final = True
_TEXT_BYTES: Final = 254
HOLDS: Final = Holds(
    parcels=PARCELS_KEPT,
    buildings=BUILDINGS_KEPT,
    lines=LINES_KEPT,
    point_labels=False,
    exact_decimals=False,
    directions=False,
    text_bytes=_TEXT_BYTES,
)

_HEADER_BYTES: Final = 100
_POLY_LINE, _POLYGON = 3, 5
_FIGURE_WIDTH: Final = 19
_WHOLE_WIDTH: Final = 9
_DATE: Final = (100, 1, 1)
"""Tables carry no date of their own, so that equal data is an equal file."""

_Layer = tuple[OutTable, list[list[list[Corner]]], list[dict[str, str]]]


def write(delivery: Delivery, path: Path, *, system: DeclaredSystem) -> None:
    """Write a set a layer beside ``path``, by its stem; nothing at all is a layer of parcels."""
    parcels, buildings, lines = delivery.parcels, delivery.buildings, delivery.lines
    layers: list[_Layer] = [
        (PARCEL, [_rings(one.polygons, system) for one in parcels], [*map(values_of, parcels)]),
        (
            BUILDING,
            [_rings(one.polygons, system) for one in buildings],
            [*map(building_values, buildings)],
        ),
        (
            LINE,
            [[places] if (places := vertices(one, system)) else [] for one in lines],
            [*map(line_values, lines)],
        ),
    ]
    known = written_system(system)
    for table, shapes, values in [layer for layer in layers if layer[2]] or layers[:1]:
        base = path.with_name(f"{path.stem}_{table.name}")
        _write_shapes(base, shapes, kind=_POLY_LINE if table is LINE else _POLYGON)
        _write_table(base.with_suffix(".dbf"), table, values)
        base.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
        if known is not None and (text := wkt_of(known)):
            base.with_suffix(".prj").write_text(text, encoding="ascii")


def _rings(polygons: Iterable[PolygonRecord], system: DeclaredSystem) -> list[list[Corner]]:
    rings = []
    for polygon in polygons:
        rings.append(_running(corners(polygon.outer, system), clockwise=True))
        rings += [_running(corners(hole, system), clockwise=False) for hole in polygon.holes]
    return rings


def _running(ring: list[Corner], *, clockwise: bool) -> list[Corner]:
    """Return a closed ring in the wanted direction, from the same first vertex."""
    east, north = ring[0]
    twice_area = sum(
        (one[0] - east) * (other[1] - north) - (other[0] - east) * (one[1] - north)
        for one, other in pairwise(ring)
    )
    return ring if (twice_area < 0) == clockwise else ring[::-1]


def _write_shapes(base: Path, shapes: Sequence[list[list[Corner]]], *, kind: int) -> None:
    records, index = [], []
    offset = _HEADER_BYTES
    for number, rings in enumerate(shapes, start=1):
        content = _content(rings, kind)
        words = len(content) // 2
        index.append(struct.pack(">2i", offset // 2, words))
        records.append(struct.pack(">2i", number, words) + content)
        offset += 8 + len(content)
    box = _box([vertex for rings in shapes for ring in rings for vertex in ring])
    for ending, parts in ((".shp", records), (".shx", index)):
        body = b"".join(parts)
        head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (_HEADER_BYTES + len(body)) // 2)
        head += struct.pack("<2i8d", 1000, kind, *box, 0, 0, 0, 0)
        base.with_suffix(ending).write_bytes(head + body)


def _content(rings: list[list[Corner]], kind: int) -> bytes:
    if not rings:
        return struct.pack("<i", 0)
    places = [place for ring in rings for place in ring]
    starts, start = [], 0
    for ring in rings:
        starts.append(start)
        start += len(ring)
    return b"".join(
        [
            struct.pack("<i4d2i", kind, *_box(places), len(rings), len(places)),
            struct.pack(f"<{len(starts)}i", *starts),
            *(struct.pack("<2d", *place) for place in places),
        ]
    )


def _box(places: list[Corner]) -> list[float]:
    return box_of(places) or [0.0] * 4


def _write_table(path: Path, table: OutTable, rows: Sequence[dict[str, str]]) -> None:
    columns = [_column(table, name, rows) for name in table.fields]
    row_bytes = 1 + sum(width for *_, width, _ in columns)
    head = struct.pack(
        "<4BIHH20x", 3, *_DATE, len(rows), 33 + 32 * len(columns), row_bytes
    ) + b"".join(
        struct.pack("<11sc4xBB14x", name.encode("ascii"), kind, width, decimals)
        for name, kind, width, decimals in columns
    )
    with path.open("wb") as out:
        out.write(head + b"\r")
        for values in rows:
            out.write(b" ")
            for (_, kind, width, decimals), text in zip(columns, table.row(values), strict=True):
                out.write(_cell(text, kind, width, decimals))
        out.write(b"\x1a")


def _column(
    table: OutTable, name: str, rows: Sequence[dict[str, str]]
) -> tuple[str, bytes, int, int]:
    if is_figure(table, name):
        return name, b"N", _FIGURE_WIDTH, decimals_of(table, name)
    if is_whole(name):
        return name, b"N", _WHOLE_WIDTH, 0
    # As wide as the longest text: blanks pack so well that a reader takes the ZIP for a bomb.
    longest = max((len(values.get(name, "").encode()) for values in rows), default=0)
    return name, b"C", max(longest, 1), 0


def _cell(text: str, kind: bytes, width: int, decimals: int) -> bytes:
    if kind == b"C":
        return text.encode().ljust(width)
    if not text:
        return b" " * width
    figure = Decimal(text)
    shown = max(decimals, -int(figure.as_tuple().exponent))
    padded = text_of(round(figure, shown) if decimals else figure)
    if len(padded) > width:
        padded = repr(float(figure))
    return padded.encode("ascii").rjust(width)
