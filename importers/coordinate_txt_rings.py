"""Cut the rows of one parcel into rings, and say what was odd about their closing points."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from importers.coordinate_txt_lines import Row

CLOSING_TOLERANCE_M: Final = Decimal("0.001")
FEWEST_POINTS: Final = 3
"""Different places that a ring must have to enclose anything."""


@dataclass(slots=True)
class RawRing:
    """One ring as delivered. ``rows`` are without the closing row.

    Parameters
    ----------
    closing
        The row that repeats the first point, None when it is missing.
    gap_m
        Distance of a closing row that should meet the first point and does not.
    broken_closing
        True when only one figure of the closing row is the first point's: a writer's known slip.
    other_number
        True when the closing row carries the number of another ring.
    """

    rows: list[Row]
    closing: Row | None = None
    gap_m: Decimal | None = None
    broken_closing: bool = False
    other_number: bool = False
    _distinct: int | None = None

    @property
    def number(self) -> int:
        """Ring number (圈号) as delivered."""
        return self.rows[0].ring

    @property
    def distinct(self) -> int:
        """Number of different places among the rows."""
        if self._distinct is None:
            self._distinct = len({(row.first, row.second) for row in self.rows})
        return self._distinct

    @property
    def sound_rows(self) -> list[Row]:
        """The rows whose figures can tell the system: a slipped closing row cannot."""
        if self.closing is None or self.broken_closing:
            return self.rows
        return [*self.rows, self.closing]


@dataclass(slots=True)
class RawRings:
    """All rings of a parcel; ``repeated`` holds rings whose number another one had before."""

    rings: list[RawRing] = field(default_factory=list)
    repeated: list[RawRing] = field(default_factory=list)


def cut_rings(rows: list[Row]) -> RawRings:
    """Cut rows into rings: by ring number, and where a ring comes back to its first point.

    Labels alone never decide: they may restart in each ring or run on through the file.
    """
    result = RawRings()
    current: list[Row] = []
    for place, row in enumerate(rows):
        following = rows[place + 1] if place + 1 < len(rows) else None
        if current and _closes(current, row, following):
            _finish(result, current, closing=row)
            current = []
            continue
        if current and row.ring != current[0].ring:
            _finish(result, current)
            current = []
        current.append(row)
    if current:
        _finish(result, current)
    return result


def _closes(current: list[Row], row: Row, following: Row | None) -> bool:
    first = current[0]
    if len(current) < 3:
        return False
    if row.same_place(first):
        return True
    # Labels that all rows share (or have none) say nothing about closing.
    if row.label != first.label or any(other.label == first.label for other in current[1:]):
        return False
    last = following is None or following.ring != row.ring
    return _is_slip(first, row) or (row.ring == first.ring and last)


def _is_slip(first: Row, row: Row) -> bool:
    """Tell the slip of a known writer: one figure of the first point stands in both columns."""
    return row.first == row.second and row.first in (first.first, first.second)


def _one_matches(first: Row, row: Row) -> bool:
    return (row.first == first.first) != (row.second == first.second)


def _finish(result: RawRings, rows: list[Row], *, closing: Row | None = None) -> None:
    ring = RawRing(rows=rows, closing=closing)
    if closing is not None:
        first = rows[0]
        ring.other_number = closing.ring != first.ring
        if _is_slip(first, closing) or _one_matches(first, closing):
            ring.broken_closing = True
        elif not closing.same_place(first):
            ring.gap_m = _distance_m(first, closing)
            if ring.gap_m <= CLOSING_TOLERANCE_M:
                ring.gap_m = None
    if any(ring.number == other.number for other in result.rings):
        result.repeated.append(ring)
    result.rings.append(ring)


def _distance_m(one: Row, other: Row) -> Decimal:
    across, along = one.first - other.first, one.second - other.second
    return (across * across + along * along).sqrt().quantize(Decimal("0.001"))
