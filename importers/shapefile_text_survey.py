"""What all texts of a table show: their encoding, and what is said about them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cadastre.domain.findings import Finding
from importers import shapefile_table_findings as say_table
from importers.cell_values import text_of
from importers.field_codes import is_holder_field
from importers.shapefile_parts import DbfField
from importers.shapefile_text import (
    GB18030,
    UTF_8,
    EncodingChoice,
    EncodingSurvey,
    RawText,
    decoded,
    is_cut,
)

RAW_BYTES: Final = "ISO-8859-1"
"""Texts are fetched through this encoding, which gives every byte back as it was."""
_DBF_NAME_BYTES: Final = 10


def raw(text: str, width: int) -> RawText:
    """Give a fetched text as the bytes it was in a field of so many bytes."""
    data = text.encode(RAW_BYTES)
    return RawText(data, full=0 < width <= len(data))


@dataclass(slots=True)
class _Column:
    """What was seen in one column: how often each encoding would be cut within a character, the
    first text that is not ASCII, and the line of the first that is no GB18030."""

    width: int
    cut: Counter[str] = field(default_factory=Counter)
    special: RawText | None = None
    unreadable_line: int | None = None


class TextSurvey:
    """Looks at all texts of a table, some rows at a time.

    Parameters
    ----------
    names
        Names of the fields, fetched through :data:`RAW_BYTES`.
    fields
        Their descriptions, for the widths.
    """

    def __init__(self, names: Sequence[str], fields: Sequence[DbfField]) -> None:
        self._names = [raw(name, _DBF_NAME_BYTES) for name in names]
        self._columns = [_Column(described.width) for described in fields]
        self._encoding = EncodingSurvey()
        for name in self._names:
            if not name.data.isascii():
                self._encoding.see(name, UTF_8)
                self._encoding.see(name, GB18030)

    def see(self, place: int, lines: Sequence[int], values: Iterable[object]) -> None:
        """Look at the next values of the column at ``place``, from the records ``lines``."""
        column = self._columns[place]
        for line, value in zip(lines, values, strict=True):
            if isinstance(value, str) and not value.isascii():
                self._see(column, line, raw(value, column.width))

    def _see(self, column: _Column, line: int, text: RawText) -> None:
        if self._encoding.may_be(UTF_8):
            self._encoding.see(text, UTF_8)
        if column.unreadable_line is None and not self._encoding.see(text, GB18030):
            column.unreadable_line = line
        if column.special is None:
            column.special = text
        if text.full:
            column.cut.update(each for each in (UTF_8, GB18030) if is_cut(text, each))

    def choice(self, *, hint: str) -> EncodingChoice:
        """Give the encoding of the table once all texts were seen."""
        return self._encoding.choice(hint=hint)

    def names(self, encoding: str) -> list[str]:
        """Give the names of the fields."""
        return [decoded(name, encoding) for name in self._names]

    def findings(self, choice: EncodingChoice, *, hint: str, file: str) -> Iterator[Finding]:
        """Say what is to be said about the texts of a file."""
        names = self.names(choice.name)
        if not choice.fits:
            yield self._first_unreadable(names, file)
        if choice.uncertain:
            yield say_table.encoding_uncertain(file, self._sample(names, choice.name))
        if hint and self._encoding.special and hint != choice.name:
            yield say_table.encoding_hint_wrong(file, hint=hint, used=choice.name)
        for name, column in zip(names, self._columns, strict=True):
            if count := column.cut[choice.name]:
                yield say_table.text_cut(file, field=name, count=count, width=column.width)
        repeated = [name for name, count in Counter(names).items() if count > 1]
        if repeated:
            yield say_table.duplicate_field(file, repeated)

    def _first_unreadable(self, names: Sequence[str], file: str) -> Finding:
        for name, column in zip(names, self._columns, strict=True):
            if "�" in name:
                return say_table.encoding_unreadable(file, line=None, field=name)
            if column.unreadable_line is not None:
                line = column.unreadable_line
                return say_table.encoding_unreadable(file, line=line, field=name)
        return say_table.encoding_unreadable(file, line=None, field=", ".join(names))

    def _sample(self, names: Sequence[str], encoding: str) -> str:
        """Give the first text that is not ASCII, a field name before a value, never a holder's."""
        for name in names:
            if not name.isascii():
                return name
        for name, column in zip(names, self._columns, strict=True):
            if column.special is not None and not is_holder_field(name):
                return f"{name} = {text_of(decoded(column.special, encoding).strip())}"
        return "…"
