"""What a reader or a check says about delivered data: one finding, one thing to put right."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs.

    ERROR blocks adoption; WARNING is for the reviewer to judge; INFORMATION asks for nothing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the interface."""

    zh: str
    en: str


NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or remark, in the shape that pages, API and command line all show.

    Parameters
    ----------
    code
        Stable id of the rule, for example ``FI03``; the first two letters name the family
        (FI file, CR coordinate system, BP boundary points, PA parcels, CV coverage, BU buildings,
        UN units, XS across stages).
    kind
        Stable word other programs rely on, for example ``axes_swapped``.
    severity
        See :class:`Severity`.
    message, advice
        What is wrong, and what to do about it, in Chinese and English.
    object_key
        Business number of the thing: parcel code, building number, room; empty for a whole file.
    file
        Name of the delivered file (the member's name inside a ZIP).
    line
        One-based line of a text file, row of a sheet or record of a table; None when the
        finding is about the whole file.
    field
        Name of the field as delivered.
    found, expected
        The value that was read, and what would have been right, as text for people.
    measured, limit, unit
        The figure behind the finding, its limit and their unit (``m``, ``m2``), where there is one.
    location
        (easting, northing) in metres in the office's system, for the map.
    cites
        Clause of the standard or rule.
    """

    code: str
    kind: str
    severity: Severity
    message: Text
    advice: Text = NO_TEXT
    object_key: str = ""
    file: str = ""
    line: int | None = None
    field: str = ""
    found: str = ""
    expected: str = ""
    measured: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    location: tuple[float, float] | None = None
    cites: str = ""
