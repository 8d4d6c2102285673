"""Workbooks as offices and survey firms fill them in, made cell by cell."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

TEMPLATE = (
    *("权利ID", "物理层数", "定义层数", "室序号", "房间号", "单元号", "幢号", "层高"),
    *("不动产单元房屋类型", "共用土地面积(㎡)", "分摊土地面积(㎡)", "独用土地面积(㎡)"),
    *("预测建筑面积(㎡)", "预测套内建筑面积(㎡)", "预测分摊建筑面积(㎡)"),
    *("预测地下部分建筑面积(㎡)", "预测其他建筑面积(㎡)", "预测分摊系数", "实测建筑面积(㎡)"),
    *("实测套内建筑面积(㎡)", "实测分摊建筑面积(㎡)", "实测地下部分建筑面积(㎡)"),
    *("实测其他建筑面积(㎡)", "实测分摊系数", "坐落", "交易价格(万元)", "规划用途", "房屋户型"),
    *("竣工时间", "房屋性质", "建成时装修程度", "东", "南", "西", "北", "产权来源", "共有情况"),
    *("附加说明", "调查意见", "调查者", "调查时间", "合并方向", "合并户室数", "房产档案号"),
    "权利状态",
    *(
        heading
        for number in range(1, 6)
        for heading in (f"权利人{number}", "编码", "证件类型", "证件号", "性质")
    ),
)
"""The seventy headings of the building-table template."""

FIRM = ("幢号", "单元", "层次", "房号", "结构", "用途")
AREAS = ("套内建筑面积（㎡）", "分摊系数", "分摊面积（㎡）", "建筑面积（㎡）", "备注")


def template_row(**values: object) -> list[object]:
    """Give one row of the template by headings; in names ``_m2`` stands for ``(㎡)``."""
    wanted = {name.replace("_m2", "(㎡)"): value for name, value in values.items()}
    assert set(wanted) <= set(TEMPLATE)
    return [wanted.get(heading) for heading in TEMPLATE]


def save(
    folder: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    merged: Sequence[str] = (),
    name: str = "table.xlsx",
) -> Path:
    """Write a workbook of the given rows; ``merged`` are areas of its first sheet."""
    book = workbook(sheets)
    for area in merged:
        merge(book.worksheets[0], area)
    path = folder / name
    book.save(path)
    return path


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def merge(sheet: Worksheet, area: str) -> None:
    sheet.merge_cells(area)


def rezip(path: Path, *, replace: Mapping[str, bytes]) -> Path:
    """Write a workbook again with some of its parts replaced."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, replace.get(member, old.read(member)))
    return changed
