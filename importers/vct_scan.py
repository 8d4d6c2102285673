"""First way through a VCT file: every object is looked at once, and where it stands is kept."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import SEEK_END
from typing import BinaryIO, Final

from importers import vct_findings as say
from importers import vct_row_findings as say_row
from importers import vct_shape_findings as say_shape
from importers.reporting import Notes
from importers.vct_figures import Figures, Pair
from importers.vct_header import Header, read_header
from importers.vct_index import VctIndex, signed
from importers.vct_lines import Cursor, EncodingWatch, first_offset
from importers.vct_objects import ObjectReader, VctObject, vertices_of
from importers.vct_plain import LINES_BEFORE_LINE
from importers.vct_tables import Role, Table, read_codes, read_tables

_BEGIN: Final = re.compile(rb"([A-Za-z]{1,40})Begin", re.I)
_CODES_APART: Final = re.compile(rb"[^0-9A-Za-z]+")
_ID: Final = re.compile(rb"[0-9]{1,20}")
_MOST_PAIRS: Final = 200_000


@dataclass(slots=True)
class Start:
    """Where a section's first row stands, and how many lines are before it."""

    offset: int
    number: int


@dataclass(slots=True)
class Scan:
    """What the first way through a file found."""

    header: Header
    figures: Figures = field(default_factory=Figures)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    polygons: list[Start] = field(default_factory=list)
    polygon_count: int = 0
    lines: list[Start] = field(default_factory=list)
    rows: dict[str, list[Start]] = field(default_factory=dict)
    row_counts: dict[str, int] = field(default_factory=dict)
    has_heights: int | None = None
    encoding: str = ""

    def table_of(self, code: str) -> Table | None:
        """Return the table of a feature code, None when the file names none."""
        return self.tables.get(self.codes.get(code, ("", ""))[1])

    def by_number(self, number: int) -> Table:
        """Return a table by its number in the file."""
        return next(table for table in self.tables.values() if table.number == number)


def scan_file(stream: BinaryIO, index: VctIndex, notes: Notes) -> Scan:
    """Go through the whole file once.

    Raises
    ------
    FileRefused
        When the file is of another version, no text, or in no one encoding.
    """
    begin, size = first_offset(stream), stream.seek(0, SEEK_END)
    cursor = Cursor(stream, file=notes.file, offset=begin, of_bytes=size)
    scan = Scan(read_header(cursor, file=notes.file))
    scanner = _Scanner(scan, index, notes, cursor, EncodingWatch(notes.file))
    scanner.all_sections()
    index.finish()
    scan.encoding = scanner.watch.encoding
    for number, line in sorted(index.repeated, key=lambda one: one[1])[:1_000]:
        say_shape.id_repeated(notes, line, number)
    if scan.has_heights is not None:
        say_shape.heights_dropped(notes, scan.has_heights)
    return scan


