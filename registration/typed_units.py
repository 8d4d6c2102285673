"""Units as a registrar types them, in the rows of a table or the lines of a list."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from buildings.domain.requests import LAST_STOREY, MOST_UNITS, UNIT_KINDS
from buildings.models import Unit
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text

AREAS: dict[str, Text] = {
    "built_m2": Text("建筑面积", "floor area"),
    "inner_m2": Text("套内面积", "inner area"),
    "shared_m2": Text("分摊面积", "shared area"),
    "land_share_m2": Text("分摊土地面积", "share of the land"),
}
FULL_LIST = (
    *("section", "storey_number", "room", "built_m2", "inner_m2", "shared_m2", "land_share_m2"),
    *("kind", "use", "address"),
)
"""Columns of a list of a rebuilt building's units, in the order of a line."""
SHORT_LIST = FULL_LIST[:4]
"""Columns of a presale or completion list."""
_COMMA = re.compile(r"[,，]")


@dataclass(frozen=True, slots=True)
class TypedUnit:
    """A unit as typed; areas in m2. Its names are those of the request for a change."""

    section: str = ""
    storey_number: str = ""
    room: str = ""
    built_m2: str = ""
    inner_m2: str = ""
    shared_m2: str = ""
    land_share_m2: str = ""
    kind: str = "room"
    use: str = ""
    address: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it names no room and no area: such a row is passed over."""
        return not self.room and not any(getattr(self, name) for name in AREAS)


def unit_as_typed(unit: Unit, **other: str) -> TypedUnit:
    """Return a registered unit as it would be typed, with ``other`` words in their places."""
    said = {
        "section": unit.section,
        "storey_number": str(unit.storey.number) if unit.storey else "",
        "room": unit.room,
        "kind": unit.kind,
        "use": unit.use,
        "address": unit.address,
        **{name: _figure(getattr(unit, name)) for name in AREAS},
    }
    return TypedUnit(**{**said, **other})


def _figure(area: Decimal | None) -> str:
    return "" if area is None else str(area)


def unit_body(row: TypedUnit, number: int, *, columns: Sequence[str] = FULL_LIST) -> dict[str, Any]:
    """Return row ``number``, counted from 1, as a request for a change names a unit.

    Raises InvalidInput at the first thing that is missing or cannot be read, naming the row.
    """
    if not row.room:
        raise InvalidInput(
            Text(f"第 {number} 行没有写室号。", f"Row {number} names no room."),
            advice=Text("整行清空即不计。", "A row that is all empty is passed over."),
        )
    body: dict[str, Any] = {"section": row.section, "room": row.room}
    if row.storey_number:
        body["storey_number"] = storey_typed(row.storey_number, number)
    if "kind" in columns:
        if row.kind not in UNIT_KINDS:
            raise _wrong(row.kind, number, Text("单元类型", "kind of unit"), "、".join(UNIT_KINDS))
        body |= {"kind": row.kind, "use": row.use, "address": row.address}
    for name, called in AREAS.items():
        if getattr(row, name) and name in columns:
            body[name] = area_typed(getattr(row, name), called, number)
    return body


def storey_typed(typed: str, number: int | None = None) -> int:
    """Return a storey. Raises InvalidInput when it is no whole number but 0 within 999."""
    text = typed.removeprefix("+")
    if re.fullmatch(r"-?[0-9]{1,3}", text) and 0 < abs(int(text)) <= LAST_STOREY:
        return int(text)
    raise _wrong(typed, number, Text("层号", "storey"), "-1", "5")


def area_typed(typed: str, called: Text, number: int | None = None) -> str:
    """Return an area in m2 as typed. Raises InvalidInput when it is none of two decimals."""
    try:
        value = Decimal(typed)
    except InvalidOperation:
        value = Decimal("NaN")
    is_area = value.is_finite() and 0 <= value < Decimal(10) ** 12 and len(typed) <= 20
    if is_area and value == value.quantize(Decimal("0.01")):
        return typed
    raise _wrong(typed, number, called, "89.12")


def _wrong(typed: str, number: int | None, called: Text, *examples: str) -> InvalidInput:
    row = Text("", "") if number is None else Text(f"第 {number} 行的", f"Row {number}: ")
    return InvalidInput(
        Text(
            f"{row.zh}{called.zh}“{typed[:20]}”无法识别，应如 {'、'.join(examples)}。",
            f"{row.en}{called.en} '{typed[:20]}' cannot be read; write it like "
            f"{' or '.join(examples)}.",
        )
    )


def list_typed(text: str, *, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the units of a list, one a line, its columns parted by tabs or else by commas.

    Raises InvalidInput at the first line that cannot be read, naming it.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_UNITS:
        raise InvalidInput(
            Text(f"清单最多 {MOST_UNITS} 行。", f"A list has {MOST_UNITS} lines at the most.")
        )
    return [unit_body(_line(line, n, columns), n, columns=columns) for n, line in lines]


def _line(line: str, number: int, columns: Sequence[str]) -> TypedUnit:
    most = len(columns) - 1
    parts = line.split("\t") if "\t" in line else _COMMA.split(line, maxsplit=most)
    if len(parts) > len(columns) and any(part.strip() for part in parts[len(columns) :]):
        raise InvalidInput(
            Text(
                f"第 {number} 行有 {len(parts)} 栏，最多 {len(columns)} 栏。",
                f"Row {number} has {len(parts)} columns; there are {len(columns)} at the most.",
            )
        )
    told = {name: part.strip() for name, part in zip(columns, parts, strict=False)}
    return row_read(told)


def row_read(told: Mapping[str, str]) -> TypedUnit:
    """Return a row from its words by column: full-width figures and blanks are understood."""
    figures = {"storey_number", *AREAS}
    known = {field.name for field in fields(TypedUnit)}
    words = {
        name: figure_meant(word) if name in figures else word.strip()
        for name, word in told.items()
        if name in known
    }
    return TypedUnit(**words | {"kind": words.get("kind") or "room"})


def figure_meant(typed: str) -> str:
    """Return a figure as it is meant: full-width digits, blanks and commas are understood."""
    return unicodedata.normalize("NFKC", typed).replace(" ", "").replace(",", "")


def list_of(rows: Sequence[TypedUnit], *, columns: Sequence[str]) -> str:
    """Return rows as a list to type on: parted by commas, by tabs where a word has a comma."""
    return "\n".join(_written([getattr(row, name) for name in columns]) for row in rows)


def _written(words: Sequence[str]) -> str:
    return ("\t" if any(_COMMA.search(word) for word in words) else ", ").join(words).rstrip(" ,")
