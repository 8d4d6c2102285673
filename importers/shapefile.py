"""Shapefiles of parcels (宗地), natural buildings (自然幢) and boundary lines (界址线, JZX).

GDAL (pyogrio) reads shapes and table; the texts are taken as raw bytes and decoded here, because
GBK tables seldom say what they are. Figures are kept in the shortest digits that give the delivered
double back. A shapefile is east before north.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Final

from cadastre.domain.crs import AxisOrder, Interpretation, interpret
from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import Finding
from importers import shapefile_findings as say
from importers import shapefile_shape_findings as say_shape
from importers import shapefile_table_findings as say_table
from importers.field_codes import (
    BUILDING_FIELDS,
    PARCEL_FIELDS,
    is_part_of_building,
    match_fields,
)
from importers.gdal_door import SHAPEFILE
from importers.limits import limits_in_force
from importers.many_findings import cut_repetitions
from importers.records import BuildingRecord, DeclaredSystem, Delivery, FileSummary, ParcelRecord
from importers.reporting import Notes
from importers.shapefile_lines import add_lines, is_of_boundary_lines
from importers.shapefile_parts import (
    FLAT_POLYGON,
    POLYGON_TYPES,
    SHAPE_TYPE_NAMES,
    DbfHeader,
    ShapeIndex,
    Siblings,
    find_siblings,
    has_shp_magic,
    read_dbf_header,
    read_index,
    staged,
)
from importers.shapefile_records import Feature, LayerReader
from importers.shapefile_rings import figures_of, is_polygonal, rings_of_wkb
from importers.shapefile_table import Table, read_table
from importers.shapefile_text import GB18030, UTF_8, hinted_encoding
from importers.unread_columns import UnreadColumns

FORMAT: Final = "shapefile"
DRIVER: Final = SHAPEFILE

_KEYS = frozenset({"building_number", "parcel_code"})
_PRJ_BYTES = 20_000
_CPG_BYTES = 64


def recognises(path: Path) -> bool:
    """Tell whether a file begins as the .shp of a shapefile (00 00 27 0A)."""
    return has_shp_magic(path)


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one shapefile.

    Parameters
    ----------
    path
        The .shp; .shx, .dbf, .prj and .cpg are looked for beside it, in any case.
    name
        Name of the file for people, as delivered.
    office_srid
        EPSG code of the office's plane system.

    Returns
    -------
    Delivery
        Parcels or buildings by the field names (ZDDM, ZRZH), or boundary lines (JZX); no records,
        and a finding, when the layer is something else. Records whose figures are refused have no
        shape.

    Raises
    ------
    FileRefused
        When there is nothing to read: empty, no shapefile, or damaged beyond reading.
    TooLarge
        When it holds more records than one file may, by the limits in force.
    """
    siblings = find_siblings(path)
    index = _index(siblings, name)
    delivery = Delivery(findings=list(_structure_findings(siblings, index, name)))
    if siblings.dbf is None:
        delivery.findings.append(say.missing_dbf(name))
        delivery.files.append(FileSummary(name, FORMAT, counts={"records": len(index.entries)}))
        return delivery
    try:
        header = read_dbf_header(siblings.dbf)
    except ValueError as error:
        raise FileRefused(say.unreadable_file(name, f".dbf: {error}")) from error
    hint = hinted_encoding(_text_file(siblings.cpg, _CPG_BYTES), header.language_byte)
    with staged(siblings, index, header) as shp:
        table = read_table(shp, header, hint=hint, file=name)
    delivery.findings += table.findings
    delivery.findings += _record_findings(index, header, table, name)
    prj = _text_file(siblings.prj, _PRJ_BYTES)
    _add_records(delivery, table, index, prj=prj, name=name, office_srid=office_srid)
    delivery.findings = say.system_missing_once(delivery.findings)
    return delivery


def _index(siblings: Siblings, name: str) -> ShapeIndex:
    if siblings.shp.stat().st_size == 0:
        raise FileRefused(say.empty_file(name))
    try:
        index = read_index(siblings)
    except ValueError as error:
        raise FileRefused(say.not_a_shapefile(name, str(error))) from error
    limit = limits_in_force().features
    if len(index.entries) > limit:
        raise TooLarge(say.too_many_records(name, count=len(index.entries), limit=limit))
    return index


def _text_file(path: Path | None, most_bytes: int) -> str:
    """Give the text of a small sibling, ``""`` when it is not there."""
    if path is None:
        return ""
    with path.open("rb") as stream:
        data = stream.read(most_bytes)
    try:
        return data.decode(UTF_8).removeprefix("\ufeff").strip()
    except UnicodeDecodeError:
        return data.decode(GB18030, "replace").strip()


def _structure_findings(siblings: Siblings, index: ShapeIndex, name: str) -> Iterator[Finding]:
    if index.rebuilt:
        yield say.missing_shx(name)
    if siblings.prj is None:
        yield say.missing_prj(name)
    sizes = {"claimed_bytes": index.claimed_bytes, "actual_bytes": index.actual_bytes}
    if index.claimed_bytes > index.actual_bytes:
        yield say.truncated_file(name, **sizes)
    elif index.claimed_bytes < index.actual_bytes:
        yield say.trailing_bytes(name, **sizes)
    with_more = (index.record_types | {index.shape_type}) - {0, FLAT_POLYGON}
    if index.shape_type in POLYGON_TYPES and with_more:
        words = ", ".join(SHAPE_TYPE_NAMES[kind] for kind in sorted(with_more))
        yield say_shape.z_dropped(name, words)


