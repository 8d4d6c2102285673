"""Rows and shapes of a staged shapefile, with the texts decoded, some thousand rows at a time.

The file is gone through as often as needed. What holds for all of it is known before its first
record is made: the encoding of its texts, and which figures are kept as doubles.
"""

import gc
import warnings
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Finding
from cadastre.domain.pace import reached
from importers import shapefile_findings as say
from importers.chunks import CHUNK_OBJECTS
from importers.gdal_door import SHAPEFILE, pyogrio_for
from importers.shapefile_index import ShapeIndex
from importers.shapefile_parts import DbfField, DbfHeader, live_places
from importers.shapefile_text import decoded
from importers.shapefile_text_survey import RAW_BYTES, TextSurvey, raw

_WHOLE_NUMBERS = "biu"


@dataclass(frozen=True, slots=True)
class Rows:
    """Some records that follow one another.

    ``lines`` are their one-based record numbers (rows marked as deleted are not among them);
    ``columns`` hold one list a field, ``shapes`` WKB or None.
    """

    lines: list[int]
    columns: list[list[object]]
    shapes: list[bytes | None]


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows as the driver gives them, texts still undecoded."""

    lines: list[int]
    columns: list[NDArray[Any]]
    shapes: list[bytes | None]


@dataclass(frozen=True, slots=True)
class _Layer:
    """A staged shapefile and the zero-based places of its rows that are not marked as deleted."""

    shp: Path
    file: str
    fields: Sequence[DbfField]
    places: NDArray[np.int64]

    def parts(self, *, shapes_alone: bool = False) -> Iterator[_Part]:
        """Go through all rows from the start, no more at a time than a chunk holds."""
        for start in range(0, len(self.places), CHUNK_OBJECTS):
            yield self._part(self.places[start : start + CHUNK_OBJECTS], shapes_alone=shapes_alone)
            reached(start + CHUNK_OBJECTS, len(self.places))

    def _part(self, places: NDArray[np.int64], *, shapes_alone: bool) -> _Part:
        # The driver counts deleted rows among those to skip and not among those to give. Asked for
        # one row more than there is, it takes a damaged shape further up for a failure at the end.
        with _driver(self.file) as pyogrio:
            _, fids, shapes, columns = pyogrio.raw.read(
                self.shp,
                encoding=RAW_BYTES,
                columns=[] if shapes_alone else None,
                skip_features=int(places[0]),
                max_features=len(places),
                return_fids=True,
                force_2d=True,
                datetime_as_string=True,
            )
        # What pyogrio read with is a ring of objects that holds all it gave: without this the rows
        # of many parts would stay until Python came to look for such rings.
        gc.collect(1)
        return _Part(
            lines=[int(fid) + 1 for fid in fids],
            columns=list(columns),
            shapes=[None] * len(fids) if shapes is None else list(shapes),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """What a layer holds.

    ``count`` is how many records were read, ``unread`` the one-based numbers of those that have no
    shape and are not stated to have none.
    """

    names: list[str]
    decimals: list[int]
    encoding: str
    count: int
    unread: Sequence[int]
    findings: list[Finding]
    _layer: _Layer
    _doubles: frozenset[int]

    def rows(self) -> Iterator[Rows]:
        """Go through all records from the start, texts decoded."""
        for part in self._layer.parts():
            columns = [self._values(place, column) for place, column in enumerate(part.columns)]
            yield Rows(part.lines, columns, part.shapes)

    def shapes(self) -> Iterator[bytes]:
        """Go through the shapes from the start, those of records without one left out."""
        for part in self._layer.parts(shapes_alone=True):
            yield from (shape for shape in part.shapes if shape is not None)

    def _values(self, place: int, column: NDArray[Any]) -> list[object]:
        if column.dtype != object:
            # An empty cell turns a whole column to doubles; rows further off are no different.
            as_doubles = place in self._doubles and column.dtype.kind in _WHOLE_NUMBERS
            return list(column.astype(np.float64) if as_doubles else column)
        width = self._layer.fields[place].width
        return [self._text(each, width) if isinstance(each, str) else each for each in column]

    def _text(self, value: str, width: int) -> str:
        if value.isascii():
            return value.strip()
        return decoded(raw(value, width), self.encoding).strip()


def read_table(shp: Path, header: DbfHeader, index: ShapeIndex, *, hint: str, file: str) -> Table:
    """Go through a staged shapefile once with GDAL's ESRI Shapefile driver.

    Parameters
    ----------
    shp
        As laid out by :func:`importers.shapefile_parts.staged`.
    header
        Header of its DBF, for widths and decimals.
    index
        Its index, for the records that have no shape.
    hint
        Encoding that the .cpg or the language byte names, or ``""``.
    file
        Name for the findings.

    Raises
    ------
    FileRefused
        When the driver cannot read it.
    """
    layer, names = _opened(shp, header, file)
    survey = TextSurvey(names, layer.fields)
    doubles: set[int] = set()
    unread = array("q")
    count = 0
    for part in layer.parts():
        count += len(part.lines)
        for place, column in enumerate(part.columns):
            if column.dtype == object:
                survey.see(place, part.lines, column)
            elif column.dtype.kind == "f":
                doubles.add(place)
        for line, shape in zip(part.lines, part.shapes, strict=True):
            if shape is None and not index.is_null(line - 1):
                unread.append(line)
    choice = survey.choice(hint=hint)
    return Table(
        names=survey.names(choice.name),
        decimals=[described.decimals for described in layer.fields],
        encoding=choice.name,
        count=count,
        unread=unread,
        findings=list(survey.findings(choice, hint=hint, file=file)),
        _layer=layer,
        _doubles=frozenset(doubles),
    )


def _opened(shp: Path, header: DbfHeader, file: str) -> tuple[_Layer, list[str]]:
    with _driver(file) as pyogrio:
        info = pyogrio.read_info(shp, encoding=RAW_BYTES)
    if info["driver"] != SHAPEFILE:
        raise FileRefused(say.unreadable_file(file, "another driver"))
    names = [str(name) for name in info["fields"]]
    count = int(info["features"])
    if names or not header.fields:
        places = live_places(shp.with_suffix(".dbf"), header, most=count)
    else:  # the driver makes nothing of the table, and gives a row for each shape
        places = np.arange(count)
    return _Layer(shp, file, _aligned(header.fields, len(names)), places), names


@contextmanager
def _driver(file: str) -> Iterator[ModuleType]:
    """Give pyogrio, and refuse the file where it cannot read it."""
    pyogrio = pyogrio_for(SHAPEFILE)
    try:
        with warnings.catch_warnings():
            # What GDAL warns of (unclosed rings, measures) is looked for and reported by us.
            warnings.simplefilter("ignore")
            yield pyogrio
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, ValueError) as error:
        # The driver's words name our temporary folder; its kind says enough.
        raise FileRefused(say.unreadable_file(file, type(error).__name__)) from error


def _aligned(fields: Sequence[DbfField], count: int) -> list[DbfField]:
    """Give a description for each field that the driver found, an empty one where it differs."""
    if len(fields) == count:
        return list(fields)
    return [DbfField(b"", "", 0, 0)] * count
