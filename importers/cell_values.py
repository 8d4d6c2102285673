"""Values of table cells as text, decimals and whole numbers, digit for digit.

A spreadsheet or DBF keeps 92.36 as a binary number; the shortest text that gives the same binary
number back is what somebody typed, so it is what we keep.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral, Real

import numpy as np

_NUMBER = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,40})?|\.\d{1,40})")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNIT = re.compile(r"(?:m2|M2|平方米|平米|米|m|M|层|元)$")
_BLANKS = frozenset({"", "-", "--", "---", "—", "——", "–", "/", "\\", "无", "*"})
_DASHES = str.maketrans({"−": "-", "–": "-", "－": "-", "‐": "-", "‑": "-"})
_LARGEST_EXPONENT = 18
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf(?:inity)?|-?1\.#\w+)", re.IGNORECASE)


def holds_no_finite_number(texts: Iterable[object]) -> bool:
    """Tell whether one of some figures is NaN or infinite, as programs write them.

    Such a row is not merely unreadable: somebody's program computed nonsense, and says so.
    """
    return any(_NOT_FINITE.fullmatch(str(text).strip(" “”\"'")) for text in texts)


def quoted_figures(cells: Iterable[object], *, separator: str = ",") -> str:
    """Return cells that should have been figures as a finding may quote them.

    A row that cannot be read may hold anybody's name where a figure should stand. Only what has a
    digit, or says that it is none (NaN), is quoted; the rest is an ellipsis.
    """
    texts = [str(cell or "").strip() for cell in cells]
    shown = [
        text if not text or any(map(str.isdigit, text)) or holds_no_finite_number([text]) else "…"
        for text in texts
    ]
    return separator.join(shown)[:60]


def text_of(value: object) -> str:
    """Give a cell as text: ``101`` for 101.0, an ISO date, ``""`` for None, NaN and NaT."""
    if value is None:
        return ""
    if type(value) is str:  # what nearly every cell is
        return _plain_text(value)
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value.astype("datetime64[D]"))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return _float_text(float(value))
    return _plain_text(str(value))


def decimal_of(value: object) -> Decimal | None:
    """Give a cell as a Decimal with the digits that were delivered; None for an empty cell.

    Text may carry blanks, a unit (``92.36 ㎡``), full-width digits and thousands separators; a
    lone dash or stroke counts as empty.

    Raises
    ------
    ValueError
        When the cell is no number.
    """
    if type(value) is str and value.isascii() and _NUMBER.fullmatch(value):
        return Decimal(value)  # what nearly every cell of a text file is
    if isinstance(value, date | np.datetime64):
        raise ValueError(text_of(value))
    plain = unicodedata.normalize("NFKC", text_of(value))
    plain = re.sub(r"\s+", "", plain).translate(_DASHES)
    if plain in _BLANKS:
        return None
    plain = _UNIT.sub("", plain)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(text_of(value))
    return Decimal(plain)


def whole_of(value: object) -> int | None:
    """Give a cell as a whole number; None for an empty cell.

    Raises
    ------
    ValueError
        When the cell is no whole number.
    """
    number = decimal_of(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise ValueError(text_of(value))
    return int(number)


def scaled(number: Decimal, *, numerator: int, denominator: int) -> Decimal:
    """Convert a figure to another unit, exact where it can be, else to six decimals half-up."""
    if denominator == 1:
        return number * numerator
    return (number * numerator / denominator).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def _plain_text(text: str) -> str:
    # NUL pads the fields of some tables; one inside a text is not ours to take out.
    return text.strip("\x00").replace("\xa0", " ").strip()


def _float_text(number: float) -> str:
    if math.isnan(number):
        return ""
    if math.isinf(number) or abs(number) >= 10**_LARGEST_EXPONENT:
        return repr(number)
    if number.is_integer():
        return str(int(number))
    return format(Decimal(repr(number)), "f")
