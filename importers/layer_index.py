"""Boundary points and storeys of a package on disk, so that memory does not grow with the file."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Final

_SCHEMA: Final = """
create table labels (north integer, east integer, codes text, label text);
create table storeys (
    building text, key text, number text, label text, primary key (building, key)
) without rowid;
"""
_PLACES_A_METRE: Final = 10_000
"""Points coincide when they are the same to a tenth of a millimetre."""


class LayerIndex:
    """Labels by place, storeys by building and key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add_labels(self, rows: Iterable[tuple[Decimal, Decimal, str, str]]) -> None:
        """Keep (northing, easting, parcel codes, label) of boundary points."""
        self._db.executemany(
            "insert into labels values (?, ?, ?, ?)",
            ((_place(north), _place(east), codes, label) for north, east, codes, label in rows),
        )

    def add_storeys(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep (building, key, number, name) of storeys; the first of a key counts."""
        self._db.executemany("insert or ignore into storeys values (?, ?, ?, ?)", rows)

    def finish(self) -> None:
        """Make the points findable by place."""
        self._db.execute("create index labels_by_place on labels (north, east)")

    def labels(self, north: Decimal, east: Decimal, code: str) -> list[str]:
        """Return the labels at a place that name a parcel's code, or no parcel, in their order."""
        found = self._db.execute(
            "select codes, label from labels where north = ? and east = ? order by rowid",
            (_place(north), _place(east)),
        ).fetchall()
        own = [label for codes, label in found if code and code in codes]
        return own or [label for codes, label in found if not codes]

    def storey(self, building: str, key: str) -> tuple[str, str] | None:
        """Return (number, name) of a storey, None without one."""
        found = self._db.execute(
            "select number, label from storeys where building = ? and key = ?", (building, key)
        ).fetchone()
        return found or None


def _place(figure: Decimal) -> int:
    return round(figure * _PLACES_A_METRE)


@contextmanager
def temporary_layer_index() -> Iterator[LayerIndex]:
    """Give an empty index in a temporary folder; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="layers-") as folder:
        connection = sqlite3.connect(Path(folder) / "index", isolation_level=None)
        try:
            connection.execute("pragma journal_mode = off")
            connection.execute("pragma synchronous = off")
            connection.execute("pragma cache_size = -32768")  # KiB
            connection.executescript(_SCHEMA)
            connection.execute("begin")
            yield LayerIndex(connection)
        finally:
            connection.close()
