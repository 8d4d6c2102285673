"""Boundary points, shared points and boundary lines of a load: made as columns, written by COPY.

The numbers of places are given batch by batch: in each sub-district from north to south, then from
west to east, after the highest number there is.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.conf import settings

from cadastre.models import SpatialSource
from parcels import bulk_sides as sides_
from parcels import bulk_statements as statements
from parcels.bulk_copy import Copier
from parcels.bulk_sides import Flags, Indexes, Sides
from parcels.bulk_spool import Spool, Spooled

BATCH = 100_000
"""Parcels whose places are numbered together, at least."""


@dataclass(slots=True)
class _Part:
    """The points of one chunk, with what their places need."""

    chunk: Spooled
    sides: Sides
    sub_district: Indexes
    north_mm: Indexes
    east_mm: Indexes
    is_whole: Flags


@dataclass(slots=True)
class Boundaries:
    """Writes the boundaries of a load, batch by batch.

    Parameters
    ----------
    base
        The key of the parcel before the load's first.
    had_places
        Whether the register may hold places already.
    """

    cursor: Any
    source: SpatialSource
    base: int
    had_places: bool
    points: int = 0
    _codes: dict[str, int] = field(default_factory=dict)
    _highest: list[int] = field(default_factory=list)

    def write(self, spool: Spool) -> Iterator[str]:
        """Write everything; yields the name of each step when it is done."""
        self.cursor.execute(statements.PLACES)
        for batch in self._batches(spool):
            yield "sides"
            shared = self._shared(batch)
            yield "shared points"
            self._write_points_and_lines(batch, shared)
            yield "points and lines"
        self.cursor.execute("drop table parcels_bulkplaces")

    def _batches(self, spool: Spool) -> Iterator[list[_Part]]:
        batch: list[_Part] = []
        for chunk in spool.chunks():
            batch.append(self._part(chunk))
            if sum(len(part.chunk) for part in batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _part(self, chunk: Spooled) -> _Part:
        sides = sides_.sides_of(chunk.shapes)
        north_mm, is_whole = sides_.millimetres(sides.start[:, 1], chunk.northings_m)
        east_mm, east_is_whole = sides_.millimetres(sides.start[:, 0], chunk.eastings_m)
        numbered = [self._codes.setdefault(each, len(self._codes)) for each in chunk.sub_districts]
        return _Part(
            chunk,
            sides,
            np.array(numbered)[sides.parcel],
            north_mm,
            east_mm,
            is_whole & east_is_whole,
        )

    def _shared(self, batch: list[_Part]) -> Indexes:
        """Return the key of the shared point of every point; makes those that are missing."""
        sub, north, east = (
            np.concatenate([getattr(part, name) for part in batch])
            for name in ("sub_district", "north_mm", "east_mm")
        )
        order = np.lexsort((east, -north, sub))
        sub, north, east = sub[order], north[order], east[order]
        is_first = np.ones(len(order), bool)
        is_first[1:] = (np.diff(sub) != 0) | (np.diff(north) != 0) | (np.diff(east) != 0)
        of_place = np.empty(len(order), np.int64)
        of_place[order] = np.cumsum(is_first) - 1
        return self._places(sub[is_first], north[is_first], east[is_first])[of_place]

    def _places(self, sub: Indexes, north: Indexes, east: Indexes) -> Indexes:
        """Return the keys of places that stand sorted; writes those the register has not."""
        codes = list(self._codes)
        keys = self._known(codes, sub, north, east)
        new = np.flatnonzero(keys == 0)
        keys[new] = reserved(self.cursor, "parcels_sharedpoint", len(new)) + 1 + np.arange(len(new))
        self._fetch_highest(codes)
        highest = np.array(self._highest)
        begins = np.searchsorted(sub[new], np.arange(len(codes)))
        numbers = highest[sub[new]] + 1 + np.arange(len(new)) - begins[sub[new]]
        self._highest = (highest + np.bincount(sub[new], minlength=len(codes))).tolist()
        columns = (keys[new], sub[new], north[new], east[new], numbers)
        text = "".join(
            f"{key}\t{codes[at]}\t{north_mm}\t{east_mm}\t{number}\n"
            for key, at, north_mm, east_mm, number in zip(
                *(column.tolist() for column in columns), strict=True
            )
        )
        self.cursor.copy_expert(statements.COPY_SHARED, io.StringIO(text))
        self.had_places = True
        return keys

    def _known(self, codes: list[str], sub: Indexes, north: Indexes, east: Indexes) -> Indexes:
        keys = np.zeros(len(sub), np.int64)
        if not self.had_places:
            return keys
        rows = zip(sub.tolist(), north.tolist(), east.tolist(), strict=True)
        text = "".join(
            f"{row}\t{codes[at]}\t{north_mm}\t{east_mm}\n"
            for row, (at, north_mm, east_mm) in enumerate(rows)
        )
        self.cursor.copy_expert(statements.COPY_PLACES, io.StringIO(text))
        self.cursor.execute(statements.PLACES_ANALYZED)
        found = io.BytesIO()
        self.cursor.copy_expert(statements.PLACES_KNOWN, found)
        self.cursor.execute("truncate parcels_bulkplaces")
        pairs = np.array(found.getvalue().split(), dtype=np.int64).reshape(-1, 2)
        keys[pairs[:, 0]] = pairs[:, 1]
        return keys

    def _fetch_highest(self, codes: list[str]) -> None:
        """Ask for the highest number of each sub-district that came since it was last asked."""
        asked = codes[len(self._highest) :]
        self.cursor.execute(statements.HIGHEST, {"codes": asked})
        highest = dict(self.cursor.fetchall())
        self._highest += [highest.get(code, 0) for code in asked]

    def _write_points_and_lines(self, batch: list[_Part], shared: Indexes) -> None:
        point = reserved(self.cursor, "parcels_boundarypoint", len(shared))
        done = 0
        with Copier(self.cursor) as copier:
            for part in batch:
                keys = point + 1 + done + np.arange(len(part.sides))
                mine = shared[done : done + len(part.sides)]
                digits = _digits(part)
                copier.send(statements.COPY_POINTS, self._points_text(part, keys, mine, digits))
                copier.send(statements.COPY_LINES, self._lines_text(part, keys, digits))
                done += len(part.sides)
        self.points += done

    def _points_text(
        self, part: _Part, keys: Indexes, shared: Indexes, digits: tuple[list[str], list[str]]
    ) -> str:
        sides, chunk = part.sides, part.chunk
        labels = chunk.labels or [f"J{number}" for number in sides.number.tolist()]
        known = self.source.accuracy_class
        accuracy = "\\N" if known is None else str(known)
        fixed = f"{accuracy}\t{self.source.pk}"
        first = self.base + chunk.first + 1
        told = [f"{fixed}\t{text}\t{first + at}" for at, text in enumerate(chunk.sources)]
        rows = zip(
            keys.tolist(),
            sides.part.tolist(),
            sides.ring.tolist(),
            sides.sequence.tolist(),
            labels,
            *digits,
            sides_.points_as_hex(sides.start, settings.SRID),
            sides.parcel.tolist(),
            shared.tolist(),
            strict=True,
        )
        return "".join(
            [
                f"{key}\t{p}\t{ring}\t{place}\t{label}\t{north}\t{east}\t{geom}\t\t\t{told[of]}\t{sh}\n"
                for key, p, ring, place, label, north, east, geom, of, sh in rows
            ]
        )

    def _lines_text(self, part: _Part, keys: Indexes, digits: tuple[list[str], list[str]]) -> str:
        sides = part.sides
        following = np.arange(len(sides)) + sides.onward
        rows = zip(
            (self.base + part.chunk.first + 1 + sides.parcel).tolist(),
            keys.tolist(),
            keys[following].tolist(),
            sides_.lengths(part.north_mm, part.east_mm, part.is_whole, digits, following),
            sides_.compass(part.north_mm, part.east_mm, sides.left_is_out, following),
            sides_.lines_as_hex(sides.start, sides.end, settings.SRID),
            strict=True,
        )
        return "".join(
            [
                f"{parcel}\t{start}\t{end}\t{length}\t{side}\t\t\t\t\t{geom}\n"
                for parcel, start, end, length, side, geom in rows
            ]
        )


def _digits(part: _Part) -> tuple[list[str], list[str]]:
    """Return northings and eastings digit for digit."""
    chunk, start = part.chunk, part.sides.start
    return (
        list(chunk.northings_m or sides_.digits(start[:, 1])),
        list(chunk.eastings_m or sides_.digits(start[:, 0])),
    )


def reserved(cursor: Any, table: str, count: int) -> int:
    """Take a block of keys out of a table's sequence; return the number before its first."""
    cursor.execute(statements.RESERVED, {"table": table, "count": count})
    (before,) = cursor.fetchone()
    return int(before)