@dataclass(slots=True)
class _Scanner:
    scan: Scan
    index: VctIndex
    notes: Notes
    cursor: Cursor
    watch: EncodingWatch

    def all_sections(self) -> None:
        handlers: dict[bytes, Callable[[], None]] = {
            b"featurecode": self._codes,
            b"tablestructure": self._tables,
            b"point": self._points,
            b"line": self._lines,
            b"polygon": self._polygons,
            b"attribute": self._attributes,
        }
        seen: set[bytes] = set()
        for number, _, data in self.cursor:
            begin = _BEGIN.fullmatch(data)
            if begin is None:
                say.stray_line(self.notes, number, data[:80].decode("ascii", "replace"))
                continue
            name = begin[1].lower()
            seen.add(name)
            handlers.get(name, lambda name=name: self._skip(name))()
        for name in (b"tablestructure", b"polygon", b"attribute"):
            if name not in seen:
                say.section_missing(self.notes, name.decode())

    def _codes(self) -> None:
        self.scan.codes |= read_codes(self.cursor, self.watch)
        self._ended("FeatureCodeEnd")
        self._name_geometries()

    def _tables(self) -> None:
        self.scan.tables |= read_tables(self.cursor, self.watch, self.notes)
        self._ended("TableStructureEnd")
        self._name_geometries()

    def _name_geometries(self) -> None:
        for geometry, name in self.scan.codes.values():
            if name in self.scan.tables:
                self.scan.tables[name].geometry = geometry

    def _reader(self) -> ObjectReader:
        return ObjectReader(self.cursor, self.scan.header.separator, self.notes)

    def _points(self) -> None:
        reader = self._reader()
        while True:
            for each in reader.plain_points():
                self.scan.figures.add_pair(each.first, each.second, each.number + 5)
                place = each.first + b"," + each.second
                self.index.add("points", signed(each.id), place, each.number)
            one = reader.one("point")
            if one is None:
                break
            self._look_at(one)
            if one.id and one.runs and one.runs[0]:
                _, first, second = one.runs[0][0]
                self.index.add("points", signed(one.id), first + b"," + second, one.number)
        self._end("PointEnd")

    def _lines(self) -> None:
        self.scan.lines.append(self._start())
        reader = self._reader()
        while True:
            for each in reader.plain_lines():
                self.scan.figures.add_run(each.run, each.number + LINES_BEFORE_LINE)
                where = (each.offset, each.size, 1, each.head, each.number)
                self.index.add("lines", signed(each.id), *where)
            one = reader.one("line")
            if one is None:
                break
            self._look_at(one)
            if one.id and one.sound:
                where = (one.offset, one.size, len(one.runs), 0, one.number)
                self.index.add("lines", signed(one.id), *where)
        self._end("LineEnd")

    def _polygons(self) -> None:
        self.scan.polygons.append(self._start())
        for one in self._reader().polygons():
            self._look_at(one)
            self.scan.polygon_count += 1
            self.index.add("polygons", signed(one.id), one.offset, one.size, one.number)
        self._end("PolygonEnd")

    def _look_at(self, one: VctObject) -> None:
        for run in one.runs:
            self.scan.figures.add(run)
        if one.has_heights and self.scan.has_heights is None:
            self.scan.has_heights = one.number

    def _attributes(self) -> None:
        for number, _, data in self.cursor:
            if data.lower() == b"attributeend":
                return
            self.watch.see(number, data)
            name = data.decode(self.watch.encoding, "replace")
            table = self.scan.tables.get(name.upper())
            if table is None:
                say_row.unknown_table(self.notes, number, name[:80])
                self._skip_table()
            else:
                self.scan.rows.setdefault(name.upper(), []).append(self._start())
                self._rows(table)
        self._ended("AttributeEnd")

    def _skip_table(self) -> None:
        for row in self.cursor:
            word = row[2].lower()
            if word == b"attributeend":
                self.cursor.back(row)
            if word in (b"tableend", b"attributeend"):
                return

    def _rows(self, table: Table) -> None:
        role, separator = table.role, self.scan.header.separator
        keep = _KEPT.get(role)
        columns = [table.position(*names) for names in keep] if keep else []
        count = 0
        for number, offset, data in self.cursor:
            if data[0] in _LETTERS and data.lower() in (b"tableend", b"attributeend"):
                if data.lower() == b"attributeend":
                    self.cursor.back((number, offset, data))
                    say_row.table_end_missing(self.notes, number, table.name)
                break
            self.watch.see(number, data)
            cut = table.cut(data, separator)
            if cut is None:
                found = data.count(separator) + 1
                say_row.row_of_other_length(self.notes, number, table.name, len(table.names), found)
                self._unread_row(table, data.split(separator, 1)[0].strip(), (number, offset))
                continue
            count += 1
            self._row(table, role, columns, cut, (number, offset))
        name = table.name.upper()
        self.scan.row_counts[name] = self.scan.row_counts.get(name, 0) + count

    def _unread_row(self, table: Table, key: bytes, place: tuple[int, int]) -> None:
        """Let the polygon of a row that was not read be known to have had one."""
        if table.role in (Role.PARCEL, Role.BUILDING) and (own := _own_id(key)) is not None:
            number, offset = place
            self.index.add("attributes", signed(own), table.number, offset, number)

    def _row(
        self,
        table: Table,
        role: Role,
        columns: list[int | None],
        cut: tuple[bytes, list[bytes]],
        place: tuple[int, int],
    ) -> None:
        key, values = cut
        number, offset = place
        own = _own_id(key)
        if role in (Role.PARCEL, Role.BUILDING) or (role is Role.POINT and own is None):
            if own is None:
                shown = key[:40].decode("ascii", "replace")
                say_row.unreadable(self.notes, number, shown, "标识码 / an id")
            elif role is not Role.POINT:
                self.index.add("attributes", signed(own), table.number, offset, number)
        kept = [values[column].strip() if column is not None else b"" for column in columns]
        if role is Role.POINT and own is not None:
            self._labels(own, kept, number)
        elif role is Role.STOREY:
            self.index.add("storeys", *kept)

    def _labels(self, point: int, kept: list[bytes], number: int) -> None:
        label, codes, order = kept
        sequence = int(order) if _ID.fullmatch(order) and len(order) < 10 else 0
        one_code = codes.isalnum()  # no need to cut it
        apart = [codes] if one_code else [one for one in _CODES_APART.split(codes) if one]
        for code in apart or [b""]:
            self.index.add("labels", code, signed(point), label, sequence, number)

    def _start(self) -> Start:
        """Return where the next row stands, without taking it."""
        row = self.cursor.take()
        if row is None:
            return Start(0, 0)
        self.cursor.back(row)
        return Start(row[1], row[0] - 1)

    def _skip(self, name: bytes) -> None:
        for _, _, data in self.cursor:
            if data.lower() == name + b"end":
                return
        self._ended(f"{name.decode()}End")

    def _end(self, mark: str) -> None:
        row = self.cursor.take()
        if row is None:
            self._ended(mark)
        elif row[2].lower() != mark.lower().encode():
            say.section_end_missing(self.notes, row[0], mark)
            self.cursor.back(row)

    def _ended(self, mark: str) -> None:
        """Say so when the file ended before the mark did."""
        if self.cursor.ended:
            say.truncated(self.notes, self.cursor.last, mark)


