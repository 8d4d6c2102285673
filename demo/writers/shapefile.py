"""Polygon shapefiles as Chinese surveying tools write them: GBK text, no .cpg, an ESRI .prj.

Written here by hand, because a library neither leaves out the .cpg nor keeps the digits of an area
as delivered. Layout: ESRI Shapefile Technical Description (1998) and dBASE III.
"""

import struct
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from demo.frame import Ring

PRJ_CM_114 = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
ANSI, NOT_TOLD = 0x57, 0x00
"""Code page marks of the table: what desktop tools put there, and nothing at all."""

_POLYGON = 5
_SHP_HEADER = 100


class Column(NamedTuple):
    """A field of the attribute table: ``kind`` C text, N number, D day; width in bytes."""

    name: str
    kind: str
    width: int
    decimals: int = 0


Value = str | int | Decimal | date | None


class Feature(NamedTuple):
    """One record: its rings, and its values by field name."""

    rings: tuple[Ring, ...]
    values: Mapping[str, Value]


def shapefile(
    name: str,
    columns: Sequence[Column],
    features: Sequence[Feature],
    *,
    written_on: date,
    language_mark: int = ANSI,
    prj: str = PRJ_CM_114,
) -> dict[str, bytes]:
    """Return the files of one layer by name: .shp, .shx, .dbf and .prj.

    Parameters
    ----------
    language_mark
        Byte 29 of the table. Neither of the two usual ones tells that the text is GBK.

    Raises
    ------
    ValueError
        When a value does not fit its field.
    """
    shp, shx = _geometry(features)
    return {
        f"{name}.shp": shp,
        f"{name}.shx": shx,
        f"{name}.dbf": _table(columns, features, written_on, language_mark),
        f"{name}.prj": prj.encode("ascii"),
    }


def _geometry(features: Sequence[Feature]) -> tuple[bytes, bytes]:
    records, index, offset = [], [], _SHP_HEADER
    for number, feature in enumerate(features, start=1):
        content = _polygon(feature.rings)
        records.append(struct.pack(">2i", number, len(content) // 2) + content)
        index.append(struct.pack(">2i", offset // 2, len(content) // 2))
        offset += len(records[-1])
    points = [point for feature in features for points in feature.rings for point in points]
    box = _box(points)
    return (
        _header(offset, box) + b"".join(records),
        _header(_SHP_HEADER + 8 * len(index), box) + b"".join(index),
    )


def _header(length: int, box: bytes) -> bytes:
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length // 2)
    return head + struct.pack("<2i", 1000, _POLYGON) + box + bytes(32)


def _box(points: Sequence[tuple[str, Decimal, Decimal]]) -> bytes:
    norths, easts = [float(n) for _, n, _ in points], [float(e) for _, _, e in points]
    return struct.pack("<4d", min(easts), min(norths), max(easts), max(norths))


def _polygon(rings: tuple[Ring, ...]) -> bytes:
    closed = [(*points, points[0]) for points in rings]
    starts, total = [], 0
    for points in closed:
        starts.append(total)
        total += len(points)
    flat = [point for points in closed for point in points]
    return b"".join(
        (
            struct.pack("<i", _POLYGON),
            _box(flat),
            struct.pack("<2i", len(closed), total),
            struct.pack(f"<{len(starts)}i", *starts),
            *(struct.pack("<2d", float(e), float(n)) for _, n, e in flat),
        )
    )


def _table(
    columns: Sequence[Column], features: Sequence[Feature], written_on: date, language_mark: int
) -> bytes:
    record_length = 1 + sum(column.width for column in columns)
    head = struct.pack(
        "<4BI2H17xB2x",
        3,
        written_on.year - 1900,
        written_on.month,
        written_on.day,
        len(features),
        32 * (len(columns) + 1) + 1,
        record_length,
        language_mark,
    )
    fields = (
        struct.pack("<11sc4x2B14x", c.name.encode("ascii"), c.kind.encode(), c.width, c.decimals)
        for c in columns
    )
    rows = (
        b" " + b"".join(_cell(column, feature.values.get(column.name)) for column in columns)
        for feature in features
    )
    return head + b"".join(fields) + b"\r" + b"".join(rows) + b"\x1a"


def _cell(column: Column, value: Value) -> bytes:
    if value is None:
        return b" " * column.width
    if isinstance(value, date):
        text = value.strftime("%Y%m%d")
    elif column.kind == "N":
        text = f"{value:.{column.decimals}f}".rjust(column.width)
    else:
        text = str(value)
    cell = text.encode("gbk")
    if len(cell) > column.width:
        message = f"{column.name} holds {column.width} bytes, not {text!r}"
        raise ValueError(message)
    return cell.ljust(column.width)
