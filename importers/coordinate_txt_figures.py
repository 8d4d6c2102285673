"""The range of all figures of a coordinate TXT, in as many boxes as they have kinds."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from cadastre.domain.crs_figures import Pair
from importers.coordinate_txt_lines import Row

_DEGREES: Final = 180
_MILLION: Final = 1_000_000
_MOST_KINDS: Final = 1_000


class Extent:
    """The outermost pairs, apart for each kind of figures.

    A kind is the millions of both figures (those of an easting are its zone number, where it has
    one) and whether each may be degrees. What a pair is taken for is decided by ranges that lie
    within a kind, so when nothing is wrong with the outermost pairs nothing is with any other.
    """

    def __init__(self) -> None:
        self.first_line: int | None = None
        self.has_too_many_kinds = False
        self._first: list[Pair] = []
        self._boxes: dict[tuple[int | bool, ...], list[Pair]] = {}
        self._last = (Decimal(1), Decimal(0), Decimal(1), Decimal(0))

    def add(self, rows: Iterable[Row]) -> None:
        """Widen the range to some rows."""
        low_1, high_1, low_2, high_2 = self._last
        for row in rows:
            if not (low_1 <= row.first <= high_1 and low_2 <= row.second <= high_2):
                if self.first_line is None:
                    self.first_line, self._first = row.line, [(row.first, row.second)]
                self._widen((row.first, row.second))
                low_1, high_1, low_2, high_2 = self._last

    def sample(self) -> list[Pair]:
        """Return the first pair and the outermost of every kind; none when nothing was added."""
        return [*self._first, *(pair for box in self._boxes.values() for pair in box)]

    def _widen(self, pair: Pair) -> None:
        kind = tuple(part for figure in pair for part in _kind(figure))
        if kind not in self._boxes and len(self._boxes) >= _MOST_KINDS:
            self.has_too_many_kinds = True
            return
        box = self._boxes.setdefault(kind, [pair] * 4)
        for edge in range(4):
            value, now = pair[edge // 2], box[edge][edge // 2]
            if value > now if edge % 2 else value < now:
                box[edge] = pair
        self._last = (box[0][0], box[1][0], box[2][1], box[3][1])


def _kind(figure: Decimal) -> tuple[int, bool]:
    return int(figure) // _MILLION, abs(figure) <= _DEGREES
