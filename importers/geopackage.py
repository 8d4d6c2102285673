"""GeoPackages (OGC 12-128), read as the SQLite database they are, with every layer they list.

The file is opened read-only and immutable, its schema is not trusted, and nothing but plain tables
is looked into: no view, trigger, virtual table or extension of the file ever runs. Shapes are taken
from their bytes, so an unclosed ring stays unclosed.
"""

import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Text
from importers import layer_findings as say
from importers.chunks import joined
from importers.layer_rows import LINE, MIXED, NOTHING, POINT, POLYGON, Layer, LayerRow, Shape
from importers.layers import read_layers
from importers.records import Delivery
from importers.reporting import Notes
from importers.wkb_shapes import shape_of_wkb

FORMAT: Final = "geopackage"

_FAULTS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises at a damaged file; the second when its message quotes bytes of no text."""
_MAGIC: Final = b"SQLite format 3\0"
_APPLICATIONS: Final = (b"GPKG", b"GP10", b"GP11")
_MOST_LAYERS: Final = 200
_MOST_COLUMNS: Final = 500
_SYSTEM_TABLES: Final = ("gpkg_", "rtree_", "sqlite_", "ogr_", "layer_styles")
_GEOMETRIES: Final = {
    **dict.fromkeys(("POLYGON", "MULTIPOLYGON", "CURVEPOLYGON", "MULTISURFACE"), POLYGON),
    **dict.fromkeys(("POINT", "MULTIPOINT"), POINT),
    **dict.fromkeys(("LINESTRING", "MULTILINESTRING", "COMPOUNDCURVE", "CIRCULARSTRING"), LINE),
    **dict.fromkeys(("MULTICURVE", "CURVE"), LINE),
}
_ENVELOPES: Final = (0, 32, 48, 48, 64)
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_CONTENTS: Final = """
select c.table_name, c.data_type, g.column_name, g.geometry_type_name, g.srs_id,
       s.organization, s.organization_coordsys_id, s.definition
from gpkg_contents c
left join gpkg_geometry_columns g on lower(g.table_name) = lower(c.table_name)
left join gpkg_spatial_ref_sys s on s.srs_id = coalesce(g.srs_id, c.srs_id)
order by c.rowid
"""
_PLAIN_CONTENTS: Final = """
select table_name, data_type, null, null, null, null, null, null from gpkg_contents order by rowid
"""
_OBJECTS: Final = "select name, type, coalesce(sql, '') from sqlite_master order by rowid"


def recognises(path: Path) -> bool:
    """Tell whether a file begins as a SQLite database; only a GeoPackage is then read."""
    with path.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one GeoPackage as a whole; parameters and refusals as in :func:`read_chunks`."""
    return joined(read_chunks(path, name=name, office_srid=office_srid))


