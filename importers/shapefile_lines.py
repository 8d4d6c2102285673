"""Shapefiles of boundary lines (界址线, layer JZX): what they state beside the rings."""

from collections.abc import Iterator
from functools import partial
from pathlib import PurePath
from typing import Final

from cadastre.domain.crs import AxisOrder, Interpretation, interpret
from importers import shapefile_shape_findings as say_shape
from importers.boundary_rows import PARCELS, boundary_line, holds_lines
from importers.cell_values import text_of
from importers.field_codes import is_holder_field, normalise_header
from importers.layer_rows import LayerRow
from importers.records import Delivery, HolderRecord
from importers.shapefile_parts import LINE_TYPES, SHAPE_TYPE_NAMES, ShapeIndex
from importers.shapefile_rings import figures_of
from importers.shapefile_table import Table
from importers.wkb_shapes import shape_of_wkb

_FLAT_LINE: Final = 3


def is_of_boundary_lines(index: ShapeIndex, table: Table, name: str) -> bool:
    """Tell whether a layer of lines is JZX: by its name, or by a field that only JZX has."""
    return index.shape_type in LINE_TYPES and holds_lines(PurePath(name).stem, table.names)


def add_lines(
    delivery: Delivery,
    table: Table,
    index: ShapeIndex,
    *,
    prj: str,
    name: str,
    office_srid: int,
) -> Interpretation:
    """Add the boundary lines of a layer, and return how its figures were read.

    A line of several parts keeps what its row states and comes without points, and so do all
    lines when the figures are refused. Holders are kept apart by the parcel of the line.
    """
    with_more = (index.record_types | {index.shape_type}) - {0, _FLAT_LINE}
    if with_more:
        words = ", ".join(SHAPE_TYPE_NAMES[kind] for kind in sorted(with_more))
        delivery.findings.append(say_shape.z_dropped(name, words))
    rows = list(_rows(table))
    system = interpret(
        (pair for row in rows if row.shape for pair in figures_of(row.shape.rings)),
        order=AxisOrder.EAST_NORTH,
        office_srid=office_srid,
        file=name,
        stated=prj,
    )
    delivery.findings += system.findings
    places: dict[str, int] = {}
    for place, heading in enumerate(table.names):
        places.setdefault(normalise_header(heading), place)
    holders = [place for place, heading in enumerate(table.names) if is_holder_field(heading)]
    for row in rows:
        text = partial(_text, row, places)
        delivery.lines.append(boundary_line(row, text, system, file=name))
        for place in holders:
            if value := text_of(row.values[place]):
                key, heading = text(*PARCELS), table.names[place]
                delivery.holders.append(HolderRecord(name, row.line, key, heading, value))
    return system


def _rows(table: Table) -> Iterator[LayerRow]:
    for place, wkb in enumerate(table.shapes):
        values = [column[place] for column in table.columns]
        shape = None if wkb is None else shape_of_wkb(bytes(wkb))
        yield LayerRow(table.lines[place], values, shape)


def _text(row: LayerRow, places: dict[str, int], *names: str) -> str:
    place = next((places[name] for name in names if name in places), None)
    return "" if place is None else text_of(row.values[place])
