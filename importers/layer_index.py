"""Boundary points and storeys of a package on disk, so that memory does not grow with the file."""

import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Final

_SCHEMA: Final = """
create table labels (code text, north integer, east integer, label text);
create table storeys (
    building text, key text, number text, label text, primary key (building, key)
) without rowid;
"""
_PLACES_A_METRE: Final = 10_000
"""Points coincide when they are the same to a tenth of a millimetre."""
_SEPARATORS: Final = re.compile(r"[/,;|，；、\s]+")
_ANY_UNOWNED: Final = "select 1 from labels where code = '' limit 1"
_OF_PARCEL: Final = (
    "select north, east, label from labels where code = ? order by north, east, rowid"
)
_AT_PLACE: Final = (
    "select label from labels where code = '' and north = ? and east = ? order by rowid"
)

Place = tuple[int, int]


class LayerIndex:
    """Labels by place, storeys by building and key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._unowned = False

    def add_labels(self, rows: Iterable[tuple[Decimal, Decimal, str, str]]) -> None:
        """Keep (northing, easting, parcel codes, label) of boundary points."""
        self._db.executemany(
            "insert into labels values (?, ?, ?, ?)",
            (
                (code, place_of(north), place_of(east), label)
                for north, east, codes, label in rows
                for code in (_SEPARATORS.split(codes.strip()) if not codes.isalnum() else (codes,))
            ),
        )

    def add_storeys(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep (building, key, number, name) of storeys; the first of a key counts."""
        self._db.executemany("insert or ignore into storeys values (?, ?, ?, ?)", rows)

    def finish(self) -> None:
        """Make the points findable by parcel, and those of no parcel by place."""
        self._db.execute("create index labels_by_code on labels (code, north, east)")
        self._unowned = bool(self._db.execute(_ANY_UNOWNED).fetchone())

    def labels(self, code: str) -> dict[Place, list[str]]:
        """Return the labels that name a parcel's code by place, each in the order of the file."""
        found: dict[Place, list[str]] = {}
        if code:
            for north, east, label in self._db.execute(_OF_PARCEL, (code,)):
                found.setdefault((north, east), []).append(label)
        return found

    def unowned(self, place: Place) -> list[str]:
        """Return the labels at a place that name no parcel."""
        if not self._unowned:
            return []
        return [label for (label,) in self._db.execute(_AT_PLACE, place)]

    def storey(self, building: str, key: str) -> tuple[str, str] | None:
        """Return (number, name) of a storey, None without one."""
        found = self._db.execute(
            "select number, label from storeys where building = ? and key = ?", (building, key)
        ).fetchone()
        return found or None


def place_of(figure: Decimal) -> int:
    """Return a figure as whole tenths of a millimetre."""
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
