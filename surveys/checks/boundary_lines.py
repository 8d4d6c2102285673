"""Boundary lines and points that files state: their names for people, places and codes."""

import re
from decimal import Decimal
from itertools import product
from typing import Any

from cadastre.domain.findings import Text
from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import BoundaryLineRecord, BoundaryPointRecord, ParcelRecord, PointRecord
from parcels.domain.code_lists import boundary_codes
from surveys.checks.shapes import location_of, rings_of

_SEPARATORS = re.compile(r"[/,;|，；、\s]+")
_Cell = tuple[int, int]
Corners = dict[_Cell, dict[tuple[Decimal, Decimal], PointRecord]]
"""Corners by the square that they lie in, each place once."""


def codes_named(parcel_codes: str) -> list[str]:
    """Return the parcel codes that a line or point names, in its order."""
    return [code for code in _SEPARATORS.split(parcel_codes.strip()) if code]


def line_thing(line: BoundaryLineRecord) -> Text:
    """Return the name of a boundary line: by its points where they are numbered, else its row."""
    parcel = "、".join(codes_named(line.parcel_codes)[:2])
    ends = [point.label for point in (*line.points[:1], *line.points[-1:])]
    name = "–".join(ends) if len(ends) == 2 and all(ends) else ""
    zh = f"界址线 {name}" if name else f"第 {line.line} 条界址线"
    en = f"boundary line {name}" if name else f"boundary line {line.line}"
    if not parcel:
        return Text(f"{line.file} {zh} ", f"{en} of {line.file}")
    return Text(f"宗地 {parcel} 的{zh} ", f"{en} of parcel {parcel}")


def line_place(line: BoundaryLineRecord) -> dict[str, Any]:
    """Return where a boundary line stands, as fields of a finding."""
    named = codes_named(line.parcel_codes)
    place: dict[str, Any] = {"file": line.file, "line": line.line}
    place["object_key"] = named[0] if named else ""
    if line.points:
        place["location"] = location_of(line.points[0])
    return place


def point_thing(point: BoundaryPointRecord) -> Text:
    """Return the name of a boundary point: its number, else its row."""
    parcel = "、".join(codes_named(point.parcel_codes)[:2])
    zh = f"界址点 {point.label}" if point.label else f"第 {point.line} 个界址点"
    en = f"boundary point {point.label or point.line}"
    if not parcel:
        return Text(f"{point.file} {zh} ", f"{en} of {point.file}")
    return Text(f"宗地 {parcel} 的{zh} ", f"{en} of parcel {parcel}")


def point_place(point: BoundaryPointRecord) -> dict[str, Any]:
    """Return where a boundary point stands, as fields of a finding."""
    named = codes_named(point.parcel_codes)
    place: dict[str, Any] = {"file": point.file, "line": point.line}
    place["object_key"] = named[0] if named else ""
    if point.point is not None:
        place["location"] = location_of(point.point)
    return place


def is_in_list(name: str, code: str) -> bool:
    """Tell whether a code list of boundary points and lines has a code.

    Databases of older standards write two digits: a leading zero says nothing.
    """
    known = boundary_codes()[name]
    return code in known or (code.isdecimal() and code.lstrip("0") in known)


def listed(name: str) -> Text:
    """Return the codes of a list with their names, for people."""
    known = boundary_codes()[name].items()
    zh = "、".join(f"{code} {text.zh}" for code, text in known)
    return Text(zh, ", ".join(f"{code} {text.en}" for code, text in known))


def corners_of(record: ParcelRecord) -> Corners:
    """Return the corners of a parcel so that :func:`is_corner` finds them at once."""
    cells: Corners = {}
    for polygon in record.polygons:
        for point in (point for ring in rings_of(polygon) for point in ring):
            place = (point.northing_m, point.easting_m)
            cells.setdefault(_cell(point), {})[place] = point
    return cells


def is_corner(corners: Corners, point: PointRecord) -> bool:
    """Tell whether a point is one of the corners: up to a millimetre is one place."""
    north, east = _cell(point)
    around = product((north, north - 1, north + 1), (east, east - 1, east + 1))
    return any(
        distance_m(point, corner) <= SHARED_POINT.same_m
        for cell in around
        for corner in corners.get(cell, {}).values()
    )


def _cell(point: PointRecord) -> _Cell:
    """Return the square, as wide as points of one place may be apart, that a point lies in."""
    return int(point.northing_m // SHARED_POINT.same_m), int(point.easting_m // SHARED_POINT.same_m)
