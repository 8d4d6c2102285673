"""Points that a change takes over unchanged keep where they come from.

A request may name for each point of its results the source that the point has in the register. It
is believed where a point of the parcels before stands in the same place and is of that source; else
the point is of the source of the change, as one that names none.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.db.models import QuerySet

from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.models import BoundaryPoint, Parcel

Position = tuple[Decimal, Decimal]


def taken_over(
    contents: Sequence[ParcelContent], before: QuerySet[Parcel]
) -> tuple[ParcelContent, ...]:
    """Return the contents with the source of each point that is named and proven, or none."""
    points = BoundaryPoint.objects.filter(parcel__in=before)
    known = {(point.northing_m, point.easting_m): point for point in points}
    return tuple(
        replace(
            content,
            parts=tuple(
                tuple(tuple(_kept(point, known) for point in ring) for ring in part)
                for part in content.parts
            ),
        )
        for content in contents
    )


def _kept(point: RegisterPoint, known: dict[Position, BoundaryPoint]) -> RegisterPoint:
    if not point.source_id:
        return point
    old = known.get((point.northing_m, point.easting_m))
    if old is None or str(old.source_id) != point.source_id:
        return replace(point, source_id="")
    return replace(
        point,
        source_file=old.source_file,
        source_line=old.source_line,
        accuracy_class=old.accuracy_class,
    )
