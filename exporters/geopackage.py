"""GeoPackage 1.3 (OGC 12-128r17) with the layers of the database standard.

ZDJBXX, ZRZ, JZD and JZX with shapes, C and H without. Written with SQLite alone and in one fixed
order: the same records are the same bytes.
"""

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from exporters.figures import easting_text, rings_of, text_of
from exporters.holding import Holds, Kept
from exporters.layer_tables import (
    BUILDINGS_KEPT,
    LINES_KEPT,
    PARCELS_KEPT,
    Corner,
    box_of,
    cells,
    corners,
    extent,
    is_figure,
    is_whole,
    values_of,
    vertices,
)
from exporters.shared_points import shared_points
from exporters.vct import HOLDS as _VCT_HOLDS
from exporters.vct import building_codes
from exporters.vct_tables import BUILDING, LINE, PARCEL, POINT, STOREY, UNIT, OutTable
from exporters.vct_values import (
    building_number,
    building_values,
    line_values,
    storey_values,
    unit_values,
)
from exporters.wkt import wkt_of, written_system
from importers.records import DeclaredSystem, Delivery, PolygonRecord

FORMAT: Final = "geopackage"
ENDING: Final = ".gpkg"
_UNITS: Final = _VCT_HOLDS.units or Kept(frozenset())
HOLDS: Final = Holds(
    parcels=PARCELS_KEPT,
    buildings=BUILDINGS_KEPT,
    units=_UNITS,
    lines=LINES_KEPT,
    exact_decimals=False,
)

_TIME: Final = "2000-01-01T00:00:00.000Z"
"""Files carry no time of their own, so that equal data is an equal file."""

_SCHEMA: Final = """
pragma page_size = 4096;
pragma application_id = 1196444487;
pragma user_version = 10300;
create table gpkg_spatial_ref_sys (
    srs_name text not null, srs_id integer not null primary key, organization text not null,
    organization_coordsys_id integer not null, definition text not null, description text
);
create table gpkg_contents (
    table_name text not null primary key, data_type text not null, identifier text unique,
    description text default '',
    last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x double, min_y double, max_x double, max_y double, srs_id integer,
    constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys(srs_id)
);
create table gpkg_geometry_columns (
    table_name text not null, column_name text not null, geometry_type_name text not null,
    srs_id integer not null, z tinyint not null, m tinyint not null,
    constraint pk_geom_cols primary key (table_name, column_name),
    constraint uk_gc_table_name unique (table_name),
    constraint fk_gc_tn foreign key (table_name) references gpkg_contents(table_name),
    constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id)
);
"""
_WGS84: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
_SYSTEMS: Final = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, None),
)
_SYSTEM: Final = "insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, ?)"
_CONTENT: Final = "insert into gpkg_contents values (?, ?, ?, '', ?, ?, ?, ?, ?, ?)"
_COLUMN: Final = "insert into gpkg_geometry_columns values (?, 'geom', ?, ?, 0, 0)"

Row = Sequence[object]


