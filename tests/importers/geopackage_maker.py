"""GeoPackages made table by table, so that a test decides every row, byte and mark."""

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

Ring = Sequence[tuple[float, ...]]

SQUARE: Ring = (
    (432000.0, 3898600.0),
    (432000.0, 3898660.0),
    (432080.0, 3898660.0),
    (432080.0, 3898600.0),
    (432000.0, 3898600.0),
)
CODE = "410811001002GB00001"
_TABLES = """
create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text,
    organization_coordsys_id integer, definition text, description text);
create table gpkg_contents (table_name text primary key, data_type text, identifier text,
    description text, last_change text, min_x double, min_y double, max_x double, max_y double,
    srs_id integer);
create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text,
    srs_id integer, z tinyint, m tinyint);
"""


def polygon(*rings: Ring, order: str = "<", width: int = 2, code: int = 3) -> bytes:
    """Give the WKB of a polygon with its vertices as they are."""
    data = struct.pack(f"{order}BII", order == "<", code, len(rings))
    for ring in rings:
        data += struct.pack(f"{order}I", len(ring))
        for vertex in ring:
            data += struct.pack(f"{order}{width}d", *vertex)
    return data


def point(east: float, north: float) -> bytes:
    """Give the WKB of a point."""
    return struct.pack("<BI2d", 1, 1, east, north)


def arcs(vertices: Ring) -> bytes:
    """Give the WKB of a curve polygon whose one ring is a circular string."""
    data = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 8, len(vertices))
    return data + b"".join(struct.pack("<2d", *vertex) for vertex in vertices)


def blob(wkb: bytes | None, *, flags: int = 1, envelope: bytes = b"") -> bytes | None:
    """Give the value of a geometry column."""
    return (
        None if wkb is None else b"GP\0" + bytes([flags]) + struct.pack("<i", 4547) + envelope + wkb
    )


class Maker:
    """Makes one file."""

    def __init__(self, path: Path, *, srid: int = 4547, application: int = 0x47504B47) -> None:
        self.path = path
        self.srid = srid
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(_TABLES)
            db.execute(f"pragma application_id = {application}")
            if srid:
                row = (f"EPSG:{srid}", srid, "EPSG", srid, "undefined", "")
                db.execute("insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, ?)", row)

    def layer(
        self,
        name: str,
        fields: Sequence[str],
        rows: Sequence[Sequence[object]],
        *,
        geometry: str = "POLYGON",
    ) -> "Maker":
        """Add a layer; the first value of each row is its geometry unless ``geometry`` is empty."""
        columns = [*(["geom blob"] if geometry else []), *(f'"{field}"' for field in fields)]
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute(
                'create table "{}" (fid integer primary key, {})'.format(name, ", ".join(columns))
            )
            kind = "features" if geometry else "attributes"
            listed = (name, kind, name, self.srid)
            db.execute(
                "insert into gpkg_contents (table_name, data_type, identifier, srs_id)"
                " values (?, ?, ?, ?)",
                listed,
            )
            if geometry:
                row = (name, "geom", geometry, self.srid, 0, 0)
                db.execute("insert into gpkg_geometry_columns values (?, ?, ?, ?, ?, ?)", row)
            marks = ", ".join("?" * len(columns))
            for values in rows:
                db.execute(f'insert into "{name}" values (null, {marks})', values)
        return self

    def sql(self, *statements: str) -> "Maker":
        """Run statements of one's own."""
        with closing(sqlite3.connect(self.path)) as db, db:
            for statement in statements:
                db.execute(statement)
        return self
