"""Lists of the register as files: CSV for a table, GeoPackage for a table with its shapes."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from django.conf import settings
from django.utils import timezone

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text

FORMS = ("csv", "gpkg")
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "gpkg": "application/geopackage+sqlite3"}
SHAPE = "wkb"
"""The key of a row's shape: WKB in the office's system."""
MOST_SHAPES = 200_000
"""Rows in one GeoPackage, which is made in memory."""
BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a CSV for UTF-8 when it begins with this."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """A list to write: its name, its columns in order, its rows, and the kind of its shapes."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]
    shapes: str = "MultiPolygon"


def csv_blocks(table: Table) -> Iterator[bytes]:
    """Yield a table as CSV (RFC 4180, UTF-8), row by row; shapes are not in it."""
    line = io.StringIO()
    writer = csv.writer(line)
    line.write(BYTE_ORDER_MARK)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(row.get(name)) for name in table.columns])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()
    yield line.getvalue().encode()


def _cell(value: Any) -> str:
    written = _written(value)
    # A spreadsheet would run a text that begins like a formula; numbers stay as they are.
    is_text = isinstance(value, str)
    return f"'{written}" if is_text and written.startswith(FORMULA_STARTS) else written


def _written(value: Any) -> str:
    """Return a value as text: figures digit for digit, moments with their zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value)


def gpkg_bytes(table: Table) -> bytes:
    """Return a table as a GeoPackage of one layer in the office's system.

    Figures are real numbers in it, days are days; everything else is text. Columns keep their
    names, and rows without shape are kept.

    Raises
    ------
    InvalidInput
        There are more than 200,000 rows.
    """
    rows = []
    for row in table.rows:
        rows.append(row)
        if len(rows) > MOST_SHAPES:
            raise InvalidInput(
                Text(
                    f"一个 GeoPackage 最多 {MOST_SHAPES} 行。",
                    f"A GeoPackage holds at most {MOST_SHAPES:,} rows here.",
                ),
                advice=Text("请按地籍子区分别导出。", "Export one sub-district at a time."),
            )
    shapes = np.array([row.get(SHAPE) for row in rows] or [None], dtype=object)[: len(rows)]
    with tempfile.TemporaryDirectory(prefix="list-") as folder:
        path = Path(folder) / f"{table.name}.gpkg"
        pyogrio.raw.write(
            path,
            geometry=shapes,
            field_data=[_column([row.get(name) for row in rows]) for name in table.columns],
            fields=np.array(table.columns, dtype=object),
            layer=table.name,
            driver="GPKG",
            geometry_type=table.shapes,
            crs=f"EPSG:{settings.SRID}",
            dataset_metadata=None,
        )
        return path.read_bytes()


def _column(values: Sequence[Any]) -> np.ndarray:
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, Decimal) for value in present):
        return np.array([np.nan if v is None else float(v) for v in values], dtype="float64")
    if present and len(present) == len(values):
        if all(type(value) is date for value in values):
            return np.array(values, dtype="datetime64[D]")
        if all(type(value) is int for value in values):
            return np.array(values, dtype="int64")
    return np.array([None if v is None else _written(v) for v in values], dtype=object)


def form_asked_for(query: Mapping[str, str]) -> str:
    """Return the word in ``file``: csv, the default, or gpkg. Raises InvalidInput for another."""
    form = query.get("file", FORMS[0])
    if form not in FORMS:
        raise InvalidInput(
            Text(
                f"参数 file 应为 {'、'.join(FORMS)} 之一，实为“{form[:20]}”。",
                f"file is one of {', '.join(FORMS)}, not '{form[:20]}'.",
            )
        )
    return form
