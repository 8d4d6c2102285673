"""Rows and shapes of a staged shapefile, with the texts decoded."""

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Finding
from importers import shapefile_findings as say
from importers import shapefile_table_findings as say_table
from importers.cell_values import text_of
from importers.field_codes import is_holder_field
from importers.gdal_door import SHAPEFILE, opened_by, pyogrio_for
from importers.shapefile_parts import DbfField, DbfHeader
from importers.shapefile_text import (
    EncodingChoice,
    RawText,
    choose_encoding,
    decode,
    is_cut,
)

_RAW_BYTES = "ISO-8859-1"
_DBF_NAME_BYTES = 10


@dataclass(slots=True)
class Table:
    """What a layer holds.

    ``lines`` are the one-based record numbers of the rows that were read (rows marked as deleted
    are not); ``columns`` hold one list a field, ``shapes`` WKB or None.
    """

    names: list[str]
    decimals: list[int]
    lines: list[int]
    columns: list[list[object]]
    shapes: list[bytes | None]
    encoding: str
    findings: list[Finding] = field(default_factory=list)


def read_table(shp: Path, header: DbfHeader, *, hint: str, file: str) -> Table:
    """Read a staged shapefile with GDAL's ESRI Shapefile driver.

    Parameters
    ----------
    shp
        As laid out by :func:`importers.shapefile_parts.staged`.
    header
        Header of its DBF, for widths and decimals.
    hint
        Encoding that the .cpg or the language byte names, or ``""``.
    file
        Name for the findings.

    Raises
    ------
    FileRefused
        When the driver cannot read it.
    """
    pyogrio = pyogrio_for(SHAPEFILE)
    try:
        with warnings.catch_warnings():
            # What GDAL warns of (unclosed rings, measures) is looked for and reported by us.
            warnings.simplefilter("ignore")
            if opened_by(shp, driver=SHAPEFILE) != SHAPEFILE:
                raise FileRefused(say.unreadable_file(file, "another driver"))
            meta, fids, shapes, columns = pyogrio.raw.read(
                shp, encoding=_RAW_BYTES, return_fids=True, force_2d=True, datetime_as_string=True
            )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, ValueError) as error:
        # The driver's words name our temporary folder; its kind says enough.
        raise FileRefused(say.unreadable_file(file, type(error).__name__)) from error
    names = [str(name) for name in meta["fields"]]
    fields = _aligned(header.fields, len(names))
    texts = _Texts(names, fields, columns)
    choice = choose_encoding(texts.all(), hint=hint)
    table = Table(
        names=texts.decoded_names(choice.name),
        decimals=[described.decimals for described in fields],
        lines=[int(fid) + 1 for fid in fids],
        columns=[texts.decoded_column(place, choice.name) for place in range(len(names))],
        shapes=[None] * len(fids) if shapes is None else list(shapes),
        encoding=choice.name,
    )
    table.findings += _text_findings(texts, choice, table, hint=hint, file=file)
    return table


class _Texts:
    """The texts of a table as the bytes they were, fetched through a byte-for-byte encoding."""

    def __init__(
        self, names: Sequence[str], fields: Sequence[DbfField], columns: Sequence[np.ndarray]
    ) -> None:
        self.names = [self._raw(name, _DBF_NAME_BYTES) for name in names]
        self.fields = fields
        self.columns = columns

    @staticmethod
    def _raw(text: str, width: int) -> RawText:
        data = text.encode(_RAW_BYTES)
        return RawText(data, full=0 < width <= len(data))

    def column(self, place: int) -> Iterator[tuple[int, RawText]]:
        """Give (row, text) of the text values of one column."""
        width = self.fields[place].width
        for row, value in enumerate(self.columns[place]):
            if isinstance(value, str):
                yield row, self._raw(value, width)

    def all(self) -> Iterator[RawText]:
        yield from self.names
        for place in range(len(self.names)):
            yield from (text for _, text in self.column(place))

    def decoded_names(self, encoding: str) -> list[str]:
        return [_decoded(name, encoding) for name in self.names]

    def decoded_column(self, place: int, encoding: str) -> list[object]:
        values: list[object] = list(self.columns[place])
        for row, text in self.column(place):
            values[row] = _decoded(text, encoding).strip()
        return values


def _aligned(fields: Sequence[DbfField], count: int) -> list[DbfField]:
    """Give a description for each field that the driver found, an empty one where it differs."""
    if len(fields) == count:
        return list(fields)
    return [DbfField(b"", "", 0, 0)] * count


def _decoded(text: RawText, encoding: str) -> str:
    try:
        return decode(text, encoding)
    except UnicodeDecodeError:
        return text.data.decode(encoding, "replace")


def _text_findings(
    texts: _Texts, choice: EncodingChoice, table: Table, *, hint: str, file: str
) -> Iterator[Finding]:
    if not choice.fits:
        yield _first_unreadable(texts, choice, table, file)
    if choice.uncertain:
        yield say_table.encoding_uncertain(file, _sample(texts, table))
    special = any(not text.data.isascii() for text in texts.all())
    if hint and special and hint != choice.name:
        yield say_table.encoding_hint_wrong(file, hint=hint, used=choice.name)
    for place, name in enumerate(table.names):
        count = sum(is_cut(text, choice.name) for _, text in texts.column(place))
        if count:
            width = texts.fields[place].width
            yield say_table.text_cut(file, field=name, count=count, width=width)
    repeated = [name for name, count in Counter(table.names).items() if count > 1]
    if repeated:
        yield say_table.duplicate_field(file, repeated)


def _first_unreadable(texts: _Texts, choice: EncodingChoice, table: Table, file: str) -> Finding:
    for place, name in enumerate(table.names):
        if "�" in name:
            return say_table.encoding_unreadable(file, line=None, field=name)
        for row, text in texts.column(place):
            try:
                decode(text, choice.name)
            except UnicodeDecodeError:
                return say_table.encoding_unreadable(file, line=table.lines[row], field=name)
    return say_table.encoding_unreadable(file, line=None, field=", ".join(table.names))


def _sample(texts: _Texts, table: Table) -> str:
    """Give the first text that is not ASCII, a field name before a value, never of a holder."""
    for name in table.names:
        if not name.isascii():
            return name
    for place, name in enumerate(table.names):
        if is_holder_field(name):
            continue
        for row, text in texts.column(place):
            if not text.data.isascii():
                return f"{name} = {text_of(table.columns[place][row])}"
    return "…"
