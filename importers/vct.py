"""VCT 3.0, the land exchange format (GB/T 17798-2007), in the dialect of the third land survey.

One file holds many layers: parcels (ZDJBXX or ZD), natural buildings (ZRZ), boundary points (JZD),
storeys and units (C, H). The file is gone through twice: first every object is looked at and its
place kept in an index on disk, then records are made chunk by chunk, so memory stays flat whatever
the size. East comes before north. Versions 1 and 2 are refused by name.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Final

from cadastre.domain.pace import reached, share
from importers import vct_row_findings as say_row
from importers.boundary_rows import (
    boundary_line,
    boundary_point,
    holds_codes_of_points,
    holds_lines,
)
from importers.chunks import CHUNK_OBJECTS, is_full, joined
from importers.field_codes import BUILDING_FIELDS, PARCEL_FIELDS, UNIT_FIELDS
from importers.layer_rows import LINE, POINT, LayerRow, Shape
from importers.records import DeclaredSystem, Delivery, FileSummary, PolygonRecord
from importers.reporting import Notes
from importers.vct_header import interpret_figures
from importers.vct_index import VctIndex, temporary_index
from importers.vct_lines import Cursor, opened, row_at
from importers.vct_objects import ObjectReader, VctObject
from importers.vct_records import TableReader, Values
from importers.vct_rings import Labels, ShapeReader, Subject
from importers.vct_scan import Scan, all_pairs, scan_file
from importers.vct_tables import Role, Table

FORMAT: Final = "vct"

_BEGINNING: Final = 65_536
_SCAN_SHARE: Final = 0.3
"""How much of the work the first way through a file is."""

_COMMENT: Final = (b"commentbegin", b"commentend")
_FIELDS: Final = {
    Role.PARCEL: PARCEL_FIELDS,
    Role.BUILDING: BUILDING_FIELDS,
    Role.UNIT: UNIT_FIELDS,
}
_KEY_FIELDS: Final = ("BDCDYH", "ZDDM", "ZRZH", "ZDZHDM")
_SHAPED: Final = frozenset({Role.PARCEL, Role.BUILDING})
_ID: Final = re.compile(rb"[0-9]{1,20}")


def recognises(path: Path) -> bool:
    """Tell whether the first line of a file, comments apart, is HeadBegin."""
    with path.open("rb") as stream:
        beginning = stream.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf")
    in_comment = False
    for line in beginning.replace(b"\r", b"\n").split(b"\n"):
        word = line.strip().lower()
        if word in _COMMENT:
            in_comment = word == _COMMENT[0]
        elif word and not in_comment:
            return word == b"headbegin"
    return False


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one VCT as a whole; parameters and refusals as in :func:`read_chunks`."""
    return joined(read_chunks(path, name=name, office_srid=office_srid))


