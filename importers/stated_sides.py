"""Lengths of sides that rows of points state (边长), as boundary lines."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import BOUNDARY_CLASSES
from importers.point_rows import PointRow
from importers.records import BoundaryLineRecord, ParcelRecord, PointRecord, RingRecord

AGREES_M: Final = min(row.spacing_limit_m for row in BOUNDARY_CLASSES)
"""A length agrees within the narrowest limit of the spacing of neighbouring points."""


def stated_sides(
    rows: Sequence[PointRow], parcels: Sequence[ParcelRecord]
) -> list[BoundaryLineRecord]:
    """Return the sides whose length the rows state; none where the table has no such column.

    A row may mean the side that begins at its point, or the one that ends there. For each ring the
    reading is taken under which more of the lengths agree with the coordinates, of equals the one
    that is less off in all, then the first.
    """
    place = {row.line: at for at, row in enumerate(rows)}
    if all(row.side_m is None for row in rows):
        return []
    return [
        line
        for parcel in parcels
        for polygon in parcel.polygons
        for ring in (polygon.outer, *polygon.holes)
        for line in _sides_of(ring, parcel, rows, place)
    ]


def _sides_of(
    ring: RingRecord, parcel: ParcelRecord, rows: Sequence[PointRow], place: dict[int, int]
) -> Iterator[BoundaryLineRecord]:
    points = ring.points
    if any(point.line not in place for point in points):
        return
    own: list[PointRow] = [rows[place[point.line or 0]] for point in points]
    readings: list[Sequence[PointRow | None]] = [own, [*own[1:], _closing(own, rows, place)]]
    stated = min(readings, key=lambda reading: _misfit(points, reading))
    for number, row in enumerate(stated):
        if row is not None and row.side_m is not None:
            after = points[(number + 1) % len(points)]
            yield BoundaryLineRecord(
                parcel.file, row.line, parcel.parcel_code, (points[number], after), row.side_m
            )


def _closing(
    own: Sequence[PointRow], rows: Sequence[PointRow], place: dict[int, int]
) -> PointRow | None:
    """Return the row that repeats the first point of a ring behind its last; None without one."""
    following = place[own[-1].line] + 1
    if following < len(rows):
        row = rows[following]
        if (row.first, row.second) == (own[0].first, own[0].second):
            return row
    return None


def _misfit(
    points: Sequence[PointRecord], reading: Sequence[PointRow | None]
) -> tuple[Decimal, Decimal]:
    """Return which part of the lengths does not agree, and how far off they are on average.

    The part comes first: one length that is wrong by far must not turn the reading of all others.
    A reading without any length fits worst.
    """
    off = [
        abs(row.side_m - distance_m(points[number], points[(number + 1) % len(points)]))
        for number, row in enumerate(reading)
        if row is not None and row.side_m is not None
    ]
    if not off:
        return Decimal(1), Decimal("Infinity")
    return Decimal(sum(one > AGREES_M for one in off)) / len(off), sum(off) / len(off)