def read_chunks(path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
    """Read all layers of one GeoPackage chunk by chunk.

    Parameters
    ----------
    path
        The file on disk; nothing beside it is looked at.
    name
        Its name for people, as delivered.
    office_srid
        EPSG code of the office's plane system.

    Yields
    ------
    Delivery
        As :func:`importers.layers.read_layers` says.

    Raises
    ------
    FileRefused
        Before the first chunk: no GeoPackage, damaged, or without layers.
    """
    notes = Notes(name)
    _look_at_head(path, notes)
    with closing(_opened(path, name)) as database:
        try:
            layers = list(_layers(database, notes))
        except _FAULTS as error:
            raise _damaged(name, error) from error
        yield from read_layers(layers, format=FORMAT, office_srid=office_srid, notes=notes)


def _look_at_head(path: Path, notes: Notes) -> None:
    with path.open("rb") as stream:
        head = stream.read(100)
    if len(head) < 100:
        raise say.damaged(notes.file, "GeoPackage", Text("文件头不完整", "its header is cut off"))
    page = struct.unpack_from(">H", head, 16)[0] or 1
    page = 65_536 if page == 1 else page
    pages = struct.unpack_from(">I", head, 28)[0]
    # The header's count is valid only when both change counters agree (SQLite file format 1.3.7).
    if head[24:28] == head[92:96] and pages * page > path.stat().st_size:
        why = Text(
            f"文件头写有 {pages * page} 字节，实际 {path.stat().st_size} 字节",
            f"its header states {pages * page} bytes, there are {path.stat().st_size}",
        )
        raise say.damaged(notes.file, "GeoPackage", why)
    if head[68:72] not in _APPLICATIONS:
        say.other_application(notes, head[68:72].hex())
    if head[18] == 2:
        say.journal_missing(notes)


def _opened(path: Path, name: str) -> sqlite3.Connection:
    """Open a file so that nothing in it can act: read-only, and only reading of tables allowed."""
    place = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    database = sqlite3.connect(place, uri=True, isolation_level=None)
    try:
        database.execute("pragma trusted_schema = off")
        database.execute("pragma cell_size_check = on")
        database.execute("pragma cache_size = -32768")  # KiB
    except _FAULTS as error:  # the first statement looks at the schema
        database.close()
        raise _damaged(name, error) from error
    database.text_factory = _text
    database.set_authorizer(_authorise)
    return database


def _authorise(
    action: int, one: str | None, two: str | None, _database: str | None, _inner: str | None
) -> int:
    if action in _ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and two in ("lower", "coalesce"):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and one == "table_info":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _text(data: bytes) -> str:
    """Decode a text: UTF-8 as the format says, else GB 18030, which some writers leave in it."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _damaged(name: str, error: sqlite3.Error | UnicodeDecodeError) -> FileRefused:
    shown = str(error) if isinstance(error, sqlite3.Error) else "malformed schema"
    why = Text(f"数据库已损坏（{shown}）", f"the database is damaged ({shown})")
    return say.damaged(name, "GeoPackage", why)


@dataclass(frozen=True, slots=True)
class _Listed:
    """One row of the contents, with its geometry column and system where it has them."""

    table: str
    data_type: str
    column: str | None
    geometry: str | None
    srs_id: int | None
    organisation: str | None
    code: int | None
    definition: str | None


def _layers(database: sqlite3.Connection, notes: Notes) -> Iterator[Layer]:
    # A damaged schema may hold bytes where a name belongs.
    named = (tuple(map(str, row)) for row in database.execute(_OBJECTS).fetchall())
    objects = {name.lower(): (name, kind, sql) for name, kind, sql in named}
    if "gpkg_contents" not in objects:
        raise say.refused(
            notes.file,
            "not_a_geopackage",
            "FI150",
            Text(
                f"“{notes.file}”是 SQLite 数据库，但不是 GeoPackage：没有 gpkg_contents 表。",
                f"“{notes.file}” is a SQLite database but no GeoPackage: it has no gpkg_contents.",
            ),
            advice=Text("请导出为 GeoPackage（.gpkg）。", "Export it as a GeoPackage (.gpkg)."),
            expected="gpkg_contents",
        )
    whole = {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= objects.keys()
    listed = [_Listed(*row) for row in database.execute(_CONTENTS if whole else _PLAIN_CONTENTS)]
    taken: set[str] = set()
    for one in listed[:_MOST_LAYERS]:
        table = str(one.table)
        if table.lower() in taken or table.lower().startswith(_SYSTEM_TABLES):
            continue
        taken.add(table.lower())
        if _is_plain(objects.get(table.lower()), table, notes):
            yield _layer(database, one, notes)
    for key, (name, kind, _) in objects.items():
        if kind == "table" and key not in taken and not key.startswith(_SYSTEM_TABLES):
            why = Text("没有列入 gpkg_contents", "is not listed in gpkg_contents")
            say.table_skipped(notes, name, why)


def _is_plain(found: tuple[str, str, str] | None, table: str, notes: Notes) -> bool:
    if found is None:
        say.missing_layer(notes, table)
        return False
    _, kind, sql = found
    if kind == "view":
        say.table_skipped(notes, table, Text("是视图，不是表", "is a view and no table"))
        return False
    if "virtual" in sql[:40].lower():
        say.table_skipped(notes, table, Text("是虚拟表", "is a virtual table"))
        return False
    return kind == "table"


def _layer(database: sqlite3.Connection, one: _Listed, notes: Notes) -> Layer:
    columns = database.execute(" ".join(("pragma table_info(", _quoted(one.table), ")"))).fetchall()
    columns = columns[:_MOST_COLUMNS]
    keys = [name for _, name, kind, _, _, key in columns if key and "INT" in str(kind).upper()]
    shape = next((name for _, name, *_ in columns if one.column and name == one.column), None)
    names = [
        name
        for _, name, kind, *_ in columns
        if name not in (shape, *keys[:1]) and "BLOB" not in str(kind).upper()
    ]
    geometry = NOTHING
    if shape is not None:
        geometry = _GEOMETRIES.get(str(one.geometry).upper(), MIXED)
    wanted = [keys[0] if keys else "rowid", shape or "null", *names]
    columns_wanted = ", ".join("null" if name == "null" else _quoted(name) for name in wanted)
    # Names of tables cannot be bound as values; quoted ones can only be names.
    query = " ".join(("select", columns_wanted, "from", _quoted(one.table)))
    is_epsg = str(one.organisation).upper() == "EPSG" and (one.code or 0) > 0
    return Layer(
        name=str(one.table),
        names=names,
        geometry=geometry,
        rows=_rows(database, query, notes),
        stated=_stated(one),
        stated_srid=one.code if is_epsg else None,
        expected=_last_row(database, one.table),
    )


def _last_row(database: sqlite3.Connection, table: str) -> int:
    """Return the highest row id, found without counting; 0 in an empty table or one without ids."""
    query = " ".join(("select rowid from", _quoted(table), "order by rowid desc limit 1"))
    try:
        found = database.execute(query).fetchone()
    except _FAULTS:  # whoever reads the rows says so
        return 0
    return found[0] if found and isinstance(found[0], int) and found[0] > 0 else 0


def _stated(one: _Listed) -> str:
    definition = str(one.definition or "").strip()
    if one.srs_id in (None, 0, -1) or definition.lower() in ("", "undefined"):
        return f"EPSG:{one.code}" if str(one.organisation).upper() == "EPSG" else ""
    return definition


def _quoted(name: str) -> str:
    """Return an identifier as SQL has it: names of tables cannot be bound as values."""
    return '"' + name.replace('"', '""') + '"'


def _rows(
    database: sqlite3.Connection, query: str, notes: Notes
) -> Callable[[], Iterator[LayerRow]]:
    def rows() -> Iterator[LayerRow]:
        try:
            for number, blob, *values in database.execute(query):
                line = number if isinstance(number, int) else 0
                yield LayerRow(line, values, None if blob is None else shape_of_blob(blob))
        except _FAULTS as error:
            notes.put(_damaged(notes.file, error).finding)

    return rows


def shape_of_blob(blob: object) -> Shape | None:
    """Return the shape of a geometry column's value (clause 2.1.3); None when it is empty."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return Shape(POLYGON, fault="no GeoPackage geometry")
    flags = blob[3]
    envelope = (flags >> 1) & 7
    if envelope >= len(_ENVELOPES):
        return Shape(POLYGON, fault=f"envelope code {envelope}")
    if flags & 0x20:
        return Shape(POLYGON, fault="extended geometry")
    if flags & 0x10:
        return None
    return shape_of_wkb(blob[8 + _ENVELOPES[envelope] :])
