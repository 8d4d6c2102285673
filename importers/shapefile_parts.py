"""The files of one shapefile: which are there, and what their headers claim against what they hold.

GDAL reads a truncated shapefile without a word and takes its siblings at their word, so the
structure is looked at here first, and GDAL is given only what is needed of it, under names of ours:
never the .prj (a text that may name addresses to fetch), never the .cpg, never an index.
"""

import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from shutil import copyfile

SHP_MAGIC = b"\x00\x00\x27\x0a"
HEADER_BYTES = 100
POLYGON_TYPES = frozenset({5, 15, 25})
LINE_TYPES = frozenset({3, 13, 23})
_NULL = 0
FLAT_POLYGON = 5
SHAPE_TYPE_NAMES = {
    **{0: "Null", 1: "Point", 3: "PolyLine", 5: "Polygon", 8: "MultiPoint", 11: "PointZ"},
    **{13: "PolyLineZ", 15: "PolygonZ", 18: "MultiPointZ", 21: "PointM", 23: "PolyLineM"},
    **{25: "PolygonM", 28: "MultiPointM", 31: "MultiPatch"},
}
_SIBLINGS = ("shx", "dbf", "prj", "cpg")
_DBF_HEADER_BYTES = 32
_DBF_FIELD_END = 0x0D


@dataclass(frozen=True, slots=True)
class Siblings:
    """The files of a shapefile that are there; None where one is missing."""

    shp: Path
    shx: Path | None
    dbf: Path | None
    prj: Path | None
    cpg: Path | None


@dataclass(frozen=True, slots=True)
class ShapeIndex:
    """What .shp and .shx say of the shapes.

    ``entries`` are (offset of the record, bytes of its content); ``damaged`` the zero-based places
    of entries that lie past the end of the .shp or disagree with it; ``claimed`` the number of
    shapes that the headers state; ``claimed_bytes`` the length that the .shp states.
    """

    shape_type: int
    actual_bytes: int
    claimed_bytes: int
    claimed: int
    entries: tuple[tuple[int, int], ...]
    damaged: frozenset[int] = frozenset()
    null_shapes: frozenset[int] = frozenset()
    record_types: frozenset[int] = frozenset()
    rebuilt: bool = False


@dataclass(frozen=True, slots=True)
class DbfField:
    """One column of a DBF as its header describes it."""

    name: bytes
    kind: str
    width: int
    decimals: int


@dataclass(frozen=True, slots=True)
class DbfHeader:
    """What the header of a DBF claims, and how many whole rows the file holds."""

    language_byte: int
    claimed_rows: int
    held_rows: int
    fields: tuple[DbfField, ...] = field(default_factory=tuple)


def find_siblings(shp: Path) -> Siblings:
    """Find the files that belong to a .shp in its folder, whatever the case of their names."""
    found: dict[str, Path] = {}
    for candidate in sorted(shp.parent.iterdir()):
        kind = candidate.suffix.lower().removeprefix(".")
        same_name = candidate.stem.casefold() == shp.stem.casefold()
        if kind in _SIBLINGS and same_name and not candidate.is_symlink() and candidate.is_file():
            found.setdefault(kind, candidate)
    return Siblings(shp, *(found.get(kind) for kind in _SIBLINGS))


def has_shp_magic(path: Path) -> bool:
    """Tell whether a file begins as the main file of a shapefile does."""
    with path.open("rb") as stream:
        return stream.read(4) == SHP_MAGIC


def read_index(siblings: Siblings) -> ShapeIndex:
    """Compare .shp and .shx; without a usable .shx the .shp is walked from its first record.

    Raises
    ------
    ValueError
        When the .shp is shorter than its header or does not begin as one.
    """
    size = siblings.shp.stat().st_size
    if size < HEADER_BYTES or not has_shp_magic(siblings.shp):
        message = f"{size} bytes, no shapefile header"
        raise ValueError(message)
    shx = siblings.shx.read_bytes() if siblings.shx else b""
    with siblings.shp.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as shp:
        return _index_of(shp, shx)


