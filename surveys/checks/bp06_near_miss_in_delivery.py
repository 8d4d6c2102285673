"""BP06: neighbours in one delivery share their points exactly."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery
from surveys.checks.corners import Corner, Corners, Indexes, Piles
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.near_miss import ADVICE, sentence
from surveys.checks.shapes import label_of, location_of
from surveys.domain.check import CheckContext, Unchecked, check

_SURELY_SAME_M = float(SHARED_POINT.same_m) / 2
"""What floats tell to be nearer than this needs no exact figure."""

_REACH_M = float(SHARED_POINT.near_miss_m) + _SURELY_SAME_M


@check(
    code="BP06",
    kind="near_miss_vertex",
    severity=Severity.WARNING,
    title=Text("相邻宗地共用点坐标一致", "Neighbours in the delivery share exact points"),
    needs=("several_parcels", "parcel_shapes"),
    cites=CONVENTION,
)
def near_miss_in_delivery(
    delivery: Delivery, context: CheckContext
) -> Iterator[Finding | Unchecked]:
    """A point lies more than a millimetre and up to ten centimetres from one of a neighbour.

    Why: a point that two parcels share is one point with one coordinate; small differences become
    slivers and gaps.

    Put right: give both parcels the same coordinate, or confirm that these are two points.
    """
    corners = Corners.of(drawing_of(delivery, context), context)
    piles = corners.piles()
    first, second, left = corners.near(piles, _REACH_M)
    yield from _too_many(corners, piles, left)
    for one, other, apart_m in _misses(corners, piles, np.stack([first, second], axis=1), left):
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


def _too_many(corners: Corners, piles: Piles, left: Indexes) -> Iterator[Unchecked]:
    if len(left):
        first = corners.corner(int(piles.first[left].min())).ring.thing
        yield Unchecked(
            Text(
                f"{first.zh} 等的 {len(left)} 处界址点周围的点过多，未比较",
                f"{len(left)} places of points ({first.en} first) lie among too many others: "
                "not compared",
            )
        )


def _misses(
    corners: Corners, piles: Piles, near: Indexes, left: Indexes
) -> Iterator[tuple[Corner, Corner, Decimal]]:
    """Pair each corner that no neighbour shares with the nearest one that it misses.

    Corners of one parcel at one place are paired alike.
    """
    first, second = near.T
    place = corners.places[piles.first]
    is_same = np.hypot(*(place[first] - place[second]).T) < _SURELY_SAME_M
    shared = piles.shared.copy()
    shared[first[is_same]] = shared[second[is_same]] = True
    doubtful = np.flatnonzero(~is_same)
    named = {
        int(at): corners.corner(int(piles.first[at]))
        for at in np.unique(np.concatenate([first[doubtful], second[doubtful]]))
    }
    missed: dict[int, tuple[Decimal, tuple[object, ...], int, int]] = {}
    for pair in doubtful:
        one, other = int(first[pair]), int(second[pair])
        apart_m = distance_m(named[one].point, named[other].point)
        if apart_m <= SHARED_POINT.same_m:
            shared[[one, other]] = True
        elif apart_m <= SHARED_POINT.near_miss_m:
            for here, there in ((one, other), (other, one)):
                miss = (apart_m, named[there].order, int(piles.first[there]), there)
                missed[here] = min(missed.get(here, miss), miss)
    shared[left] = True  # of these nothing is told
    told: set[frozenset[int]] = set()
    for at in sorted(missed, key=lambda pile: (named[pile].order, int(piles.first[pile]))):
        apart_m, _, near_corner, there = missed[at]
        for corner in piles.corners(at) if not shared[at] else ():
            pair_of = frozenset({corner, near_corner})
            if pair_of not in told:
                told.add(pair_of)
                yield corners.corner(corner), named[there], apart_m
