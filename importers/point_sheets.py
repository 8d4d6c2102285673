"""Worksheets that are tables of boundary points (界址点成果表)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cadastre.domain.findings import Text
from importers.cell_values import decimal_of, holds_no_finite_number, quoted_figures, text_of
from importers.point_rows import PointColumns, PointRow, parcels_of, point_columns
from importers.records import DeclaredSystem, Delivery
from importers.reporting import Notes
from importers.stated_sides import stated_sides
from importers.workbook import Sheet

_FIRST_ROWS = 30


def is_point_sheet(sheet: Sheet) -> bool:
    """Tell whether a sheet has the headings of a point table in its first rows."""
    return _header(sheet) is not None


def add_point_sheets(
    delivery: Delivery, sheets: Sequence[Sheet], *, name: str, office_srid: int
) -> DeclaredSystem | None:
    """Add the parcels of point tables to a delivery, and return the system of the last one."""
    system = None
    for sheet in sheets:
        notes = Notes(name)
        header = _header(sheet)
        rows = _rows(sheet, *header, notes) if header else []
        if header is None or not rows:
            continue
        parcels, found = parcels_of(rows, header[1], notes, office_srid=office_srid)
        delivery.parcels += parcels
        delivery.lines += stated_sides(rows, parcels)
        delivery.findings += [*found.findings, *notes.close()]
        system = DeclaredSystem(found.srid, found.zone_prefix, found.stated, found.axes_swapped)
    return system


def _header(sheet: Sheet) -> tuple[int, PointColumns] | None:
    for row in sheet.rows()[:_FIRST_ROWS]:
        columns = sheet.columns(row)
        headings = [sheet.shown(row, column) for column in range(1, max(columns, default=0) + 1)]
        found = point_columns(headings)
        if found is not None:
            return row, found
    return None


def _rows(sheet: Sheet, header_row: int, columns: PointColumns, notes: Notes) -> list[PointRow]:
    found: list[PointRow] = []
    before = header_row
    for row in sheet.rows():
        if row <= header_row:
            continue
        texts = [sheet.shown(row, place + 1) for place in (columns.first, columns.second)]
        try:
            first, second = (decimal_of(text) for text in texts)
        except ValueError:
            first = second = None
        side_m = _side(sheet, row, columns.side)
        if found and side_m is not None and not any(text_of(text).strip() for text in texts):
            # Tables for print have the length of a side between the rows of its points.
            found[-1], before = replace(found[-1], side_m=side_m), row
            continue
        if first is None or second is None:
            _unreadable(notes, row, sheet, texts)
            continue
        found.append(
            PointRow(
                line=row,
                parcel=_text(sheet, row, columns.parcel),
                ring=_text(sheet, row, columns.ring),
                label=_text(sheet, row, columns.label) or f"J{len(found) + 1}",
                first=first,
                second=second,
                gap=bool(found) and row > before + 1,
                side_m=side_m,
            )
        )
        before = row
    return found


def _side(sheet: Sheet, row: int, column: int | None) -> Decimal | None:
    try:
        return None if column is None else decimal_of(sheet.shown(row, column + 1))
    except ValueError:
        return None


def _text(sheet: Sheet, row: int, column: int | None) -> str:
    return "" if column is None else text_of(sheet.shown(row, column + 1)).strip()


def _unreadable(notes: Notes, row: int, sheet: Sheet, texts: Sequence[object]) -> None:
    said = quoted_figures(map(text_of, texts), separator=" / ")
    if not said.replace("/", "").strip():
        return  # a title, a note or a signature below the table
    notes.add(
        "FI80",
        "non_finite_coordinate" if holds_no_finite_number(texts) else "unreadable_row",
        Text(
            f"工作表“{sheet.name}”第 {row} 行的坐标不是数字：{said}。",
            f"Row {row} of sheet “{sheet.name}” has coordinates that are no figures: {said}.",
        ),
        advice=Text("请改正该行后重新上传。", "Correct the row and upload again."),
        line=row,
        found=said,
    )
