"""Headings and field names in the form they are compared in."""

import re
import unicodedata

_UNIT_WORDS = "m2|M2|m|平方米|平米|米|公顷|亩|ha|万元|元|年|层"
_BRACKETED_UNIT = re.compile(rf"[(\[{{【〔<](?:单位[::]?)?(?:{_UNIT_WORDS})[)\]}}】〕>]")
_TRAILING_UNIT = re.compile(r"(?:单位[::]?)?(?:m2|M2|平方米|平米)$")
_NOISE = re.compile(r"[\s()\[\]{}【】〔〕<>:*、，,。.·_\-/\\]+")


def as_delivered(text: object) -> str:
    """Give a heading without blanks, line breaks, brackets and units, in half-width upper case.

    ``套内建筑面积（㎡）`` and ``套内 建筑面积[m²]`` both become ``套内建筑面积``; what stands in
    brackets and is no unit stays: ``建筑面积(预测)`` becomes ``建筑面积预测``. None gives ``""``.
    """
    if text is None:
        return ""
    plain = unicodedata.normalize("NFKC", str(text))
    plain = re.sub(r"\s+", "", plain)
    plain = _BRACKETED_UNIT.sub("", plain)
    plain = _NOISE.sub("", plain)
    shorter = _TRAILING_UNIT.sub("", plain)
    return (shorter or plain).upper()
