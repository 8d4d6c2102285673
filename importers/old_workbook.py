"""Excel workbooks of the old kind (.xls, BIFF) as plain cells.

calamine reads them: values as last calculated, and merged areas. What it does not tell is left out
and no fault: hidden rows, and number formats (a room shown as 0101 arrives as 101).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import python_calamine
from python_calamine import CalamineSheet, SheetTypeEnum, SheetVisibleEnum

from importers.workbook import MERGED_CELLS_LIMIT, Sheet, WorkbookTooLarge, WorkbookUnreadable

_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
CELLS_LIMIT: Final = 2_000_000
"""Cells of a sheet with the empty ones between: calamine makes a value for each."""


def is_old_workbook(path: Path) -> bool:
    """Tell an .xls from other compound files (.doc, .msi) by the name of the stream in it."""
    with path.open("rb") as stream:
        if stream.read(len(_MARK)) != _MARK:
            return False
        data = stream.read()
    return any(name in data for name in _STREAMS)


def read_old_sheets(path: Path) -> list[Sheet]:
    """Read all worksheets, values as last calculated.

    Raises
    ------
    WorkbookUnreadable
        When the file is broken or encrypted.
    WorkbookTooLarge
        When a sheet spans more than :data:`CELLS_LIMIT` cells.
    """
    try:
        book = python_calamine.load_workbook(str(path))
        return [
            _sheet(book.get_sheet_by_name(about.name), about.visible is SheetVisibleEnum.Visible)
            for about in book.sheets_metadata
            if about.typ is SheetTypeEnum.WorkSheet
        ]
    except WorkbookUnreadable:
        raise
    except BaseException as error:
        # A broken file can make the library panic, which Python gets as no Exception at all.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise WorkbookUnreadable(type(error).__name__) from error


def _sheet(sheet: CalamineSheet, is_visible: bool) -> Sheet:
    if sheet.total_height * sheet.total_width > CELLS_LIMIT:
        raise WorkbookTooLarge(f"{sheet.total_height} × {sheet.total_width} > {CELLS_LIMIT}")
    rows = sheet.to_python(skip_empty_area=False)
    cells = {
        (row, column): value
        for row, values in enumerate(rows, start=1)
        for column, cell in enumerate(values, start=1)
        if (value := _value(cell)) is not None
    }
    return Sheet(
        name=sheet.name,
        hidden=not is_visible,
        cells=cells,
        anchors=dict(_anchors(sheet, last_row=len(rows))),
    )


def _value(cell: object) -> object:
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, float):
        # Excel itself keeps fifteen digits.
        cell = float(f"{cell:.15g}")
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    return cell


def _anchors(
    sheet: CalamineSheet, *, last_row: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the first cell for every cell of a merged area, one-based."""
    areas = sheet.merged_cell_ranges or []
    merged = sum((low[0] - top[0] + 1) * (low[1] - top[1] + 1) for top, low in areas)
    if merged > MERGED_CELLS_LIMIT:
        raise WorkbookTooLarge(f"mergeCell: > {MERGED_CELLS_LIMIT}")
    for top, low in areas:
        for row in range(top[0], min(low[0] + 1, last_row)):
            for column in range(top[1], low[1] + 1):
                yield (row + 1, column + 1), (top[0] + 1, top[1] + 1)