def _index_of(shp: mmap, shx: bytes) -> ShapeIndex:
    claimed_bytes = struct.unpack_from(">i", shp, 24)[0] * 2
    shape_type = struct.unpack_from("<i", shp, 32)[0]
    rebuilt = len(shx) < HEADER_BYTES
    if rebuilt:
        entries, claimed = _walk(shp)
    else:
        entries = _shx_entries(shx)
        claimed = max(len(entries), (struct.unpack_from(">i", shx, 24)[0] * 2 - HEADER_BYTES) // 8)
    damaged, types = _examine(shp, entries, shape_type)
    return ShapeIndex(
        shape_type=shape_type,
        actual_bytes=len(shp),
        claimed_bytes=claimed_bytes,
        claimed=claimed,
        entries=tuple(entries),
        damaged=frozenset(damaged),
        null_shapes=frozenset(place for place, kind in types.items() if kind == _NULL),
        record_types=frozenset(types.values()),
        rebuilt=rebuilt,
    )


def read_dbf_header(dbf: Path) -> DbfHeader:
    """Read the header of a DBF.

    Raises
    ------
    ValueError
        When the file is shorter than a header or its field list makes no sense.
    """
    size = dbf.stat().st_size
    with dbf.open("rb") as stream:
        head = stream.read(65536)
    if len(head) < _DBF_HEADER_BYTES:
        message = f"{size} bytes, no DBF header"
        raise ValueError(message)
    claimed, header_bytes, row_bytes = struct.unpack_from("<IHH", head, 4)
    if header_bytes <= _DBF_HEADER_BYTES or row_bytes < 1 or header_bytes > size:
        message = f"DBF header of {header_bytes} bytes, rows of {row_bytes} bytes"
        raise ValueError(message)
    held = (size - header_bytes) // row_bytes
    return DbfHeader(head[29], claimed, min(claimed, held), tuple(_fields(head[:header_bytes])))


@contextmanager
def staged(siblings: Siblings, index: ShapeIndex, header: DbfHeader) -> Iterator[Path]:
    """Lay .shp, .shx and .dbf for GDAL into a folder of its own and give the path of the .shp.

    A missing .shx is made anew and the row count of a short .dbf set to what is there; sound files
    are linked, never copied or changed.
    """
    with tempfile.TemporaryDirectory(prefix="shapefile-") as folder:
        shp = Path(folder) / "layer.shp"
        shp.symlink_to(siblings.shp.absolute())
        if index.rebuilt:
            shp.with_suffix(".shx").write_bytes(_shx_of(index))
        elif siblings.shx is not None:
            shp.with_suffix(".shx").symlink_to(siblings.shx.absolute())
        if siblings.dbf is not None:
            _stage_dbf(siblings.dbf, shp.with_suffix(".dbf"), header)
        yield shp


def _stage_dbf(dbf: Path, target: Path, header: DbfHeader) -> None:
    if header.held_rows == header.claimed_rows:
        target.symlink_to(dbf.absolute())
        return
    copyfile(dbf, target)
    with target.open("r+b") as stream:
        stream.seek(4)
        stream.write(struct.pack("<I", header.held_rows))


def _shx_entries(shx: bytes) -> list[tuple[int, int]]:
    count = (len(shx) - HEADER_BYTES) // 8
    words = struct.unpack_from(f">{count * 2}i", shx, HEADER_BYTES)
    return [(words[place] * 2, words[place + 1] * 2) for place in range(0, count * 2, 2)]


def _walk(shp: mmap) -> tuple[list[tuple[int, int]], int]:
    """Go through the records of a .shp; gives the whole ones and how many were begun."""
    entries: list[tuple[int, int]] = []
    offset = HEADER_BYTES
    while offset + 8 <= len(shp):
        content = struct.unpack_from(">i", shp, offset + 4)[0] * 2
        if content < 4 or offset + 8 + content > len(shp):
            return entries, len(entries) + 1
        entries.append((offset, content))
        offset += 8 + content
    return entries, len(entries)


def _examine(
    shp: mmap, entries: list[tuple[int, int]], shape_type: int
) -> tuple[set[int], dict[int, int]]:
    """Give the damaged places and the shape type of each sound one."""
    damaged: set[int] = set()
    types: dict[int, int] = {}
    for place, (offset, content) in enumerate(entries):
        if offset < HEADER_BYTES or content < 4 or offset + 8 + content > len(shp):
            damaged.add(place)
            continue
        kind = struct.unpack_from("<i", shp, offset + 8)[0]
        known = kind in SHAPE_TYPE_NAMES and _may_stand_among(kind, shape_type)
        if not known or not _holds_its_points(shp, offset, content, kind):
            damaged.add(place)
        else:
            types[place] = kind
    return damaged, types


def _may_stand_among(kind: int, shape_type: int) -> bool:
    """Tell whether a file that states polygons or lines may have such a record."""
    family = next((one for one in (POLYGON_TYPES, LINE_TYPES) if shape_type in one), None)
    return family is None or kind in family or kind == _NULL


def _holds_its_points(shp: mmap, offset: int, content: int, kind: int) -> bool:
    """Tell whether the counts of a polygon or line fit its length (44 bytes, 4 and 16 each)."""
    if kind not in POLYGON_TYPES | LINE_TYPES:
        return True
    if content < 44:
        return False
    parts, points = struct.unpack_from("<2i", shp, offset + 8 + 36)
    return bool(parts >= 0 and points >= 0 and 44 + 4 * parts + 16 * points <= content)


def _shx_of(index: ShapeIndex) -> bytes:
    words = (HEADER_BYTES + 8 * len(index.entries)) // 2
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words)
    head += struct.pack("<2i8d", 1000, index.shape_type, *([0.0] * 8))
    return head + b"".join(struct.pack(">2i", at // 2, size // 2) for at, size in index.entries)


def _fields(head: bytes) -> Iterator[DbfField]:
    for at in range(_DBF_HEADER_BYTES, len(head) - 31, 32):
        if head[at] == _DBF_FIELD_END:
            return
        name = head[at : at + 11].split(b"\x00", 1)[0]
        yield DbfField(name, chr(head[at + 11]), head[at + 16], head[at + 17])
