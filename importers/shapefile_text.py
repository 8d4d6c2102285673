"""Which encoding the texts of a DBF table are in.

Tables of the field are GBK without any mark, or marked wrongly (.cpg missing, language byte 0x00
or 0x57), so the bytes decide: valid UTF-8 throughout, else valid GB18030 throughout. What the
.cpg and the language byte say only breaks a tie.
"""

import codecs
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


class EncodingSurvey:
    """Chooses the encoding of a table from all its texts and field names, seen one by one.

    Plain ASCII counts as UTF-8. Two-byte pairs of GBK can happen to be valid UTF-8 of Latin or
    Greek letters; where UTF-8 gives no Chinese at all and GB18030 does, the hint decides, and
    without one GB18030 is taken and called uncertain.
    """

    def __init__(self) -> None:
        self.special = False
        self._fits = {UTF_8: True, GB18030: True}
        self._has_cjk = {UTF_8: False, GB18030: False}

    def see(self, text: RawText, encoding: str) -> bool:
        """Look at a text that is not ASCII; tell whether it is valid in an encoding."""
        self.special = True
        try:
            decoded = decode(text, encoding)
        except UnicodeDecodeError:
            self._fits[encoding] = False
            return False
        if not self._has_cjk[encoding]:
            self._has_cjk[encoding] = any(ord(character) >= _FIRST_CJK for character in decoded)
        return True

    def may_be(self, encoding: str) -> bool:
        """Tell whether all texts so far are valid in an encoding."""
        return self._fits[encoding]

    def choice(self, *, hint: str = "") -> EncodingChoice:
        """Give the encoding once all texts were seen."""
        if not self.special:
            return EncodingChoice(UTF_8)
        if not self._fits[UTF_8]:
            return EncodingChoice(GB18030, fits=self._fits[GB18030])
        if not self._fits[GB18030] or self._has_cjk[UTF_8] or not self._has_cjk[GB18030]:
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
    if not text.full:
        return text.data.decode(encoding)
    return codecs.getincrementaldecoder(encoding)("strict").decode(text.data)


def decoded(text: RawText, encoding: str) -> str:
    """Decode one text, each byte that is not in ``encoding`` as �."""
    try:
        return decode(text, encoding)
    except UnicodeDecodeError:
        return text.data.decode(encoding, "replace")


def is_cut(text: RawText, encoding: str) -> bool:
    """Tell whether the last character of a text was cut off by the width of its field."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    decoder.decode(text.data, False)
    return text.full and bool(decoder.getstate()[0])
