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
from pathlib import Path
from shutil import copyfile

import numpy as np
from numpy.typing import NDArray

SHP_MAGIC = b"\x00\x00\x27\x0a"
HEADER_BYTES = 100
_SIBLINGS = ("shx", "dbf", "prj", "cpg")
_DBF_HEADER_BYTES = 32
_DBF_FIELD_END = 0x0D
_DELETED = ord("*")
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Siblings:
    """The files of a shapefile that are there; None where one is missing."""

    shp: Path
    shx: Path | None
    dbf: Path | None
    prj: Path | None
    cpg: Path | None


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
    header_bytes: int
    row_bytes: int
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
    fields = tuple(_fields(head[:header_bytes]))
    return DbfHeader(head[29], claimed, min(claimed, held), header_bytes, row_bytes, fields)


def live_places(dbf: Path, header: DbfHeader, *, most: int) -> NDArray[np.int64]:
    """Give the zero-based places of the rows that are not marked as deleted.

    Only the first ``most`` rows are looked at, which are those that have a shape.
    """
    rows = min(header.held_rows, most)
    at_a_time = max(1, _BLOCK_BYTES // header.row_bytes)
    found = []
    with dbf.open("rb") as stream:
        stream.seek(header.header_bytes)
        for first in range(0, rows, at_a_time):
            block = stream.read(min(at_a_time, rows - first) * header.row_bytes)
            marks = np.frombuffer(block, np.uint8)[:: header.row_bytes]
            found.append(np.flatnonzero(marks != _DELETED) + first)
    return np.concatenate(found) if found else np.empty(0, np.int64)


@contextmanager
def staged(siblings: Siblings, header: DbfHeader, *, shx: bytes | None) -> Iterator[Path]:
    """Lay .shp, .shx and .dbf for GDAL into a folder of its own and give the path of the .shp.

    A .shx that was made anew is written there, and the row count of a short .dbf set to what is
    there; sound files are linked, never copied or changed.
    """
    with tempfile.TemporaryDirectory(prefix="shapefile-") as folder:
        shp = Path(folder) / "layer.shp"
        shp.symlink_to(siblings.shp.absolute())
        if shx is not None:
            shp.with_suffix(".shx").write_bytes(shx)
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


def _fields(head: bytes) -> Iterator[DbfField]:
    for at in range(_DBF_HEADER_BYTES, len(head) - 31, 32):
        if head[at] == _DBF_FIELD_END:
            return
        name = head[at : at + 11].split(b"\x00", 1)[0]
        yield DbfField(name, chr(head[at + 11]), head[at + 16], head[at + 17])
