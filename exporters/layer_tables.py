"""Layers of the database standard as typed columns, for formats that are tables with shapes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from exporters.figures import easting_text, rings_of, text_of
from exporters.holding import Kept
from exporters.vct_tables import BUILDING, LINE, PARCEL, UNIT, OutTable
from exporters.vct_values import parcel_values
from importers.records import (
    BoundaryLineRecord,
    DeclaredSystem,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
)
from importers.vct_records import BUILDING_EXTRAS, PARCEL_EXTRAS

PARCELS_KEPT: Final = Kept(
    frozenset({"parcel_code", "name", "land_use_code", "address", "declared_area_m2"}),
    frozenset(PARCEL_EXTRAS),
)
BUILDINGS_KEPT: Final = Kept(
    frozenset(
        {
            *("building_number", "parcel_code", "name", "storeys_above", "storeys_below"),
            *("structure", "floor_area_m2", "footprint_area_m2"),
        }
    ),
    frozenset({*BUILDING_EXTRAS, "use", "presale_floor_area_m2"}),
)
_FIGURES: Final = {
    PARCEL.name: {"ZDMJ"},
    BUILDING.name: {"ZZDMJ", "ZYDMJ", "YCJZMJ", "SCJZMJ"},
    LINE.name: {"JZXCD"},
    UNIT.name: {name for name, kind in UNIT.fields.items() if kind.startswith("Float")},
}
_WHOLE: Final = frozenset({"DSCS", "DXCS", "SJC"})

LINES_KEPT: Final = Kept(frozenset({"parcel_codes", "length_m", "kind", "position", "quality"}))
Corner = tuple[float, float]


def is_figure(table: OutTable, name: str) -> bool:
    """Tell whether a column holds an area, a length or a factor.

    Other columns that the standard makes numbers (RJL, ZCS …) hold what a file said in words, and
    are written as text.
    """
    return name in _FIGURES.get(table.name, ())


def is_whole(name: str) -> bool:
    """Tell whether a column holds a number of storeys."""
    return name in _WHOLE


def decimals_of(table: OutTable, name: str) -> int:
    """Return the decimals that the standard gives a column of figures."""
    return int(table.fields[name].rpartition(",")[2])


def values_of(parcel: ParcelRecord) -> dict[str, str]:
    """Return the fields of ZDJBXX with the area in square metres.

    A column of doubles cannot say how exact an area is meant, so the step is not written.
    """
    return parcel_values(replace(parcel, declared_area_step_m2=None))


def cells(table: OutTable, values: Mapping[str, str]) -> Iterator[str | float | int | None]:
    """Yield the values of a row in the order of the fields; empty ones are None."""
    for name, text in zip(table.fields, table.row(values), strict=True):
        if not text:
            yield None
        elif is_figure(table, name):
            yield float(Decimal(text))
        elif is_whole(name):
            yield int(text)
        else:
            yield text


def corners(ring: RingRecord, system: DeclaredSystem) -> list[Corner]:
    """Return the vertices of a ring, (easting, northing) as written, closed."""
    return [_corner(point, system) for point in (*ring.points, ring.points[0])]


def _corner(point: PointRecord, system: DeclaredSystem) -> Corner:
    return float(easting_text(point, system)), float(text_of(point.northing_m))


def extent(shapes: list[tuple[PolygonRecord, ...]], system: DeclaredSystem) -> list[float] | None:
    """Return least easting and northing, greatest easting and northing; None without a vertex."""
    return box_of(
        corner
        for polygons in shapes
        for ring in rings_of(polygons)
        for corner in corners(ring, system)
    )


def box_of(places: Iterable[Corner]) -> list[float] | None:
    """Return least easting and northing, greatest easting and northing; None without a place."""
    pairs = list(places)
    if not pairs:
        return None
    eastings, northings = zip(*pairs, strict=True)
    return [min(eastings), min(northings), max(eastings), max(northings)]


def vertices(line: BoundaryLineRecord, system: DeclaredSystem) -> list[Corner]:
    """Return the points of a boundary line as written; none for one that is a single point."""
    if len(line.points) < 2:
        return []
    return [_corner(point, system) for point in line.points]
