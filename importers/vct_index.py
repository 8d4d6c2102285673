"""Where everything of a VCT file stands, on disk: a file of any size needs the same memory."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

_BATCH: Final = 20_000
_SCHEMA: Final = """
create table lines (
    id integer primary key, offset integer, size integer, segments integer, head integer,
    number integer
);
create table polygons (id integer primary key, offset integer, size integer, number integer);
create table points (id integer primary key, place blob, number integer);
create table attributes (
    id integer, layer integer, offset integer, number integer,
    primary key (id, layer)
) without rowid;
create table labels (code blob, point integer, label blob, sequence integer, number integer);
create table storeys (
    building blob, key blob, number blob, label blob, primary key (building, key)
) without rowid;
"""
_INSERTS: Final = {
    "lines": "insert or ignore into lines values (?, ?, ?, ?, ?, ?)",
    "polygons": "insert or ignore into polygons values (?, ?, ?, ?)",
    "points": "insert or ignore into points values (?, ?, ?)",
    "attributes": "insert or ignore into attributes values (?, ?, ?, ?)",
    "labels": "insert into labels values (?, ?, ?, ?, ?)",
    "storeys": "insert or ignore into storeys values (?, ?, ?, ?)",
}
_KEPT_NUMBER: Final = {
    "lines": "select number from lines where id = ?",
    "polygons": "select number from polygons where id = ?",
    "points": "select number from points where id = ?",
    "attributes": "select number from attributes where id = ? and layer = ?",
}
_LABELS: Final = """
select points.place, labels.label
from labels join points on points.id = labels.point
where labels.code = ?
order by labels.sequence, labels.number
"""


class Place(NamedTuple):
    """Offset and size of an object's lines in bytes, and the number of its first line."""

    offset: int
    size: int
    number: int


class VctIndex:
    """The index of one file. Ids are those of the file, up to 64 bits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._held: dict[str, list[tuple[object, ...]]] = {name: [] for name in _INSERTS}
        self.repeated: list[tuple[int, int]] = []
        """(id, number of the line) of objects and rows whose id another one had before."""

    def add(self, kind: str, *values: object) -> None:
        """Put one object into its table; see the schema for the columns."""
        held = self._held[kind]
        held.append(values)
        if len(held) >= _BATCH:
            self._flush(kind)

    def finish(self) -> None:
        """Write what is held back, and make the boundary points findable by parcel."""
        for kind in self._held:
            self._flush(kind)
        self._db.execute("create index labels_by_code on labels (code)")

    def line(self, number: int) -> tuple[Place, int, int] | None:
        """Return where a line object stands, None without one.

        With it go the number of its segments and, for a plain one, the bytes before its figures.
        """
        found = self._db.execute(
            "select offset, size, number, segments, head from lines where id = ?",
            (signed(number),),
        ).fetchone()
        return (Place(*found[:3]), found[3], found[4]) if found else None

    def polygon(self, number: int) -> Place | None:
        """Return where a polygon stands, None when there is none of this id."""
        found = self._db.execute(
            "select offset, size, number from polygons where id = ?", (signed(number),)
        ).fetchone()
        return Place(*found) if found else None

    def point(self, number: int) -> bytes | None:
        """Return the two figures of a point as they stand, None when there is none of this id."""
        found = self._db.execute(
            "select place from points where id = ?", (signed(number),)
        ).fetchone()
        return found[0] if found else None

    def attributes(self, number: int) -> list[tuple[int, int, int]]:
        """Return (layer, offset, number of the line) of an object's rows."""
        return self._db.execute(
            "select layer, offset, number from attributes where id = ?", (signed(number),)
        ).fetchall()

    def labels(self, code: bytes) -> list[tuple[bytes, bytes]]:
        """Return (place, label) of the boundary points of a parcel, in their order."""
        return self._db.execute(_LABELS, (code,)).fetchall()

    def storey(self, building: bytes, key: bytes) -> tuple[bytes, bytes] | None:
        """Return (number, label) of a storey, None when there is no such row."""
        found = self._db.execute(
            "select number, label from storeys where building = ? and key = ?", (building, key)
        ).fetchone()
        return found or None

    def _flush(self, kind: str) -> None:
        held, self._held[kind] = self._held[kind], []
        before = self._db.total_changes
        self._db.executemany(_INSERTS[kind], held)
        if self._db.total_changes - before < len(held) and kind in _KEPT_NUMBER:
            self._find_repeated(kind, held)

    def _find_repeated(self, kind: str, held: list[tuple[object, ...]]) -> None:
        for values in held:
            keys = values[:2] if kind == "attributes" else values[:1]
            (kept,) = self._db.execute(_KEPT_NUMBER[kind], keys).fetchone()
            if kept != values[-1]:
                self.repeated.append((unsigned(int(str(values[0]))), int(str(values[-1]))))


def signed(number: int) -> int:
    """Return an id of up to 64 bits as the database keeps it."""
    return number if number < 1 << 63 else number - (1 << 64)


def unsigned(number: int) -> int:
    """Return an id as it stands in the file."""
    return number if number >= 0 else number + (1 << 64)


@contextmanager
def temporary_index() -> Iterator[VctIndex]:
    """Give an empty index in a temporary folder; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vct-") as folder:
        connection = sqlite3.connect(Path(folder) / "index", isolation_level=None)
        try:
            connection.execute("pragma journal_mode = off")
            connection.execute("pragma synchronous = off")
            connection.execute("pragma cache_size = -32768")  # KiB
            connection.execute("pragma temp_store = file")
            connection.executescript(_SCHEMA)
            connection.execute("begin")
            yield VctIndex(connection)
        finally:
            connection.close()