def read_chunks(path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
    """Read one VCT chunk by chunk.

    Parameters
    ----------
    path
        The file on disk.
    name
        Its name for people, as delivered.
    office_srid
        EPSG code of the office's plane system; figures of another one are refused, and their
        objects come without polygons.

    Yields
    ------
    Delivery
        Parcels and buildings in the order of their polygons, then rows without a polygon, then
        units. The last chunk has the summary of the file.

    Raises
    ------
    FileRefused
        Before the first chunk: no VCT, version 1 or 2, no text, several encodings.
    """
    notes = Notes(name)
    with opened(path, file=name) as stream, temporary_index() as index:
        with share(0, _SCAN_SHARE):
            scan = scan_file(stream, index, notes)
        system = interpret_figures(
            notes,
            scan.header,
            scan.figures,
            all_pairs(stream, scan, file=name),
            office_srid=office_srid,
        )
        shapes = ShapeReader(stream, index, scan.header.separator, notes, system)
        records = _Records(stream, index, scan, notes, shapes)
        with share(_SCAN_SHARE, 1):
            yield from records.chunks()
        taken_in = sum(records.counts[name] for name in ("parcels", "buildings", "units"))
        if not taken_in and not records.lost:
            say_row.no_objects(notes)
        summary = FileSummary(
            name=name,
            format=FORMAT,
            encoding=scan.encoding,
            system=DeclaredSystem(
                system.srid, system.zone_prefix, system.stated, axes_swapped=system.axes_swapped
            ),
            counts=dict(records.counts),
        )
        last = records.chunk
        last.files.append(summary)
        last.findings += notes.close()
        yield last


@dataclass(slots=True)
class _Records:
    """Makes the records of one file. ``chunk`` is the one being filled."""

    stream: BinaryIO
    index: VctIndex
    scan: Scan
    notes: Notes
    shapes: ShapeReader
    chunk: Delivery = field(default_factory=Delivery)
    counts: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    """Polygons whose row was not read: what is wrong with it was said with the row."""
    _readers: dict[str, TableReader] = field(default_factory=dict)
    _unread: Counter[str] = field(default_factory=Counter)

    def chunks(self) -> Iterator[Delivery]:
        """Yield full chunks; what is left stays in ``chunk``."""
        for _ in self._objects():
            beside = max(len(self.chunk.lines), len(self.chunk.points))
            if is_full(self.chunk) or beside >= CHUNK_OBJECTS:
                full, self.chunk = self.chunk, Delivery()
                full.findings += self.notes.take()
                yield full
        for layer, count in self._unread.items():
            say_row.layer_not_read(self.notes, layer, count)
        for reader in self._readers.values():
            reader.say_unused()

    def _objects(self) -> Iterator[None]:
        """Add one record after the other to the chunk."""
        quiet, due, done = Notes(self.notes.file), self._due(), 0
        for start in self.scan.polygons:
            cursor = self._cursor(start.offset, start.number)
            for one in ObjectReader(cursor, self.scan.header.separator, quiet).polygons():
                self._polygon(one)
                yield
                reached(done := done + 1, due)
        for name, starts in self.scan.rows.items():
            table = self.scan.tables[name]
            if not self._holds_records(table):
                self._count_unread(table, self.scan.row_counts[name])
                continue
            for start in starts:
                for row in self._rows(table, start.offset, start.number):
                    self._row_without_polygon(table, *row)
                    yield
                    if table.role not in _SHAPED:
                        reached(done := done + 1, due)

    def _due(self) -> int:
        """Return how many records there are to make; rows of polygons are read with those."""
        tables = self.scan.tables
        return self.scan.polygon_count + sum(
            count
            for name, count in self.scan.row_counts.items()
            if tables[name].role not in _SHAPED and self._holds_records(tables[name])
        )

    def _polygon(self, one: VctObject) -> None:
        found = self._row_of(one)
        if found is None:
            return
        table, row = found
        reader = self._reader(table)
        role = "parcel_code" if table.role is Role.PARCEL else "building_number"
        subject = Subject(one.id, reader.text(row, role)[:60], one.number)
        self._add(table, row, self.shapes.polygons(one, subject, self._labels(subject.key)))

    def _holds_records(self, table: Table) -> bool:
        """Tell whether a table has rows to make something of: objects of ours, or holders."""
        ours = table.role in (Role.PARCEL, Role.BUILDING, Role.UNIT) or _is_of_lines(table)
        return ours or _is_of_points(table) or self._reader(table).has_holders

    def _count_unread(self, table: Table, rows: int) -> None:
        if table.role in (Role.OTHER, Role.LOGICAL) and table.geometry != "polygon" and rows:
            self._unread[table.name] += rows

    def _row_of(self, one: VctObject) -> tuple[Table, Values] | None:
        """Return the row of a polygon; None, noted, when it is of another layer or has none."""
        stated = self.scan.table_of(one.code)
        if stated is not None and stated.role not in _SHAPED:
            self._unread[stated.name] += 1
            return None
        for layer, offset, number in self.index.attributes(one.id):
            table = self.scan.by_number(layer)
            if stated is None or table is stated:
                row = row_at(self.stream, offset)
                cut = table.cut(row, self.scan.header.separator)
                if cut is not None:
                    return table, Values(number, self._texts(cut[1]))
                self.lost += 1
                return None
        if stated is None:
            self._unread[one.code] += 1
        else:
            say_row.missing_row(self.notes, one.number, one.id, stated.name)
        return None

    def _rows(self, table: Table, offset: int, number: int) -> Iterator[tuple[bytes, Values]]:
        """Yield (id, row) of one table from its first row on."""
        for line, _, data in self._cursor(offset, number):
            if data.lower() in (b"tableend", b"attributeend"):
                return
            cut = table.cut(data, self.scan.header.separator)
            if cut is not None:
                yield cut[0], Values(line, self._texts(cut[1]))

    def _row_without_polygon(self, table: Table, key: bytes, row: Values) -> None:
        role = table.role
        if role is Role.UNIT:
            self.chunk.units.append(self._reader(table).unit(row, self._storey(table, row)))
            self.counts["units"] += 1
            self._take_holders(table)
        elif role in _SHAPED:
            number = _id(key)
            if number and self.index.polygon(number) is None:
                name = row.texts[table.position(*_KEY_FIELDS) or 0]
                say_row.missing_geometry(self.notes, row.line, number, name[:60], table.name)
                self._add(table, row, ())
        elif _is_of_lines(table):
            self._boundary_line(table, key, row)
        elif _is_of_points(table):
            self._boundary_point(table, key, row)
        else:
            self._other_row(table, row)

    def _boundary_line(self, table: Table, key: bytes, row: Values) -> None:
        """Keep what a row of JZX states, with the vertices of the line of the same id."""

        def text(*names: str) -> str:
            place = table.position(*names)
            return "" if place is None else row.texts[place]

        path = self.shapes.line(_id(key))
        shape = Shape(LINE, (tuple((first, second) for first, second, _ in path),))
        found = LayerRow(row.line, list(row.texts), shape if path else None)
        system = self.shapes.system
        self.chunk.lines.append(boundary_line(found, text, system, file=self.notes.file))
        self.counts["JZX"] += 1
        self._reader(table).take_holders(row, text(*_KEY_FIELDS))
        self._take_holders(table)

    def _boundary_point(self, table: Table, key: bytes, row: Values) -> None:
        """Keep what a row of JZD states, with the place of the point of the same id."""

        def text(*names: str) -> str:
            place = table.position(*names)
            return "" if place is None else row.texts[place]

        first, _, second = (self.index.point(_id(key)) or b"").decode().partition(",")
        shape = Shape(POINT, (((Decimal(first), Decimal(second)),),)) if second else None
        found = LayerRow(row.line, list(row.texts), shape)
        system = self.shapes.system
        self.chunk.points.append(boundary_point(found, text, system, file=self.notes.file))
        self._reader(table).take_holders(row, text(*_KEY_FIELDS))
        self._take_holders(table)

    def _other_row(self, table: Table, row: Values) -> None:
        """Keep holders of tables that no record is made of, by the object they belong to."""
        reader = self._reader(table)
        place = table.position(*_KEY_FIELDS)
        reader.take_holders(row, row.texts[place] if place is not None else "")
        self._take_holders(table)
        self._count_unread(table, 1)

    def _storey(self, table: Table, row: Values) -> tuple[str, str] | None:
        """Return (number, name) of the storey of a unit from the table C."""
        places = table.position("ZRZH"), table.position("CH")
        if places[0] is None or places[1] is None:
            return None
        keys = [
            row.texts[place].encode(self.scan.encoding) for place in places if place is not None
        ]
        found = self.index.storey(keys[0], keys[1])
        if found is None:
            return None
        number, label = self._texts(list(found))
        return number, label

    def _add(self, table: Table, row: Values, polygons: tuple[PolygonRecord, ...]) -> None:
        reader = self._reader(table)
        if table.role is Role.PARCEL:
            self.chunk.parcels.append(reader.parcel(row, polygons))
            self.counts["parcels"] += 1
        else:
            self.chunk.buildings.append(reader.building(row, polygons))
            self.counts["buildings"] += 1
        for polygon in polygons:
            for ring in polygon.rings:
                self.counts["rings"] += 1
                self.counts["points"] += len(ring.points)
        self._take_holders(table)

    def _take_holders(self, table: Table) -> None:
        reader = self._reader(table)
        self.chunk.holders += reader.holders
        reader.holders.clear()

    def _labels(self, code: str) -> Labels:
        """Return the labels of a parcel's boundary points by place, in their order."""
        labels: Labels = {}
        if code:
            found = self.index.labels(code.encode(self.scan.encoding, "replace"))
            texts = self._texts([label for _, label in found])
            for (place, _), text in zip(found, texts, strict=True):
                first, _, second = place.decode().partition(",")
                labels.setdefault((Decimal(first), Decimal(second)), []).append(text)
        return labels

    def _reader(self, table: Table) -> TableReader:
        if table.name not in self._readers:
            fields = _FIELDS.get(table.role, {})
            self._readers[table.name] = TableReader(table, fields, self.notes)
        return self._readers[table.name]

    def _cursor(self, offset: int, number: int) -> Cursor:
        """Return the rows from a place in the file on."""
        return Cursor(self.stream, file=self.notes.file, offset=offset, number=number)

    def _texts(self, values: list[bytes]) -> list[str]:
        # Decoded in one go: a NUL is in no file that comes this far, nor inside a character.
        data = b"\0".join(values)
        if data.isascii():  # GB18030 is slow to decode
            text = data.decode("ascii")
        else:
            text = data.decode(self.scan.encoding, "replace").replace("\ufeff", "")
        return [value.strip() for value in text.split("\0")] if values else []


def _id(key: bytes) -> int:
    """Return the id of a row; 0, which no object has, where it is none."""
    return int(key) if _ID.fullmatch(key) and int(key) < 1 << 64 else 0


def _is_of_lines(table: Table) -> bool:
    """Tell whether the rows of a table are boundary lines (JZX)."""
    return table.role is Role.OTHER and holds_lines(table.name, table.names)


def _is_of_points(table: Table) -> bool:
    """Tell whether the rows of a table say how boundary points (JZD) are marked or were found."""
    return table.role is Role.POINT and holds_codes_of_points(table.names)