def write(delivery: Delivery, path: Path, *, system: DeclaredSystem) -> None:
    """Write all that is held; see :mod:`exporters.formats` for the contract."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("pragma journal_mode = off")
        database.execute("pragma synchronous = off")
        database.executescript(_SCHEMA)
        database.execute("begin")
        _File(database, system).write(delivery)
        database.execute("commit")


class _File:
    """One file being written."""

    def __init__(self, database: sqlite3.Connection, system: DeclaredSystem) -> None:
        self.database = database
        self.system = system
        known = written_system(system)
        self.srid = known.srid if known else -1
        database.executemany(_SYSTEM, _SYSTEMS)
        if known:
            row = (
                known.name.en,
                known.srid,
                "EPSG",
                known.srid,
                wkt_of(known) or "undefined",
                None,
            )
            database.execute(_SYSTEM, row)

    def write(self, delivery: Delivery) -> None:
        parcels, buildings = delivery.parcels, delivery.buildings
        self._polygons(PARCEL, [p.polygons for p in parcels], map(values_of, parcels))
        self._polygons(BUILDING, [b.polygons for b in buildings], map(building_values, buildings))
        self._points(delivery)
        self._lines(delivery)
        self._units(delivery)

    def _polygons(
        self,
        table: OutTable,
        shapes: list[tuple[PolygonRecord, ...]],
        values: Iterable[dict[str, str]],
    ) -> None:
        self._table(table, "MULTIPOLYGON", extent(shapes, self.system))
        self._rows(
            table,
            (
                (self._blob(polygons), *cells(table, row))
                for polygons, row in zip(shapes, values, strict=True)
            ),
        )

    def _points(self, delivery: Delivery) -> None:
        shapes = [parcel.polygons for parcel in delivery.parcels]
        self._table(POINT, "POINT", extent(shapes, self.system))
        self._rows(POINT, self._point_rows(delivery))

    def _point_rows(self, delivery: Delivery) -> Iterator[Row]:
        for point, codes in shared_points(delivery.parcels):
            place = float(easting_text(point, self.system)), float(text_of(point.northing_m))
            shape = self._head() + struct.pack("<BI2d", 1, 1, *place)
            yield shape, *cells(POINT, {"JZDH": point.label, "ZDZHDM": "/".join(codes)})

    def _lines(self, delivery: Delivery) -> None:
        shapes = [vertices(line, self.system) for line in delivery.lines]
        self._table(LINE, "LINESTRING", box_of(place for places in shapes for place in places))
        self._rows(
            LINE,
            (
                (self._line_blob(places), *cells(LINE, line_values(line)))
                for line, places in zip(delivery.lines, shapes, strict=True)
            ),
        )

    def _units(self, delivery: Delivery) -> None:
        known = building_codes(delivery)
        storeys: dict[tuple[str, int | None, str], str] = {}
        rows: list[Row] = []
        for unit in delivery.units:
            building = building_number(unit, known)
            key = (building, unit.storey_number, unit.storey_label)
            if (unit.storey_number, unit.storey_label) != (None, ""):
                storeys.setdefault(key, str(len(storeys) + 1))
            rows.append([*cells(UNIT, unit_values(unit, building, storeys.get(key, "")))])
        self._table(STOREY, "", None)
        self._rows(
            STOREY,
            (
                [*cells(STOREY, storey_values(building, number, label, storey))]
                for (building, number, label), storey in storeys.items()
            ),
        )
        self._table(UNIT, "", None)
        self._rows(UNIT, rows)

    def _table(self, table: OutTable, geometry: str, box: list[float] | None) -> None:
        kinds = [
            f'"{name}" {"DOUBLE" if is_figure(table, name) else _kind(name)}'
            for name in table.fields
        ]
        shape = [f'"geom" {geometry}'] if geometry else []
        columns = ", ".join(["fid integer primary key autoincrement not null", *shape, *kinds])
        # Names of tables and columns cannot be bound; these are constants of ours.
        self.database.execute(" ".join(("create table", f'"{table.name}"', "(", columns, ")")))
        kind = "features" if geometry else "attributes"
        srid = self.srid if geometry else 0
        row = (table.name, kind, table.name, _TIME, *(box or (None,) * 4), srid)
        self.database.execute(_CONTENT, row)
        if geometry:
            self.database.execute(_COLUMN, (table.name, geometry, self.srid))

    def _rows(self, table: OutTable, rows: Iterable[Row]) -> None:
        count = len(table.fields) + table.has_geometry
        marks = ", ".join(["null", *"?" * count])
        words = ("insert into", f'"{table.name}"', "values (", marks, ")")
        self.database.executemany(" ".join(words), rows)

    def _head(self) -> bytes:
        return b"GP\0\1" + struct.pack("<i", self.srid)

    def _blob(self, polygons: tuple[PolygonRecord, ...]) -> bytes | None:
        if not polygons:
            return None
        parts = [self._head(), struct.pack("<BII", 1, 6, len(polygons))]
        for polygon in polygons:
            rings = list(rings_of((polygon,)))
            parts.append(struct.pack("<BII", 1, 3, len(rings)))
            for ring in rings:
                parts.append(_packed(corners(ring, self.system)))
        return b"".join(parts)

    def _line_blob(self, places: list[Corner]) -> bytes | None:
        if not places:
            return None
        return self._head() + struct.pack("<BI", 1, 2) + _packed(places)


def _packed(places: list[Corner]) -> bytes:
    pairs = (struct.pack("<2d", *place) for place in places)
    return struct.pack("<I", len(places)) + b"".join(pairs)


def _kind(name: str) -> str:
    return "INTEGER" if is_whole(name) else "TEXT"
