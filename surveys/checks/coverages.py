"""The parcels of a delivery as coverages, one for each layer of space, examined once in a run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery
from surveys.checks.drawing import Drawing, Sound, drawing_of
from surveys.checks.limits import COSTLIEST_OVERLAY, GAP_WIDTH_M, OVERLAP_AREA_M2, OVERLAP_WIDTH_M
from surveys.checks.overlaps import layer
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext
from surveys.domain.coverage import Coverage, Settings, examine

_SETTINGS = Settings(
    overlap_m2=float(OVERLAP_AREA_M2),
    overlap_m=OVERLAP_WIDTH_M,
    gap_m=float(GAP_WIDTH_M),
    same_m=float(SHARED_POINT.same_m),
    near_m=float(SHARED_POINT.near_miss_m),
    costliest=COSTLIEST_OVERLAY,
)


@dataclass(frozen=True)
class Layer:
    """Sound parcels of one layer, in order of code, and what was found between them."""

    name: str
    shapes: tuple[Shape, ...]
    geometries: NDArray[np.object_]
    found: Coverage

    def is_repeated(self, one: int, other: int) -> bool:
        """Tell whether two records are of one parcel code: PA07 says so."""
        first, second = self.shapes[one], self.shapes[other]
        return bool(getattr(first.record, "parcel_code", "")) and first.key == second.key


def layers_of(delivery: Delivery, context: CheckContext) -> tuple[Layer, ...]:
    """Return the layers of a delivery by name, made once in a run; unsound shapes are left out."""
    drawing = drawing_of(delivery, context)
    return context.once("layers", lambda: _examined(drawing, context))


def _examined(drawing: Drawing, context: CheckContext) -> tuple[Layer, ...]:
    by_name: dict[str, Sound] = {}
    for shape, geometry in drawing.sound_parcels:
        by_name.setdefault(layer(shape, context), []).append((shape, geometry))
    found = []
    for name, members in sorted(by_name.items()):
        geometries = np.array([geometry for _, geometry in members], dtype=object)
        shapes = tuple(shape for shape, _ in members)
        found.append(Layer(name, shapes, geometries, examine(geometries, _SETTINGS)))
    return tuple(found)