_LETTERS: Final = frozenset(b"TtAa")
_KEPT: Final[dict[Role, list[tuple[str, ...]]]] = {
    Role.POINT: [("JZDH", "界址点号"), ("ZDZHDM", "ZDDM", "宗地代码"), ("SXH", "顺序号")],
    Role.STOREY: [("ZRZH", "自然幢号"), ("CH", "层号"), ("SJC", "实际层"), ("MYC", "名义层")],
}


def all_pairs(stream: BinaryIO, scan: Scan, *, file: str) -> Iterator[Pair]:
    """Yield the first figures of all lines and polygons anew, for findings that count them."""
    quiet, left = Notes(file), _MOST_PAIRS
    for kind, starts in (("line", scan.lines), ("polygon", scan.polygons)):
        for start in starts:
            cursor = Cursor(stream, file=file, offset=start.offset, number=start.number)
            reader = ObjectReader(cursor, scan.header.separator, quiet)
            for one in reader.lines() if kind == "line" else reader.polygons():
                for number, first, second in vertices_of(one):
                    if left <= 0:
                        return
                    left -= 1
                    yield number, Decimal(first.decode()), Decimal(second.decode())


def _own_id(key: bytes) -> int | None:
    """Return the id that a row begins with, None for no id."""
    return int(key) if _ID.fullmatch(key) and 0 < int(key) < 1 << 64 else None
