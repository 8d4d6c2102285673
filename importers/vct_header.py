"""The head of a VCT file: its dialect, and what it says of the coordinates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cadastre.domain.crs import ZONES, AxisOrder, Interpretation, interpret
from cadastre.domain.errors import FileRefused
from importers import vct_findings as say
from importers.reporting import Notes
from importers.vct_figures import Figures, Pair
from importers.vct_lines import Cursor

_KEY: Final = re.compile(r"\s*([A-Za-z]\w{0,60})\s*[:：]\s*(.*)", re.S)
_THREE: Final = re.compile(r"(?:v(?:er)?\.?\s*)?3(?:\.\d{1,4})*|.*17798.*", re.I)
_OLDER: Final = re.compile(r"(?:v(?:er)?\.?\s*)?[12](?:\.\d{1,4})*", re.I)
_METRE: Final = re.compile(r"m|米|metre|meter|metres|meters", re.I)
_NORTH: Final = frozenset({"n", "北", "north"})
_MOST_KEYS: Final = 200


@dataclass(slots=True)
class Header:
    """What the head says. Keys are in lower case; ``lines`` holds the number of each."""

    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def separator(self) -> bytes:
        """The character between figures and between values; a comma unless stated."""
        stated = self.values.get("separator", "")
        return stated.encode() if len(stated) == 1 and stated.isascii() else b","

    @property
    def order(self) -> AxisOrder:
        """East before north, unless the head says that its X axis points north."""
        north = self.values.get("xaxisdirection", "").lower() in _NORTH
        return AxisOrder.NORTH_EAST if north else AxisOrder.EAST_NORTH

    @property
    def zone(self) -> int | None:
        """The zone number at the end of ``Parameters``, None when it is none of China's."""
        parts = self._parameters
        if len(parts) < 6 or not re.fullmatch(r"[0-9]{1,3}(?:\.0*)?", parts[5]):
            return None
        zone = int(parts[5].partition(".")[0])
        return zone if any(zone in zones for zones in ZONES.values()) else None

    @property
    def is_without_prefix(self) -> bool:
        """Whether ``Parameters`` state the false easting of 500 km without a zone number."""
        parts = self._parameters
        return len(parts) > 2 and re.fullmatch(r"500000(?:\.0*)?", parts[2]) is not None

    @property
    def _parameters(self) -> list[str]:
        return [part.strip() for part in self.values.get("parameters", "").split(",")]

    @property
    def stated(self) -> str:
        """What the head says of the datum."""
        return self.values.get("spheroid", "").partition(",")[0].strip()


def read_header(cursor: Cursor, *, file: str) -> Header:
    """Read the lines between HeadBegin and HeadEnd.

    Raises
    ------
    FileRefused
        When the file is of version 1 or 2, which other rules govern, or has no head.
    """
    header = Header()
    row = cursor.take()
    if row is None or row[2].lower() != b"headbegin":
        raise FileRefused(say.no_head(file, row[0] if row else 1))
    for number, _, data in cursor:
        if data.lower() == b"headend":
            break
        # The head of a file in either encoding: only its ASCII values are compared with anything.
        found = _KEY.fullmatch(_text(data))
        if found and len(header.values) < _MOST_KEYS:
            header.values.setdefault(found[1].lower(), found[2].strip())
            header.lines.setdefault(found[1].lower(), number)
    else:
        raise FileRefused(say.no_head(file, cursor.last))
    version = header.values.get("version", "")
    if _OLDER.fullmatch(version):
        raise FileRefused(say.older_version(file, header.lines["version"], version))
    return header


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def interpret_figures(
    notes: Notes,
    header: Header,
    figures: Figures,
    everything: Iterable[Pair],
    *,
    office_srid: int,
) -> Interpretation:
    """Return what the figures are, and write down what the head has wrong.

    The corners of the figures' ranges decide (see :class:`Figures`). Only when they are refused
    are the figures themselves gone through, ``everything``, so that the findings count them.
    """
    _contradictions(notes, header, figures)
    sample = list(figures.sample())
    system = _interpret(notes.file, header, sample, office_srid)
    if system.refused:
        system = _interpret(notes.file, header, [*everything, *sample], office_srid)
    notes.findings += system.findings
    is_missing = sample and system.zone_prefix is None and not header.is_without_prefix
    if header.zone is not None and is_missing and not system.refused:
        say.prefix_absent(notes, header.lines["parameters"], header.zone, system.srid)
    return system


def _interpret(file: str, header: Header, pairs: list[Pair], office_srid: int) -> Interpretation:
    return interpret(
        ((first, second) for _, first, second in pairs),
        order=header.order,
        office_srid=office_srid,
        file=file,
        stated=header.stated,
        stated_zone=header.zone,
        lines=[number for number, _, _ in pairs],
    )


def _contradictions(notes: Notes, header: Header, figures: Figures) -> None:
    values, lines = header.values, header.lines
    version = values.get("version", "")
    if not _THREE.fullmatch(version):
        say.unknown_version(notes, lines.get("version"), version)
    unit = values.get("xyunit", "")
    if unit and not _METRE.fullmatch(unit):
        say.unit_is_not_metre(notes, lines["xyunit"], unit)
    offset = [part.strip(" 0.+-") for part in values.get("offset", "").split(",")]
    if any(offset):
        say.offset_not_applied(notes, lines["offset"], values["offset"])
    stated = [_corner(values.get(key, "")) for key in ("extentmin", "extentmax")]
    extent = figures.extent()
    if extent is None or None in stated:
        return
    corners = [corner for corner in stated if corner is not None]
    if any(
        abs(one - other) > 1
        for corner, real in zip(corners, extent, strict=True)
        for one, other in zip(corner, real, strict=True)
    ):
        say.extent_wrong(notes, lines["extentmin"], values["extentmin"], values["extentmax"])


def _corner(text: str) -> tuple[Decimal, Decimal] | None:
    parts = [part.strip() for part in text.split(",")][:2]
    if len(parts) < 2 or not all(re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{0,20})?", p) for p in parts):
        return None
    return Decimal(parts[0]), Decimal(parts[1])
