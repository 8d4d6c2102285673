"""A sender's own field names: what they mean, for as long as its files are read.

A mapping goes from a delivered field name to one of our words, ``parcel.parcel_code`` or
``unit.built``. A name may carry the format it holds for in front, ``shapefile:DKBH``. It is put in
force around the reading of one file (:func:`in_force`); :mod:`importers.field_codes` asks here.
A column of holders is never a mapped one: it is asked about by its delivered name.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

from cadastre.domain.held import held

NO_MAPPING: Final[Mapping[str, str]] = MappingProxyType({})
_Words = Mapping[str, tuple[str, ...]]
_IN_FORCE: ContextVar[_Words] = ContextVar("field_mapping", default=MappingProxyType({}))


def in_force(
    mapping: Mapping[str, str], *, format: str, normalise: Callable[[object], str]
) -> AbstractContextManager[None]:
    """Read delivered names by ``mapping`` until the block ends.

    Parameters
    ----------
    mapping
        Delivered field name to our word, ``format:`` in front where it holds for that alone.
    format
        Word of the format being read.
    normalise
        Brings a heading to the form that headings are compared in.
    """
    words: dict[str, tuple[str, ...]] = {}
    for name, word in mapping.items():
        where, mark, rest = name.partition(":")
        if mark and where != format and where.isascii() and where.islower():
            continue
        header = normalise(rest if mark and where == format else name)
        words[header] = (*words.get(header, ()), *word.split())
    return held(_IN_FORCE, words)


def words_of(header: str) -> tuple[str, ...]:
    """Return our words for a normalised delivered name; none unless it is mapped."""
    return _IN_FORCE.get().get(header, ())
