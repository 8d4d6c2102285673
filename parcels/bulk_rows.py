"""Rows of a stock load as columns, and the text in which PostgreSQL's COPY takes them."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

_SPECIAL = "\\\t\n\r"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MULTI = "0106000020"


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


def copy_text(rows: StockRows, *, after: int, srid: int) -> io.StringIO:
    """Return the rows as COPY takes them, numbered from ``after`` + 1."""
    empty = ["\\N"] * len(rows)
    columns = [
        [str(number) for number in range(after + 1, after + 1 + len(rows))],
        *(
            _texts(column)
            for column in (
                rows.parcel_codes,
                rows.addresses,
                rows.land_use_systems,
                rows.land_use_codes,
                rows.land_use_names,
            )
        ),
        [area or "\\N" for area in rows.areas_m2],
        _texts(rows.area_rules),
        _texts(rows.source_files),
        ["\\N" if line is None else str(line) for line in rows.source_lines],
        *(
            empty if lists is None else [_array(each) for each in lists]
            for lists in (rows.labels, rows.northings_m, rows.eastings_m)
        ),
        _shapes(rows.shapes, srid),
    ]
    lines = "".join("\t".join(fields) + "\n" for fields in zip(*columns, strict=True))
    return io.StringIO(lines)


def _texts(values: Sequence[str]) -> Sequence[str]:
    together = "".join(values)
    if not any(mark in together for mark in _SPECIAL):
        return values
    return [value.translate(_ESCAPED) for value in values]


def _array(values: Iterable[str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return ("{" + ",".join(f'"{value}"' for value in quoted) + "}").translate(_ESCAPED)


def _shapes(shapes: NDArray[np.object_], srid: int) -> list[str]:
    """Return hex EWKB of multipolygons; polygons are wrapped as one-part multipolygons."""
    head = _MULTI + int(srid).to_bytes(4, "little").hex().upper() + "01000000"
    plain = shapely.to_wkb(shapes, hex=True, byte_order=1, output_dimension=2)
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    several = shapely.to_wkb(
        shapely.set_srid(shapes[~single], srid),
        hex=True,
        byte_order=1,
        output_dimension=2,
        include_srid=True,
    )
    rest = iter(several)
    return [
        head + text if alone else next(rest)
        for text, alone in zip(plain.tolist(), single.tolist(), strict=True)
    ]
