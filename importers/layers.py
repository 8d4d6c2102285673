"""Packages of layers as one delivery: parcels, buildings, units, with points and storeys beside.

A package may hold any of ZD or ZDJBXX, ZRZ, LJZ, C, H, JZD, JZX, DJQ, DJZQ and tables of rights.
Layers are told by name and by their fields (:mod:`importers.layer_table`), whatever file
they came in. Parcels take the labels of the boundary points that lie on their vertices, units the
storey of C. Layers are gone through one after the other; what has to be looked up lies on disk.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Final

from cadastre.domain.crs import Interpretation
from cadastre.domain.findings import Text
from cadastre.domain.pace import reached, share
from importers import layer_findings as say
from importers import shapefile_shape_findings as say_shape
from importers.boundary_rows import (
    boundary_line,
    boundary_point,
)
from importers.cell_values import text_of
from importers.chunks import CHUNK_OBJECTS, is_full
from importers.field_codes import (
    BUILDING_FIELDS,
    PARCEL_FIELDS,
    UNIT_FIELDS,
)
from importers.layer_index import LayerIndex, place_of, temporary_layer_index
from importers.layer_rows import POINT, POLYGON, Layer, LayerRow, Shape
from importers.layer_systems import System, interpret_layers
from importers.layer_table import LayerTable
from importers.point_labels import told_apart
from importers.records import (
    DeclaredSystem,
    Delivery,
    FileSummary,
    PointRecord,
    PolygonRecord,
    RingRecord,
)
from importers.reporting import Notes
from importers.shapefile_rings import Subject, figures_of, polygons_from
from importers.vct_records import TableReader, Values
from importers.vct_tables import Role

_FIELDS: Final = {
    Role.PARCEL: PARCEL_FIELDS,
    Role.BUILDING: BUILDING_FIELDS,
    Role.UNIT: UNIT_FIELDS,
}
_KEY_FIELDS: Final = ("BDCDYH", "ZDDM", "ZRZH", "ZDZHDM")
_ORDER: Final = (Role.PARCEL, Role.BUILDING, Role.UNIT)
_SHAPED: Final = frozenset({Role.PARCEL, Role.BUILDING})
_LOOKED_UP: Final = frozenset({Role.POINT, Role.STOREY})
_LOOK_UP_SHARE: Final = 0.5
"""How much of the work is behind before the first record is made."""
_COUNTED: Final = frozenset({"parcels", "buildings", "units", "rings", "points"})


def read_layers(
    layers: Sequence[Layer], *, format: str, office_srid: int, notes: Notes, encoding: str = "utf-8"
) -> Iterator[Delivery]:
    """Yield the records of all layers of one file in chunks.

    Parameters
    ----------
    layers
        The layers in the order of the file.
    format, encoding
        Words for the summary.
    office_srid
        EPSG code of the office's plane system; figures of another are refused, and their objects
        come without polygons.
    notes
        What was found before; everything that turns up here is written down there, too.

    Yields
    ------
    Delivery
        Parcels, then buildings, then units, each in the order of its layers. The last chunk has
        the summary of the file, with the number of rows of every layer.
    """
    with temporary_layer_index() as index:
        package = _Package([LayerTable(layer) for layer in layers], index, notes, office_srid)
        yield from package.chunks()
        last = package.chunk
        last.files.append(
            FileSummary(notes.file, format, encoding, package.system(), package.all_counts())
        )
        last.findings += notes.close()
        yield last


@dataclass(slots=True)
class _Package:
    """One file being read. ``chunk`` is the one being filled."""

    tables: list[LayerTable]
    index: LayerIndex
    notes: Notes
    office_srid: int
    chunk: Delivery = field(default_factory=Delivery)
    counts: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    has_labels: bool = False
    _systems: dict[int, System] = field(default_factory=dict)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    _passed: int = 0
    _due: int = 0

    def chunks(self) -> Iterator[Delivery]:
        """Yield full chunks; what is left stays in ``chunk``."""
        for one in self.tables:
            one.layer = replace(one.layer, rows=partial(self._told, one.layer.rows))
        shown = [one for one in self.tables if one.role in _SHAPED]
        looked_up = [one for one in self.tables if one.role in _LOOKED_UP]
        with share(0, _LOOK_UP_SHARE):
            self._begin(shown + looked_up)
            self._systems = interpret_layers(
                [one.layer for one in shown], notes=self.notes, office_srid=self.office_srid
            )
            self._look_up()
        with share(_LOOK_UP_SHARE, 1):
            self._begin(one for one in self.tables if one.has_beside or one not in looked_up)
            yield from self._made()

    def _begin(self, tables: Iterable[LayerTable]) -> None:
        """Begin to tell how many rows of some tables are behind."""
        self._passed, self._due = 0, sum(one.layer.expected for one in tables)

    def _told(self, rows: Callable[[], Iterator[LayerRow]]) -> Iterator[LayerRow]:
        for row in rows():
            yield row
            self._passed += 1
            reached(self._passed, self._due)

    def _made(self) -> Iterator[Delivery]:
        """Yield chunks of what is made of the rows, once all that must be looked up is there."""
        for role in _ORDER:
            for one in self.tables:
                if one.role is role:
                    yield from self._records(one)
        for one in self.tables:
            if one.has_beside:
                yield from self._beside(one)
            elif one.role in (Role.OTHER, Role.LOGICAL):
                self._other(one)
        self._say_seen()
        if not any(self.counts[name] for name in ("parcels", "buildings", "units")):
            say.no_objects(self.notes, [one.layer.name for one in self.tables])

    def system(self) -> DeclaredSystem | None:
        """Return the system of the first layer that has one."""
        for found in self._systems.values():
            one = found.interpretation
            return DeclaredSystem(one.srid, one.zone_prefix, one.stated, one.axes_swapped)
        return None

    def all_counts(self) -> dict[str, int]:
        """Return what was read, and the rows of every layer by its name."""
        named = {
            f"{name} (layer)" if name in _COUNTED else name: count
            for name, count in self.rows.items()
        }
        return {**self.counts, **named}

    def _rows(self, one: LayerTable) -> Iterator[LayerRow]:
        self.rows[one.layer.name] += 0
        for row in one.layer.rows():
            self.rows[one.layer.name] += 1
            yield row

    def _look_up(self) -> None:
        for one in self.tables:
            if one.role is Role.POINT:
                self.has_labels = True
                self.index.add_labels(self._labels_of(one))
            elif one.role is Role.STOREY:
                self.index.add_storeys(
                    (
                        one.text(row, "ZRZH"),
                        one.text(row, "CH"),
                        one.text(row, "SJC"),
                        one.text(row, "MYC"),
                    )
                    for row in self._rows(one)
                )
        self.index.finish()

    def _labels_of(self, one: LayerTable) -> Iterator[tuple[Decimal, Decimal, str, str]]:
        system = self._system_like(one.layer)
        code_place = one.table.position("ZDZHDM", "ZDDM")
        label_place = one.table.position("JZDH", "界址点号")
        for row in self._rows(one):
            shape = row.shape
            if shape is None or shape.kind != POINT or not shape.rings:
                found = shape.fault or shape.kind if shape else "Null"
                say.bad_point(self.notes, row.line, one.layer.name, found)
            elif system is not None and not system.refused:
                (pair,) = figures_of(shape.rings)
                if not (pair[0].is_finite() and pair[1].is_finite()):
                    why = f"{pair[0]} {pair[1]}"
                    say.unreadable_shape(self.notes, row.line, "", one.layer.name, why)
                    continue
                codes = "" if code_place is None else text_of(row.values[code_place])
                label = "" if label_place is None else text_of(row.values[label_place])
                yield (*system.normalise(*pair), codes, label)

    def _beside(self, one: LayerTable) -> Iterator[Delivery]:
        """Keep what is stated of boundary lines and points, and holders by their object."""
        reader = TableReader(one.table, {}, self.notes)
        system, file = self._system_like(one.layer), self.notes.file
        is_point = one.role is Role.POINT
        # Rows of the points were counted when their labels were looked up.
        for row in one.layer.rows() if is_point else self._rows(one):
            text = partial(one.text, row)
            if is_point:
                self.chunk.points.append(boundary_point(row, text, system, file=file))
            else:
                self.chunk.lines.append(boundary_line(row, text, system, file=file))
                reader.take_holders(one.values(row), text(*_KEY_FIELDS))
            if len(self.chunk.points) + len(self.chunk.lines) >= CHUNK_OBJECTS:
                full, self.chunk = self.chunk, Delivery()
                full.findings += self.notes.take()
                yield full
        self.chunk.holders += reader.holders

    def _system_like(self, layer: Layer) -> Interpretation | None:
        """Return how figures are read in a layer that states what this one does."""
        for one in self._systems.values():
            if one.says == (layer.stated, layer.stated_srid, layer.order):
                return one.interpretation
        return next((one.interpretation for one in self._systems.values()), None)

    def _records(self, one: LayerTable) -> Iterator[Delivery]:
        reader = TableReader(one.table, _FIELDS[one.role], self.notes)
        for row in self._rows(one):
            values = one.values(row)
            if one.role is Role.UNIT:
                self.chunk.units.append(reader.unit(values, self._storey(one, row)))
                self.counts["units"] += 1
            else:
                self._shaped(one, reader, row, values)
            self.chunk.holders += reader.holders
            reader.holders.clear()
            if is_full(self.chunk):
                full, self.chunk = self.chunk, Delivery()
                full.findings += self.notes.take()
                yield full
        reader.say_unused()

    def _shaped(self, one: LayerTable, reader: TableReader, row: LayerRow, values: Values) -> None:
        is_parcel = one.role is Role.PARCEL
        key = reader.text(values, "parcel_code" if is_parcel else "building_number")[:60]
        polygons = self._polygons(one, row, key, is_parcel=is_parcel)
        if is_parcel:
            self.chunk.parcels.append(reader.parcel(values, polygons))
        else:
            self.chunk.buildings.append(reader.building(values, polygons))
        self.counts["parcels" if is_parcel else "buildings"] += 1
        for polygon in polygons:
            for ring in polygon.rings:
                self.counts["rings"] += 1
                self.counts["points"] += len(ring.points)

    def _storey(self, one: LayerTable, row: LayerRow) -> tuple[str, str] | None:
        return self.index.storey(one.text(row, "ZRZH"), one.text(row, "CH"))

    def _polygons(
        self, one: LayerTable, row: LayerRow, key: str, *, is_parcel: bool
    ) -> tuple[PolygonRecord, ...]:
        system = self._systems[id(one.layer)].interpretation
        shape, layer = row.shape, one.layer.name
        thing = Text(f"宗地 {key} ", f"parcel {key}")
        if not is_parcel:
            thing = Text(f"自然幢 {key} ", f"building {key}")
        if shape is None or (shape.kind == POLYGON and not shape.rings and not shape.fault):
            file = f"{self.notes.file}/{layer}"
            missing = say_shape.missing_geometry(file, row.line, thing, key)
            self.notes.put(replace(missing, file=self.notes.file))
            return ()
        if shape.fault:
            say.unreadable_shape(self.notes, row.line, key, layer, shape.fault)
            return ()
        if shape.kind != POLYGON:
            say.wrong_kind(self.notes, row.line, key, layer, shape.kind)
            return ()
        if system.refused:
            return ()
        self._count_seen(layer, shape)
        subject = Subject(self.notes.file, row.line, thing, key)
        polygons, findings = polygons_from(shape.rings, system, subject, holes=shape.holes)
        for finding in findings:
            self.notes.put(finding)
        return self._labelled(polygons, key, layer) if is_parcel and self.has_labels else polygons

    def _count_seen(self, layer: str, shape: Shape) -> None:
        if shape.has_heights:
            self._seen[layer, "heights"] += 1
        if shape.curved:
            self._seen[layer, "arcs"] += 1

    def _say_seen(self) -> None:
        sentences = {
            "heights": say.heights_dropped,
            "arcs": say.arcs_to_chords,
            "labels": say.labels_missing,
        }
        for (layer, what), count in self._seen.items():
            sentences[what](self.notes, layer, count)

    def _labelled(
        self, polygons: tuple[PolygonRecord, ...], code: str, layer: str
    ) -> tuple[PolygonRecord, ...]:
        used: dict[tuple[int, int], int] = {}
        own = self.index.labels(code)

        def label_of(point: PointRecord) -> str | None:
            place = (place_of(point.northing_m), place_of(point.easting_m))
            labels = own.get(place) or self.index.unowned(place)
            time = used[place] = used.get(place, 0) + 1
            if not labels:
                self._seen[layer, "labels"] += 1
                return None
            # A ring that comes back to a place has a label for each time, in their order.
            return labels[min(time, len(labels)) - 1]

        def ring(one: RingRecord) -> RingRecord:
            labels = told_apart(
                [label_of(point) for point in one.points], [point.label for point in one.points]
            )
            return RingRecord(
                tuple(
                    point if label == point.label else replace(point, label=label)
                    for point, label in zip(one.points, labels, strict=True)
                )
            )

        return tuple(
            PolygonRecord(ring(polygon.outer), tuple(ring(hole) for hole in polygon.holes))
            for polygon in polygons
        )

    def _other(self, one: LayerTable) -> None:
        """Count a layer that no record is made of; keep its holders by the key of their object."""
        reader = TableReader(one.table, {}, self.notes)
        for row in self._rows(one):
            reader.take_holders(one.values(row), one.text(row, *_KEY_FIELDS))
        self.chunk.holders += reader.holders
        if self.rows[one.layer.name]:
            say.layer_not_read(self.notes, one.layer.name, self.rows[one.layer.name])
