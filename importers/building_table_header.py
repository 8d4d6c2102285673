"""Finding the headings of a building table, wherever on the sheet they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from importers.cell_values import text_of
from importers.field_codes import UnitColumn, is_holder_field, unit_column
from importers.workbook import Sheet

AREA_ROLES = frozenset({"built", "inner", "shared"})
COMPLETION, PRESALE, PLAIN = "completion", "presale", ""
_HEADING_ENDINGS = tuple("号称率积址期注别型途码数量额类位)）")


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of one table.

    ``row`` is the first of ``height`` rows; ``columns`` gives the column of each (role, stage),
    ``names`` the heading of every column, ``holders`` the columns that go to no record.
    """

    row: int
    height: int
    columns: Mapping[tuple[str, str], int]
    names: Mapping[int, str]
    holders: tuple[int, ...]

    @property
    def stages(self) -> tuple[str, ...]:
        """Stages that the areas come in, the one to be preferred first."""
        given = {stage for role, stage in self.columns if role in AREA_ROLES}
        return tuple(stage for stage in (COMPLETION, PLAIN, PRESALE) if stage in given)

    def column(self, role: str, stage: str = PLAIN) -> int | None:
        """Give the column of a role, None when the table has none."""
        return self.columns.get((role, stage))

    @property
    def first_area_column(self) -> int:
        """The leftmost column of areas; words of total rows stand left of it."""
        return min(column for (role, _), column in self.columns.items() if role in AREA_ROLES)

    def unread(self) -> list[str]:
        """Give the headings of the columns that are not taken in and hold no holders."""
        taken = {*self.columns.values(), *self.holders}
        return [name for column, name in sorted(self.names.items()) if column not in taken]


def find_header(sheet: Sheet, row: int) -> Header | None:
    """Tell whether the headings of a building table begin in a row.

    They do when there is a column for the room and one for an area; two rows are taken for
    headings when that tells more columns than one row does (``预测面积`` over ``建筑面积``).
    """
    single = _header(sheet, row, height=1)
    double = _header(sheet, row, height=2)
    if double is None or (single is not None and len(double.columns) <= len(single.columns)):
        return single
    below = _header(sheet, row + 1, height=1)
    # A title over one row of headings tells nothing: the headings begin below it.
    return None if below is not None and below.columns == double.columns else double


def likely_headings(sheet: Sheet, *, rows: int = 30) -> list[str]:
    """Give the texts of the first row that looks like headings, for a finding.

    Long texts and numbers are left out: a row of data must not be shown, it may name people.
    """
    for row in sheet.rows()[:rows]:
        texts = list(dict.fromkeys(text_of(sheet.shown(row, at)) for at in sheet.columns(row)))
        short = [text for text in texts if 0 < len(text) <= 12]
        if len(texts) >= 3 and len(short) == len(texts):
            numbers = any(any(character.isdigit() for character in text) for text in texts)
            headings = any(text.endswith(_HEADING_ENDINGS) for text in texts)
            return short[:30] if headings and not numbers else []
    return []


def _header(sheet: Sheet, row: int, *, height: int) -> Header | None:
    names: dict[int, str] = {}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    holders: list[int] = []
    last = row + height - 1
    for column in sorted({*sheet.columns(row), *(sheet.columns(last) if height == 2 else ())}):
        upper, lower = sheet.shown(row, column), sheet.shown(last, column)
        # Numbers and dates are data, never headings.
        if not isinstance(lower, str | None):
            return None
        if not isinstance(upper, str | None):
            continue
        parts = [upper, lower] if upper != lower else [upper]
        names[column] = " ".join(text_of(part) for part in parts if part)
        if is_holder_field(upper) or is_holder_field(lower):
            holders.append(column)
            continue
        match: UnitColumn | None = unit_column(upper, lower if height == 2 else None)
        if match is not None:
            key, place = (match.role, match.stage), (match.rank, column)
            found[key] = min(found.get(key, place), place)
    columns = {key: column for key, (_, column) in found.items()}
    roles = {role for role, _ in columns}
    if "room" not in roles or not roles & AREA_ROLES:
        return None
    return Header(row, height, columns, names, tuple(holders))
