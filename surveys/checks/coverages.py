"""The parcels of a delivery as coverages, one for each layer of space, examined once in a run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery
from surveys.checks.crowds import Told, told_apart
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
    """Sound parcels of one layer, in order of code, and what was found between them.

    Of parcels with exactly the same ground the first stands for all; ``told`` has the others, and
    those that lie among too many to be compared.
    """

    name: str
    told: Told
    found: Coverage

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The parcels between which was looked."""
        return self.told.shapes

    @property
    def geometries(self) -> NDArray[np.object_]:
        """Their ground."""
        return self.told.geometries

    def is_repeated(self, one: int, other: int) -> bool:
        """Tell whether two records are of one parcel code: PA07 says so."""
        return are_repeated(self.shapes[one], self.shapes[other])


def are_repeated(first: Shape, second: Shape) -> bool:
    """Tell whether two records are of one parcel code: PA07 says so."""
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
        told = told_apart(members)
        found.append(Layer(name, told, examine(told.geometries, _SETTINGS)))
    return tuple(found)
