"""Which encoding the texts of a DBF table are in.

Tables of the field are GBK without any mark, or marked wrongly (.cpg missing, language byte 0x00
or 0x57), so the bytes decide: valid UTF-8 throughout, else valid GB18030 throughout. What the
.cpg and the language byte say only breaks a tie.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

UTF_8 = "utf-8"
GB18030 = "gb18030"

_LANGUAGE_BYTES = {0x4D: GB18030, 0x7A: GB18030}
_HINTS = {
    **dict.fromkeys(("UTF8", "65001", "CP65001"), UTF_8),
    **dict.fromkeys(("GBK", "GB2312", "GB18030", "936", "CP936", "ANSI936", "MS936"), GB18030),
}
_FIRST_CJK = 0x2E80


@dataclass(frozen=True, slots=True)
class RawText:
    """The bytes of one value or field name; ``full``: they fill the width of their field."""

    data: bytes
    full: bool


@dataclass(frozen=True, slots=True)
class EncodingChoice:
    """The encoding chosen; ``fits`` is False when no encoding reads every text, and
    ``uncertain`` True when two do and nothing decides between them."""

    name: str
    fits: bool = True
    uncertain: bool = False


def hinted_encoding(cpg: str, language_byte: int) -> str:
    """Give the encoding that the .cpg text or else the language byte names, or ``""``."""
    word = "".join(character for character in cpg.upper() if character.isalnum())
    if word:
        return _HINTS.get(word, "")
    return _LANGUAGE_BYTES.get(language_byte, "")


def choose_encoding(texts: Iterable[RawText], *, hint: str = "") -> EncodingChoice:
    """Choose the encoding of a table from all its texts and field names.

    Plain ASCII counts as UTF-8. Two-byte pairs of GBK can happen to be valid UTF-8 of Latin or
    Greek letters; where UTF-8 gives no Chinese at all and GB18030 does, the hint decides, and
    without one GB18030 is taken and called uncertain.
    """
    special = {text for text in texts if not text.data.isascii()}
    if not special:
        return EncodingChoice(UTF_8)
    as_utf_8 = _all_decoded(special, UTF_8)
    as_gb18030 = _all_decoded(special, GB18030)
    if as_utf_8 is None:
        return EncodingChoice(GB18030, fits=as_gb18030 is not None)
    if as_gb18030 is None or _has_cjk(as_utf_8) or not _has_cjk(as_gb18030):
        return EncodingChoice(UTF_8)
    if hint:
        return EncodingChoice(hint)
    return EncodingChoice(GB18030, uncertain=True)


def decode(text: RawText, encoding: str) -> str:
    """Decode one text; a character cut off by the field's width is left out.

    Raises
    ------
    UnicodeDecodeError
        When the bytes are not in ``encoding``.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    return decoder.decode(text.data, not text.full)


def is_cut(text: RawText, encoding: str) -> bool:
    """Tell whether the last character of a text was cut off by the width of its field."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    decoder.decode(text.data, False)
    return text.full and bool(decoder.getstate()[0])


def _all_decoded(texts: Iterable[RawText], encoding: str) -> str | None:
    try:
        return "".join(decode(text, encoding) for text in texts)
    except UnicodeDecodeError:
        return None


def _has_cjk(text: str) -> bool:
    return any(ord(character) >= _FIRST_CJK for character in text)
