"""Building tables (楼盘表) in the look of a survey firm's 分户面积表, as .xlsx."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from demo.floors import DemoUnit
from demo.writers.archive import restamped

_DAY = "2024-03-15T09:00:00Z"
_THIN = Border(*(Side(style="thin", color="808080") for _ in range(4)))
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_SHADE = PatternFill("solid", fgColor="E8EEF4")
_COLUMNS = (
    ("幢号", 8),
    ("单元", 8),
    ("层次", 8),
    ("室号", 10),
    ("结构", 14),
    ("用途", 12),
    ("套内建筑面积(㎡)", 14),
    ("分摊系数", 11),
    ("分摊面积(㎡)", 12),
    ("建筑面积(㎡)", 12),
    ("不动产单元代码", 32),
)
_HEADER_ROW = 5


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet: a building and its units. ``holders``: names by unit number, none for no column.

    ``unit_code_start`` is the building's code, to which the unit numbers are added.
    """

    building_name: str
    unit_code_start: str
    structure: str
    units: tuple[DemoUnit, ...]
    holders: dict[str, str] | None = None


def workbook(
    sheets: Sequence[TableSheet], *, title: str, project: str, firm: str, surveyed_on: str
) -> bytes:
    """Return a workbook with one sheet a building: title rows, merged storeys, 小计 and 合计."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.building_name)
        names = [name for name, _ in _COLUMNS]
        if sheet.holders is not None:
            names.append("权利人")
        names.append("备注")
        _titles(
            page,
            len(names),
            title,
            project,
            f"测绘单位：{firm}    依据：GB/T 17986.1-2000    测量日期：{surveyed_on}",
        )
        for place, name in enumerate(names, start=1):
            page.cell(_HEADER_ROW, place, name)
        _units(page, sheet, len(names))
        _dress(page, len(names))
    return _bytes(book)


def _titles(page: Worksheet, width: int, title: str, project: str, firm: str) -> None:
    lines = (
        title,
        "分户面积表",
        f"项目名称：{project}",
        f"测绘单位：{firm}    依据：GB/T 17986.1-2000",
    )
    for row, text in enumerate(lines, start=1):
        page.cell(row, 1, text)
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        page.cell(row, 1).font = Font(bold=row <= 2, size=14 if row == 1 else 11)
        page.cell(row, 1).alignment = _MIDDLE if row <= 2 else Alignment(horizontal="left")


def _units(page: Worksheet, sheet: TableSheet, width: int) -> None:
    row = first = _HEADER_ROW + 1
    for storey, group in groupby(sheet.units, key=lambda unit: unit.storey_number):
        of_storey = list(group)
        for _section, units in groupby(of_storey, key=lambda unit: unit.section):
            start = row
            for unit in units:
                _unit(page, row, sheet, unit, width)
                row += 1
            _merge(page, 2, start, row - 1)
        page.cell(row, 4, "小计")
        _sums(page, row, of_storey)
        _merge(page, 3, row - len(of_storey), row)
        page.cell(row - len(of_storey), 3, storey)
        row += 1
    page.cell(first, 1, sheet.building_name)
    _merge(page, 1, first, row - 1)
    page.cell(row, 1, "合计")
    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=6)
    _sums(page, row, sheet.units)


def _unit(page: Worksheet, row: int, sheet: TableSheet, unit: DemoUnit, width: int) -> None:
    values = {
        2: f"{unit.section}单元" if unit.section else None,
        4: unit.room,
        5: sheet.structure,
        6: unit.use,
        7: unit.inner_m2,
        8: unit.coefficient,
        9: unit.shared_m2,
        10: unit.built_m2,
        11: sheet.unit_code_start + unit.unit_number,
    }
    for column, value in values.items():
        page.cell(row, column, value)
    if sheet.holders is not None:
        page.cell(row, width - 1, sheet.holders[unit.unit_number])


def _sums(page: Worksheet, row: int, units: Sequence[DemoUnit]) -> None:
    for column, name in ((7, "inner_m2"), (9, "shared_m2"), (10, "built_m2")):
        page.cell(row, column, sum((getattr(unit, name) for unit in units), Decimal(0)))
        page.cell(row, column).font = Font(bold=True)


def _merge(page: Worksheet, column: int, start: int, end: int) -> None:
    if end > start:
        page.merge_cells(start_row=start, start_column=column, end_row=end, end_column=column)


def _dress(page: Worksheet, width: int) -> None:
    for row in page.iter_rows(min_row=_HEADER_ROW, max_row=page.max_row, max_col=width):
        for cell in row:
            cell.border = _THIN
            cell.alignment = _MIDDLE
            if cell.row == _HEADER_ROW:
                cell.font, cell.fill = Font(bold=True), _SHADE
            if cell.column in (7, 9, 10):
                cell.number_format = "0.00"
            elif cell.column == 8:
                cell.number_format = "0.000000"
    for letter, (_name, chars) in zip("ABCDEFGHIJK", _COLUMNS, strict=True):
        page.column_dimensions[letter].width = chars
    page.freeze_panes = f"A{_HEADER_ROW + 1}"


def _bytes(book: Workbook) -> bytes:
    """Save a workbook without the time of day that the library writes into it."""
    day = datetime.fromisoformat(_DAY).replace(tzinfo=None)
    book.properties.creator, book.properties.created = "示例测绘有限公司", day
    target = io.BytesIO()
    book.save(target)
    core = _properties(book, day)
    return restamped(target.getvalue(), {"docProps/core.xml": core})


def _properties(book: Workbook, day: datetime) -> bytes:
    from openpyxl.xml.functions import tostring

    book.properties.modified = day
    content: bytes = tostring(book.properties.to_tree())
    return content
