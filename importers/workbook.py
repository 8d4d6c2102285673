"""Excel workbooks (.xlsx) as plain cells, opened so that a hostile one does no harm.

openpyxl rather than calamine: merged cells, hidden rows, formulas that were never calculated and
number formats (``0000`` shows 101 as 0101) are all needed to read a building table, and a single
far-away cell costs it nothing. It is the slower one; building tables are small.
"""

import contextlib
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:  # openpyxl takes a fifth of a second to load, and is needed for workbooks only
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

WORKBOOK_PART = "xl/workbook.xml"
UNPACKED_BYTES_LIMIT = 64 * 1024 * 1024
"""All parts of a workbook unpacked: about a million cells, far over any building table."""

PARTS_LIMIT = 2000
MERGED_CELLS_LIMIT = 500_000

_ZERO_PADDED = re.compile(r"0{2,10}")
_SIGNIFICANT_DIGITS = 15
_LOCAL_HEADER_BYTES = 30
_ROWS, _COLUMNS = 1_048_576, 16_384


class WorkbookUnreadable(Exception):
    """The file is no workbook that can be read; the argument says why, for people."""


class WorkbookTooLarge(WorkbookUnreadable):
    """The workbook unpacks to more than we read."""


@dataclass(slots=True)
class Sheet:
    """One worksheet.

    ``cells`` holds what is not empty by (row, column), one-based; ``anchors`` gives the first
    cell of the merged area that a cell lies in; ``uncalculated`` are formulas that the file holds
    no value for.
    """

    name: str
    hidden: bool
    cells: dict[tuple[int, int], object]
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: int = 0
    _columns: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        by_row: dict[int, set[int]] = {}
        for row, column in self.cells:
            by_row.setdefault(row, set()).add(column)
        for (row, column), anchor in self.anchors.items():
            if anchor in self.cells:
                by_row.setdefault(row, set()).add(column)
        self._columns = {row: sorted(columns) for row, columns in by_row.items()}

    def rows(self) -> list[int]:
        """Give the numbers of the rows that hold anything, in order."""
        return sorted({row for row, _ in self.cells} | {row for row, _ in self.uncalculated})

    def columns(self, row: int) -> list[int]:
        """Give the columns of a row that hold anything themselves or by a merged area."""
        return self._columns.get(row, [])

    def shown(self, row: int, column: int) -> object:
        """Give the value of a cell, in a merged area that of its first cell; None when empty."""
        return self.cells.get(self.anchors.get((row, column), (row, column)))

    def down(self, row: int, column: int) -> object:
        """Give the value of a cell, merged areas filled down but never sideways."""
        anchor = self.anchors.get((row, column), (row, column))
        return self.cells.get(anchor) if anchor[1] == column else None


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a ZIP with the main part of a workbook in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return WORKBOOK_PART in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def read_sheets(path: Path) -> list[Sheet]:
    """Read all worksheets, values as last calculated.

    Numbers are rounded to the fifteen digits that Excel itself keeps, so that 92.36 + 11.02 is
    103.38 and not 103.38000000000001.

    Raises
    ------
    WorkbookUnreadable
        When the archive or its parts are broken, encrypted, overlapping or declare entities.
    WorkbookTooLarge
        When it unpacks to more than :data:`UNPACKED_BYTES_LIMIT`.
    """
    has_formulas = _examine(path)
    values = _load(path, data_only=True)
    formulas = _load(path, data_only=False) if has_formulas else None
    return [
        _sheet(sheet, None if formulas is None else formulas[sheet.title])
        for sheet in values.worksheets
    ]


def _load(path: Path, *, data_only: bool) -> "Workbook":
    import openpyxl

    # Opened here: openpyxl leaves a file open when it gives up on it.
    with path.open("rb") as stream, warnings.catch_warnings():
        # openpyxl warns of what it drops (styles, drawings, validation): none of it is data.
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(stream, data_only=data_only, keep_links=False)
        except Exception as error:
            # openpyxl has no error of its own for parts that do not fit together; it raises what
            # it happens to meet, from AttributeError to OSError. All of them mean the workbook.
            raise WorkbookUnreadable(type(error).__name__) from error


