"""Lines of a VCT file as bytes: numbered, with their offsets, in memory that does not grow.

Structure is ASCII, and neither UTF-8 nor GB18030 has a line end or a comma inside a character, so
lines are cut before anything is decoded; only names and values ever are.
"""

import codecs
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from cadastre.domain.errors import FileRefused
from cadastre.domain.pace import reached
from importers import vct_findings as say

Row = tuple[int, int, bytes]
"""One-based number, offset of the first byte, bytes without blanks at either end."""

LONGEST_LINE: Final = 1 << 20
BLOCK: Final = 1 << 20
SMALL_BLOCK: Final = 4_096
_AHEAD: Final = 1 << 16
"""Bytes that are held before an object is looked for as a whole."""
_LETTERS_C: Final = frozenset(b"cC")
_COMMENT: Final = frozenset({b"commentbegin", b"commentend"})


class Cursor:
    """The lines of a file that are neither blank nor a comment, one after the other.

    ``last`` is the number of the row taken last, ``ended`` true once there was none to take.

    Parameters
    ----------
    stream
        The file, read from ``offset`` on. Others may read the same stream in between.
    file
        Its name for people.
    offset, number
        Where a line begins, and how many lines stand before it.
    block
        How many bytes are read at once; few where one object is wanted.
    of_bytes
        Size of the file, for a cursor whose way through it is told as progress; else 0.

    Raises
    ------
    FileRefused
        While reading, at a NUL, or at a line of more than a mebibyte: that is no exchange file.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        file: str,
        offset: int = 0,
        number: int = 0,
        block: int = BLOCK,
        of_bytes: int = 0,
    ) -> None:
        self._stream = stream
        self._file = file
        self._block = block
        self._of_bytes = of_bytes
        self._data = b""
        self._at = 0  # in ``_data``, whose first byte stands at ``_base`` of the file
        self._base = offset
        self._number = number
        self._in_comment = False
        self._back: list[Row] = []
        self.last = 0
        self.ended = False

    def take(self) -> Row | None:
        """Return the next row, None at the end of the file."""
        if self._back:
            row = self._back.pop()
            self.last = row[0]
            return row
        while True:
            at = self._at
            end = self._data.find(b"\n", at)
            if end < 0:
                if self._fill():
                    continue
                if at >= len(self._data):
                    self.ended = True
                    return None
                end = len(self._data)
            self._at = end + 1
            self._number += 1
            text = self._data[at:end].strip()
            if not text:
                continue
            if text[0] in _LETTERS_C and (word := text.lower()) in _COMMENT:
                self._in_comment = word == b"commentbegin"
            elif not self._in_comment:
                self.last = self._number
                return self._number, self._base + at, text

    def back(self, *taken: Row) -> None:
        """Give rows back, in the order in which they were taken."""
        self._back.extend(reversed(taken))

    def match(self, pattern: re.Pattern[bytes]) -> tuple[re.Match[bytes], int, int] | None:
        """Match what comes next as it stands in the file, without taking it.

        Returns
        -------
        tuple or None
            The match, the number of its first line, and the offset of its first byte. None where
            it does not match, rows were given back or a comment is open; and for what is longer
            than what is held, so the row by row way must always be open.
        """
        if self._back or self._in_comment:
            return None
        if len(self._data) - self._at < _AHEAD:
            self._fill()
        found = pattern.match(self._data, self._at)
        return None if found is None else (found, self._number + 1, self._base + self._at)

    def accept(self, found: re.Match[bytes]) -> None:
        """Take what :meth:`match` found."""
        self._number += self._data.count(b"\n", self._at, found.end())
        self._at = found.end()
        self.last = self._number

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that are left."""
        while (row := self.take()) is not None:
            yield row

    def _fill(self) -> bool:
        """Read one more block behind what is left; False at the end of the file."""
        self._stream.seek(self._base + len(self._data))
        read = self._stream.read(self._block)
        if not read:
            return False
        data = self._data[self._at :] + read
        if b"\0" in read:
            number = self._number + data.count(b"\n", 0, data.index(b"\0")) + 1
            raise FileRefused(say.nul(self._file, number))
        if len(data) - data.rfind(b"\n") - 1 > LONGEST_LINE:
            number = self._number + data.count(b"\n") + 1
            raise FileRefused(say.line_too_long(self._file, number, LONGEST_LINE))
        self._base += self._at
        self._at, self._data = 0, data
        reached(self._base, self._of_bytes)
        return True


def row_at(stream: BinaryIO, offset: int) -> bytes:
    """Return the line at a place, without blanks at either end."""
    stream.seek(offset)
    return stream.readline(LONGEST_LINE).strip()


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
