"""Building tables (楼盘表, 分户面积表) as .xlsx workbooks.

Two forms are read alike: the building-table template of registration offices (one row of
headings, up to seventy columns, presale and completion areas side by side) and the unit area table
of a survey firm (titles, merged storeys, subtotals, several buildings on a sheet).
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import Finding
from importers import building_table_findings as say
from importers.building_table_header import likely_headings
from importers.building_table_rows import SheetReader, SheetRows, presale_only
from importers.building_table_totals import building_totals
from importers.limits import limits_in_force
from importers.many_findings import cut_repetitions
from importers.point_sheets import add_point_sheets, is_point_sheet
from importers.records import BuildingTotalRecord, Delivery, FileSummary
from importers.workbook import Sheet, WorkbookTooLarge, WorkbookUnreadable, is_workbook, read_sheets

FORMAT: Final = "building_table_xlsx"


def recognises(path: Path) -> bool:
    """Tell whether a file is a ZIP that holds xl/workbook.xml."""
    return is_workbook(path)


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one workbook.

    Parameters
    ----------
    path
        The file.
    name
        Its name for people, as delivered.
    office_srid
        EPSG code of the office's plane system, for sheets that are point tables.

    Returns
    -------
    Delivery
        Units, and the stated total of each building; a sheet that is a point table gives parcels
        (see :mod:`importers.point_table`). Areas are m2 with the digits delivered; of
        presale and completion areas in one row the completion ones are the unit's and the others
        go to ``attributes`` (``presale_built_m2`` …), with ``area_stage``.

    Raises
    ------
    FileRefused
        When the file is empty or no workbook that can be opened.
    TooLarge
        When it unpacks to too much, or holds more units than one file may.
    """
    sheets = opened(path, name, read_sheets)
    return tables_of(sheets, name=name, format=FORMAT, office_srid=office_srid)


def tables_of(sheets: list[Sheet], *, name: str, format: str, office_srid: int) -> Delivery:
    """Return what the sheets of a workbook hold; parameters and errors as in :func:`read`."""
    delivery = Delivery()
    tables: list[tuple[Sheet, SheetRows]] = []
    points: list[Sheet] = []
    for sheet in sheets:
        if sheet.hidden:
            delivery.findings.append(say.hidden_sheet(name, sheet.name))
        elif is_point_sheet(sheet):
            points.append(sheet)
        elif sheet.cells:
            tables.append((sheet, SheetReader(sheet, file=name).rows()))
    known = [(sheet, rows) for sheet, rows in tables if rows.header is not None]
    if tables or not points:
        any_known = bool(known or points)
        delivery.findings += _unknown_findings(tables, name=name, any_known=any_known)
    system = None
    if points:
        system = add_point_sheets(delivery, points, name=name, office_srid=office_srid)
    for sheet, rows in known:
        _add(delivery, sheet, rows, name=name, several=len(known) > 1)
    count, limit = len(delivery.units), limits_in_force().features
    if count > limit:
        raise TooLarge(say.too_many_records(name, count=count, limit=limit))
    delivery.findings = cut_repetitions(delivery.findings)
    counts = {
        "sheets": len(known),
        "units": len(delivery.units),
        "buildings": len({unit.building_number for unit in delivery.units}),
        "totals": len(delivery.totals),
        **({"parcels": len(delivery.parcels)} if points else {}),
    }
    delivery.files.append(FileSummary(name, format, "utf-8", system, counts))
    return delivery


def opened(path: Path, name: str, read_all: Callable[[Path], list[Sheet]]) -> list[Sheet]:
    """Return the sheets of a workbook. Raises FileRefused, TooLarge as :func:`read` does."""
    if path.stat().st_size == 0:
        raise FileRefused(say.empty_file(name))
    try:
        return read_all(path)
    except WorkbookTooLarge as error:
        raise TooLarge(say.workbook_too_large(name, str(error))) from error
    except WorkbookUnreadable as error:
        raise FileRefused(say.not_a_workbook(name, str(error))) from error


def _unknown_findings(
    tables: list[tuple[Sheet, SheetRows]], *, name: str, any_known: bool
) -> Iterator[Finding]:
    """Say which sheets are no building table; an error only when none is one."""
    if not tables:
        yield say.unknown_sheet(name, "", [])
    for sheet, rows in tables:
        if rows.header is None and any_known:
            yield say.sheet_skipped(name, sheet.name)
        elif rows.header is None:
            yield say.unknown_sheet(name, sheet.name, likely_headings(sheet))


def _add(delivery: Delivery, sheet: Sheet, rows: SheetRows, *, name: str, several: bool) -> None:
    """Add what one table yielded, with the totals sorted out."""
    delivery.findings += _table_findings(sheet, rows, name)
    delivery.findings += rows.findings
    if several:
        for unit in rows.units:
            unit.attributes["sheet"] = sheet.name
    delivery.units += rows.units
    delivery.holders += rows.holders
    totals, of_no_building = building_totals(rows.totals, rows.units)
    delivery.totals += [
        BuildingTotalRecord(
            name, row.line, row.building_number, row.inner_m2, row.shared_m2, row.built_m2
        )
        for row in totals
    ]
    delivery.findings += [
        say.total_not_used(name, sheet.name, row.line, row.word) for row in of_no_building
    ]


def _table_findings(sheet: Sheet, rows: SheetRows, name: str) -> Iterator[Finding]:
    header = rows.header
    if header is None:
        return
    if sheet.hidden_rows:
        yield say.hidden_rows(name, sheet.name, sheet.hidden_rows)
    if unread := header.unread():
        yield say.columns_not_read(name, sheet.name, unread)
    label_column = header.column("storey_label")
    if header.column("storey") is None and label_column is not None:
        field = header.names[label_column]
        yield say.storey_from_label(name, sheet.name, header.row, field=field)
    if not rows.units:
        yield say.empty_table(name, sheet.name, header.row)
    presale = list(presale_only(rows))
    if presale and len(presale) < len(rows.units):
        yield say.mixed_stages(
            name, sheet.name, line=presale[0], presale=len(presale), units=len(rows.units)
        )
