"""Words of a building table: storeys, rooms, titles, totals."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from importers.cell_values import text_of
from importers.field_codes import building_number

_NUMERALS = {word: number for number, word in enumerate("零一二三四五六七八九十")}
_CHINESE = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ONE = rf"(?P<{{0}}sign>地下|负|B|-)?第?(?P<{{0}}number>\d{{{{1,3}}}}|{_CHINESE})(?:层|楼|F)?"
_STOREY = re.compile(rf"{_ONE.format('a')}跃?(?:层)?")
_RANGE = re.compile(rf"{_ONE.format('a')}(?:-|~|至|到|、|,|/|\+|跃|及)(?:跃)?{_ONE.format('b')}")
_STOREY_TITLE = re.compile(
    rf"(?:地下|负|B|-)?第?(?:\d{{1,3}}|{_CHINESE})(?:[-~至](?:\d{{1,3}}|{_CHINESE}))?层"
)
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "－": "-", "‐": "-", "‑": "-", "～": "~"})
_BUILDING_TITLES = (
    re.compile(r"(?:幢号|楼号|栋号|楼幢号|自然幢号)[::]?(F?\d{1,4})(?!\d)"),
    re.compile(r"(?<![\d-])(F?\d{1,4})(?:#|号)?(?:幢|栋|号楼|楼|座(?!落))"),
    re.compile(r"(?<![\d-])(\d{1,4})#"),
)
_TOTAL = re.compile(r"(?:小计|合计|总计|共计|累计)(?:[:(].*)?$")
_FOOTER = re.compile(
    r"^(?:制表|审核|审定|测量|测绘|计算|检查|复核|绘图|填表|日期|单位名称)[^::]{0,4}[::]"
    r"|^(?:注|说明|备注)(?:[::1]|$)"
)
_LONGEST_TOTAL = 16


@dataclass(frozen=True, slots=True)
class Storey:
    """A storey as written: its physical number, the upper one of a range, its text."""

    number: int | None
    upper: int | None
    label: str


def read_storey(value: object) -> Storey:
    """Read a storey: ``3``, ``第3层``, ``三层``, ``-1``, ``负一层``, ``B1``, ``1-2层``, ``6跃7``.

    The number of a range is the first it names; what cannot be read (顶层, 夹层, 0, a date that a
    spreadsheet made of ``1-2``) has None and keeps its text. An empty cell gives an empty label.
    """
    label = text_of(value)
    if isinstance(value, date):
        return Storey(None, None, label)
    plain = _plain(label).upper()
    if match := _RANGE.fullmatch(plain):
        lower = _number(match["asign"], match["anumber"])
        # 地下1-2层 names two basements, 1--2 would be written 负.
        below_both = match["asign"] == "地下" and not match["bsign"]
        upper = _number("负" if below_both else match["bsign"], match["bnumber"])
        if lower and upper:
            return Storey(lower, upper, label)
    if match := _STOREY.fullmatch(plain):
        return Storey(_number(match["asign"], match["anumber"]) or None, None, label)
    return Storey(None, None, label)


def read_room(value: object) -> str:
    """Give a room without 室 at its end; a number keeps no ``.0``, text its leading zeros."""
    return unicodedata.normalize("NFKC", text_of(value)).strip().removesuffix("室").strip()


def read_section(value: object) -> str:
    """Give a section without 单元 at its end (``1单元`` is ``1``)."""
    text = unicodedata.normalize("NFKC", text_of(value)).strip()
    return text.removesuffix("单元").removeprefix("第").strip() or text


def building_in_title(text: str) -> str | None:
    """Find a building number in a title such as ``演示花园1幢房屋分户面积表``; None without."""
    plain = _plain(text)
    for pattern in _BUILDING_TITLES:
        if match := pattern.search(plain):
            return building_number(match[1])
    return None


def storey_in_title(text: str) -> Storey | None:
    """Read a row that holds nothing but a storey (``第二层``); None when it is something else."""
    plain = _plain(text)
    return read_storey(plain) if _STOREY_TITLE.fullmatch(plain) else None


def is_title(text: str) -> bool:
    """Tell whether a lone text is a storey (第二层) or names a building and its table."""
    return storey_in_title(text) is not None or (
        building_in_title(text) is not None and not text.strip().isdigit()
    )


def total_word(value: object) -> str:
    """Give the text of a total row's cell (``合计``, ``1层小计``), or ``""``."""
    plain = _plain(text_of(value))
    return plain if len(plain) <= _LONGEST_TOTAL and _TOTAL.search(plain) else ""


def is_part_total(word: str) -> bool:
    """Tell whether a total is of a storey or section, not of a building."""
    return "小计" in word or "层" in word or "单元" in word


def is_footer(value: object) -> bool:
    """Tell whether a cell begins a line of signatures or remarks under a table."""
    return isinstance(value, str) and _FOOTER.match(_plain(value)) is not None


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_DASHES))
    return re.sub(r"\s+", "", plain).translate(_DASHES)


def _number(sign: str | None, digits: str) -> int:
    if digits.isdigit():
        number = int(digits)
    else:
        tens, ten, ones = digits.rpartition("十")
        number = (_NUMERALS[tens] if tens else 1) * 10 if ten else 0
        number += _NUMERALS.get(ones, 0)
    return -number if sign else number
