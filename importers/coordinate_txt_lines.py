"""The lines of a land-supply coordinate TXT: header, head lines of parcels, vertex rows.

Only the grammar is here. A line that cannot be read is handed over as :class:`Unreadable`, so that
no row of a file disappears.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

COORDINATE_SECTION: Final = "[地块坐标]"
HEADER_SECTION: Final = "[属性描述]"
_HEADER_KEYS: Final = frozenset({"坐标系", "带号", "几度分带", "计量单位", "投影类型", "转换参数"})
SHAPES: Final = {"面": "面", "线": "线", "点": "点", "面状": "面", "线状": "线", "点状": "点"}

_FULL_WIDTH: Final = str.maketrans("，【】：＝＠　", ",[]:=@ ")
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?", re.ASCII)
_BLANK: Final = r"[ \t]*"
_PLAIN_ROW: Final = re.compile(
    rf"{_BLANK}([0-9A-Za-z]{{1,50}}){_BLANK},{_BLANK}([0-9]{{1,5}}){_BLANK}"
    rf",{_BLANK}({NUMBER.pattern}){_BLANK},{_BLANK}({NUMBER.pattern}){_BLANK}"
    r"((?:,[0-9A-Za-z. \t+-]*)*)",
    re.ASCII,
)
"""A row as nearly all are; whatever else is one is told cell by cell."""
_RING: Final = re.compile(r"[0-9]{1,5}", re.ASCII)
_COUNT: Final = re.compile(r"[0-9]{1,7}", re.ASCII)
_AREA: Final = re.compile(
    r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?)\s*(公顷|hm2|hm²|ha|平方米|m2|m²|㎡)?", re.I
)
_UNITS_M2: Final = {"公顷": 10_000, "hm2": 10_000, "hm²": 10_000, "ha": 10_000}
_LONGEST_LABEL: Final = 50
_CODE_SHAPE: Final = re.compile(r"\w{15,32}")


class Row(NamedTuple):
    """One vertex row; ``first`` and ``second`` in the order of the file, ``more`` behind them."""

    line: int
    label: str
    ring: int
    first: Decimal
    second: Decimal
    more: tuple[str, ...] = ()

    def same_place(self, other: "Row") -> bool:
        """Tell whether both figures are equal."""
        return self.first == other.first and self.second == other.second


@dataclass(frozen=True, slots=True)
class StatedArea:
    """The area of a head line: the figure, its written unit in m2 (None: not written)."""

    figure: Decimal
    unit_m2: int | None


@dataclass(slots=True)
class Block:
    """One head line and its rows. ``line`` is None for rows that stand under no head.

    ``has_more`` tells whether a row has columns behind the four of the grammar, ``unread`` how many
    lines under it are no rows.
    """

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
    has_more: bool = False
    unread: int = 0

    @property
    def is_polygon(self) -> bool:
        """Whether it may be a parcel: a record of points (点) or lines (线) is none."""
        return self.shape not in ("点", "线")

    @property
    def code(self) -> str:
        """The 地块编号 (or else the name) when it is meant as a parcel code, not a serial."""
        for text in (self.number, self.name):
            plain = text.replace(" ", "")
            if _CODE_SHAPE.fullmatch(plain) and any(map(str.isdigit, plain)):
                return plain
        return ""

    @property
    def key(self) -> str:
        """What people call the parcel: its code, else its name, else its number."""
        return self.code or self.name or self.number


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is neither head nor vertex; ``field`` names the column that failed.

    ``under`` is the parcel it stands in, None before the first.
    """

    line: int
    text: str
    field: str
    under: Block | None


@dataclass(slots=True)
class Header:
    """What a file says before its parcels, as far as its lines were gone through.

    Of statements that come twice the first counts. ``full_width`` is the first line with full-width
    punctuation, None when there is none.
    """

    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    full_width: int | None = None
    _is_inside: bool = False

    def takes(self, number: int, raw: str, line: str) -> bool:
        """Tell whether a line begins a section or is one of the header's.

        Of its statements (``key=value``) those are kept that are looked at. ``line`` is the ``raw``
        one in half-width punctuation.
        """
        if self.full_width is None and line != raw.strip():
            self.full_width = number
        if line.startswith("["):
            self._is_inside = line.replace(" ", "").startswith(HEADER_SECTION)
            return True
        if not (self._is_inside and "=" in line):
            return False
        key, _, value = line.partition("=")
        key = key.strip()
        if key in _HEADER_KEYS and key not in self.values:
            self.values[key], self.lines[key] = value.strip(), number
        return True


def read_blocks(
    lines: Iterable[str],
    header: Header | None = None,
    unreadable: Callable[[Unreadable], None] = lambda row: None,
) -> Iterator[Block]:
    """Yield one parcel after the other, in the order of the file.

    Parameters
    ----------
    lines
        All lines; the first is number one, as an editor shows them.
    header
        Filled with what the header states, and complete when the last parcel was yielded.
    unreadable
        Told of every line that is neither head nor vertex.
    """
    header = Header() if header is None else header
    block: Block | None = None
    for number, raw in enumerate(lines, start=1):
        plain = _PLAIN_ROW.fullmatch(raw)
        if plain and block is not None:
            block.rows.append(_plain_row(number, *plain.groups()))
            block.has_more = block.has_more or bool(plain[5])
            continue
        line = raw.translate(_FULL_WIDTH).strip()
        if not line:
            continue
        if header.takes(number, raw, line):
            continue
        if "@" in line:
            if block is not None:
                yield block
            block = _head(number, line)
        else:
            row = _row(number, line, under=block)
            if isinstance(row, Unreadable):
                unreadable(row)
                continue
            block = block or Block(line=None)
            block.rows.append(row)
            block.has_more = block.has_more or bool(row.more)
    if block is not None:
        yield block


def _plain_row(number: int, label: str, ring: str, first: str, second: str, more: str) -> Row:
    further = tuple(cell.strip() for cell in more[1:].split(",")) if more else ()
    return Row(number, label, int(ring), Decimal(first), Decimal(second), further)


def _row(number: int, line: str, *, under: Block | None) -> Row | Unreadable:
    cells = [cell.strip() for cell in line.split(",")]
    wrong = _wrong_column(cells)
    if wrong:
        return Unreadable(number, line, wrong, under)
    figures = Decimal(cells[2]), Decimal(cells[3])
    return Row(number, cells[0], int(cells[1]), *figures, tuple(cells[4:]))


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