def _examine(path: Path) -> bool:
    """Refuse archives that lie or overflow before a parser sees them; tell of formulas."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_bad_archive(members)
            watch = _PartWatch()
            for member in members:
                watch.look_at(archive.read(member))
            return watch.has_formulas
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise WorkbookUnreadable(type(error).__name__) from error


class _PartWatch:
    """Looks through XML parts for what would make a parser swell: entities and vast areas.

    openpyxl makes an object for every cell of a merged or linked area, and an area is a few bytes.
    """

    def __init__(self) -> None:
        self.has_formulas = False
        self._area_cells = 0

    def look_at(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._element
        # Pictures are parts too; a broken XML part is openpyxl's to refuse.
        with contextlib.suppress(expat.ExpatError):
            parser.Parse(data, True)

    def _doctype(self, *_: object) -> None:
        raise WorkbookUnreadable("DOCTYPE / ENTITY")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "f":
            self.has_formulas = True
        elif local in ("mergeCell", "hyperlink"):
            self._area_cells += _cells_of(attributes.get("ref", ""))
            if self._area_cells > MERGED_CELLS_LIMIT:
                raise WorkbookTooLarge(f"{local}: > {MERGED_CELLS_LIMIT}")


def _cells_of(area: str) -> int:
    """Give the number of cells of an area such as ``A1:C3``; whole rows or columns count whole."""
    from openpyxl.utils.cell import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(area)
    except (ValueError, TypeError):
        return 1
    return ((right or _COLUMNS) - (left or 1) + 1) * ((bottom or _ROWS) - (top or 1) + 1)


def _refuse_bad_archive(members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if total > UNPACKED_BYTES_LIMIT or len(members) > PARTS_LIMIT:
        raise WorkbookTooLarge(f"{len(members)} / {total} B > {UNPACKED_BYTES_LIMIT} B")
    if any(member.flag_bits & 0x1 for member in members):
        raise WorkbookUnreadable("encrypted")
    if len({member.filename for member in members}) != len(members):
        raise WorkbookUnreadable("duplicate names")
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            raise WorkbookUnreadable("overlapping members")
        end = member.header_offset + _LOCAL_HEADER_BYTES + member.compress_size


def _sheet(values: "Worksheet", formulas: "Worksheet | None") -> Sheet:
    # Asking openpyxl for rows makes a cell for every gap: one cell in the last row and column of
    # a sheet would make seventeen thousand million. Its own table of cells has only what is there.
    cells = {
        place: value
        for place, cell in values._cells.items()
        if (value := _value(cell.value, cell.number_format)) is not None
    }
    uncalculated = frozenset(
        place
        for place, cell in (formulas._cells.items() if formulas is not None else ())
        if cell.data_type == "f" and place not in cells
    )
    return Sheet(
        name=values.title,
        hidden=values.sheet_state != "visible",
        cells=cells,
        anchors=dict(_anchors(values, cells)),
        uncalculated=uncalculated,
        hidden_rows=sum(
            1
            for row in {row for row, _ in cells}
            if row in values.row_dimensions and values.row_dimensions[row].hidden
        ),
    )


def _value(value: object, number_format: str) -> object:
    """Give a cell as Excel shows it where the format carries digits; blanks are None."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float):
        value = float(f"{value:.{_SIGNIFICANT_DIGITS}g}")
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if is_whole and _ZERO_PADDED.fullmatch(number_format or ""):
        return f"{value:.0f}".zfill(len(number_format))
    return value


def _anchors(
    sheet: "Worksheet", cells: dict[tuple[int, int], object]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Give the first cell for every cell of a merged area, as far as the sheet holds anything."""
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    for area in sheet.merged_cells.ranges:
        rows = range(area.min_row, min(area.max_row, last_row) + 1)
        columns = range(area.min_col, min(area.max_col, last_column) + 1)
        for row in rows:
            for column in columns:
                yield (row, column), (area.min_row, area.min_col)
