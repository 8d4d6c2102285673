"""Shapefiles made byte by byte, so that a test decides every header, ring and code page."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Ring = Sequence[tuple[float, float]]
Shape = Sequence[Ring] | None

PRJ_4547 = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


@dataclass(frozen=True)
class Field:
    """One DBF column: name (bytes as written), kind C N F D, width, decimals."""

    name: bytes
    kind: str = "C"
    width: int = 40
    decimals: int = 0


def shp_and_shx(shapes: Sequence[Shape], *, shape_type: int = 5) -> tuple[bytes, bytes]:
    """Give .shp and .shx; a None shape is a null shape."""
    records = entries = b""
    offset = 100
    for number, shape in enumerate(shapes, start=1):
        content = struct.pack("<i", 0) if shape is None else _content(shape, shape_type)
        words = len(content) // 2
        records += struct.pack(">2i", number, words) + content
        entries += struct.pack(">2i", offset // 2, words)
        offset += 8 + len(content)
    return (
        _main_header(100 + len(records), shape_type) + records,
        _main_header(100 + len(entries), shape_type) + entries,
    )


def dbf(
    fields: Sequence[Field],
    rows: Sequence[Sequence[bytes]],
    *,
    language_byte: int = 0,
    claimed_rows: int | None = None,
    deleted: Sequence[int] = (),
) -> bytes:
    """Give a DBF with the bytes of every value as they are."""
    row_bytes = 1 + sum(field.width for field in fields)
    claimed = len(rows) if claimed_rows is None else claimed_rows
    data = struct.pack(
        "<4BIHH16xBB2x", 3, 124, 1, 1, claimed, 33 + 32 * len(fields), row_bytes, 0, language_byte
    )
    for field in fields:
        data += struct.pack(
            "<11sc4xBB14x", field.name, field.kind.encode(), field.width, field.decimals
        )
    data += b"\r"
    for number, row in enumerate(rows):
        data += b"*" if number in deleted else b" "
        for field, value in zip(fields, row, strict=True):
            padded = value.rjust(field.width) if field.kind in "NF" else value.ljust(field.width)
            data += padded[: field.width]
    return data + b"\x1a"


def write(
    folder: Path,
    shapes: Sequence[Shape],
    fields: Sequence[Field],
    rows: Sequence[Sequence[bytes]],
    *,
    stem: str = "layer",
    prj: str | None = PRJ_4547,
    cpg: str | None = None,
    language_byte: int = 0,
    shape_type: int = 5,
) -> Path:
    """Write a whole shapefile and give the path of its .shp."""
    path = folder / f"{stem}.shp"
    main, index = shp_and_shx(shapes, shape_type=shape_type)
    path.write_bytes(main)
    path.with_suffix(".shx").write_bytes(index)
    path.with_suffix(".dbf").write_bytes(dbf(fields, rows, language_byte=language_byte))
    if prj is not None:
        path.with_suffix(".prj").write_text(prj, encoding="ascii")
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    return path


def _content(shape: Sequence[Ring], shape_type: int) -> bytes:
    points = [point for ring in shape for point in ring]
    easts, norths = [east for east, _ in points], [north for _, north in points]
    data = struct.pack("<i", shape_type)
    data += struct.pack("<4d", min(easts), min(norths), max(easts), max(norths))
    data += struct.pack("<2i", len(shape), len(points))
    first = 0
    for ring in shape:
        data += struct.pack("<i", first)
        first += len(ring)
    for point in points:
        data += struct.pack("<2d", *point)
    for _ in range({13: 2, 15: 2, 23: 1, 25: 1}.get(shape_type, 0)):
        data += struct.pack(f"<{2 + len(points)}d", *([1.5] * (2 + len(points))))
    return data


def _main_header(size: int, shape_type: int) -> bytes:
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2)
    return head + struct.pack("<2i8d", 1000, shape_type, *([0.0] * 8))
