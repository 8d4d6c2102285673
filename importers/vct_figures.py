"""Coordinates of a VCT file: reading a row of two or three, and the range all of them span."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Final

Vertex = tuple[int, bytes, bytes]
"""Number of the line, first figure, second figure, as delivered."""
Pair = tuple[int, Decimal, Decimal]

_NUMBER: Final = rb"[+-]?[0-9]{1,15}(?:\.[0-9]{0,20})?(?:[eE][+-]?[0-9]{1,2})?"
_NOT_FINITE: Final = re.compile(rb"[+-]?(?:nan|inf(?:inity)?|-?1\.#\w+)", re.I)
_ZONE_UNIT_M: Final = 1_000_000.0
_LARGEST_ZONED_M: Final = 100_000_000.0
_Corner = tuple[float, Vertex]

Parse = Callable[[bytes], re.Match[bytes] | None]


@cache
def pair_parser(separator: bytes) -> Parse:
    """Return the function that cuts a row of coordinates into first, second and (or None) third."""
    mark = re.escape(separator)
    return re.compile(
        rb"(%b)\s*%b\s*(%b)(?:\s*%b\s*([^\s].*)?)?" % (_NUMBER, mark, _NUMBER, mark), re.S
    ).fullmatch


def is_not_finite(data: bytes, separator: bytes) -> bool:
    """Tell whether a row that is no pair of figures holds NaN or an infinity."""
    return any(_NOT_FINITE.fullmatch(part.strip()) for part in data.split(separator))


class Figures:
    """The range of all figures, in as many boxes as the figures have kinds.

    A kind is the number of digits of both figures, and the zone number where there is one. What
    a figure is taken for (a northing, an easting of a zone, degrees) is decided by ranges that lie
    within a kind, so the outermost figures of each kind answer for all of it.
    """

    def __init__(self) -> None:
        self.count = 0
        self._boxes: dict[tuple[int, int], list[_Corner]] = {}
        self._box: tuple[float, float, float, float] = (1.0, 0.0, 1.0, 0.0)

    def add(self, vertices: list[Vertex]) -> None:
        """Widen the range to some vertices."""
        self.count += len(vertices)
        low_1, high_1, low_2, high_2 = self._box
        for vertex in vertices:
            first, second = float(vertex[1]), float(vertex[2])
            if not (low_1 <= first <= high_1 and low_2 <= second <= high_2):
                self._widen(vertex, first, second)
                low_1, high_1, low_2, high_2 = self._box

    def add_run(self, run: bytes, number: int) -> None:
        """Widen the range to rows of plain pairs, each with its line end.

        ``number`` is the line of the first.
        """
        figures = list(map(float, run.replace(b"\n", b",").split(b",")[:-1]))
        firsts, seconds = figures[::2], figures[1::2]
        low_1, high_1, low_2, high_2 = self._box
        if (
            low_1 <= min(firsts)
            and max(firsts) <= high_1
            and low_2 <= min(seconds)
            and max(seconds) <= high_2
        ):
            self.count += len(firsts)
            return
        pairs = (row.split(b",") for row in run.split())
        self.add([(line, one, other) for line, (one, other) in enumerate(pairs, start=number)])

    def add_pair(self, first: bytes, second: bytes, number: int) -> None:
        """Widen the range to one vertex."""
        low_1, high_1, low_2, high_2 = self._box
        self.count += 1
        here, there = float(first), float(second)
        if not (low_1 <= here <= high_1 and low_2 <= there <= high_2):
            self._widen((number, first, second), here, there)

    def _widen(self, vertex: Vertex, first: float, second: float) -> None:
        kind = (_kind(first), _kind(second))
        here = [(first, vertex), (first, vertex), (second, vertex), (second, vertex)]
        box = self._boxes.setdefault(kind, here)
        for place, value in enumerate((first, first, second, second)):
            outside = value > box[place][0] if place % 2 else value < box[place][0]
            if outside:
                box[place] = (value, vertex)
        self._box = (box[0][0], box[1][0], box[2][0], box[3][0])

    def sample(self) -> Iterator[Pair]:
        """Yield the outermost vertices of every kind; none when nothing was added."""
        for box in self._boxes.values():
            for _, (number, first, second) in box:
                yield number, Decimal(first.decode()), Decimal(second.decode())

    def extent(self) -> tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]] | None:
        """Return the smallest and largest of both figures, None without any."""
        pairs = list(self.sample())
        if not pairs:
            return None
        ones, others = [pair[1] for pair in pairs], [pair[2] for pair in pairs]
        return (min(ones), min(others)), (max(ones), max(others))


def _kind(figure: float) -> int:
    size = abs(figure)
    if size >= 10 * _ZONE_UNIT_M:
        kind = 1_000 + int(size // _ZONE_UNIT_M) if size < _LARGEST_ZONED_M else 2_000
    else:
        kind = 0 if size <= 180 else len(str(int(size)))
    return -1 - kind if figure < 0 else kind
