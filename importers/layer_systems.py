"""How the figures of each layer are read: one interpretation for all layers that state the same."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cadastre.domain.crs import AxisOrder, Interpretation, interpret
from importers import layer_findings as say
from importers.layer_rows import POLYGON, Layer
from importers.reporting import Notes
from importers.shapefile_rings import FloatRing, figures_of

_MOST_KINDS: Final = 1_000

Says = tuple[str, int | None, AxisOrder]
Corner = tuple[float | Decimal, float | Decimal]


@dataclass(frozen=True, slots=True)
class System:
    """What layers state, and how their figures are read."""

    says: Says
    interpretation: Interpretation


def interpret_layers(
    layers: Iterable[Layer], *, notes: Notes, office_srid: int
) -> dict[int, System]:
    """Return the system of each layer by its ``id``, and write down what does not fit.

    The outermost figures of each kind decide (see :class:`_Extent`); only when they are refused
    are all figures gone through, so that the findings count them.
    """
    groups: dict[Says, list[Layer]] = {}
    for layer in layers:
        groups.setdefault((layer.stated, layer.stated_srid, layer.order), []).append(layer)
    found: dict[int, System] = {}
    for says, members in groups.items():
        extent = _Extent()
        for rings in _all_rings(members):
            extent.add(rings)
        one = _interpret(extent.sample(), says, file=notes.file, office_srid=office_srid)
        if one.refused:
            pairs = (pair for rings in _all_rings(members) for pair in figures_of(rings))
            one = _interpret(pairs, says, file=notes.file, office_srid=office_srid)
        for finding in one.findings:
            notes.put(finding)
        found |= {id(layer): System(says, one) for layer in members}
    if len(groups) > 1:
        words = [
            f"EPSG:{srid}" if srid else stated.partition("[")[2].partition(",")[0] or stated
            for stated, srid, _ in groups
        ]
        say.several_systems(notes, [word[:60] for word in words])
    return found


def _interpret(
    pairs: Iterable[tuple[Decimal, Decimal]], says: Says, *, file: str, office_srid: int
) -> Interpretation:
    stated, srid, order = says
    return interpret(
        pairs, order=order, office_srid=office_srid, file=file, stated=stated, stated_srid=srid
    )


def _all_rings(layers: Iterable[Layer]) -> Iterator[tuple[FloatRing, ...]]:
    for layer in layers:
        for row in layer.rows():
            if row.shape is not None and row.shape.kind == POLYGON:
                yield row.shape.rings


class _Extent:
    """The outermost vertices, apart for each kind of figures.

    A kind is the number of digits before the point of both figures, and the millions of the
    second, which are its zone number where it has one. What a figure is taken for is decided by
    ranges that lie within a kind, so the outermost of each kind answer for all of it.
    """

    def __init__(self) -> None:
        self._boxes: dict[tuple[int, ...], list[Corner]] = {}
        self._odd: list[Corner] = []
        self._last: tuple[float, float, float, float] = (1, 0, 1, 0)

    def add(self, rings: Iterable[FloatRing]) -> None:
        for ring in rings:
            low_1, high_1, low_2, high_2 = self._last
            for vertex in ring:
                first, second = float(vertex[0]), float(vertex[1])
                if not (low_1 <= first <= high_1 and low_2 <= second <= high_2):
                    self._widen(vertex, first, second)
                    low_1, high_1, low_2, high_2 = self._last

    def sample(self) -> list[tuple[Decimal, Decimal]]:
        corners = [corner for box in self._boxes.values() for corner in box]
        return list(figures_of([tuple(corners + self._odd)]))

    def _widen(self, vertex: Corner, first: float, second: float) -> None:
        if not (math.isfinite(first) and math.isfinite(second)):
            self._odd[:] = [*self._odd[:10], vertex]
            return
        kind = (_digits(first), _digits(second), int(first // 1e6), int(second // 1e6))
        if kind not in self._boxes and len(self._boxes) >= _MOST_KINDS:
            self._odd[:] = [*self._odd[:10], vertex]
            return
        box = self._boxes.setdefault(kind, [vertex] * 4)
        for place, value in enumerate((first, first, second, second)):
            edge = float(box[place][place // 2])
            if value > edge if place % 2 else value < edge:
                box[place] = vertex
        self._last = (
            float(box[0][0]),
            float(box[1][0]),
            float(box[2][1]),
            float(box[3][1]),
        )


def _digits(figure: float) -> int:
    return len(str(int(abs(figure)))) * (-1 if figure < 0 else 1) if abs(figure) < 1e18 else 99
