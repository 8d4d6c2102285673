"""What is said about a delivered building table: one function a fault, both languages."""

from collections.abc import Sequence
from typing import Any, Final

from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text

_CODES: Final = {
    "empty_file": "FI60",
    "not_a_workbook": "FI61",
    "workbook_too_large": "FI62",
    "unknown_sheet": "FI63",
    "sheet_skipped": "FI64",
    "hidden_sheet": "FI65",
    "hidden_rows": "FI66",
    "empty_table": "FI67",
    "columns_not_read": "FI68",
    "unreadable_row": "FI69",
    "bad_number": "FI70",
    "formula_without_value": "FI71",
    "malformed_building_number": "FI72",
    "missing_field": "FI73",
    "bad_storey": "FI74",
    "malformed_room": "FI75",
    "storey_from_label": "FI76",
    "mixed_stages": "FI77",
    "total_not_used": "FI78",
    "too_many_records": "FI79",
}
WANTED: Final = "房号 + 建筑面积 / 套内建筑面积 / 分摊面积"


def _finding(
    kind: str,
    zh: str,
    en: str,
    *,
    severity: Severity = Severity.ERROR,
    advice: Text = NO_TEXT,
    **place: Any,
) -> Finding:
    return Finding(_CODES[kind], kind, severity, Text(zh, en), advice=advice, **place)


def empty_file(file: str) -> Finding:
    """The file has no bytes at all."""
    return _finding(
        "empty_file",
        f"{file} 是空文件（0 字节）。",
        f"{file} is empty (0 bytes).",
        advice=Text("请重新导出并上传。", "Export it again and upload it."),
        file=file,
        found="0 B",
    )


def not_a_workbook(file: str, why: str) -> Finding:
    """The file is no workbook that can be opened."""
    return _finding(
        "not_a_workbook",
        f"{file} 不是可读的 .xlsx 工作簿：{why}。",
        f"{file} is no readable .xlsx workbook: {why}.",
        advice=Text(
            "请在 Excel 或 WPS 中打开，去掉密码，另存为 .xlsx 后重新上传。",
            "Open it in Excel or WPS, remove any password, save it as .xlsx and upload again.",
        ),
        file=file,
        found=why,
        expected=".xlsx",
    )


def workbook_too_large(file: str, found: str) -> Finding:
    """The workbook unpacks to more than we read."""
    return _finding(
        "workbook_too_large",
        f"{file} 解压后过大：{found}。",
        f"{file} unpacks to too much: {found}.",
        advice=Text(
            "请删去空白行列、图片和无关工作表后重新上传。",
            "Delete empty rows, pictures and unrelated sheets and upload again.",
        ),
        file=file,
        found=found,
    )


def unknown_sheet(file: str, sheet: str, headings: Sequence[str]) -> Finding:
    """No table with the headings of a building table was found."""
    shown = ", ".join(headings)
    return _finding(
        "unknown_sheet",
        f"{file} 工作表“{sheet}”不像楼盘表或分户面积表：表头有 {shown or '（未找到表头）'}，"
        f"至少应有 {WANTED}。",
        f"Sheet “{sheet}” of {file} is no building table: its headings are "
        f"{shown or '(none found)'}; a room and an area are the least ({WANTED}).",
        advice=Text(
            "请按楼盘信息表模板填写，或改正表头后重新上传。",
            "Use the building-table template, or correct the headings, and upload again.",
        ),
        file=file,
        found=shown,
        expected=WANTED,
    )


def sheet_skipped(file: str, sheet: str) -> Finding:
    """A sheet beside the building tables holds something else."""
    return _finding(
        "sheet_skipped",
        f"{file} 工作表“{sheet}”不是楼盘表，未读入。",
        f"Sheet “{sheet}” of {file} is no building table and was not read.",
        severity=Severity.INFORMATION,
        file=file,
        found=sheet,
    )


def hidden_sheet(file: str, sheet: str) -> Finding:
    """A hidden sheet is not read."""
    return _finding(
        "hidden_sheet",
        f"{file} 有隐藏的工作表“{sheet}”，未读入。",
        f"{file} has a hidden sheet, “{sheet}”, which was not read.",
        severity=Severity.WARNING,
        advice=Text(
            "若其中有成果数据，请取消隐藏后重新上传；否则请删去。",
            "If it holds results, unhide it and upload again; else delete it.",
        ),
        file=file,
        found=sheet,
    )


