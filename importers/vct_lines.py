"""Lines of a VCT file as bytes: numbered, with their offsets, in memory that does not grow.

Structure is ASCII, and neither UTF-8 nor GB18030 has a line end or a comma inside a character, so
lines are cut before anything is decoded; only names and values ever are.
"""

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from cadastre.domain.errors import FileRefused
from importers import vct_findings as say

Row = tuple[int, int, bytes]
"""One-based number, offset of the first byte, bytes without blanks at either end."""

LONGEST_LINE: Final = 1 << 20
BLOCK: Final = 1 << 20
SMALL_BLOCK: Final = 4_096
_LETTERS_C: Final = frozenset(b"cC")


def rows(
    stream: BinaryIO, *, file: str, offset: int = 0, number: int = 0, block: int = BLOCK
) -> Iterator[Row]:
    """Yield every line that is neither blank nor a comment.

    Parameters
    ----------
    stream
        The file, read from ``offset`` on.
    file
        Its name for people.
    offset, number
        Where a line begins, and how many lines stand before it.
    block
        How many bytes are read at once; few where one object is wanted. Others may read the same
        stream in between.

    Raises
    ------
    FileRefused
        At a NUL, or at a line of more than a mebibyte: that is no exchange file.
    """
    held, in_comment, position = b"", False, offset
    while True:
        stream.seek(position)
        read = stream.read(block)
        position += len(read)
        data = held + read
        if b"\0" in data:
            raise FileRefused(say.nul(file, number + data[: data.index(b"\0")].count(b"\n") + 1))
        lines = data.split(b"\n")
        held = lines.pop() if read else b""
        if len(held) > LONGEST_LINE:
            raise FileRefused(say.line_too_long(file, number + len(lines) + 1, LONGEST_LINE))
        for line in lines:
            number += 1
            text = line.strip()
            if text:
                if text[0] in _LETTERS_C and (word := text.lower()) in _COMMENT:
                    in_comment = word == b"commentbegin"
                elif not in_comment:
                    yield number, offset, text
            offset += len(line) + 1
        if not read:
            return


_COMMENT: Final = frozenset({b"commentbegin", b"commentend"})


class Cursor:
    """Rows one after the other, with the possibility to look at one again.

    ``last`` is the number of the row taken last, ``ended`` true once there was none to take.
    """

    def __init__(self, source: Iterator[Row]) -> None:
        self._source = source
        self._back: list[Row] = []
        self.last = 0
        self.ended = False

    def take(self) -> Row | None:
        """Return the next row, None at the end of the file."""
        row = self._back.pop() if self._back else next(self._source, None)
        if row is not None:
            self.last = row[0]
        else:
            self.ended = True
        return row

    def back(self, *taken: Row) -> None:
        """Give rows back, in the order in which they were taken."""
        self._back.extend(reversed(taken))

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that are left."""
        while (row := self.take()) is not None:
            yield row


@contextmanager
def opened(path: Path, *, file: str) -> Iterator[BinaryIO]:
    """Open a file whose lines end in a line feed; one with carriage returns alone is copied first.

    The copy has the same length, so offsets are those of the file.

    Raises
    ------
    FileRefused
        When the file is UTF-16.
    """
    with path.open("rb") as stream:
        beginning = stream.read(65_536)
        if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise FileRefused(say.utf_16(file))
        if b"\n" in beginning or b"\r" not in beginning:
            yield stream
            return
        with tempfile.TemporaryFile(prefix="vct-") as copy:
            stream.seek(0)
            while block := stream.read(BLOCK):
                copy.write(block.replace(b"\r", b"\n"))
            yield copy


def first_offset(stream: BinaryIO) -> int:
    """Return where the text begins: behind a byte-order mark of UTF-8 or GB18030."""
    stream.seek(0)
    beginning = stream.read(4)
    if beginning.startswith(codecs.BOM_UTF8):
        return len(codecs.BOM_UTF8)
    return 4 if beginning == b"\x84\x31\x95\x33" else 0


class EncodingWatch:
    """Finds out the encoding from every value that is read: UTF-8 throughout, else GB18030.

    No guessing: a byte that fits neither with the rest refuses the file and names the line.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._possible = ["utf-8", "gb18030"]
        self._utf_8_until = 0

    @property
    def encoding(self) -> str:
        """The encoding of all values seen so far."""
        return self._possible[0]

    def see(self, number: int, data: bytes) -> None:
        """Look at one line.

        Raises
        ------
        FileRefused
            When the lines seen are together valid in neither encoding.
        """
        if data.isascii():
            return
        for encoding in tuple(self._possible):
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                self._possible.remove(encoding)
                if encoding == "utf-8":
                    self._utf_8_until = number
        if not self._possible:
            raise FileRefused(say.mixed_encodings(self._file, number, self._utf_8_until))
