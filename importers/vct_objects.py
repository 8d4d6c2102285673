"""Objects of the sections of a VCT file, as they stand there: ids, rows of coordinates, references.

An object ends with a line ``0``. What is wrong inside one is written down with its line, the rest
of the object is passed over, and the next one is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from importers import vct_plain as plain
from importers import vct_shape_findings as say_shape
from importers.limits import MOST_VERTICES, most_vertices
from importers.reporting import Notes
from importers.vct_figures import Vertex, is_not_finite, pair_parser
from importers.vct_lines import Cursor, Row

_WHOLE: Final = re.compile(rb"[0-9]{1,20}")
_SIGNED: Final = re.compile(rb"[+-]?[0-9]{1,20}")
_SECTION_MARK: Final = re.compile(rb"[A-Za-z]{1,40}(?:Begin|End)", re.I)
_POLYLINE: Final = b"11"
_INDIRECT: Final = b"100"
_FROM_LINES: Final = b"21"
_FROM_POLYGONS: Final = b"22"
_LONGEST_HEAD: Final = 12
_MADE_OF: Final = frozenset({_FROM_LINES, _FROM_POLYGONS})
_END: Final = b"0"
_DIGITS: Final = frozenset(b"0123456789")
_FIGURE_STARTS: Final = frozenset(b"0123456789+-.nNiI")


@dataclass(slots=True)
class VctObject:
    """One object of a section.

    Parameters
    ----------
    number, offset, size
        Number and offset of its first line, and how many bytes it takes with its ending.
    runs
        Rows of coordinates: of a line its segments, of a direct polygon its rings.
    references
        Ids of an indirect polygon in order, negative for reversed, 0 between rings.
    from_polygons
        True when ``references`` are polygons and not lines.
    sound
        False when something in it could not be read.
    has_heights
        True when rows have a third figure.
    """

    id: int
    code: str
    number: int
    offset: int
    size: int = 0
    runs: list[list[Vertex]] = field(default_factory=list)
    references: list[int] = field(default_factory=list)
    from_polygons: bool = False
    sound: bool = True
    has_heights: bool = False


class _Unreadable(Exception):
    """The rest of an object makes no sense; it was written down."""


@dataclass(slots=True)
class ObjectReader:
    """Reads the objects of one section after the other.

    Parameters
    ----------
    cursor
        The rows of the file, standing behind ``XxxBegin``.
    separator
        The character between figures.
    notes
        Where faults are written down.
    """

    cursor: Cursor
    separator: bytes
    notes: Notes
    _here: VctObject = field(init=False)
    _taken: int = 0

    def lines(self) -> Iterator[VctObject]:
        """Yield the objects of a line section."""
        while (one := self.one("line")) is not None:
            if one.id:
                yield one

    def polygons(self) -> Iterator[VctObject]:
        """Yield the objects of a polygon section."""
        while (one := self._plain_polygon() or self.one("polygon")) is not None:
            if one.id:
                yield one

    def plain_points(self) -> Iterator[plain.PlainPoint]:
        """Yield points for as long as they are plain; :meth:`one` gives the one after them."""
        if self.separator == plain.SEPARATOR:
            yield from plain.points(self.cursor)

    def plain_lines(self) -> Iterator[plain.PlainLine]:
        """Yield lines for as long as they are plain; :meth:`one` gives the one after them."""
        if self.separator == plain.SEPARATOR:
            yield from plain.lines(self.cursor, most=MOST_VERTICES)

    def _plain_polygon(self) -> VctObject | None:
        if self.separator != plain.SEPARATOR:
            return None
        found = plain.polygon(self.cursor, most=MOST_VERTICES)
        if found is None:
            return None
        return VctObject(
            found.id,
            found.code,
            found.number,
            found.offset,
            found.size,
            runs=[found.run] if found.run else [],
            references=found.references,
        )

    def one(self, kind: str) -> VctObject | None:
        """Return the next object, None at the end of the section or of the file."""
        for row in self.cursor:
            if _SECTION_MARK.fullmatch(row[2]):
                self.cursor.back(row)
                return None
            if row[2] != _END:  # one left over from an object without coordinates
                return self._object(row, kind)
        return None

    def _object(self, first: Row, kind: str) -> VctObject:
        number, offset, data = first
        self._here, self._taken = VctObject(0, "", number, offset), 0
        try:
            if not _WHOLE.fullmatch(data) or not 0 < int(data) < 1 << 64:
                self._say(number, data, "对象标识码 / object id")
            self._here.id = int(data)
            if self._head_of(kind):
                self._expect_end()
        except _Unreadable:
            self._here.sound = False
            self._pass_over()
        return self._here

    def _head_of(self, kind: str) -> bool:
        """Read all between the id and the ending; False when the ending was already taken."""
        head = self._until_coordinates()
        self._here.code = head[0][2].decode("ascii", "replace") if head else ""
        body = head[1:]
        if kind == "point":
            self._run(self._count(body[-1] if body else None))
        elif kind == "line":
            self._line(body)
        else:
            return self._polygon(body)
        return True

    def _until_coordinates(self) -> list[Row]:
        """Take the rows before the first pair of figures or list of ids; the style may be blank."""
        head: list[Row] = []
        while (row := self.cursor.take()) is not None:
            data = row[2]
            if self.separator in data and data[0] in _FIGURE_STARTS:
                self.cursor.back(row)
                return head
            is_mark = data[0] not in _DIGITS and _SECTION_MARK.fullmatch(data)
            if is_mark or len(head) > _LONGEST_HEAD:
                self.cursor.back(row)
                break
            head.append(row)
            if data == _END and len(head) > 4:
                say_shape.object_without_coordinates(self.notes, self._here.number, self._here.id)
                self.cursor.back(row)
                raise _Unreadable
            if len(head) >= 4 and head[-3][2] == _INDIRECT and head[-2][2] in _MADE_OF:
                return head
        say_shape.object_cut_off(self.notes, self._here.number, self._here.id)
        raise _Unreadable

    def _line(self, body: list[Row]) -> None:
        if len(body) < 3 or (len(body) > 3 and body[-4][2] == _INDIRECT):
            self._say(self._here.number, body[-1][2] if body else b"", "线段 / segments")
        segments = self._count(body[-3])
        kind, points = body[-2], body[-1]
        for place in range(segments):
            if place:
                kind, points = self._next(), self._next()
            self._segment(kind, points)

    def _polygon(self, body: list[Row]) -> bool:
        shown = [row[2] for row in body]
        if len(shown) >= 3 and shown[-3] == _INDIRECT and shown[-2] in _MADE_OF:
            return self._references(body[-2], body[-1])
        if shown[-1:] == [_INDIRECT] or shown[-1:] == [b"1"]:
            self._next()  # the label point, which is no part of the boundary
            kind = shown[-1]
            if kind == _INDIRECT:
                return self._references(self._next(), self._next())
            self._rings(self._next(), self._next(), self._next())
        elif len(shown) >= 4 and shown[-4] == b"1":
            self._rings(*body[-3:])
        else:
            self._say(self._here.number, shown[-1] if shown else b"", "面特征类型 / polygon type")
        return True

    def _rings(self, count: Row, kind: Row, points: Row) -> None:
        rings = self._count(count)
        for place in range(rings):
            if place:
                kind, points = self._next(), self._next()
            self._segment(kind, points)

    def _segment(self, kind: Row, points: Row) -> None:
        if kind[2] != _POLYLINE:
            say_shape.curve_not_read(self.notes, kind[0], self._here.id, _shown(kind[2]))
            raise _Unreadable
        self._run(self._count(points))

    def _run(self, count: int) -> None:
        """Read as many rows of coordinates as were announced."""
        parse, here = pair_parser(self.separator), self._here
        run: list[Vertex] = []
        here.runs.append(run)
        self._taken += count
        if self._taken > (most := most_vertices()):
            say_shape.too_many_vertices(self.notes, here.number, here.id, count, most)
            raise _Unreadable
        take = self.cursor.take
        for place in range(count):
            row = take()
            found = parse(row[2]) if row is not None else None
            if found is None or row is None:
                self._not_a_pair(row, place, count)
                raise _Unreadable
            first, second, third = found.groups()
            run.append((row[0], first, second))
            if third:
                here.has_heights = True

    def _not_a_pair(self, row: Row | None, place: int, count: int) -> None:
        here = self._here
        if row is None:
            say_shape.object_cut_off(self.notes, here.number, here.id)
            return
        self.cursor.back(row)
        if row[2] == _END or _SECTION_MARK.fullmatch(row[2]):
            say_shape.count_of_points(self.notes, row[0], here.id, stated=count, found=place)
        elif is_not_finite(row[2], self.separator):
            say_shape.not_finite(self.notes, row[0], here.id, _shown(row[2]))
            self.cursor.take()
        else:
            say_shape.unreadable(self.notes, row[0], here.id, _shown(row[2]), "坐标 / coordinates")
            self.cursor.take()

    def _references(self, kind: Row, count: Row) -> bool:
        """Read the ids of an indirect polygon, several a row; zeros separate rings and count."""
        here, wanted = self._here, self._count(count)
        here.from_polygons = kind[2] == _FROM_POLYGONS
        if not here.from_polygons and kind[2] != _FROM_LINES:
            self._say(kind[0], kind[2], "构成方式 21/22 / made of 21/22")
        while len(here.references) < wanted:
            row = self.cursor.take()
            if row is None or _SECTION_MARK.fullmatch(row[2]):
                self._cut_references(row, wanted)
                return False
            if row[2] == _END and self._is_the_end():
                here.size = row[1] + len(row[2]) - here.offset
                self._wrong_count(count, wanted)
                return False
            here.references += self._ids(row)
        return self._further_references(count, wanted)

    def _is_the_end(self) -> bool:
        """Tell a lone 0 that ends the object from one that separates rings.

        After it, an object begins with an id and a code of ten digits, a ring goes on with ids.
        """
        following = [row for row in (self.cursor.take(), self.cursor.take()) if row is not None]
        self.cursor.back(*following)
        if not following or _SECTION_MARK.fullmatch(following[0][2]):
            return True
        if len(following) > 1 and _WHOLE.fullmatch(following[0][2]):
            return following[1][2].decode("ascii", "replace") == self._here.code
        return False

    def _further_references(self, count: Row, wanted: int) -> bool:
        """Take rows of ids beyond the announced number; True when the ending is still to come."""
        for row in self.cursor:
            if row[2] == _END:
                self.cursor.back(row)
                break
            if _SECTION_MARK.fullmatch(row[2]):
                self._cut_references(row, wanted)
                return False
            self._here.references += self._ids(row)
        self._wrong_count(count, wanted)
        return True

    def _cut_references(self, row: Row | None, wanted: int) -> None:
        here = self._here
        here.sound = False
        say_shape.count_of_points(
            self.notes, self.cursor.last, here.id, stated=wanted, found=len(here.references)
        )
        if row is not None:
            self.cursor.back(row)

    def _wrong_count(self, count: Row, wanted: int) -> None:
        """Compare with the ids alone, too: some writers do not count the zeros."""
        ids = self._here.references
        if wanted not in (len(ids), len([one for one in ids if one])):
            say_shape.count_of_lines(
                self.notes, count[0], self._here.id, stated=wanted, found=len(ids)
            )

    def _ids(self, row: Row) -> list[int]:
        parts = [part.strip() for part in row[2].strip(self.separator + b" ").split(self.separator)]
        if len(self._here.references) + len(parts) > most_vertices() or not all(
            _SIGNED.fullmatch(part) and abs(int(part)) < 1 << 64 for part in parts
        ):
            self._say(row[0], row[2], "线标识码 / ids of lines")
        return [int(part) for part in parts]

    def _count(self, row: Row | None) -> int:
        if row is None or not _WHOLE.fullmatch(row[2]) or int(row[2]) > 10 * most_vertices():
            self._say(*((row[0], row[2]) if row else (self.cursor.last, b"")), "个数 / a count")
        return int(row[2]) if row else 0

    def _next(self) -> Row:
        row = self.cursor.take()
        if row is None or _SECTION_MARK.fullmatch(row[2]):
            if row is not None:
                self.cursor.back(row)
            say_shape.object_cut_off(self.notes, self._here.number, self._here.id)
            raise _Unreadable
        return row

    def _expect_end(self) -> None:
        row = self._next()
        if row[2] != _END:
            say_shape.no_ending(self.notes, row[0], self._here.id, _shown(row[2]))
            raise _Unreadable
        self._here.size = row[1] + len(row[2]) - self._here.offset

    def _pass_over(self) -> None:
        """Go on behind the next line ``0``, or stand before the end of the section."""
        for row in self.cursor:
            if row[2] == _END:
                return
            if _SECTION_MARK.fullmatch(row[2]):
                self.cursor.back(row)
                return

    def _say(self, number: int, data: bytes, expected: str) -> None:
        say_shape.unreadable(self.notes, number, self._here.id, _shown(data), expected)
        raise _Unreadable


def vertices_of(one: VctObject) -> list[Vertex]:
    """Return all rows of coordinates of an object."""
    return [vertex for run in one.runs for vertex in run]


def _shown(data: bytes) -> str:
    return data[:80].decode("ascii", "replace")
