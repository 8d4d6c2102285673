"""BP06: neighbours in one delivery share their points exactly."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery, PointRecord
from surveys.checks.limits import CONVENTION
from surveys.checks.near_miss import ADVICE, sentence
from surveys.checks.overlaps import layer
from surveys.checks.plane import Plane, plane_of
from surveys.checks.shapes import (
    NumberedRing,
    label_of,
    location_of,
    numbered_rings,
    parcel_shapes,
)
from surveys.domain.check import CheckContext, check

_SURELY_SAME_M = float(SHARED_POINT.same_m) / 2
"""What floats tell to be nearer than this needs no exact figure."""


@dataclass(frozen=True, slots=True)
class Corner:
    """A point of a parcel's ring."""

    ring: NumberedRing
    point: PointRecord
    layer: str


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
    rings = [(ring, layer(ring.shape, context)) for ring in numbered_rings(parcel_shapes(delivery))]
    corners = sorted(
        (Corner(ring, point, level) for ring, level in rings for point in ring.points),
        key=lambda c: (c.ring.shape.key, c.ring.number, c.point.northing_m, c.point.easting_m),
    )
    for one, other, apart_m in _misses(corners, plane_of(delivery)):
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


def _misses(corners: list[Corner], plane: Plane) -> list[tuple[Corner, Corner, Decimal]]:
    """Pair each corner that no neighbour shares with the nearest one that it misses."""
    shared: set[int] = set()
    missed: dict[int, tuple[Decimal, int]] = {}
    for first, second, about_m in _near(corners, plane):
        if about_m < _SURELY_SAME_M:
            shared |= {first, second}
            continue
        apart_m = distance_m(corners[first].point, corners[second].point)
        if apart_m <= SHARED_POINT.same_m:
            shared |= {first, second}
        elif apart_m <= SHARED_POINT.near_miss_m:
            for at, near in ((first, second), (second, first)):
                missed[at] = min(missed.get(at, (apart_m, near)), (apart_m, near))
    found: dict[frozenset[int], tuple[Corner, Corner, Decimal]] = {}
    for at, (apart_m, near) in sorted(missed.items()):
        if at not in shared:
            found.setdefault(frozenset({at, near}), (corners[at], corners[near], apart_m))
    return list(found.values())


def _near(corners: list[Corner], plane: Plane) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of corners of two parcels of one layer that may be near each other.

    With about how many metres lie between them: exact enough to set most pairs aside.
    """
    if not corners:
        return
    places = plane.offsets([corner.point for corner in corners])
    points = shapely.points(places)
    reach_m = float(SHARED_POINT.near_miss_m) + _SURELY_SAME_M
    first, second = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach_m)
    parcels = np.unique([corner.ring.shape.key for corner in corners], return_inverse=True)[1]
    layers = np.unique([corner.layer for corner in corners], return_inverse=True)[1]
    wanted = first < second
    wanted &= (parcels[first] != parcels[second]) & (layers[first] == layers[second])
    pairs = np.stack([first[wanted], second[wanted]], axis=1)
    about = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    for at in np.lexsort((pairs[:, 1], pairs[:, 0])):
        yield int(pairs[at, 0]), int(pairs[at, 1]), float(about[at])
