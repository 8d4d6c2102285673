"""Shapefiles of parcels (宗地), natural buildings (自然幢) and boundary lines (界址线, JZX).

GDAL (pyogrio) reads shapes and table; the texts are taken as raw bytes and decoded here, because
GBK tables seldom say what they are. Figures are kept in the shortest digits that give the delivered
double back. A shapefile is east before north.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import Finding
from cadastre.domain.pace import share
from importers import shapefile_findings as say
from importers import shapefile_shape_findings as say_shape
from importers import shapefile_table_findings as say_table
from importers.chunks import joined
from importers.field_codes import (
    BUILDING_FIELDS,
    PARCEL_FIELDS,
    is_part_of_building,
    match_fields,
)
from importers.gdal_door import SHAPEFILE
from importers.limits import limits_in_force
from importers.many_findings import cut_repetitions
from importers.records import DeclaredSystem, Delivery, FileSummary
from importers.shapefile_index import (
    FLAT_POLYGON,
    POLYGON_TYPES,
    SHAPE_TYPE_NAMES,
    ShapeIndex,
    read_index,
    shx_of,
)
from importers.shapefile_lines import LineChunks, is_of_boundary_lines
from importers.shapefile_objects import ObjectChunks
from importers.shapefile_parts import (
    DbfHeader,
    Siblings,
    find_siblings,
    has_shp_magic,
    read_dbf_header,
    staged,
)
from importers.shapefile_table import Table, read_table
from importers.shapefile_text import GB18030, UTF_8, hinted_encoding

FORMAT: Final = "shapefile"
DRIVER: Final = SHAPEFILE

_TEXTS_SHARE: Final = 0.1
_FIGURES_SHARE: Final = 0.4
"""How much of the work is behind once the texts, and once the figures were gone through."""

_KEYS = frozenset({"building_number", "parcel_code"})
_PRJ_BYTES = 20_000
_CPG_BYTES = 64


def recognises(path: Path) -> bool:
    """Tell whether a file begins as the .shp of a shapefile (00 00 27 0A)."""
    return has_shp_magic(path)


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one shapefile as a whole; parameters and refusals as in :func:`read_chunks`."""
    return joined(read_chunks(path, name=name, office_srid=office_srid))


def read_chunks(path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
    """Read one shapefile chunk by chunk.

    The file is gone through three times: for its texts, which are of one encoding; for its figures,
    which are of one system; and for the records.

    Parameters
    ----------
    path
        The .shp; .shx, .dbf, .prj and .cpg are looked for beside it, in any case.
    name
        Name of the file for people, as delivered.
    office_srid
        EPSG code of the office's plane system.

    Yields
    ------
    Delivery
        Parcels or buildings by the field names (ZDDM, ZRZH), or boundary lines (JZX); no records,
        and a finding, when the layer is something else. Records whose figures are refused have no
        shape. What is said of the whole file comes with the first.

    Raises
    ------
    FileRefused
        Before the first chunk, when there is nothing to read: empty, no shapefile, or damaged
        beyond reading.
    TooLarge
        Likewise when it holds more records than one file may, by the limits in force.
    """
    siblings = find_siblings(path)
    index = _index(siblings, name)
    head = Delivery(findings=list(_structure_findings(siblings, index, name)))
    if siblings.dbf is None:
        head.findings.append(say.missing_dbf(name))
        head.files.append(FileSummary(name, FORMAT, counts={"records": index.count}))
        yield head
        return
    try:
        header = read_dbf_header(siblings.dbf)
    except ValueError as error:
        raise FileRefused(say.unreadable_file(name, f".dbf: {error}")) from error
    hint = hinted_encoding(_text_file(siblings.cpg, _CPG_BYTES), header.language_byte)
    with staged(siblings, header, shx=shx_of(index) if index.rebuilt else None) as shp:
        with share(0, _TEXTS_SHARE):
            table = read_table(shp, header, index, hint=hint, file=name)
        head.findings += table.findings
        head.findings += _record_findings(index, header, table, name)
        with share(_TEXTS_SHARE, _FIGURES_SHARE):
            maker = _maker(table, index, _text_file(siblings.prj, _PRJ_BYTES), name, office_srid)
        with share(_FIGURES_SHARE, 1):
            yield from _chunks(head, table, maker, name)


def _chunks(
    chunk: Delivery, table: Table, maker: ObjectChunks | LineChunks | Finding, name: str
) -> Iterator[Delivery]:
    """Yield the records behind what ``chunk`` holds already; the last one has the summary."""
    summary = FileSummary(name, FORMAT, table.encoding, counts={"records": table.count})
    if isinstance(maker, Finding):
        chunk.findings.append(maker)
    else:
        chunk.findings = say.system_missing_once(chunk.findings + maker.findings)
        for number, rows in enumerate(table.rows()):
            if number:
                yield chunk
                chunk = Delivery()
            chunk.extend(maker.chunk(rows))
        chunk.findings += maker.closing()
        found = maker.system
        system = DeclaredSystem(found.srid, found.zone_prefix, found.stated, found.axes_swapped)
        summary = FileSummary(name, FORMAT, table.encoding, system, maker.counts)
    chunk.files.append(summary)
    yield chunk


def _index(siblings: Siblings, name: str) -> ShapeIndex:
    if siblings.shp.stat().st_size == 0:
        raise FileRefused(say.empty_file(name))
    try:
        index = read_index(siblings)
    except ValueError as error:
        raise FileRefused(say.not_a_shapefile(name, str(error))) from error
    limit = limits_in_force().features
    if index.count > limit:
        raise TooLarge(say.too_many_records(name, count=index.count, limit=limit))
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
    damaged = index.damaged()
    shapes, rows = index.count - len(damaged), header.held_rows
    claimed = max(index.claimed, header.claimed_rows)
    if not index.count == rows == claimed:  # what is damaged is named by its record
        yield say.record_count_mismatch(name, shapes=shapes, rows=rows, claimed=claimed)
    unread = np.union1d(damaged + 1, np.asarray(table.unread, np.int64))
    yield from cut_repetitions(say.damaged_record(name, int(line)) for line in unread)
    deleted = min(index.count, rows) - table.count
    if deleted > 0:
        yield say.deleted_records(name, deleted)


def _maker(
    table: Table, index: ShapeIndex, prj: str, name: str, office_srid: int
) -> ObjectChunks | LineChunks | Finding:
    """Decide what the layer is and where its figures are; a finding says that it is not ours."""
    if is_of_boundary_lines(index, table, name):
        return LineChunks(table, index, prj=prj, name=name, office_srid=office_srid)
    refusal = _not_ours(table, index, name)
    if refusal is not None:
        return refusal
    return ObjectChunks(table, index, prj=prj, name=name, office_srid=office_srid)


def _not_ours(table: Table, index: ShapeIndex, name: str) -> Finding | None:
    """Say why a layer holds no parcels and no buildings, None when it does."""
    if index.shape_type not in POLYGON_TYPES:
        found = SHAPE_TYPE_NAMES.get(index.shape_type, str(index.shape_type))
        return say_shape.wrong_geometry(name, found)
    known = {
        *match_fields(table.names, BUILDING_FIELDS),
        *match_fields(table.names, PARCEL_FIELDS),
    }
    if known & _KEYS and not is_part_of_building(table.names):
        return None
    return say_table.unknown_layer(name, table.names)
