"""28-character real-estate unit codes (不动产单元代码) and 19-character parcel codes (宗地代码).

GB/T 37346-2019: seven layers of fixed width, no check digit. ``parse_unit_code`` accepts exactly
what has the form of the standard; ``check_unit_code`` also says what must not be registered though
it has that form (virtual codes, placeholders, a city instead of a county) and what is unusual.
The code never tells a whole building from its first flat: keep the kind of unit beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Severity, Text
from cadastre.domain.unit_code_check import check_parcel_code, check_unit_code
from cadastre.domain.unit_code_form import (
    PARCEL_CODE_LENGTH,
    PARCEL_LAYERS,
    CodeLayer,
    CodeRemark,
    normalise_input,
    unit_layers,
)
from cadastre.domain.unit_code_letters import FIXTURES, OWNERSHIP, PARCEL_KINDS

__all__ = [
    "CodeMalformed",
    "CodeRemark",
    "ParcelCode",
    "ParcelCodeMalformed",
    "UnitCode",
    "UnitCodeMalformed",
    "build_unit_code",
    "check_parcel_code",
    "check_unit_code",
    "display_segments",
    "normalise_input",
    "parse_parcel_code",
    "parse_unit_code",
]

SEVERAL_BUILDINGS = "9999"
"""Building number of a unit made of several buildings (项目内多幢)."""

# Well formed, and met in deliveries: parsing must reach them so that they can be set aside by name.
_PARSED_THOUGH_WRONG = frozenset(
    {"not_a_county", "virtual_code", "vendor_virtual", "unit_placeholder"}
)
_SHOWN_LENGTH = 40


class CodeMalformed(InvalidInput):
    """A code that cannot be read; ``reason`` and ``position`` (one-based) say where and why."""

    code = "code_malformed"
    subject = Text("代码", "code")

    def __init__(self, text: str, remark: CodeRemark) -> None:
        shown = text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "…"
        super().__init__(
            Text(
                f"{self.subject.zh}“{shown}”有误：{remark.message.zh}",
                f"{self.subject.en} '{shown}': {remark.message.en}",
            )
        )
        self.text = text
        self.reason = remark.reason
        self.position = remark.position


class UnitCodeMalformed(CodeMalformed):
    """A text that is no unit code (不动产单元代码)."""

    code = "unit_code_malformed"
    subject = Text("不动产单元代码", "unit code")


class ParcelCodeMalformed(CodeMalformed):
    """A text that is no parcel code (宗地代码)."""

    code = "parcel_code_malformed"
    subject = Text("宗地代码", "parcel code")


@dataclass(frozen=True, slots=True)
class ParcelCode:
    """A parcel code (宗地代码) in its layers; ``str()`` gives the 19 characters.

    Make one with :func:`parse_parcel_code`; the bare constructor checks nothing.
    """

    county: str
    district: str
    sub_district: str
    ownership: str
    parcel_kind: str
    sequence: str

    def __str__(self) -> str:
        return self.sub_district_code + self.feature + self.sequence

    @property
    def district_code(self) -> str:
        """Nine characters: county and cadastral district (地籍区)."""
        return self.county + self.district

    @property
    def sub_district_code(self) -> str:
        """Twelve characters: county, district and sub-district (地籍子区)."""
        return self.district_code + self.sub_district

    @property
    def feature(self) -> str:
        """Return the two feature letters (宗地特征码), for example ``GB``."""
        return self.ownership + self.parcel_kind

    @property
    def layer(self) -> str:
        """Layer of space: ``surface``, ``above`` (kind S) or ``below`` (kind X)."""
        return PARCEL_KINDS[self.parcel_kind].layer

    @property
    def display(self) -> str:
        """Segments 6 + 6 + 7, for example ``410811 001002 GB00007``."""
        return f"{self.county} {self.district}{self.sub_district} {self.feature}{self.sequence}"


@dataclass(frozen=True, slots=True)
class UnitCode:
    """A real-estate unit code (不动产单元代码) in its layers; ``str()`` gives the 28 characters.

    Make one with :func:`parse_unit_code` or :func:`build_unit_code`; the bare constructor checks
    nothing. ``fixture_number`` holds the eight characters after the fixture letter.
    """

    county: str
    district: str
    sub_district: str
    ownership: str
    parcel_kind: str
    parcel_sequence: str
    fixture_kind: str
    fixture_number: str

    def __str__(self) -> str:
        return self.parcel_code + self.fixture_code

    @property
    def parcel(self) -> ParcelCode:
        """The parcel the unit stands on."""
        return ParcelCode(
            self.county,
            self.district,
            self.sub_district,
            self.ownership,
            self.parcel_kind,
            self.parcel_sequence,
        )

    @property
    def parcel_code(self) -> str:
        """Positions 1–19 (宗地代码): the stable key of everything on the parcel."""
        return str(self.parcel)

    @property
    def fixture_code(self) -> str:
        """Positions 20–28 (定着物代码)."""
        return self.fixture_kind + self.fixture_number

    @property
    def district_code(self) -> str:
        """Nine characters: county and cadastral district (地籍区)."""
        return self.parcel.district_code

    @property
    def sub_district_code(self) -> str:
        """Twelve characters: county, district and sub-district (地籍子区)."""
        return self.parcel.sub_district_code

    @property
    def building_number(self) -> str | None:
        """Positions 21–24 (幢号) of a house code, None for other fixtures."""
        return self.fixture_number[:4] if self.fixture_kind == "F" else None

    @property
    def unit_number(self) -> str | None:
        """Positions 25–28 (户号) of a house code, None for other fixtures."""
        return self.fixture_number[4:] if self.fixture_kind == "F" else None

    @property
    def building_code(self) -> str | None:
        """Code of the natural building (自然幢号): parcel code, F and building number.

        24 characters; None when the fixture is not a house.
        """
        return f"{self.parcel_code}F{self.building_number}" if self.fixture_kind == "F" else None

    @property
    def layer(self) -> str:
        """Layer of space: ``surface``, ``above`` (kind S) or ``below`` (kind X)."""
        return self.parcel.layer

    @property
    def display(self) -> str:
        """Segments 6 + 6 + 7 + 9, for example ``410811 001002 GB00007 F00010001``."""
        return f"{self.parcel.display} {self.fixture_code}"


def parse_unit_code(text: str) -> UnitCode:
    """Split a unit code into its seven layers.

    Parameters
    ----------
    text
        28 half-width upper-case characters without blanks, as stored. What a person typed goes
        through :func:`normalise_input` first.

    Raises
    ------
    UnitCodeMalformed
        At the first character that breaks the form of GB/T 37346-2019, with position and reason.
        Codes that have the form and yet must not be registered do parse: ask
        :func:`check_unit_code`.
    """
    _refuse(text, check_unit_code(text), UnitCodeMalformed)
    return _on_parcel(_parcel(text), text[19], text[20:])


@lru_cache(maxsize=1 << 16)
def parse_parcel_code(text: str) -> ParcelCode:
    """Split a 19-character parcel code (宗地代码) into its layers.

    Raises
    ------
    ParcelCodeMalformed
        At the first character that breaks the form of GB/T 37346-2019.
    """
    _refuse(text, check_parcel_code(text), ParcelCodeMalformed)
    return _parcel(text)


def build_unit_code(
    parcel_code: str | ParcelCode,
    *,
    building_number: int | str | None = None,
    unit_number: int | str | None = None,
    fixture: str = "F",
    fixture_number: int | str | None = None,
) -> UnitCode:
    """Build the code of a unit on a parcel; numbers may be given without leading zeros.

    Parameters
    ----------
    parcel_code
        19 characters.
    building_number, unit_number
        1–9999 each, both needed for a house (``F``); building 9999 means several buildings.
    fixture
        ``F`` house, ``L`` trees, ``Q`` other, ``W`` none.
    fixture_number
        1–99999999, needed for ``L`` and ``Q``.

    Raises
    ------
    ParcelCodeMalformed
        The parcel code has not the form of the standard.
    UnitCodeMalformed
        The result could not be registered: a number out of range, a virtual parcel, a fixture
        that this parcel kind cannot have. A county on no list is not refused here.
    ValueError, TypeError
        The arguments do not go together (a building number with ``W``): a caller's mistake.
    """
    parcel = parse_parcel_code(str(parcel_code))
    house, other = (building_number, unit_number), fixture_number
    if fixture not in FIXTURES:
        raise ValueError(f"unknown fixture letter: {fixture!r}")
    if (fixture == "F") != (None not in house) or (fixture != "F" and house != (None, None)):
        raise ValueError(f"building and unit number belong to F and to F only, not {fixture}")
    if (fixture in "LQ") != (other is not None):
        raise ValueError(f"a fixture number belongs to L and Q and to them only, not {fixture}")
    if fixture == "F":
        tail = _digits(building_number, 4) + _digits(unit_number, 4)
    else:
        tail = _digits(other or 0, 8)
    text = f"{parcel}{fixture}{tail}"
    remarks = [remark for remark in check_unit_code(text) if remark.reason != "not_a_county"]
    _refuse(text, remarks, UnitCodeMalformed, tolerated=frozenset())
    return _on_parcel(parcel, fixture, tail)


def display_segments(code: str | UnitCode | ParcelCode) -> list[tuple[str, Text]]:
    """Return each segment of a 28- or 19-character code with its name in both languages.

    The segments joined give the code again. Letters are named with their meaning.

    Raises
    ------
    UnitCodeMalformed, ParcelCodeMalformed
        The code has not the form of the standard (19 characters are read as a parcel code).
    """
    text = str(code)
    if len(text) == PARCEL_CODE_LENGTH:
        parse_parcel_code(text)
        layers = PARCEL_LAYERS
    else:
        parse_unit_code(text)
        layers = unit_layers(text[19])
    return [
        (segment, _named(segment, layer))
        for segment, layer in zip(_split(text, layers), layers, strict=True)
    ]


def _parcel(text: str) -> ParcelCode:
    return ParcelCode(*_split(text, PARCEL_LAYERS))


def _on_parcel(parcel: ParcelCode, fixture_kind: str, fixture_number: str) -> UnitCode:
    return UnitCode(
        parcel.county,
        parcel.district,
        parcel.sub_district,
        parcel.ownership,
        parcel.parcel_kind,
        parcel.sequence,
        fixture_kind,
        fixture_number,
    )


def _split(text: str, layers: tuple[CodeLayer, ...]) -> list[str]:
    return [text[layer.first - 1 : layer.last] for layer in layers]


def _refuse(
    text: str,
    remarks: list[CodeRemark],
    error: Callable[[str, CodeRemark], CodeMalformed],
    *,
    tolerated: frozenset[str] = _PARSED_THOUGH_WRONG,
) -> None:
    """Raise at the first remark that keeps the text from being a code."""
    for remark in remarks:
        is_error = remark.severity is Severity.ERROR and remark.reason not in tolerated
        # A warning on import, since such rows must be named one by one; never a code of ours.
        if is_error or remark.reason == "vendor_letters":
            raise error(text, remark)


def _digits(number: int | str | None, width: int) -> str:
    return str(number).rjust(width, "0")


def _named(segment: str, layer: CodeLayer) -> Text:
    """Return the name of a segment; letters and special numbers carry their meaning."""
    meaning: Text | None = None
    match layer.first:
        case 13:
            meaning = OWNERSHIP[segment]
        case 14:
            meaning = PARCEL_KINDS[segment].name
        case 20:
            meaning = FIXTURES[segment]
        case 21 if segment == SEVERAL_BUILDINGS:
            meaning = Text("多幢组成一个单元", "several buildings as one unit")
    if meaning is None:
        return layer.name
    return Text(f"{layer.name.zh}：{meaning.zh}", f"{layer.name.en}: {meaning.en}")
