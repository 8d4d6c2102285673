"""Rows of a stock load as columns, and the text in which PostgreSQL's COPY takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from parcels.bulk_sides import sides_of

SAME_M = 0.0005
_SPECIAL = "\\\t\n\r"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MULTI = "0106000020"
_POLYGON = 3
_HEAD = 5
"""Kind of shape in the second byte of WKB; what stands before the number of parts."""


@dataclass(frozen=True, slots=True)
class StockRows:
    """Some parcels of a stock in columns of equal length.

    Parameters
    ----------
    shapes
        Polygons or multipolygons in the office's system, x east, in the order of ``parcel_codes``.
    areas_m2
        Registered areas as decimal text, two decimals; empty where there is none.
    labels, northings_m, eastings_m
        Of each parcel's points, ring after ring without closing points, digit for digit as
        delivered. None: the points are taken from the shape, numbered J1 and on.
    """

    parcel_codes: Sequence[str]
    shapes: NDArray[np.object_]
    areas_m2: Sequence[str]
    addresses: Sequence[str]
    land_use_systems: Sequence[str]
    land_use_codes: Sequence[str]
    land_use_names: Sequence[str]
    area_rules: Sequence[str]
    source_files: Sequence[str]
    source_lines: Sequence[int | None]
    labels: Sequence[Sequence[str]] | None = None
    northings_m: Sequence[Sequence[str]] | None = None
    eastings_m: Sequence[Sequence[str]] | None = None

    def __len__(self) -> int:
        return len(self.parcel_codes)


def wkb_of(shapes: NDArray[np.object_]) -> list[bytes]:
    """Return each shape as flat WKB."""
    told: list[bytes] = shapely.to_wkb(shapes, byte_order=1, output_dimension=2).tolist()
    return told


def copy_text(rows: StockRows, wkb: Sequence[bytes], *, after: int, srid: int) -> str:
    """Return the rows as COPY takes them, numbered from ``after`` + 1; ``wkb`` are the shapes."""
    columns = [
        map(str, range(after + 1, after + 1 + len(rows))),
        *(
            escaped(column)
            for column in (
                rows.parcel_codes,
                rows.addresses,
                rows.land_use_systems,
                rows.land_use_codes,
                rows.land_use_names,
            )
        ),
        [area or "\\N" for area in rows.areas_m2],
        escaped(rows.area_rules),
        escaped(rows.source_files),
        ["\\N" if line is None else str(line) for line in rows.source_lines],
        _hex_of_multipolygons(wkb, srid),
    ]
    return "".join(["\t".join(fields) + "\n" for fields in zip(*columns, strict=True)])


def escaped(values: Sequence[str]) -> Sequence[str]:
    """Return texts as COPY reads them back."""
    together = "".join(values)
    if not any(mark in together for mark in _SPECIAL):
        return values
    return [value.translate(_ESCAPED) for value in values]


def _hex_of_multipolygons(wkb: Sequence[bytes], srid: int) -> list[str]:
    """Return hex EWKB of multipolygons; polygons are wrapped as one-part multipolygons."""
    head = _MULTI + int(srid).to_bytes(4, "little").hex()
    alone = head + "01000000"
    return [
        alone + each.hex() if each[1] == _POLYGON else head + each[_HEAD:].hex() for each in wkb
    ]


def points_astray(rows: StockRows) -> list[dict[str, Any]]:
    """Return the parcels whose delivered points are not the vertices of their shape.

    Half a millimetre apart is the same. Rows are as :func:`parcels.bulk_findings.finding_of` takes
    them.
    """
    if rows.northings_m is None or rows.eastings_m is None:
        return []
    sides = sides_of(rows.shapes)
    expected = np.bincount(sides.parcel, minlength=len(rows))
    counted = [
        np.fromiter(map(len, lists), np.int64, len(rows))
        for lists in (rows.northings_m, rows.eastings_m, rows.labels or rows.northings_m)
    ]
    wrong = np.logical_or.reduce([each != expected for each in counted])
    if not wrong.any():
        given = [
            np.array([float(text) for some in lists for text in some])
            for lists in (rows.eastings_m, rows.northings_m)
        ]
        off = np.abs(np.stack(given, axis=1) - sides.start).max(axis=1, initial=0)
        wrong[sides.parcel[~(off <= SAME_M)]] = True
    return [_astray(rows, at) for at in np.flatnonzero(wrong).tolist()]


def _astray(rows: StockRows, at: int) -> dict[str, Any]:
    return {
        "kind": "point_off_boundary",
        "parcel_code": rows.parcel_codes[at],
        "other": "",
        "measured": None,
        "source_file": rows.source_files[at],
        "source_line": rows.source_lines[at],
    }
