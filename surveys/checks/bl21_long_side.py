"""BL21: boundary lines are not longer than two kilometres."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import distance_m, rounded
from importers.records import Delivery, ParcelRecord
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.shapes import (
    NumberedRing,
    label_of,
    location_of,
    reading_order,
)
from surveys.domain.check import CheckContext, check

LONGEST_SIDE_M: Final = Decimal(2000)
"""Longer sides are seldom one straight boundary: a convention of this system."""


@check(
    code="BL21",
    kind="long_side",
    severity=Severity.INFORMATION,
    title=Text("界址边长不超过 2 km", "Boundary lines are up to 2 km long"),
    needs=("parcel_shapes",),
    cites=CONVENTION,
)
def long_side(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A boundary line is longer than two kilometres.

    Why: so long a side is mostly a point that was left out or has a wrong digit.

    Put right: nothing where it is right; else correct the point.
    """
    for ring in drawing_of(delivery, context).rings:
        if not isinstance(ring.shape.record, ParcelRecord) or not _may_be_long(ring):
            continue
        for start, end in zip(ring.points, (*ring.points[1:], *ring.points[:1]), strict=True):
            length = distance_m(start, end)
            if length <= LONGEST_SIDE_M:
                continue
            first, second = sorted((start, end), key=reading_order)
            yield long_side.finding(
                Text(
                    f"{ring.thing.zh} 的界址边 {label_of(first)}–{label_of(second)} 长 "
                    f"{rounded(length)} m，超过 {LONGEST_SIDE_M} m。",
                    f"Boundary line {label_of(first)}–{label_of(second)} of {ring.thing.en} is "
                    f"{rounded(length)} m long, more than {LONGEST_SIDE_M} m.",
                ),
                advice=Text("请核对两端界址点。", "Check the points at both ends."),
                measured=length,
                limit=LONGEST_SIDE_M,
                unit="m",
                location=location_of(second),
                **ring.shape.place | {"line": second.line or ring.shape.record.line},
            )


def _may_be_long(ring: NumberedRing) -> bool:
    """Tell whether the ring reaches far enough for a long side."""
    norths = [point.northing_m for point in ring.points]
    easts = [point.easting_m for point in ring.points]
    if not norths:
        return False
    return max(norths) - min(norths) + max(easts) - min(easts) > LONGEST_SIDE_M
