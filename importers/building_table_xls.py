"""Building tables (楼盘表, 分户面积表) as old .xls workbooks; read as the .xlsx ones are."""

from pathlib import Path
from typing import Final

from importers.building_table_xlsx import opened, tables_of
from importers.old_workbook import is_old_workbook, read_old_sheets
from importers.records import Delivery

FORMAT: Final = "building_table_xls"


def recognises(path: Path) -> bool:
    """Tell whether a file is a compound file with a workbook in it."""
    return is_old_workbook(path)


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one workbook; see :func:`importers.building_table_xlsx.read`."""
    sheets = opened(path, name, read_old_sheets)
    return tables_of(sheets, name=name, format=FORMAT, office_srid=office_srid)
