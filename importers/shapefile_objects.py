"""The rows of a layer of parcels or buildings as chunks of records."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import PurePath

from cadastre.domain.findings import Finding
from importers.field_codes import BUILDING_FIELDS, PARCEL_FIELDS, match_fields
from importers.many_findings import Repetitions
from importers.records import BuildingRecord, Delivery, ParcelRecord
from importers.reporting import Notes
from importers.shapefile_index import ShapeIndex
from importers.shapefile_records import Feature, LayerReader
from importers.shapefile_rings import figures_of, interpreted, is_polygonal, rings_of_wkb
from importers.shapefile_table import Rows, Table
from importers.unread_columns import UnreadColumns


class ObjectChunks:
    """Makes parcels, or buildings where a field holds their number.

    Parameters
    ----------
    prj
        Text of the .prj, ``""`` without one.
    name
        Name of the file for people.
    """

    def __init__(
        self, table: Table, index: ShapeIndex, *, prj: str, name: str, office_srid: int
    ) -> None:
        self.system = interpreted(_figures(table), prj=prj, name=name, office_srid=office_srid)
        self.findings: list[Finding] = list(self.system.findings)
        building = match_fields(table.names, BUILDING_FIELDS)
        self._of_buildings = "building_number" in building
        places = building if self._of_buildings else match_fields(table.names, PARCEL_FIELDS)
        objects = "buildings" if self._of_buildings else "parcels"
        self.counts = {"records": table.count, objects: 0, "rings": 0, "points": 0}
        self._objects = objects
        self._index = index
        self._reader = LayerReader(name, table, places, self.system)
        self._repetitions = Repetitions()
        read = {place for one in places.values() for place in one}
        self._unread = UnreadColumns(table.names, read)

    def chunk(self, rows: Rows) -> Delivery:
        """Give the records of some rows with what is said about them."""
        chunk, reader = Delivery(), self._reader
        self._unread.see_columns(rows.columns)
        if self._of_buildings:
            chunk.buildings = [reader.building(feature) for feature in self._features(rows)]
            self._count(chunk.buildings)
        else:
            chunk.parcels = [reader.parcel(feature) for feature in self._features(rows)]
            self._count(chunk.parcels)
        chunk.holders, reader.holders = reader.holders, []
        findings, reader.findings = reader.findings, []
        chunk.findings = self._repetitions.kept(findings)
        return chunk

    def closing(self) -> list[Finding]:
        """Give what is said of the whole layer once all its rows were read."""
        notes = Notes(self._reader.file)
        self._unread.say(notes, PurePath(self._reader.file).stem)
        return self._repetitions.left_out() + notes.close()

    def _count(self, records: Sequence[ParcelRecord] | Sequence[BuildingRecord]) -> None:
        polygons = [polygon for record in records for polygon in record.polygons]
        rings = [ring for polygon in polygons for ring in polygon.rings]
        self.counts[self._objects] += len(records)
        self.counts["rings"] += len(rings)
        self.counts["points"] += sum(len(ring.points) for ring in rings)

    def _features(self, rows: Rows) -> Iterator[Feature]:
        for place, (line, shape) in enumerate(zip(rows.lines, rows.shapes, strict=True)):
            # A damaged record may be one of a point, which is said where the index is read.
            is_ours = shape is not None and is_polygonal(shape)
            yield Feature(
                line=line,
                values=[column[place] for column in rows.columns],
                rings=rings_of_wkb(shape) if shape is not None and is_ours else (),
                has_shape=is_ours,
                is_damaged=not is_ours and not self._index.is_null(line - 1),
            )


def _figures(table: Table) -> Iterator[tuple[Decimal, Decimal]]:
    for shape in table.shapes():
        if is_polygonal(shape):
            yield from figures_of(rings_of_wkb(shape))
