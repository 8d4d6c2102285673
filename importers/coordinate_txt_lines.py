"""The lines of a land-supply coordinate TXT: header, head lines of parcels, vertex rows.

Only the grammar is here. What a line cannot be read as is kept in :class:`Unreadable`, so that no
row of a file disappears.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

COORDINATE_SECTION: Final = "[地块坐标]"
HEADER_SECTION: Final = "[属性描述]"
SHAPES: Final = {"面": "面", "线": "线", "点": "点", "面状": "面", "线状": "线", "点状": "点"}

_FULL_WIDTH: Final = str.maketrans("，【】：＝＠　", ",[]:=@ ")
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?", re.ASCII)
_RING: Final = re.compile(r"[0-9]{1,5}", re.ASCII)
_COUNT: Final = re.compile(r"[0-9]{1,7}", re.ASCII)
_AREA: Final = re.compile(
    r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?)\s*(公顷|hm2|hm²|ha|平方米|m2|m²|㎡)?", re.I
)
_UNITS_M2: Final = {"公顷": 10_000, "hm2": 10_000, "hm²": 10_000, "ha": 10_000}
_LONGEST_LABEL: Final = 50
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One vertex row; ``first`` and ``second`` in the order of the file, ``more`` behind them."""

    line: int
    label: str
    ring: int
    first: Decimal
    second: Decimal
    more: tuple[str, ...] = ()

    def same_place(self, other: "Row") -> bool:
        """Tell whether both figures are equal."""
        return (self.first, self.second) == (other.first, other.second)


@dataclass(frozen=True, slots=True)
class StatedArea:
    """The area of a head line: the figure, its written unit in m2 (None: not written)."""

    figure: Decimal
    unit_m2: int | None


@dataclass(slots=True)
class Block:
    """One head line and its rows. ``line`` is None for rows that stand under no head."""

    line: int | None
    count: int | None = None
    area: StatedArea | None = None
    area_text: str = ""
    number: str = ""
    name: str = ""
    shape: str = ""
    sheet: str = ""
    use: str = ""
    land_use_code: str = ""
    extras: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is neither head nor vertex; ``expected`` names the column that failed."""

    line: int
    text: str
    field: str


@dataclass(slots=True)
class Lines:
    """A whole file, line by line."""

    header: dict[str, str] = field(default_factory=dict)
    header_lines: dict[str, int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    full_width: int | None = None
    """First line with full-width punctuation, None when there is none."""


def parse_lines(text: str) -> Lines:
    """Read every line of the text; line numbers are one-based as an editor shows them."""
    found = Lines()
    in_header = False
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        line = raw.translate(_FULL_WIDTH).strip()
        if not line:
            continue
        if line != raw.strip() and found.full_width is None:
            found.full_width = number
        if line.startswith("["):
            in_header = line.replace(" ", "").startswith(HEADER_SECTION)
        elif in_header and "=" in line:
            key, _, value = line.partition("=")
            found.header.setdefault(key.strip(), value.strip())
            found.header_lines.setdefault(key.strip(), number)
        else:
            _body_line(found, number, line)
    return found


def _body_line(found: Lines, number: int, line: str) -> None:
    if "@" in line:
        found.blocks.append(_head(number, line))
        return
    cells = [cell.strip() for cell in line.split(",")]
    wrong = _wrong_column(cells)
    if wrong:
        found.unreadable.append(Unreadable(number, line, wrong))
        return
    if not found.blocks:
        found.blocks.append(Block(line=None))
    figures = Decimal(cells[2]), Decimal(cells[3])
    row = Row(number, cells[0], int(cells[1]), *figures, tuple(cells[4:]))
    found.blocks[-1].rows.append(row)


def _wrong_column(cells: list[str]) -> str:
    """Return the name of the first column that cannot be read, empty when all can."""
    if len(cells) < 4:
        return "点号,圈号,X,Y"
    if len(cells[0]) > _LONGEST_LABEL or not cells[0].isprintable():
        return "点号"
    if not _RING.fullmatch(cells[1]):
        return "圈号"
    if not NUMBER.fullmatch(cells[2]):
        return "X"
    return "" if NUMBER.fullmatch(cells[3]) else "Y"


def _head(number: int, line: str) -> Block:
    """Read a head line from its anchors: the ``@`` at the end and the word 面, 线 or 点."""
    cells = [cell.strip() for cell in line.partition("@")[0].rstrip(", ").split(",")]
    at = _anchor(cells)
    block = Block(line=number)
    before = cells[:at] if at is not None else cells[:4]
    after = cells[at + 1 :] if at is not None else cells[5:]
    block.shape = SHAPES[cells[at]] if at is not None else ""
    if len(before) < 4 and not _starts_with_count(before):
        before = ["", *before]
    before += [""] * (4 - len(before))
    after += [""] * (3 - len(after))
    block.count = int(before[0]) if _COUNT.fullmatch(before[0]) else None
    block.area_text, block.number, block.name = before[1], before[2], before[3]
    block.area = stated_area(before[1])
    block.sheet, block.use, block.land_use_code = after[:3]
    block.extras = tuple(cell for cell in (*before[4:], *after[3:]) if cell)
    return block


def _starts_with_count(cells: list[str]) -> bool:
    """Tell a point count in front from an area in front when fields are missing."""
    if len(cells) < 2:
        return False
    return bool(_COUNT.fullmatch(cells[0])) and stated_area(cells[1]) is not None


def _anchor(cells: list[str]) -> int | None:
    if len(cells) > 4 and cells[4] in SHAPES:
        return 4
    places = [place for place, cell in enumerate(cells) if cell in SHAPES]
    return places[-1] if places else None


def stated_area(text: str) -> StatedArea | None:
    """Read ``0.2701``, ``0.7655公顷`` or ``2700.61㎡``; None for anything else."""
    found = _AREA.fullmatch(text)
    if not found:
        return None
    unit = found[2] and _UNITS_M2.get(found[2].lower(), 1)
    return StatedArea(Decimal(found[1]), unit or None)
