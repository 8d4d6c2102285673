"""The records of a .shp: where each one stands, of what kind it is, and which ones are damaged.

Kept as arrays, 17 bytes a record: a file of a million parcels needs 17 MB for it.
"""

import struct
from array import array
from dataclasses import dataclass
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.shapefile_parts import HEADER_BYTES, Siblings, has_shp_magic

POLYGON_TYPES = frozenset({5, 15, 25})
LINE_TYPES = frozenset({3, 13, 23})
FLAT_POLYGON = 5
SHAPE_TYPE_NAMES = {
    **{0: "Null", 1: "Point", 3: "PolyLine", 5: "Polygon", 8: "MultiPoint", 11: "PointZ"},
    **{13: "PolyLineZ", 15: "PolygonZ", 18: "MultiPointZ", 21: "PointM", 23: "PolyLineM"},
    **{25: "PolygonM", 28: "MultiPointM", 31: "MultiPatch"},
}
_NULL = 0
_DAMAGED = -1
_RECORD_HEADER = 8
_COUNTED_BYTES = 44
"""What the content of a polygon or line has before its parts: kind, box and the two counts."""
_AT_A_TIME: Final = 5_000

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ShapeIndex:
    """What .shp and .shx say of the shapes.

    ``entries`` are rows of (offset of the record, bytes of its content); ``kinds`` the shape type
    of each, -1 for one that lies past the end of the .shp or disagrees with it; ``claimed`` the
    number of shapes that the headers state; ``claimed_bytes`` the length that the .shp states.
    """

    shape_type: int
    actual_bytes: int
    claimed_bytes: int
    claimed: int
    entries: Places
    kinds: NDArray[np.int8]
    rebuilt: bool = False

    @property
    def count(self) -> int:
        """How many records there are, damaged ones among them."""
        return len(self.kinds)

    @property
    def record_types(self) -> frozenset[int]:
        """Shape types of the sound records."""
        return frozenset(np.unique(self.kinds).tolist()) - {_DAMAGED}

    def damaged(self) -> Places:
        """Give the zero-based places of the damaged records."""
        return np.flatnonzero(self.kinds == _DAMAGED)

    def is_null(self, place: int) -> bool:
        """Tell whether the record at a zero-based place is a sound one without a shape."""
        return place < self.count and bool(self.kinds[place] == _NULL)


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


def shx_of(index: ShapeIndex) -> bytes:
    """Give the .shx of an index that was made anew."""
    words = (HEADER_BYTES + 8 * index.count) // 2
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words)
    head += struct.pack("<2i8d", 1000, index.shape_type, *([0.0] * 8))
    return head + (index.entries // 2).astype(">i4").tobytes()


def _index_of(shp: mmap, shx: bytes) -> ShapeIndex:
    claimed_bytes = struct.unpack_from(">i", shp, 24)[0] * 2
    shape_type = struct.unpack_from("<i", shp, 32)[0]
    rebuilt = len(shx) < HEADER_BYTES
    if rebuilt:
        entries, claimed = _walk(shp)
    else:
        entries = _shx_entries(shx)
        claimed = max(len(entries), (struct.unpack_from(">i", shx, 24)[0] * 2 - HEADER_BYTES) // 8)
    return ShapeIndex(
        shape_type=shape_type,
        actual_bytes=len(shp),
        claimed_bytes=claimed_bytes,
        claimed=claimed,
        entries=entries,
        kinds=_kinds(shp, entries, shape_type),
        rebuilt=rebuilt,
    )


def _shx_entries(shx: bytes) -> Places:
    count = (len(shx) - HEADER_BYTES) // 8
    words = np.frombuffer(shx, ">i4", count * 2, HEADER_BYTES)
    return words.astype(np.int64).reshape(-1, 2) * 2


def _walk(shp: mmap) -> tuple[Places, int]:
    """Go through the records of a .shp; gives the whole ones and how many were begun."""
    found = array("q")
    offset, begun = HEADER_BYTES, 0
    while offset + _RECORD_HEADER <= len(shp):
        begun += 1
        content = struct.unpack_from(">i", shp, offset + 4)[0] * 2
        if content < 4 or offset + _RECORD_HEADER + content > len(shp):
            break
        found.extend((offset, content))
        offset += _RECORD_HEADER + content
        if not begun % _AT_A_TIME:
            _let_go(shp)
    return np.array(found, np.int64).reshape(-1, 2), begun


def _kinds(shp: mmap, entries: Places, shape_type: int) -> NDArray[np.int8]:
    """Give the shape type of each record, -1 for the damaged ones."""
    kinds = np.full(len(entries), _DAMAGED, np.int8)
    for start in range(0, len(entries), _AT_A_TIME):
        part = slice(start, start + _AT_A_TIME)
        _look(shp, entries[part], kinds[part], _allowed(shape_type))
        _let_go(shp)
    return kinds


def _look(shp: mmap, entries: Places, kinds: NDArray[np.int8], allowed: list[int]) -> None:
    """Write the shape types of some records into ``kinds``; those of damaged ones stay."""
    offsets, contents = entries[:, 0], entries[:, 1]
    ends = offsets + _RECORD_HEADER + contents
    sound = np.flatnonzero((offsets >= HEADER_BYTES) & (contents >= 4) & (ends <= len(shp)))
    at = offsets[sound] + _RECORD_HEADER
    stated = _int_at(shp, at)
    known = np.isin(stated, allowed)
    sound, at, stated = sound[known], at[known], stated[known]
    counted = np.isin(stated, [*POLYGON_TYPES, *LINE_TYPES])
    holds = ~counted
    holds[counted] = _holds_its_points(shp, at[counted], contents[sound[counted]])
    kinds[sound[holds]] = stated[holds]


def _allowed(shape_type: int) -> list[int]:
    """Give the kinds of records that may stand in a file: of polygons or lines few others."""
    family = next((one for one in (POLYGON_TYPES, LINE_TYPES) if shape_type in one), None)
    return [*SHAPE_TYPE_NAMES] if family is None else [*family, _NULL]


def _holds_its_points(shp: mmap, at: Places, contents: Places) -> NDArray[np.bool_]:
    """Tell whether the counts of polygons or lines fit their length (44 bytes, 4 and 16 each)."""
    holds = contents >= _COUNTED_BYTES
    at, contents = at[holds], contents[holds]
    parts, points = _int_at(shp, at + 36), _int_at(shp, at + 40)
    fits = _COUNTED_BYTES + 4 * parts + 16 * points <= contents
    holds[holds] = (parts >= 0) & (points >= 0) & fits
    return holds


def _int_at(shp: mmap, offsets: Places) -> Places:
    """Give the little-endian integers at even offsets: every length in a .shp is in 16-bit words.

    What comes out is a copy, so that nothing holds on to the map.
    """
    words = np.frombuffer(shp, "<u2", len(shp) // 2)
    low, high = words[offsets // 2], words[offsets // 2 + 1].view("<i2")
    found: Places = high.astype(np.int64) * 65_536 + low
    return found


def _let_go(shp: mmap) -> None:
    """Give back the pages that were looked at: else the whole file counts as memory of ours."""
    shp.madvise(MADV_DONTNEED)
