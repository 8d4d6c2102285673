"""Moving boundary points in every parcel that has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cadastre.domain.rings import polygon_area_m2, rounded
from parcels.domain.publication import ParcelContent, Part, RegisterPoint

Position = tuple[Decimal, Decimal]
"""Northing and easting in metres; 1 and 1.000 are one position."""


@dataclass(frozen=True, slots=True)
class Move:
    """A boundary point that goes from one position to another."""

    northing_m: Decimal
    easting_m: Decimal
    to: RegisterPoint

    @property
    def position(self) -> Position:
        """Where the point stands now."""
        return self.northing_m, self.easting_m


def moved(content: ParcelContent, moves: Sequence[Move]) -> ParcelContent:
    """Return the content with its points moved: labels stay, and so do markers not stated anew.

    Its area changes by as much as the plane area of the boundary does, so that what one neighbour
    loses the other wins, though the registered areas may come from a contract.
    """
    by_position = {move.position: move.to for move in moves}
    parts = tuple(
        tuple(tuple(_moved(point, by_position) for point in ring) for ring in part)
        for part in content.parts
    )
    change = plane_area_m2(parts) - plane_area_m2(content.parts)
    return replace(content, parts=parts, area_m2=rounded(content.area_m2 + change))


def plane_area_m2(parts: Sequence[Part]) -> Decimal:
    """Return the exact plane area of a boundary in m2."""
    return sum((polygon_area_m2(part[0], part[1:]) for part in parts), Decimal(0))


def _moved(point: RegisterPoint, by_position: Mapping[Position, RegisterPoint]) -> RegisterPoint:
    to = by_position.get((point.northing_m, point.easting_m))
    if to is None:
        return point
    return replace(
        to,
        label=point.label,
        marker=to.marker or point.marker,
        line_kind=to.line_kind or point.line_kind,
        line_position=to.line_position or point.line_position,
        line_quality=to.line_quality or point.line_quality,
        line_neighbour=to.line_neighbour or point.line_neighbour,
    )
