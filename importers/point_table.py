"""Boundary-point tables as text: .csv with headings, and CASS .dat without.

A CASS line is ``number,code,Y (east),X (north),height``: east stands before north, the code may be
empty, and the fifth figure is a height. Commas (also full-width), semicolons, tabs or blanks
separate; the decimal sign is a point.
"""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Severity, Text
from cadastre.domain.pace import passing, share
from importers.cell_values import holds_no_finite_number, quoted_figures
from importers.point_rows import PointColumns, PointRow, parcels_of, point_columns
from importers.records import DeclaredSystem, Delivery, FileSummary
from importers.reporting import Notes
from importers.stated_sides import stated_sides
from importers.text_encoding import decode

FORMAT: Final = "point_table"

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?", re.ASCII)
_SEPARATORS: Final = (
    re.compile(r"[,，]"),
    re.compile(r"[;；]"),
    re.compile(r"\t"),
    re.compile(r"[ 　]+"),
)
_LOOKED_AT: Final = 30
_ROWS_SHARE: Final = 0.5
"""How much of the work is behind once all rows were read."""
_BEGINNING: Final = 16_384
_CASS: Final = PointColumns(first=3, second=2, axes=("north", "east"), label=0)
_CASS_CELLS: Final = (4, 5)


def recognises(path: Path) -> bool:
    """Tell a text with the headings of a point table, or lines of CASS, by its beginning."""
    with path.open("rb") as stream:
        beginning = stream.read(_BEGINNING)
    whole = len(beginning) < _BEGINNING
    lines = beginning.splitlines(keepends=False)
    text = b"\n".join(lines if whole else lines[:-1])
    try:
        decoded, _ = decode(text, file=path.name)
    except FileRefused:
        return False
    return _form(decoded.splitlines()) is not None


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one table; see :func:`importers.point_rows.parcels_of` for what becomes of its rows.

    Raises
    ------
    FileRefused
        When the bytes are no text.
    """
    text, encoding = decode(path.read_bytes(), file=name)
    lines = text.splitlines()
    form = _form(lines)
    if form is None:
        return Delivery(files=[FileSummary(name, FORMAT, encoding)])
    notes = Notes(name)
    with share(0, _ROWS_SHARE):
        rows = _rows(lines, *form, notes)
    delivery = Delivery()
    system = None
    if rows:
        with share(_ROWS_SHARE, 1):
            delivery.parcels, found = parcels_of(rows, form[1], notes, office_srid=office_srid)
        delivery.findings += found.findings
        delivery.lines += stated_sides(rows, delivery.parcels)
        system = DeclaredSystem(found.srid, found.zone_prefix, found.stated, found.axes_swapped)
    else:
        _empty(notes)
    delivery.findings += notes.close()
    counts = {"parcels": len(delivery.parcels), "points": len(rows)}
    delivery.files.append(FileSummary(name, FORMAT, encoding, system, counts))
    return delivery


def _form(lines: list[str]) -> tuple[int, PointColumns, re.Pattern[str]] | None:
    """Return where the rows begin, their columns and what separates them; None for no table."""
    for place, line in enumerate(lines[:_LOOKED_AT]):
        for separator in _SEPARATORS:
            columns = point_columns(_cells(line, separator))
            if columns is not None:
                return place + 1, columns, separator
    filled = [line for line in lines[:_LOOKED_AT] if line.strip()]
    for separator in _SEPARATORS[:3]:
        if len(filled) >= 3 and all(_is_cass(_cells(line, separator)) for line in filled):
            return 0, _CASS, separator
    return None


def _cells(line: str, separator: re.Pattern[str]) -> list[str]:
    return [cell.strip().strip('"') for cell in separator.split(line.strip())]


def _is_cass(cells: list[str]) -> bool:
    return (
        len(cells) in _CASS_CELLS
        and bool(cells[0])
        and not _NUMBER.fullmatch(cells[1] + ".0" if "." in cells[1] else "x")
        and all(_NUMBER.fullmatch(cell) for cell in cells[2:])
    )


def _rows(
    lines: list[str],
    begin: int,
    columns: PointColumns,
    separator: re.Pattern[str],
    notes: Notes,
) -> list[PointRow]:
    gap = False
    found: list[PointRow] = []
    for number, line in enumerate(passing(lines[begin:]), start=begin + 1):
        if not line.strip(" \t,;，；"):
            gap = bool(found)
            continue
        cells = _cells(line, separator)
        figures = [_figure(cells, place) for place in (columns.first, columns.second)]
        side_m = _figure(cells, columns.side)
        if found and side_m is not None and _only_side(cells, columns):
            # Tables for print have the length of a side between the rows of its points.
            found[-1] = replace(found[-1], side_m=side_m)
            continue
        if None in figures:
            read = (columns.label, columns.first, columns.second)
            _unreadable(notes, number, [_text(cells, place) for place in read])
            continue
        found.append(
            PointRow(
                line=number,
                parcel=_text(cells, columns.parcel),
                ring=_text(cells, columns.ring),
                label=_text(cells, columns.label) or f"J{len(found) + 1}",
                first=figures[0] or Decimal(0),
                second=figures[1] or Decimal(0),
                gap=gap,
                side_m=side_m,
            )
        )
        gap = False
    return found


def _only_side(cells: list[str], columns: PointColumns) -> bool:
    return not any(cell for place, cell in enumerate(cells) if place != columns.side)


def _figure(cells: list[str], place: int | None) -> Decimal | None:
    if place is None or place >= len(cells) or not _NUMBER.fullmatch(cells[place]):
        return None
    return Decimal(cells[place])


def _text(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _empty(notes: Notes) -> None:
    notes.add(
        "FI85",
        "empty_table",
        Text(
            "界址点表只有表头，没有可读的界址点。",
            "The point table has headings, but no point that can be read.",
        ),
        advice=Text("请核对文件是否完整。", "Check that the file is complete."),
    )


def _unreadable(notes: Notes, number: int, cells: list[str]) -> None:
    """Say what number and figures a row has; its other columns may be about people."""
    not_finite = holds_no_finite_number(cells)
    said = quoted_figures(cells)
    notes.add(
        "FI80",
        "non_finite_coordinate" if not_finite else "unreadable_row",
        Text(
            f"第 {number} 行不能读作界址点：{said}。",
            f"Line {number} cannot be read as a boundary point: {said}.",
        ),
        advice=Text(
            "每行应有点号和两个坐标，小数点用“.”。请改正后重新上传。",
            "A line has a number and two coordinates with a decimal point. Correct it and upload.",
        ),
        severity=Severity.ERROR,
        line=number,
        found=said,
    )
