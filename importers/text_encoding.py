"""Decode delivered text without guessing: byte-order mark, UTF-8, GB18030, or a refusal.

GB18030 holds GBK and GB2312, so old files need no case of their own. All steps are strict: a byte
that does not belong refuses the file rather than turning into another character.
"""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.pace import reached

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_LONGEST_MARK: Final = 4
_BLOCK: Final = 1 << 18


def _candidates(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :], (encoding,)
    return data, ("utf-8", "gb18030")


def decode(data: bytes, *, file: str) -> tuple[str, str]:
    """Return the text and the name of its encoding; U+FEFF inside the text is taken out.

    Empty bytes give empty text in UTF-8.

    Raises
    ------
    FileRefused
        When the bytes are text in none of the encodings, or hold NUL.
    """
    body, encodings = _candidates(data)
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\ufeff", ""), encoding
    raise FileRefused(_unreadable(file))


def decode_beginning(data: bytes) -> str:
    """Return the text that the first bytes of a file begin, empty when they are no text.

    The last character may be cut in the middle; it is left out.
    """
    body, encodings = _candidates(data)
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(body, final=False)
        except UnicodeDecodeError:
            continue
        return "" if "\0" in text else text.replace("\ufeff", "")
    return ""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text file in an encoding that all of its bytes were found to be in."""

    path: Path
    encoding: str
    mark_bytes: int = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines without their ends (CR LF, CR or LF), reading block by block.

        They are those of :func:`decode`: U+FEFF is taken out. What follows the last end comes as
        well, empty text in most files.
        """
        newlines = io.IncrementalNewlineDecoder(None, translate=True)
        begun: list[str] = []
        for text in self.blocks():
            # A mark between CR and LF is out before they are looked at.
            first, *others = newlines.decode(text.replace("\ufeff", "")).split("\n")
            begun.append(first)
            if others:
                yield "".join(begun)
                begun = [others.pop()]
                yield from others
        begun.append(newlines.decode("", final=True))
        yield from "".join(begun).split("\n")

    def blocks(self) -> Iterator[str]:
        """Yield the text as it stands; raise UnicodeDecodeError where bytes do not belong."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        with self.path.open("rb") as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(self.mark_bytes)
            while data := stream.read(_BLOCK):
                yield decoder.decode(data)
                reached(stream.tell(), size)
        yield decoder.decode(b"", final=True)


def stored_text(path: Path, *, file: str) -> StoredText:
    """Tell the encoding of a file that is not to be held in memory, as :func:`decode` tells it.

    Raises
    ------
    FileRefused
        When the bytes are text in none of the encodings, or hold NUL.
    """
    with path.open("rb") as stream:
        beginning = stream.read(_LONGEST_MARK)
    body, encodings = _candidates(beginning)
    for encoding in encodings:
        text = StoredText(path, encoding, len(beginning) - len(body))
        try:
            if not any("\0" in block for block in text.blocks()):
                return text
        except UnicodeDecodeError:
            continue
    raise FileRefused(_unreadable(file))


def _unreadable(file: str) -> Finding:
    return Finding(
        code="FI05",
        kind="unreadable_encoding",
        severity=Severity.ERROR,
        message=Text(
            f"文件“{file}”不是可读的文本：既不是 UTF-8，也不是 GB18030（GBK）编码。",
            f"“{file}” is no readable text: neither UTF-8 nor GB18030 (GBK).",
        ),
        advice=Text(
            "请用记事本打开核对，另存为 UTF-8 后重新上传。",
            "Open it in a text editor, save it as UTF-8 and upload again.",
        ),
        file=file,
        expected="UTF-8, GB18030",
    )
