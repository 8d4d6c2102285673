"""Shapefiles of boundary lines (界址线, layer JZX): what they state beside the rings."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import PurePath
from typing import Final

from cadastre.domain.findings import Finding
from importers import shapefile_shape_findings as say_shape
from importers.boundary_rows import PARCELS, boundary_line, holds_lines
from importers.cell_values import text_of
from importers.field_codes import is_holder_field, normalise_header
from importers.layer_rows import LayerRow
from importers.records import Delivery, HolderRecord
from importers.shapefile_index import LINE_TYPES, SHAPE_TYPE_NAMES, ShapeIndex
from importers.shapefile_rings import figures_of, interpreted
from importers.shapefile_table import Rows, Table
from importers.wkb_shapes import shape_of_wkb

_FLAT_LINE: Final = 3


def is_of_boundary_lines(index: ShapeIndex, table: Table, name: str) -> bool:
    """Tell whether a layer of lines is JZX: by its name, or by a field that only JZX has."""
    return index.shape_type in LINE_TYPES and holds_lines(PurePath(name).stem, table.names)


class LineChunks:
    """Makes the boundary lines of a layer.

    A line of several parts keeps what its row states and comes without points, and so do all
    lines when the figures are refused. Holders are kept apart by the parcel of the line.
    Parameters as for :class:`importers.shapefile_objects.ObjectChunks`.
    """

    def __init__(
        self, table: Table, index: ShapeIndex, *, prj: str, name: str, office_srid: int
    ) -> None:
        self.findings: list[Finding] = []
        with_more = (index.record_types | {index.shape_type}) - {0, _FLAT_LINE}
        if with_more:
            words = ", ".join(SHAPE_TYPE_NAMES[kind] for kind in sorted(with_more))
            self.findings.append(say_shape.z_dropped(name, words))
        self.system = interpreted(_figures(table), prj=prj, name=name, office_srid=office_srid)
        self.findings += self.system.findings
        self.counts = {"records": table.count}
        self._name = name
        self._headings = table.names
        self._places: dict[str, int] = {}
        for place, heading in enumerate(table.names):
            self._places.setdefault(normalise_header(heading), place)
        self._holders = [
            place for place, heading in enumerate(table.names) if is_holder_field(heading)
        ]

    def chunk(self, rows: Rows) -> Delivery:
        """Give the lines of some rows, and the holders that stand in them."""
        chunk = Delivery()
        for row in _layer_rows(rows):
            text = partial(_text, row, self._places)
            chunk.lines.append(boundary_line(row, text, self.system, file=self._name))
            for place in self._holders:
                if value := text_of(row.values[place]):
                    key, heading = text(*PARCELS), self._headings[place]
                    chunk.holders.append(HolderRecord(self._name, row.line, key, heading, value))
        return chunk

    def closing(self) -> list[Finding]:
        """Give nothing: all there is to say of lines is known before the first."""
        return []


def _figures(table: Table) -> Iterator[tuple[Decimal, Decimal]]:
    for shape in table.shapes():
        yield from figures_of(shape_of_wkb(bytes(shape)).rings)


def _layer_rows(rows: Rows) -> Iterator[LayerRow]:
    for place, (line, wkb) in enumerate(zip(rows.lines, rows.shapes, strict=True)):
        values = [column[place] for column in rows.columns]
        yield LayerRow(line, values, None if wkb is None else shape_of_wkb(bytes(wkb)))


def _text(row: LayerRow, places: dict[str, int], *names: str) -> str:
    place = next((places[name] for name in names if name in places), None)
    return "" if place is None else text_of(row.values[place])
