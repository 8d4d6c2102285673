"""BP06: neighbours in one delivery share their points exactly."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely
from numpy.typing import NDArray

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery, PointRecord
from surveys.checks.drawing import Drawing, drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.near_miss import ADVICE, sentence
from surveys.checks.overlaps import layer
from surveys.checks.shapes import NumberedRing, label_of, location_of
from surveys.domain.check import CheckContext, check

_SURELY_SAME_M = float(SHARED_POINT.same_m) / 2
"""What floats tell to be nearer than this needs no exact figure."""


@dataclass(frozen=True, slots=True)
class Corner:
    """A point of a parcel's ring."""

    ring: NumberedRing
    point: PointRecord

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts corners whatever the order of objects, rings and vertices."""
        key, place = self.ring.shape.key, (self.point.northing_m, self.point.easting_m)
        return key, self.ring.number, place, self.point.label


@dataclass(frozen=True, slots=True)
class _Corners:
    """Corners of all parcels as arrays: places, ring, and numbers of their parcel and layer."""

    rings: list[NumberedRing]
    starts: NDArray[np.int64]
    places: NDArray[np.float64]
    parcels: NDArray[np.int64]
    layers: NDArray[np.int64]

    @classmethod
    def of(cls, drawing: Drawing, context: CheckContext) -> "_Corners":
        count = sum(map(drawing.is_parcel, drawing.rings))
        rings = drawing.rings[:count]  # those of parcels come first
        starts = drawing.starts[: count + 1]
        numbers = np.diff(starts)
        parcels = _numbered([ring.shape.key for ring in rings])
        layers = _numbered([layer(ring.shape, context) for ring in rings])
        places = drawing.places[: starts[-1]]
        return cls(rings, starts, places, parcels.repeat(numbers), layers.repeat(numbers))

    def corner(self, at: int) -> Corner:
        number = int(np.searchsorted(self.starts, at, side="right")) - 1
        ring = self.rings[number]
        return Corner(ring, ring.points[at - int(self.starts[number])])

    def near(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return pairs of corners of two parcels of one layer that may be near each other.

        With about how many metres lie between them: exact enough to set most pairs aside.
        """
        points = shapely.points(self.places)
        reach_m = float(SHARED_POINT.near_miss_m) + _SURELY_SAME_M
        boxes = shapely.box(*(self.places - reach_m).T, *(self.places + reach_m).T)
        first, second = shapely.STRtree(points).query(boxes)
        wanted = first < second
        wanted &= self.parcels[first] != self.parcels[second]
        wanted &= self.layers[first] == self.layers[second]
        first, second = first[wanted], second[wanted]
        about = np.hypot(*(self.places[first] - self.places[second]).T)
        return first, second, about


def _numbered(names: list[str]) -> NDArray[np.int64]:
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


@check(
    code="BP06",
    kind="near_miss_vertex",
    severity=Severity.WARNING,
    title=Text("相邻宗地共用点坐标一致", "Neighbours in the delivery share exact points"),
    needs=("several_parcels", "parcel_shapes"),
    cites=CONVENTION,
)
def near_miss_in_delivery(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A point lies more than a millimetre and up to ten centimetres from one of a neighbour.

    Why: a point that two parcels share is one point with one coordinate; small differences become
    slivers and gaps.

    Put right: give both parcels the same coordinate, or confirm that these are two points.
    """
    for one, other, apart_m in _misses(_Corners.of(drawing_of(delivery, context), context)):
        yield near_miss_in_delivery.finding(
            sentence(
                one.ring,
                one.point,
                other=other.ring.thing,
                other_label=label_of(other.point),
                distance_m=apart_m,
            ),
            advice=ADVICE,
            found=f"{other.ring.shape.key} {label_of(other.point)}",
            measured=apart_m,
            limit=SHARED_POINT.near_miss_m,
            unit="m",
            location=location_of(one.point),
            **one.ring.shape.place | {"line": one.point.line or one.ring.shape.record.line},
        )


def _misses(corners: _Corners) -> list[tuple[Corner, Corner, Decimal]]:
    """Pair each corner that no neighbour shares with the nearest one that it misses."""
    first, second, about_m = corners.near()
    is_same = about_m < _SURELY_SAME_M
    shared = np.zeros(len(corners.places), dtype=bool)
    shared[first[is_same]] = shared[second[is_same]] = True
    doubtful = np.flatnonzero(~is_same)
    named = {
        int(at): corners.corner(int(at))
        for at in np.unique(np.concatenate([first[doubtful], second[doubtful]]))
    }
    missed: dict[int, tuple[Decimal, tuple[object, ...], int]] = {}
    for pair in doubtful:
        one, other = int(first[pair]), int(second[pair])
        apart_m = distance_m(named[one].point, named[other].point)
        if apart_m <= SHARED_POINT.same_m:
            shared[[one, other]] = True
        elif apart_m <= SHARED_POINT.near_miss_m:
            for here, there in ((one, other), (other, one)):
                miss = (apart_m, named[there].order, there)
                missed[here] = min(missed.get(here, miss), miss)
    found: dict[frozenset[int], tuple[Corner, Corner, Decimal]] = {}
    for at in sorted(missed, key=lambda number: named[number].order):
        apart_m, _, near = missed[at]
        if not shared[at]:
            found.setdefault(frozenset({at, near}), (named[at], named[near], apart_m))
    return list(found.values())
