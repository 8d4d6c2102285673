"""Codes of every level, and how their numbers are given (GB/T 37346-2019).

A parcel code has 19 characters, a building code 24 (parcel, F, building number), a unit code 28.
Numbers follow the highest ever given within their scope and are never given again.
"""

import re
from dataclasses import dataclass
from enum import Enum

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code, parse_unit_code

PARCEL_LENGTH, BUILDING_LENGTH, UNIT_LENGTH = 19, 24, 28
LAST_NUMBER = 9999
"""The highest building number and unit number; building 9999 means several buildings."""
_BUILDING_TAIL = re.compile(r"F[0-9]{4}")
_PREFIX_LENGTHS = (6, 9, 12, PARCEL_LENGTH)


class Level(Enum):
    """What a code names."""

    PARCEL = "parcel"
    BUILDING = "building"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class AnyCode:
    """A well-formed code with its level."""

    code: str
    level: Level

    @property
    def parcel_code(self) -> str:
        """The first 19 characters."""
        return self.code[:PARCEL_LENGTH]


def parse_any_code(text: str) -> AnyCode:
    """Return a code of 19, 24 or 28 characters with its level; blanks and full width are undone.

    Raises
    ------
    InvalidInput
        The text is no such code; the position is named where there is one.
    """
    code = normalise_input(text)
    if len(code) == PARCEL_LENGTH:
        return AnyCode(str(parse_parcel_code(code)), Level.PARCEL)
    if len(code) == BUILDING_LENGTH:
        return AnyCode(parse_building_code(code), Level.BUILDING)
    return AnyCode(str(parse_unit_code(code)), Level.UNIT)


def parse_building_code(text: str) -> str:
    """Return a building code (parcel code, F, four digits) as it was given.

    Raises
    ------
    InvalidInput
        The parcel code is malformed, with its position, or what follows is not F and four digits.
    """
    parse_parcel_code(text[:PARCEL_LENGTH])
    if _BUILDING_TAIL.fullmatch(text[PARCEL_LENGTH:]) is None:
        raise InvalidInput(
            Text(
                f"自然幢代码“{text[:40]}”有误：第 20–24 位应为 F 加四位幢号，例如 F0001。",
                f"building code '{text[:40]}': positions 20–24 must be F and the four digits of "
                "the building number, for example F0001.",
            )
        )
    return text


def require_renumbering(old: str, new: str) -> None:
    """Check that one prefix may take the place of another.

    Both name one level: county (6), district (9), sub-district (12 digits) or parcel (19).

    Raises
    ------
    InvalidInput
        They are of different or other lengths, are the same, or are no digits.
    """
    if len(old) == PARCEL_LENGTH == len(new) and old != new:
        parse_parcel_code(old)
        parse_parcel_code(new)
        return
    alike = len(old) == len(new) and len(old) in _PREFIX_LENGTHS[:-1] and old != new
    if not alike or not (old.isascii() and new.isascii() and (old + new).isdecimal()):
        raise InvalidInput(
            Text(
                f"不能把“{old[:40]}”改编为“{new[:40]}”：两者须同为 6、9、12 位数字"
                "或 19 位宗地代码，且互不相同。",
                f"'{old[:40]}' cannot be renumbered to '{new[:40]}': both must be 6, 9 or 12 "
                "digits, or parcel codes of 19, and differ.",
            )
        )