def _record_findings(
    index: ShapeIndex, header: DbfHeader, table: Table, name: str
) -> Iterator[Finding]:
    """Hold counts in headers, shapes and rows against each other, and name damaged shapes."""
    shapes, rows = len(index.entries) - len(index.damaged), header.held_rows
    claimed = max(index.claimed, header.claimed_rows)
    if not len(index.entries) == rows == claimed:  # what is damaged is named by its record
        yield say.record_count_mismatch(name, shapes=shapes, rows=rows, claimed=claimed)
    unread = {place + 1 for place in index.damaged} | {
        line
        for line, shape in zip(table.lines, table.shapes, strict=True)
        if shape is None and line - 1 not in index.null_shapes
    }
    yield from cut_repetitions([say.damaged_record(name, line) for line in sorted(unread)])
    deleted = min(len(index.entries), rows) - len(table.lines)
    if deleted > 0:
        yield say.deleted_records(name, deleted)


def _add_records(
    delivery: Delivery,
    table: Table,
    index: ShapeIndex,
    *,
    prj: str,
    name: str,
    office_srid: int,
) -> None:
    """Decide what the layer is, where its figures are, and add its records."""
    counts = {"records": len(table.lines)}
    if is_of_boundary_lines(index, table, name):
        found = add_lines(delivery, table, index, prj=prj, name=name, office_srid=office_srid)
        system = _declared(found)
        delivery.files.append(FileSummary(name, FORMAT, table.encoding, system, counts))
        return
    building = match_fields(table.names, BUILDING_FIELDS)
    parcel = match_fields(table.names, PARCEL_FIELDS)
    refusal = _not_ours(table, index, name, known=bool({*building, *parcel} & _KEYS))
    if refusal is not None:
        delivery.findings.append(refusal)
        delivery.files.append(FileSummary(name, FORMAT, table.encoding, counts=counts))
        return
    interpretation = interpret(
        (pair for feature in _features(table, index) for pair in figures_of(feature.rings)),
        order=AxisOrder.EAST_NORTH,
        office_srid=office_srid,
        file=name,
        stated=prj,
    )
    delivery.findings += interpretation.findings
    if "building_number" in building:
        reader = LayerReader(name, table, building, interpretation)
        delivery.buildings = [reader.building(feature) for feature in _features(table, index)]
        counts |= {"buildings": len(delivery.buildings), **_sizes(delivery.buildings)}
    else:
        reader = LayerReader(name, table, parcel, interpretation)
        delivery.parcels = [reader.parcel(feature) for feature in _features(table, index)]
        counts |= {"parcels": len(delivery.parcels), **_sizes(delivery.parcels)}
    delivery.findings += cut_repetitions(reader.findings)
    delivery.findings += _columns_not_read(table, reader.places, name)
    delivery.holders += reader.holders
    system = _declared(interpretation)
    delivery.files.append(FileSummary(name, FORMAT, table.encoding, system, counts))


def _declared(found: Interpretation) -> DeclaredSystem:
    return DeclaredSystem(found.srid, found.zone_prefix, found.stated, found.axes_swapped)


def _columns_not_read(
    table: Table, places: Mapping[str, tuple[int, ...]], name: str
) -> list[Finding]:
    """Name the columns that have values and that no record is made of."""
    notes = Notes(name)
    unread = UnreadColumns(table.names, {place for one in places.values() for place in one})
    unread.see_columns(table.columns)
    unread.say(notes, PurePath(name).stem)
    return notes.close()


def _not_ours(table: Table, index: ShapeIndex, name: str, *, known: bool) -> Finding | None:
    """Say why a layer holds no parcels and no buildings, None when it does."""
    if index.shape_type not in POLYGON_TYPES:
        found = SHAPE_TYPE_NAMES.get(index.shape_type, str(index.shape_type))
        return say_shape.wrong_geometry(name, found)
    if known and not is_part_of_building(table.names):
        return None
    return say_table.unknown_layer(name, table.names)


def _sizes(records: Sequence[ParcelRecord] | Sequence[BuildingRecord]) -> dict[str, int]:
    polygons = [polygon for record in records for polygon in record.polygons]
    rings = [ring for polygon in polygons for ring in (polygon.outer, *polygon.holes)]
    return {"rings": len(rings), "points": sum(len(ring.points) for ring in rings)}


def _features(table: Table, index: ShapeIndex) -> Iterator[Feature]:
    for place, shape in enumerate(table.shapes):
        # A damaged record may be one of a point, which is said where the index is read.
        is_ours = shape is not None and is_polygonal(shape)
        yield Feature(
            line=table.lines[place],
            values=[column[place] for column in table.columns],
            rings=rings_of_wkb(shape) if shape is not None and is_ours else (),
            has_shape=is_ours,
            is_damaged=not is_ours and table.lines[place] - 1 not in index.null_shapes,
        )
