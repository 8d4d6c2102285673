"""Lengths of sides that rows of points state (边长), as boundary lines."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Protocol

from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import BOUNDARY_CLASSES
from importers.records import BoundaryLineRecord, ParcelRecord, RingRecord

AGREES_M: Final = min(row.spacing_limit_m for row in BOUNDARY_CLASSES)
"""A length agrees within the narrowest limit of the spacing of neighbouring points."""


class StatingRow(Protocol):
    """A row of a point, with the length of a side beside it where one is stated."""

    @property
    def line(self) -> int:
        """Line of the file."""

    @property
    def first(self) -> Decimal:
        """First figure, as it stands in the file."""

    @property
    def second(self) -> Decimal:
        """Second figure, as it stands in the file."""

    @property
    def side_m(self) -> Decimal | None:
        """Length of a side in metres, None without one."""


def stated_sides(
    rows: Sequence[StatingRow], parcels: Sequence[ParcelRecord]
) -> list[BoundaryLineRecord]:
    """Return the sides whose length the rows state; none where the table has no such column.

    A row may mean the side that begins at its point, or the one that ends there. For each ring the
    reading is taken under which more of the lengths agree with the coordinates, of equals the one
    that is less off in all, then the first. The point that a ring begins and ends with has two rows
    where it is repeated: a length at either is of the side that the reading gives to that point.
    """
    return [line for line, _ in measured_sides(rows, parcels)]


def measured_sides(
    rows: Sequence[StatingRow], parcels: Sequence[ParcelRecord]
) -> list[tuple[BoundaryLineRecord, Decimal]]:
    """Return the sides of :func:`stated_sides` with their lengths by the coordinates, in metres."""
    place = {row.line: at for at, row in enumerate(rows)}
    if all(row.side_m is None for row in rows):
        return []
    return [
        measured
        for parcel in parcels
        for polygon in parcel.polygons
        for ring in polygon.rings
        for measured in _sides_of(ring, parcel, rows, place)
    ]


def _sides_of(
    ring: RingRecord, parcel: ParcelRecord, rows: Sequence[StatingRow], place: dict[int, int]
) -> list[tuple[BoundaryLineRecord, Decimal]]:
    points = ring.points
    if any(point.line not in place for point in points):
        return []
    own = [rows[place[point.line or 0]] for point in points]
    twice = [own[0]]  # the rows of the point that a ring begins and ends with
    if (closing := _closing(own, rows, place)) is not None:
        twice.append(closing)
    begins = [_stating(twice), *own[1:]]
    ends = [*own[1:], _stating(twice[::-1])]
    sides = list(zip(points, (*points[1:], points[0]), strict=True))
    lengths_m = [distance_m(*side) for side in sides]
    stated = min((begins, ends), key=lambda reading: _misfit(lengths_m, reading))
    file, code = parcel.file, parcel.parcel_code
    return [
        (BoundaryLineRecord(file, row.line, code, side, row.side_m), length_m)
        for side, length_m, row in zip(sides, lengths_m, stated, strict=True)
        if row.side_m is not None
    ]


def _closing(
    own: Sequence[StatingRow], rows: Sequence[StatingRow], place: dict[int, int]
) -> StatingRow | None:
    """Return the row that repeats the first point of a ring behind its last; None without one."""
    following = place[own[-1].line] + 1
    if following < len(rows):
        row = rows[following]
        if (row.first, row.second) == (own[0].first, own[0].second):
            return row
    return None


def _stating(rows: Sequence[StatingRow]) -> StatingRow:
    """Return the first of these rows that states a length, else the first."""
    return next((row for row in rows if row.side_m is not None), rows[0])


def _misfit(lengths_m: Sequence[Decimal], reading: Sequence[StatingRow]) -> tuple[int, Decimal]:
    """Return how many lengths do not agree, and how far off all are together, in metres.

    The number comes first: one that is wrong by far must not turn the reading of all others.
    """
    off = [
        abs(row.side_m - length_m)
        for length_m, row in zip(lengths_m, reading, strict=True)
        if row.side_m is not None
    ]
    return sum(one > AGREES_M for one in off), sum(off, Decimal(0))