def hidden_rows(file: str, sheet: str, count: int) -> Finding:
    """Hidden rows are read like all others."""
    return _finding(
        "hidden_rows",
        f"{file} 工作表“{sheet}”有 {count} 个隐藏行，已一并读入。",
        f"Sheet “{sheet}” of {file} has {count} hidden rows; they were read too.",
        severity=Severity.INFORMATION,
        file=file,
        found=str(count),
    )


def empty_table(file: str, sheet: str, line: int) -> Finding:
    """Headings with no unit below them."""
    return _finding(
        "empty_table",
        f"{file} 工作表“{sheet}”只有表头（第 {line} 行），没有一户。",
        f"Sheet “{sheet}” of {file} has headings (row {line}) and not one unit.",
        advice=Text("请填写各户后重新上传。", "Enter the units and upload again."),
        file=file,
        line=line,
    )


def columns_not_read(file: str, sheet: str, names: Sequence[str]) -> Finding:
    """Columns whose headings nobody knows."""
    shown = ", ".join(names)
    return _finding(
        "columns_not_read",
        f"{file} 工作表“{sheet}”有 {len(names)} 列未读入：{shown}。",
        f"{len(names)} columns of sheet “{sheet}” of {file} were not read: {shown}.",
        severity=Severity.INFORMATION,
        file=file,
        field=shown,
    )


def unreadable_row(file: str, sheet: str, line: int, *, field: str) -> Finding:
    """A row with figures and no room."""
    return _finding(
        "unreadable_row",
        f"{file} 工作表“{sheet}”第 {line} 行有面积而没有房号（列“{field}”），未读入。",
        f"Row {line} of sheet “{sheet}” of {file} has areas and no room (column “{field}”); it was "
        "not read.",
        advice=Text(
            "请填写房号；若是合计或公用部分，请在行首写明。",
            "Enter the room; if it is a total or a shared part, say so at its beginning.",
        ),
        file=file,
        line=line,
        field=field,
        expected="房号 / room",
    )


def bad_number(file: str, sheet: str, line: int, *, key: str, field: str, found: str) -> Finding:
    """A cell that should be a number is none."""
    return _finding(
        "bad_number",
        f"{file} 工作表“{sheet}”第 {line} 行“{field}”列的值“{found}”不是数值。",
        f"Row {line} of sheet “{sheet}” of {file}: “{found}” in column “{field}” is no number.",
        advice=Text("请改为数值后重新上传。", "Correct the cell and upload again."),
        file=file,
        line=line,
        object_key=key,
        field=field,
        found=found,
        expected="数值 / number",
    )


def formula_without_value(file: str, sheet: str, line: int, *, key: str, field: str) -> Finding:
    """A formula whose result the file does not hold."""
    return _finding(
        "formula_without_value",
        f"{file} 工作表“{sheet}”第 {line} 行“{field}”列是公式，文件中没有保存计算结果。",
        f"Row {line} of sheet “{sheet}” of {file}: column “{field}” is a formula without "
        "a saved result.",
        advice=Text(
            "请在 Excel 或 WPS 中打开、重算并保存，或粘贴为数值后重新上传。",
            "Open, recalculate and save it in Excel or WPS, or paste values, and upload again.",
        ),
        file=file,
        line=line,
        object_key=key,
        field=field,
        found="=…",
        expected="数值 / value",
    )


def bad_building_number(file: str, sheet: str, line: int, *, field: str, found: str) -> Finding:
    """The building number cannot be told."""
    return _finding(
        "malformed_building_number",
        f"{file} 工作表“{sheet}”第 {line} 行“{field}”列的值“{found}”读不出幢号；"
        "应为 1 至 4 位数字，可带 F、幢、栋、号楼。",
        f"Row {line} of sheet “{sheet}” of {file}: no building number can be read from "
        f"“{found}” in column “{field}”; one to four digits are expected.",
        advice=Text("请改正幢号后重新上传。", "Correct the number and upload again."),
        file=file,
        line=line,
        field=field,
        found=found,
        expected="0001–9999",
        cites="GB/T 37346-2019",
    )


def missing_building_number(file: str, sheet: str, line: int) -> Finding:
    """No column, title or sheet name gives the building."""
    return _finding(
        "missing_field",
        f"{file} 工作表“{sheet}”第 {line} 行起没有幢号：没有“幢号”列，标题和表名中也没有。",
        f"From row {line} on, sheet “{sheet}” of {file} gives no building number: there is no such "
        "column and none in its title or name.",
        advice=Text(
            "请增加“幢号”列，或在标题中写明（如“1幢”）后重新上传。",
            "Add a column 幢号 or say it in the title (1幢), and upload again.",
        ),
        file=file,
        line=line,
        field="幢号",
        expected="0001–9999",
        cites="GB/T 37346-2019",
    )


