"""Features of a text format on disk, sorted into layers, so that a file is gone through once.

GeoJSON and GML do not say beforehand which layers and fields they have. Each feature is put down as
it comes; when the last one is in, every layer knows all its fields and can be read as often as
needed, in memory that does not grow with the file.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from cadastre.domain.crs import AxisOrder
from importers.layer_rows import Layer, LayerRow, Shape
from importers.shapefile_rings import FloatRing

MOST_LAYERS: Final = 200
MOST_FIELDS: Final = 500
_SCHEMA: Final = """
create table features (layer integer, line integer, properties text, shape text);
create index by_layer on features (layer);
"""
_INSERT: Final = "insert into features values (?, ?, ?, ?)"
_SELECT: Final = "select line, properties, shape from features where layer = ? order by rowid"


@dataclass(slots=True)
class _Found:
    """A layer as far as it was seen; ``names`` are its fields in the order they turned up."""

    name: str
    geometry: str
    number: int
    stated: str
    srid: int | None
    order: AxisOrder
    names: dict[str, None] = field(default_factory=dict)
    count: int = 0
    vertices: int = 0


class Spool:
    """Features of one file."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._found: dict[tuple[str, str, bool], _Found] = {}
        self.count = 0

    def add(
        self,
        layer: str,
        line: int,
        properties: Mapping[str, str],
        shape: Shape | None,
        *,
        kind: str,
        apart: bool = False,
        stated: str = "",
        srid: int | None = None,
        order: AxisOrder = AxisOrder.EAST_NORTH,
    ) -> bool:
        """Keep one feature; False when there are more layers than are kept.

        ``kind`` and ``apart`` part features of one name into layers of their own.
        """
        key = (layer, kind, apart)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= MOST_LAYERS:
                return False
            found = _Found(layer, kind, len(self._found), stated, srid, order)
            self._found[key] = found
        for name in properties:
            if len(found.names) < MOST_FIELDS:
                found.names.setdefault(name)
        values = json.dumps(properties, ensure_ascii=True)
        self._db.execute(_INSERT, (found.number, line, values, _packed(shape)))
        self.count += 1
        found.count += 1
        if shape is not None:
            found.vertices += sum(len(ring) - 1 for ring in shape.rings if ring)
        return True

    def state(self, name: str, stated: str, srid: int | None) -> None:
        """Give all layers what a file says once, of all: their name and their system.

        Of several layers the name is that of the plain one: the others are told by their fields.
        """
        for (_, kind, apart), one in self._found.items():
            one.stated, one.srid = stated, srid
            if name and len(self._found) == 1:
                one.name = name
            elif name:
                one.name = f"{name} ({'building' if apart else kind})"

    def layers(self) -> list[Layer]:
        """Return the layers in the order they turned up."""
        return [
            Layer(
                name=one.name,
                names=list(one.names),
                geometry=one.geometry,
                rows=self._rows(one),
                stated=one.stated,
                stated_srid=one.srid,
                order=one.order,
                count=one.count,
                expected=one.count,
                vertices=one.vertices,
            )
            for one in self._found.values()
        ]

    def _rows(self, one: _Found) -> Callable[[], Iterator[LayerRow]]:
        def rows() -> Iterator[LayerRow]:
            names = list(one.names)
            for line, properties, shape in self._db.execute(_SELECT, (one.number,)):
                values = json.loads(properties)
                yield LayerRow(line, [values.get(name) for name in names], _unpacked(shape))

        return rows


def _packed(shape: Shape | None) -> str | None:
    if shape is None:
        return None
    rings = [" ".join([f"{first} {second}" for first, second in ring]) for ring in shape.rings]
    holes = sorted(shape.holes)
    return json.dumps([shape.kind, rings, shape.has_heights, shape.curved, shape.fault, holes])


def _unpacked(text: str | None) -> Shape | None:
    if text is None:
        return None
    kind, rings, heights, curved, fault, holes = json.loads(text)
    return Shape(kind, tuple(map(_ring, rings)), heights, curved, fault, frozenset(holes))


def _ring(text: str) -> FloatRing:
    figures = list(map(Decimal, text.split()))
    return tuple(zip(figures[::2], figures[1::2], strict=True))


@contextmanager
def temporary_spool() -> Iterator[Spool]:
    """Give an empty spool in a temporary folder; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="features-") as folder:
        database = sqlite3.connect(Path(folder) / "spool", isolation_level=None)
        try:
            database.execute("pragma journal_mode = off")
            database.execute("pragma synchronous = off")
            database.execute("pragma cache_size = -32768")  # KiB
            database.executescript(_SCHEMA)
            database.execute("begin")
            yield Spool(database)
        finally:
            database.close()
