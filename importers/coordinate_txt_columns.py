"""Columns of a coordinate TXT behind label, ring, X and Y.

The grammar of the hand-in programs has none, so their meaning is not known by their place. A row of
headings may name them, in the words of a point table. Without one a column is taken for lengths
of sides (边长) only when the coordinates say so. Every other column is named as not read; its
values, which may be anything, are not shown.

What a column is holds for the whole file: :class:`ColumnWatch` sees all rows before
:class:`importers.coordinate_txt_sides.SideReader` makes the first line of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Generic, NamedTuple, TypeVar

from importers.coordinate_txt_lines import NUMBER, Block, Row, Unreadable
from importers.coordinate_txt_rings import FEWEST_POINTS, RawRing
from importers.point_rows import point_columns
from importers.records import (
    BoundaryLineRecord,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
)
from importers.stated_sides import AGREES_M, measured_sides

KNOWN: Final = 4
"""Columns of the grammar: label, ring, X, Y."""
_FEWEST: Final = 3
"""Lengths that must agree before a column without a heading is taken for one of lengths."""
MOST_TRIED: Final = 20
"""Columns that are looked into, and named; no survey program writes as many."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file are.

    Parameters
    ----------
    side
        The one of lengths, counted from 0 behind the grammar's; None without one.
    told
        What the figures showed, where they told that it is one.
    unread
        The other columns that hold anything.
    first
        First line that holds anything in one of them.
    titles
        The headings by column.
    """

    side: int | None
    told: "Agreement | None"
    unread: Sequence[int]
    first: int
    titles: dict[int, str]


@dataclass(slots=True)
class Agreement:
    """How far the figures of a column without a heading are lengths of sides."""

    stated: int = 0
    agreeing: int = 0
    sides: int = 0
    begins: int = 0
    has_words: bool = False

    @property
    def convinces(self) -> bool:
        """Whether most figures agree, and enough of them."""
        enough = self.agreeing >= _FEWEST and 2 * self.agreeing > self.stated
        return enough and not self.has_words

    def add(self, side: BoundaryLineRecord, length_m: Decimal) -> None:
        """Count one side that is stated, and has a length by the coordinates."""
        self.sides += 1
        self.begins += side.line == side.points[0].line
        self.agreeing += abs((side.length_m or 0) - length_m) <= AGREES_M


class Behind(Generic[T]):
    """Holds a parcel until the row behind its own is known: it may repeat the first point."""

    def __init__(self) -> None:
        self._held: tuple[list[Row], T] | None = None

    def take(self, rows: list[Row], of: T) -> tuple[list[Row], T] | None:
        """Hold rows, and return those before them with the first of these; None for the first."""
        before, self._held = self._held, (rows, of)
        return before and ([*before[0], *rows[:1]], before[1])

    def last(self) -> tuple[list[Row], T] | None:
        """Return what was held last, with no row behind it."""
        before, self._held = self._held, None
        return before


class ColumnWatch:
    """Sees all parcels, and tells what the columns of the file are."""

    def __init__(self) -> None:
        self._headings: tuple[str, ...] = ()
        self._named: int | None = None
        self._filled: dict[int, int] = {}
        self._tried: dict[int, Agreement] = {}
        self._behind = Behind[Sequence[RawRing]]()

    def takes(self, row: Unreadable) -> bool:
        """Tell whether a line is the headings, and keep them.

        They name the four columns of the grammar in their order; the same row may stand before
        every parcel.
        """
        cells = tuple(cell.strip() for cell in row.text.split(","))
        found = point_columns(cells)
        places = found and (found.label, found.ring, found.first, found.second)
        if found is None or places != tuple(range(KNOWN)) or self._headings not in ((), cells):
            return False
        self._headings = cells
        self._named = None if found.side is None else found.side - KNOWN
        return True

    def see(self, block: Block, rings: Sequence[RawRing]) -> None:
        """Look at the rows of one parcel."""
        if block.has_more:
            self._fill(block.rows)
        if block.rows:
            self._try(self._behind.take(block.rows, rings))

    def columns(self, *, refused: bool) -> Columns:
        """Return what was found, once all parcels were seen.

        Figures that are ``refused`` are no coordinates, and tell nothing of lengths.
        """
        self._try(self._behind.last())
        titles = dict(enumerate(self._headings[KNOWN:]))
        side = self._named if self._named in self._filled else None
        told = None
        if self._named is None and not refused:
            tried = [place for place in sorted(self._tried) if not titles.get(place)]
            side = next((place for place in tried if self._tried[place].convinces), None)
            told = None if side is None else self._tried[side]
        unread = sorted(place for place in self._filled if place != side)
        first = min((self._filled[place] for place in unread), default=0)
        return Columns(side, told, unread, first, titles)

    def _fill(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for place, cell in enumerate(row.more):
                if not cell:
                    continue
                self._filled.setdefault(place, row.line)
                if place < MOST_TRIED:
                    tried = self._tried.setdefault(place, Agreement())
                    if not NUMBER.fullmatch(cell):
                        tried.has_words = True
                    elif Decimal(cell):
                        tried.stated += 1

    def _try(self, seen: tuple[list[Row], Sequence[RawRing]] | None) -> None:
        """Hold the figures of every column that may be one of lengths against the coordinates."""
        if seen is None or not self._tried or self._named is not None:
            return
        rows, rings = seen
        if not any(row.more for row in rows):
            return
        parcel = _as_parcel(rings)
        for place, tried in self._tried.items():
            if not tried.has_words and not any(self._headings[KNOWN + place :][:1]):
                for side, length_m in measured_sides(with_sides(rows, place), [parcel]):
                    tried.add(side, length_m)


def _as_parcel(rings: Sequence[RawRing]) -> ParcelRecord:
    """Return rings as they stand in the file: lengths of their sides need no system."""
    return ParcelRecord(
        file="",
        line=None,
        parcel_code="",
        name="",
        polygons=tuple(
            PolygonRecord(
                RingRecord(
                    tuple(
                        PointRecord(row.label, row.first, row.second, row.line) for row in ring.rows
                    )
                )
            )
            for ring in rings
            if ring.distinct >= FEWEST_POINTS
        ),
    )


def cell_of(row: Row, place: int) -> str:
    """Return what a row has in a column; empty where it has fewer."""
    return row.more[place] if place < len(row.more) else ""


class SideRow(NamedTuple):
    """A row and what a column of it states as a length; see :mod:`importers.stated_sides`."""

    line: int
    first: Decimal
    second: Decimal
    side_m: Decimal | None


def with_sides(rows: Iterable[Row], place: int) -> list[SideRow]:
    """Return the rows with the figures of a column as lengths; 0 states nothing."""
    return [
        SideRow(
            row.line,
            row.first,
            row.second,
            (Decimal(cell) or None) if NUMBER.fullmatch(cell) else None,
        )
        for row in rows
        for cell in (cell_of(row, place),)
    ]
