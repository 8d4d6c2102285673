"""Objects of a VCT file in the form that nearly every writer gives them, told as a whole.

An object of an id, a code, a style, its counts, plain decimal figures and a line ``0`` is found by
one expression instead of line by line, which is what makes a file of a gigabyte readable. Whatever
differs in the least (a blank line, a height, a curve, a wrong count, a comment) is left to
:mod:`importers.vct_objects`, which reads the same objects and names what is wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from importers.vct_figures import Vertex
from importers.vct_lines import Cursor

SEPARATOR: Final = b","
"""Files with another character between figures are read line by line."""

_END: Final = rb"[ \t\r]*\n"
_ID: Final = rb"[1-9][0-9]{0,18}"
_FIGURE: Final = rb"[+-]?[0-9]{1,15}(?:\.[0-9]{0,20})?"
_PAIR: Final = _FIGURE + b"," + _FIGURE
_HEAD: Final = (
    rb"(?P<id>" + _ID + rb")" + _END + rb"(?P<code>[0-9]{1,20})" + _END
    # the style, which may be blank but is no mark of a section
    + rb"(?!(?i:[a-z]+(?:begin|end))[ \t\r]*\n)[^,\r\n]{0,60}" + _END
)  # fmt: skip
_RUN: Final = (
    rb"11" + _END + rb"(?P<count>[0-9]{1,6})" + _END
    + rb"(?P<run>(?:" + _PAIR + _END + rb")+)(?P<end>0)" + _END
)  # fmt: skip
_POINT: Final = re.compile(
    _HEAD + rb"[1-9]" + _END + b"1" + _END
    + rb"(?P<first>" + _FIGURE + rb"),(?P<second>" + _FIGURE + rb")" + _END + b"0" + _END
)  # fmt: skip
_LINE: Final = re.compile(_HEAD + rb"[1-6]" + _END + b"1" + _END + _RUN)
_DIRECT: Final = re.compile(_HEAD + b"1" + _END + _PAIR + _END + b"1" + _END + _RUN)
_INDIRECT: Final = re.compile(
    _HEAD + b"100" + _END + _PAIR + _END + b"21" + _END + rb"(?P<count>[0-9]{1,6})" + _END
    + rb"(?P<lines>(?:-?" + _ID + rb"(?:,-?[0-9]{1,19})*" + _END + rb")+)(?P<end>0)" + _END
)  # fmt: skip

LINES_BEFORE_LINE: Final = 7
"""Lines of a line object before its first figures."""
_LINES_BEFORE_RING: Final = 8


@dataclass(slots=True)
class PlainPoint:
    """A point: its figures as delivered, and the number of its first line."""

    id: int
    number: int
    first: bytes
    second: bytes


@dataclass(slots=True)
class PlainLine:
    """A line of one segment: ``run`` its rows of figures, ``head`` the bytes before them."""

    id: int
    number: int
    offset: int
    size: int
    head: int
    run: bytes


@dataclass(slots=True)
class PlainPolygon:
    """A polygon made of lines (``references``) or of one ring of its own (``run``)."""

    id: int
    code: str
    number: int
    offset: int
    size: int
    references: list[int]
    run: list[Vertex]


def points(cursor: Cursor) -> Iterator[PlainPoint]:
    """Take points for as long as they are plain."""
    while (here := cursor.match(_POINT)) is not None:
        found, number, _ = here
        cursor.accept(found)
        yield PlainPoint(int(found["id"]), number, found["first"], found["second"])


def lines(cursor: Cursor, *, most: int) -> Iterator[PlainLine]:
    """Take lines for as long as they are plain and have no more than ``most`` vertices."""
    while (here := cursor.match(_LINE)) is not None:
        found, number, offset = here
        run = found["run"]
        count = run.count(b"\n")
        if count != int(found["count"]) or count > most:
            return
        start = found.start()
        cursor.accept(found)
        size, head = found.end("end") - start, found.start("run") - start
        yield PlainLine(int(found["id"]), number, offset, size, head, run)


def polygon(cursor: Cursor, *, most: int) -> PlainPolygon | None:
    """Take the next polygon if it is plain and has no more than ``most`` references or vertices."""
    here = cursor.match(_INDIRECT)
    references: list[int] = []
    run: list[Vertex] = []
    if here is not None:
        found, number, offset = here
        references = [int(one) for one in found["lines"].replace(b"\n", b",").split(b",")[:-1]]
        held = len(references)
    else:
        here = cursor.match(_DIRECT)
        if here is None:
            return None
        found, number, offset = here
        run = vertices(found["run"], number + _LINES_BEFORE_RING)
        held = len(run)
    if held != int(found["count"]) or held > most:
        return None
    cursor.accept(found)
    size = found.end("end") - found.start()
    code = found["code"].decode()
    return PlainPolygon(int(found["id"]), code, number, offset, size, references, run)


def vertices(run: bytes, number: int) -> list[Vertex]:
    """Return the rows of figures one by one; ``number`` is the line of the first."""
    pairs = (row.split(SEPARATOR) for row in run.split())
    return [(line, first, second) for line, (first, second) in enumerate(pairs, start=number)]
