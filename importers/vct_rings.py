"""Rings of a VCT polygon: direct ones, and those put together from lines that are stored once.

Lines come with a sign for their direction, in any order; some files sort neither. They are chained
by their ends, which must meet within a millimetre; no vertex is moved.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import BinaryIO, Final

from cadastre.domain.crs import Interpretation
from importers import vct_shape_findings as say_shape
from importers.limits import limits_in_force, most_vertices
from importers.point_labels import told_apart
from importers.records import PointRecord, PolygonRecord, RingRecord
from importers.reporting import Notes
from importers.ring_assembly import polygons_of
from importers.vct_figures import Parse, Vertex, pair_parser
from importers.vct_index import VctIndex
from importers.vct_lines import SMALL_BLOCK, Cursor
from importers.vct_objects import ObjectReader, VctObject
from importers.vct_plain import LINES_BEFORE_LINE

SNAPPING_M: Final = Decimal("0.001")
_MOST_WORK: Final = 4_000_000
"""Rings times vertices of one shape; which ring lies in which is asked for every pair."""
_DEEPEST: Final = 4
_MOST_LINES: Final = 20_000
_SHORT: Final = 100
_MOST_KNOWN: Final = 5_000

Corner = tuple[Decimal, Decimal, int]
"""First and second figure in the order of the file, and the number of the line."""
Path = list[Corner]
Labels = dict[tuple[Decimal, Decimal], list[str]]
"""Labels of the boundary points of one parcel by first and second figure."""


@dataclass(slots=True)
class Subject:
    """The object a shape belongs to: its id, its business number for people, its line."""

    id: int
    key: str
    number: int


@dataclass(slots=True)
class ShapeReader:
    """Gives the polygons of one object after the other."""

    stream: BinaryIO
    index: VctIndex
    separator: bytes
    notes: Notes
    system: Interpretation
    _quiet: Notes = field(init=False)
    _parse: Parse = field(init=False)
    _known: dict[int, Path] = field(default_factory=dict)
    """Short lines read last: the neighbour on the other side soon asks for them again."""

    def __post_init__(self) -> None:
        self._quiet = Notes(self.notes.file)
        self._parse = pair_parser(self.separator)

    def polygons(
        self, one: VctObject, subject: Subject, labels: Labels
    ) -> tuple[PolygonRecord, ...]:
        """Return the polygons of one object; none when it is not sound, with the reason noted.

        Parameters
        ----------
        one
            The object as it stands in the file.
        subject
            What to call it in findings.
        labels
            Point labels by place, used up in their order.
        """
        if self.system.refused or not one.sound:
            return ()
        paths = self._paths(one, subject, 0)
        vertices = sum(map(len, paths or ()))
        if paths is None or not self._small(len(paths), vertices, subject):
            return ()
        rings: list[RingRecord] = []
        first = 1
        for path in paths:
            ring = self._ring(path, subject, labels, first=first)
            first += len(path) - 1
            if ring is not None:
                rings.append(ring)
        return polygons_of(rings) if len(rings) != 1 else (PolygonRecord(rings[0]),)

    def line(self, number: int) -> Path:
        """Return the vertices of a line that is an object of its own.

        Empty when there is none of this id, or when its segments do not meet.
        """
        found = self.index.line(number)
        if found is None:
            return []
        place, segments, _ = found
        self.stream.seek(place.offset)
        runs = self._runs(self.stream.read(place.size), place.number)
        if len(runs) < segments or not all(_meet(a[-1], b[0]) for a, b in pairwise(runs)):
            return []
        return [corner for run in runs[:1] for corner in run] + [
            corner for run in runs[1:] for corner in run[1:]
        ]

    def _small(self, rings: int, vertices: int, subject: Subject) -> bool:
        limit = limits_in_force().rings_per_polygon
        if rings > limit or (rings > 1 and rings * vertices > _MOST_WORK):
            say_shape.too_many_rings(self.notes, subject, rings, limit)
            return False
        if vertices > (most := most_vertices()):
            say_shape.too_many_vertices(self.notes, subject.number, subject.id, vertices, most)
            return False
        return True

    def _paths(self, one: VctObject, subject: Subject, depth: int) -> list[Path] | None:
        if not one.references:
            return [_path(run) for run in one.runs]
        if one.from_polygons:
            return self._of_polygons(one, subject, depth)
        if len(one.references) > _MOST_LINES:
            say_shape.too_many_rings(self.notes, subject, len(one.references), _MOST_LINES)
            return None
        paths: list[Path] = []
        taken, most = 0, most_vertices()
        for group in _groups(one.references):
            parts: list[Path] = []
            for reference in group:
                part = self._line(reference, subject)
                if part is None:
                    return None
                taken += len(part)
                if taken > most:
                    say_shape.too_many_vertices(self.notes, subject.number, subject.id, taken, most)
                    return None
                parts.append(part)
            paths += self._chained(parts, subject)
        return paths

    def _of_polygons(self, one: VctObject, subject: Subject, depth: int) -> list[Path] | None:
        """Return the rings of all polygons that an object is made of."""
        if depth >= _DEEPEST:
            say_shape.polygons_in_a_circle(self.notes, subject, _DEEPEST)
            return None
        paths: list[Path] = []
        for reference in one.references:
            if not reference:
                continue
            place = self.index.polygon(abs(reference))
            part = self._read(place.offset, place.number, "polygon") if place else None
            if part is None:
                say_shape.dangling_reference(self.notes, subject, reference, "面", "polygon")
                return None
            more = self._paths(part, subject, depth + 1)
            limit = limits_in_force().rings_per_polygon
            if more is None or len(paths) + len(more) > limit:
                if more is not None:
                    say_shape.too_many_rings(self.notes, subject, len(more), limit)
                return None
            paths += more
        return paths

    def _read(self, offset: int, number: int, kind: str) -> VctObject | None:
        cursor = Cursor(
            self.stream,
            file=self.notes.file,
            offset=offset,
            number=number - 1,
            block=SMALL_BLOCK,
        )
        one = ObjectReader(cursor, self.separator, self._quiet).one(kind)
        return one if one is not None and one.sound else None

    def _line(self, reference: int, subject: Subject) -> Path | None:
        """Return a line in the direction asked for, as one path through its segments."""
        known = self._known.get(abs(reference))
        if known is not None:
            return known[::-1] if reference < 0 else known
        found = self.index.line(abs(reference))
        if found is None:
            say_shape.dangling_reference(self.notes, subject, reference, "线", "line")
            return None
        place, segments, head = found
        self.stream.seek(place.offset)
        block = self.stream.read(place.size)
        if head:
            path = _plain_path(block[head:], place.number + LINES_BEFORE_LINE)
        elif segments == 1 and b"omment" not in block.lower():
            path = self._coordinates(block, place.number)
        else:
            path = self._segments(block, place.number)
        if len(path) <= _SHORT:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[abs(reference)] = path
        return path[::-1] if reference < 0 else path

    def _coordinates(self, block: bytes, number: int) -> Path:
        """Return the only segment of a line that was found sound before."""
        parse = self._parse
        return [
            (Decimal(found[1].decode()), Decimal(found[2].decode()), line)
            for line, data in enumerate(block.split(b"\n"), start=number)
            if (found := parse(data.strip()))
        ]

    def _segments(self, block: bytes, number: int) -> Path:
        """Return all segments of a line as one path."""
        path: Path = []
        for more in self._runs(block, number):
            path += more[1:] if path and _meet(path[-1], more[0]) else more
        return path

    def _runs(self, block: bytes, number: int) -> list[Path]:
        """Return the segments of a line, those without vertices left out."""
        cursor = Cursor(io.BytesIO(block), file=self.notes.file, number=number - 1)
        one = ObjectReader(cursor, self.separator, self._quiet).one("line")
        return [_path(run) for run in one.runs if run] if one is not None else []

    def _chained(self, parts: list[Path], subject: Subject) -> list[Path]:
        """Put lines together into rings by their ends, in the stated order where that fits."""
        if _in_order(parts):
            return [[*parts[0], *(corner for part in parts[1:] for corner in part[1:])]]
        ends = _Ends(parts)
        rings: list[Path] = []
        while (first := ends.first()) is not None:
            ring = first
            while (following := ends.after(ring)) is not None:
                gap_m = _distance_m(ring[-1], following[0])
                if gap_m:
                    say_shape.ends_apart(self.notes, subject, following[0][2], gap_m)
                ring += following[1:]
            rings.append(ring)
        return rings

    def _ring(
        self, path: Path, subject: Subject, labels: Labels, *, first: int
    ) -> RingRecord | None:
        """Return a closed path as a ring without its closing point; an open one is noted.

        A point without a label gets J and its number, counted on through all rings from ``first``.
        """
        gap_m = _distance_m(path[0], path[-1]) if path else Decimal(0)
        closed = len(path) > 1 and gap_m <= SNAPPING_M
        if not closed and len(path) > 2:
            say_shape.unclosed_ring(self.notes, subject, path[-1][2], gap_m)
        corners = path[:-1] if closed else path
        if not _has_three_places(corners):
            line = path[0][2] if path else subject.number
            say_shape.too_few_points(self.notes, subject, line, len(corners))
            return None
        normalise = self.system.normalise
        named = [f"J{place}" for place in range(first, first + len(corners))]
        if labels:
            named = told_apart([_delivered(corner, labels) for corner in corners], named)
        return RingRecord(
            tuple(
                PointRecord(label, *normalise(one, other), line)
                for label, (one, other, line) in zip(named, corners, strict=True)
            )
        )


def _delivered(corner: Corner, labels: Labels) -> str | None:
    """Return the next label of the boundary points at a corner, the last one again and again."""
    here = labels.get((corner[0], corner[1]))
    if not here:
        return None
    return here.pop(0) if len(here) > 1 else here[0]


class _Ends:
    """The lines of one ring (or several), findable by where they begin and end."""

    def __init__(self, parts: list[Path]) -> None:
        self._parts = parts
        self._left = dict.fromkeys(range(len(parts)))
        self._at: dict[tuple[int, int], dict[int, None]] = {}
        for place, part in enumerate(parts):
            for corner in (part[0], part[-1]):
                self._at.setdefault(_cell(corner), {})[place] = None
        self._previous = -1

    def first(self) -> Path | None:
        """Return the first line that is left, None when all are used."""
        place = next(iter(self._left), None)
        return None if place is None else self._use(place)

    def after(self, ring: Path) -> Path | None:
        """Return the line that goes on where the ring ends, turned as needed.

        The next one in the stated order comes first, even when the ring is closed already: a ring
        may touch its own beginning. Otherwise a closed ring has none.
        """
        following = self._previous + 1
        if following in self._left and _meet(ring[-1], self._parts[following][0]):
            return self._use(following)
        if len(ring) > 2 and _meet(ring[0], ring[-1]):
            return None
        for place in self._near(ring[-1]):
            part = self._parts[place]
            if _meet(ring[-1], part[0]):
                return self._use(place)
            if _meet(ring[-1], part[-1]):
                return self._use(place)[::-1]
        return None

    def _near(self, corner: Corner) -> Iterator[int]:
        """Yield lines that begin or end in the cell of a corner or in one beside it."""
        across, along = _cell(corner)
        for one in (across, across - 1, across + 1):
            for other in (along, along - 1, along + 1):
                yield from self._at.get((one, other), ())

    def _use(self, place: int) -> Path:
        del self._left[place]
        for corner in (self._parts[place][0], self._parts[place][-1]):
            self._at[_cell(corner)].pop(place, None)
        self._previous = place
        return list(self._parts[place])


def _groups(references: Sequence[int]) -> list[list[int]]:
    """Cut references at the zeros; empty groups are dropped."""
    groups: list[list[int]] = [[]]
    for reference in references:
        if reference:
            groups[-1].append(reference)
        else:
            groups.append([])
    return [group for group in groups if group]


def _plain_path(block: bytes, number: int) -> Path:
    """Return the rows of figures before the line 0 that ends them; ``number`` is of the first."""
    pairs = (row.split(",") for row in block.decode("ascii").split()[:-1])
    return [
        (Decimal(first), Decimal(second), line)
        for line, (first, second) in enumerate(pairs, start=number)
    ]


def _path(run: list[Vertex]) -> Path:
    return [
        (Decimal(first.decode()), Decimal(second.decode()), number) for number, first, second in run
    ]


def _in_order(parts: list[Path]) -> bool:
    """Tell whether each line begins exactly where the one before it ends."""
    return all(
        before[-1][0] == after[0][0] and before[-1][1] == after[0][1]
        for before, after in pairwise(parts)
    )


def _has_three_places(corners: Path) -> bool:
    places: list[tuple[Decimal, Decimal]] = []
    for first, second, _ in corners:
        if (first, second) not in places:
            places.append((first, second))
            if len(places) == 3:
                return True
    return False


def _cell(corner: Corner) -> tuple[int, int]:
    return int(corner[0] // SNAPPING_M), int(corner[1] // SNAPPING_M)


def _meet(one: Corner, other: Corner) -> bool:
    return one[:2] == other[:2] or _distance_m(one, other) <= SNAPPING_M


def _distance_m(one: Corner, other: Corner) -> Decimal:
    if one[:2] == other[:2]:
        return Decimal(0)
    across, along = one[0] - other[0], one[1] - other[1]
    return (across * across + along * along).sqrt().quantize(Decimal("0.000001"))
