"""Decode delivered text without guessing: byte-order mark, UTF-8, GB18030, or a refusal.

GB18030 holds GBK and GB2312, so old files need no case of their own. All steps are strict: a byte
that does not belong refuses the file rather than turning into another character.
"""

import codecs
from typing import Final

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Finding, Severity, Text

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


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
    raise FileRefused(
        Finding(
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
    )


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
