"""The rows of two building tables made ready to be matched: labels read, place in the storey told.

A place is what remains of a room number once its storey is taken off: 01 of 101, 1801, B1-01 and
地下一层01. Rooms of one entrance that stand above each other share it, so it survives a storey that
was put in between, and a basement that is written another way.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from buildings.domain.building_table import NaturalKey, natural_key
from importers.building_table_values import read_storey

_DASHES = re.compile(r"[‐-―−–—_/·.]")
_CLOSING = re.compile(r"(?<=.)[室号户]+$")
_DIGITS = re.compile(r"[0-9]+")
_BELOW = r"(?:B|负|-|地下|地下室)"
_SECTION_IN_ROOM = re.compile(r"([^-]{1,8}?)(?:单元)?-([0-9]{3,})")
_CHINESE = "零一二三四五六七八九"


class TableRow(Protocol):
    """A unit (户) as a delivered building table says it; areas in m2, as delivered."""

    section: str
    storey_number: int | None
    storey_label: str
    room: str
    use: str
    inner_m2: Decimal | None
    shared_m2: Decimal | None
    built_m2: Decimal | None
    unit_code: str
    file: str
    line: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row and what its labels mean. ``area`` is for choosing by, never for showing.

    ``place`` is the room without its storey, ``label`` the room with it, ``words`` its letters.
    """

    unit: TableRow
    storey: int | None
    section: NaturalKey
    place: NaturalKey
    label: NaturalKey
    words: str
    area: float | None

    @property
    def order(self) -> tuple[bool, int, NaturalKey, NaturalKey]:
        """Where the row stands: from the lowest storey up, by section, by room."""
        return self.storey is None, self.storey or 0, self.section, self.label


def rows_of(units: Iterable[TableRow]) -> list[Row]:
    """Return the rows of a table in table order; rows at one place keep their delivered order."""
    return sorted(map(_row, units), key=lambda row: row.order)


def written(unit: TableRow) -> tuple[str, str, str]:
    """Return section, room and storey as they are spelled, to tell another spelling of them."""
    return unit.section.strip(), unit.room.strip(), unit.storey_label.strip()


def _row(unit: TableRow) -> Row:
    text = _plain(unit.room)
    storey = unit.storey_number
    if storey is None:
        storey = read_storey(unit.storey_label).number
    section = unit.section
    inside = None if section.strip() else _SECTION_IN_ROOM.fullmatch(text)
    if inside and inside[2].startswith(str(storey)):
        section, text = inside[1], inside[2]
    rest = _without_storey(text, storey, unit.storey_label)
    below = f"B{-storey}-{rest}" if storey is not None and storey < 0 and rest != text else text
    area = unit.built_m2 if unit.built_m2 is not None else unit.inner_m2
    return Row(
        unit=unit,
        storey=storey,
        section=natural_key(_plain(section)),
        place=natural_key(rest),
        label=natural_key(below),
        words=_DIGITS.sub("", rest).strip("-"),
        area=None if area is None else float(area),
    )


def _plain(label: str) -> str:
    """Return a label in half-width capitals without blanks, with one kind of dash."""
    text = "".join(unicodedata.normalize("NFKC", label).upper().split())
    return _CLOSING.sub("", _DASHES.sub("-", text))


def _without_storey(text: str, storey: int | None, storey_label: str) -> str:
    """Take the storey off the front of a room: by its number, or by the digits of its name."""
    if storey is None:
        return text
    if storey < 0:
        return _without_basement(text, -storey)
    named = _DIGITS.search(unicodedata.normalize("NFKC", storey_label))
    for front in (str(storey), named[0] if named else ""):
        for written_front in (front, front.zfill(2)):
            rest = text[len(written_front) :].lstrip("-")
            if front and text.startswith(written_front) and len(_digits_before(rest)) >= 2:
                return rest
    return text


def _without_basement(text: str, depth: int) -> str:
    number = rf"(?:{depth}|{_CHINESE[depth]})" if depth < len(_CHINESE) else str(depth)
    front = re.match(rf"{_BELOW}第?{number}(?:层|F|楼)?-?(?=[^0-9]|[0-9]{{2,}})(?=.)", text)
    if front is None:
        return text
    return text[front.end() :]


def _digits_before(text: str) -> str:
    found = _DIGITS.match(text)
    return found[0] if found else ""
