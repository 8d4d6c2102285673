"""Where the boxes and lines of a lineage stand: time runs from left to right.

A code stands in the column after the last of those it came from, so every line leads to the right
(but in a circle, which only a mistake could make). Within a column boxes stand near the middle of
what they came from. All measures are in pixels of the drawing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from buildings.domain.lineage import Lineage, Step

BOX_WIDTH, BOX_HEIGHT = 190, 62
COLUMN_GAP, ROW_GAP, MARGIN = 130, 18, 12
MOST_BOXES = 400
"""Beyond this a drawing says less than a list."""


@dataclass(frozen=True, slots=True)
class Box:
    """A code with the corner of its box, its state and its dates."""

    code: str
    left: float
    top: float
    state: str
    begun_at: datetime | None
    ended_at: datetime | None
    is_asked: bool

    @property
    def text_left(self) -> float:
        """Where its lines of writing begin."""
        return self.left + 10

    @property
    def text_tops(self) -> tuple[float, float, float]:
        """The baselines of place, code and dates."""
        return self.top + 17, self.top + 36, self.top + 53

    @property
    def short(self) -> str:
        """What differs within a lineage: what follows the parcel, or the parcel's own number."""
        return self.code[19:] or self.code[12:]

    @property
    def place(self) -> str:
        """What stands before ``short``."""
        return self.code[: -len(self.short)]


@dataclass(frozen=True, slots=True)
class Line:
    """A step as a curve from box to box; ``path`` is SVG, ``middle`` its left and top."""

    path: str
    kind: str
    at: datetime
    middle: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """What happened when, written once for all steps of one act between two columns."""

    kind: str
    at: datetime
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines with the size of the whole; ``left_out`` are codes too many to draw."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    width: float
    height: float
    left_out: int = 0


def drawing_of(lineage: Lineage, *, at: datetime | None = None) -> Drawing:
    """Lay out a lineage; states are those of ``at``, by default today's."""
    codes = _nearest(lineage)
    steps = [s for s in lineage.steps if s.from_code in codes and s.to_code in codes]
    columns = _columns(codes, steps)
    places = _places(columns, steps)
    boxes = tuple(
        Box(
            code,
            left,
            top,
            lineage.dates[code].state(at),
            lineage.dates[code].reserved_at,
            lineage.dates[code].retired_at,
            code == lineage.code,
        )
        for code, (left, top) in places.items()
    )
    lines = tuple(_line(step, places) for step in steps)
    return Drawing(
        boxes,
        lines,
        _labels(lines),
        max(box.left for box in boxes) + BOX_WIDTH + MARGIN,
        max(box.top for box in boxes) + BOX_HEIGHT + MARGIN,
        len(lineage.codes) - len(codes),
    )


def _labels(lines: Sequence[Line]) -> tuple[Label, ...]:
    tops: dict[tuple[str, datetime, float], list[float]] = defaultdict(list)
    for line in lines:
        tops[(line.kind, line.at, line.middle[0])].append(line.middle[1])
    return tuple(
        Label(kind, at, left, sum(found) / len(found) - 6)
        for (kind, at, left), found in tops.items()
    )


def _nearest(lineage: Lineage) -> list[str]:
    return list(lineage.codes)[:MOST_BOXES]


def _columns(codes: Sequence[str], steps: Sequence[Step]) -> list[list[str]]:
    """Put every code one column after the last it came from; a circle is cut after n rounds."""
    column = dict.fromkeys(codes, 0)
    for _round in codes:
        moved = False
        for step in steps:
            if column[step.to_code] <= column[step.from_code] < len(codes):
                column[step.to_code] = column[step.from_code] + 1
                moved = True
        if not moved:
            break
    used = sorted(set(column.values()))
    return [[code for code in codes if column[code] == number] for number in used]


def _places(
    columns: Sequence[Sequence[str]], steps: Sequence[Step]
) -> dict[str, tuple[float, float]]:
    before: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        before[step.to_code].append(step.from_code)
    tallest = max(len(column) for column in columns)
    places: dict[str, tuple[float, float]] = {}
    for number, column in enumerate(columns):
        left = MARGIN + number * (BOX_WIDTH + COLUMN_GAP)
        wanted = {code: _middle(code, before, places) for code in column}
        ordered = sorted(column, key=lambda code: (wanted[code], code))
        offset = (tallest - len(column)) * (BOX_HEIGHT + ROW_GAP) / 2
        for row, code in enumerate(ordered):
            places[code] = (left, MARGIN + offset + row * (BOX_HEIGHT + ROW_GAP))
    return places


def _middle(
    code: str, before: dict[str, list[str]], places: dict[str, tuple[float, float]]
) -> float:
    tops = [places[old][1] for old in before[code] if old in places]
    return sum(tops) / len(tops) if tops else 0.0


def _line(step: Step, places: dict[str, tuple[float, float]]) -> Line:
    (from_left, from_top), (to_left, to_top) = places[step.from_code], places[step.to_code]
    start, begin = from_left + BOX_WIDTH, from_top + BOX_HEIGHT / 2
    end = to_top + BOX_HEIGHT / 2
    bend = (start + to_left) / 2
    path = (
        f"M{start:.0f} {begin:.0f} C{bend:.0f} {begin:.0f} {bend:.0f} {end:.0f} "
        f"{to_left:.0f} {end:.0f}"
    )
    return Line(path, step.kind, step.at, (bend, (begin + end) / 2))