def bad_storey(
    file: str, sheet: str, line: int, *, key: str, field: str, found: str, is_date: bool
) -> Finding:
    """The storey cannot be read as a number."""
    zh_date = "（表格软件把它变成了日期，原来可能是“1-2”一类的层次）" if is_date else ""
    en_date = " (the spreadsheet made a date of what may have been 1-2)" if is_date else ""
    return _finding(
        "bad_storey",
        f"{file} 工作表“{sheet}”第 {line} 行“{field}”列的值“{found or '空'}”"
        f"读不出所在层{zh_date}。",
        f"Row {line} of sheet “{sheet}” of {file}: no storey can be read from "
        f"“{found or '(empty)'}” in column “{field}”{en_date}.",
        severity=Severity.WARNING,
        advice=Text(
            "请写成数字、“-1”或“1-2层”（设为文本格式）后重新上传。",
            "Write a number, -1 or 1-2层 (as text) and upload again.",
        ),
        file=file,
        line=line,
        object_key=key,
        field=field,
        found=found,
        expected="3, -1, 1-2层",
    )


def bad_room(file: str, sheet: str, line: int, *, field: str, found: str) -> Finding:
    """The room is a date."""
    return _finding(
        "malformed_room",
        f"{file} 工作表“{sheet}”第 {line} 行“{field}”列是日期 {found}；"
        "表格软件可能把“1-101”一类的房号变成了日期。",
        f"Row {line} of sheet “{sheet}” of {file}: column “{field}” holds the date {found}; the "
        "spreadsheet may have made it of a room such as 1-1.",
        advice=Text(
            "请把该列设为文本格式、改正房号后重新上传。",
            "Make the column text, correct the room and upload again.",
        ),
        file=file,
        line=line,
        field=field,
        found=found,
        expected="房号 / room",
    )


def storey_from_label(file: str, sheet: str, line: int, *, field: str) -> Finding:
    """Only the nominal storey is given."""
    return _finding(
        "storey_from_label",
        f"{file} 工作表“{sheet}”只有名义层（“{field}”列），没有实际层；实际层按名义层读取。",
        f"Sheet “{sheet}” of {file} gives nominal storeys only (column “{field}”); the physical "
        "ones were read from them.",
        severity=Severity.WARNING,
        advice=Text(
            "若名义层跳号（如没有 4 层），请增加“物理层数”列。",
            "If nominal storeys skip numbers, add a column 物理层数.",
        ),
        file=file,
        line=line,
        field=field,
    )


def mixed_stages(file: str, sheet: str, *, line: int, presale: int, units: int) -> Finding:
    """Some rows have measured areas and some only computed ones."""
    return _finding(
        "mixed_stages",
        f"{file} 工作表“{sheet}”的 {units} 户中有 {presale} 户只有预测面积"
        f"（第一处在第 {line} 行），其余为实测面积。",
        f"Of {units} units on sheet “{sheet}” of {file}, {presale} have presale areas only (the "
        f"first in row {line}), the others measured ones.",
        severity=Severity.WARNING,
        advice=Text("请补全实测面积。", "Complete the measured areas."),
        file=file,
        line=line,
        found=str(presale),
        expected="0",
    )


def total_not_used(file: str, sheet: str, line: int, found: str) -> Finding:
    """A total row that is of no single building."""
    return _finding(
        "total_not_used",
        f"{file} 工作表“{sheet}”第 {line} 行“{found}”不是某一幢的合计，未用于核对。",
        f"Row {line} of sheet “{sheet}” of {file} (“{found}”) is no total of one building and is "
        "not compared.",
        severity=Severity.INFORMATION,
        file=file,
        line=line,
        found=found,
    )


def too_many_records(file: str, *, count: int, limit: int) -> Finding:
    """More units than one file may hold."""
    return _finding(
        "too_many_records",
        f"{file} 有 {count} 行，超过一个文件的上限 {limit} 行。",
        f"{file} holds {count} rows; one file may hold {limit}.",
        advice=Text("请按幢分成几个文件上传。", "Split it by building."),
        file=file,
        found=str(count),
        expected=f"≤ {limit}",
    )
