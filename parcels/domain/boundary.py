"""From delivered points to the numbered ring of a parcel: J1 … Jn and the lines between them.

J1 is the vertex nearest the north-west corner of the ring's bounding box and numbers run clockwise
on the map; inner rings go on with the numbers. A ring is given and returned without its repeated
closing point, in metres of a projected system with northing (X) and easting (Y).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from cadastre.domain.rings import PlanePoint, north_west_start, side_lengths_m, signed_ring_area_m2

LABEL_PREFIX = "J"
"""Prefix of surveyed (解析) boundary points."""

Point = TypeVar("Point", bound=PlanePoint)


@dataclass(frozen=True, slots=True)
class BoundaryLineRecord:
    """A boundary line (界址线) between two numbered points; length in metres, two decimals."""

    from_label: str
    to_label: str
    length_m: Decimal


def number_ring(points: Sequence[Point], *, first: int = 1) -> list[tuple[str, Point]]:
    """Return the points of one ring in parcel order with their labels.

    Parameters
    ----------
    points
        The ring from any start in either direction. A ring without area keeps its direction;
        no points give an empty list.
    first
        Number of the first point: 1 for the outer ring, the next free one for an inner ring.
    """
    if not points:
        return []
    runs_backwards = signed_ring_area_m2(points) > 0
    ring = list(reversed(points)) if runs_backwards else list(points)
    start = north_west_start(ring)
    return [
        (f"{LABEL_PREFIX}{number}", point)
        for number, point in enumerate(ring[start:] + ring[:start], first)
    ]


def number_rings(rings: Sequence[Sequence[Point]]) -> list[list[tuple[str, Point]]]:
    """Number the outer ring and then its holes with one continuing count."""
    numbered = []
    first = 1
    for ring in rings:
        numbered.append(number_ring(ring, first=first))
        first += len(ring)
    return numbered


def boundary_lines(points: Sequence[PlanePoint], *, first: int = 1) -> list[BoundaryLineRecord]:
    """Return the lines of one ring from J1 on, the last one closing it.

    The ring is numbered as by :func:`number_ring`. Fewer than two points have no lines.
    """
    numbered = number_ring(points, first=first)
    labels = [label for label, _ in numbered]
    lengths = side_lengths_m([point for _, point in numbered])
    return [
        BoundaryLineRecord(label, following, length)
        for label, following, length in zip(labels, labels[1:] + labels[:1], lengths, strict=False)
    ]


def neighbour_side(from_point: PlanePoint, to_point: PlanePoint) -> str:
    """Return on which side of the parcel (四至) the neighbour across this line lies.

    Parameters
    ----------
    from_point, to_point
        Ends of a boundary line in the direction of a ring that runs clockwise on the map.

    Returns
    -------
    str
        ``N``, ``E``, ``S`` or ``W`` by the azimuth of the outward normal: E from 45° to below
        135°, S to below 225°, W to below 315°, N the rest.

    Raises
    ------
    ValueError
        Both ends are the same point.
    """
    north = to_point.northing_m - from_point.northing_m
    east = to_point.easting_m - from_point.easting_m
    if not north and not east:
        raise ValueError("a line without length has no outward side")
    # A clockwise ring has its parcel on the right hand, so the neighbour is a turn to the left.
    out_north, out_east = east, -north
    # Each side takes its sector with the beginning and without the end, compared exactly.
    if out_east > 0 and -out_east < out_north <= out_east:
        return "E"
    if out_north < 0 and out_north < out_east <= -out_north:
        return "S"
    if out_east < 0 and out_east <= out_north < -out_east:
        return "W"
    return "N"
