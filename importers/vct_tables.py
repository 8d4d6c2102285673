"""Tables of a VCT file: what their fields are, what they hold, and their rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from importers import field_codes
from importers import vct_row_findings as say_row
from importers.reporting import Notes
from importers.vct_lines import Cursor, EncodingWatch, Row

MOST_FIELDS: Final = 500
_COUNT: Final = re.compile(r"[0-9]{1,5}")
_SECTION_END: Final = re.compile(rb"[A-Za-z]{1,40}End", re.I)
_NO_GEOMETRY: Final = re.compile(r"none_?geometry", re.I)
_PREFIX: Final = re.compile(r"^(?:KTT|KTF|FW|GY|ZH|TB)_", re.I)


class Role(StrEnum):
    """What a table is to us."""

    PARCEL = "parcel"
    BUILDING = "building"
    UNIT = "unit"
    STOREY = "storey"
    LOGICAL = "logical"
    POINT = "point"
    OTHER = "other"


_BY_NAME: Final = {
    **{"ZD": Role.PARCEL, "ZDJBXX": Role.PARCEL, "ZRZ": Role.BUILDING, "H": Role.UNIT},
    **{"C": Role.STOREY, "LJZ": Role.LOGICAL, "JZD": Role.POINT},
}


@dataclass(slots=True)
class Table:
    """One table. ``names`` and ``decimals`` are by field; ``geometry`` from the list of codes."""

    name: str
    line: int
    names: list[str] = field(default_factory=list)
    decimals: list[int] = field(default_factory=list)
    has_geometry: bool = True
    geometry: str = ""
    number: int = 0
    _role: Role | None = None
    _places: dict[str, int] | None = None

    @property
    def role(self) -> Role:
        """What the table holds: by its name, else by its fields; decided at the first question."""
        if self._role is None:
            by_name = _BY_NAME.get(self._bare)
            fits = by_name is not None and self._fits(by_name)
            self._role = by_name if by_name and fits else self._role_by_fields()
        return self._role

    @property
    def _bare(self) -> str:
        name = self.name.upper()
        while (shorter := _PREFIX.sub("", name)) != name and shorter:
            name = shorter
        return name

    def _fits(self, role: Role) -> bool:
        """Tell whether a table of a well-known name has the one field that it cannot lack."""
        wanted = {
            Role.PARCEL: ("parcel_code", field_codes.PARCEL_FIELDS),
            Role.BUILDING: ("building_number", field_codes.BUILDING_FIELDS),
            Role.UNIT: ("building_number", field_codes.UNIT_FIELDS),
        }.get(role)
        return wanted is None or wanted[0] in field_codes.match_fields(self.names, wanted[1])

    def _role_by_fields(self) -> Role:
        fields = {field_codes.normalise_header(name) for name in self.names}
        if "JZDH" in fields:
            return Role.POINT
        if self.geometry == "polygon":
            if "building_number" in field_codes.match_fields(
                self.names, field_codes.BUILDING_FIELDS
            ):
                return Role.BUILDING
            if "ZDDM" in fields or "宗地代码" in fields:
                return Role.PARCEL
        return Role.OTHER

    def position(self, *names: str) -> int | None:
        """Return the place of the first of these fields that the table has, None without."""
        if self._places is None:  # asked for only once all names are there
            self._places = self._all_places()
        places = self._places
        return next((places[name] for name in names if name in places), None)

    def _all_places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for place, name in enumerate(self.names):
            places.setdefault(field_codes.normalise_header(name), place)
        return places

    def cut(self, data: bytes, separator: bytes) -> tuple[bytes, list[bytes]] | None:
        """Return id and values of a row, blanks around them; None when they are too many or few.

        The id stands in front of the values. Tables without geometry may leave it out, and some
        writers when the first field is the id itself.
        """
        parts = data.split(separator)
        if len(parts) == len(self.names) + 1:
            return parts[0].strip(), parts[1:]
        own = bool(self.names) and self.names[0].upper() in _OWN_ID
        if len(parts) == len(self.names) and (own or not self.has_geometry):
            return (parts[0].strip() if own else b""), parts
        return None


_OWN_ID: Final = frozenset({"BSM", "MBBSM", "ID", "OBJECTID"})


def read_codes(cursor: Cursor, watch: EncodingWatch) -> dict[str, tuple[str, str]]:
    """Read the list of codes: YSDM to (geometry in lower case, table in upper case).

    Colour fields of older dialects between geometry and table are passed over.
    """
    codes: dict[str, tuple[str, str]] = {}
    for number, _, data in section(cursor):
        watch.see(number, data)
        parts = [part.strip() for part in data.decode("latin-1").split(",")]
        if len(parts) >= 4 and len(codes) < MOST_FIELDS:
            codes.setdefault(parts[0], (parts[2].lower(), parts[-1].upper()))
    return codes


def read_tables(cursor: Cursor, watch: EncodingWatch, notes: Notes) -> dict[str, Table]:
    """Read the structure of all tables, by name in upper case; names are decoded as they come."""
    tables: dict[str, Table] = {}
    rows = section(cursor)
    for number, _, data in rows:
        watch.see(number, data)
        parts = [part.strip() for part in _text(data, watch).split(",")]
        if len(parts) < 2 or not _COUNT.fullmatch(parts[1]):
            say_row.unreadable(notes, number, ",".join(parts), "表名,字段数 / table,fields")
            continue
        table = Table(parts[0], number, number=len(tables))
        table.has_geometry = not any(_NO_GEOMETRY.fullmatch(part) for part in parts[2:])
        _fields(rows, table, watch)
        if int(parts[1]) != len(table.names):
            say_row.count_of_fields(notes, number, table.name, int(parts[1]), len(table.names))
        if len(tables) < MOST_FIELDS:
            tables.setdefault(table.name.upper(), table)
    return tables


def _fields(rows: Iterator[Row], table: Table, watch: EncodingWatch) -> None:
    """Read ``name,type[,length[,decimals]]`` up to the line ``0``; types are noise."""
    for number, _, data in rows:
        if data == b"0":
            return
        watch.see(number, data)
        parts = [part.strip() for part in _text(data, watch).split(",")]
        if len(table.names) < MOST_FIELDS:
            table.names.append(parts[0])
            last = parts[3] if len(parts) > 3 else ""
            table.decimals.append(int(last) if _COUNT.fullmatch(last) else 0)


def section(cursor: Cursor) -> Iterator[Row]:
    """Yield the rows of a section; its end is taken."""
    for row in cursor:
        if _SECTION_END.fullmatch(row[2]) and row[2].lower() != b"tableend":
            return
        yield row


def _text(data: bytes, watch: EncodingWatch) -> str:
    return data.decode(watch.encoding, "replace")
