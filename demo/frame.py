"""From the town's own grid to plane coordinates: turned, and bent along the river.

The town is planned on a straight grid, ``u`` along the streets to the east and ``v`` to the north,
in whole centimetres, where shared corners are equal numbers. This module lays that grid on the
plane of EPSG:4547. Round the golden parcel the grid is only turned; towards the river and the
edges of the town it bends smoothly, as real streets do.
"""

from decimal import Decimal
from functools import cache
from math import atan2, cos, pi, sin
from typing import NamedTuple

from cadastre.domain.rings import is_clockwise, north_west_start

MILLIMETRE = Decimal("0.001")
ORIGIN_NORTHING_M = 3898600.260
ORIGIN_EASTING_M = 432012.290
TURN = atan2(1.780, 45.080)
RIVER_U_M = 488.0

Spot = tuple[int, int]
"""A place on the grid: (u, v) in whole centimetres."""

SURVEYED: dict[Spot, tuple[str, str]] = {
    (0, 4990): ("3898650.120", "432010.350"),
    (6010, 4990): ("3898652.480", "432070.410"),
    (6010, 1990): ("3898622.510", "432071.580"),
    (4510, 1990): ("3898621.930", "432056.600"),
    (4510, 0): ("3898602.040", "432057.370"),
    (0, 0): ("3898600.260", "432012.290"),
}
"""Corners of the golden parcel, which the supply survey fixed (northing, easting)."""


class Vertex(NamedTuple):
    """A boundary point: its label, and plane coordinates in metres (EPSG:4547)."""

    label: str
    northing_m: Decimal
    easting_m: Decimal


Ring = tuple[Vertex, ...]
"""Points of a closed ring, clockwise, the first not repeated."""


def river_bend_m(v_m: float) -> float:
    """Return how far the river lies east of its straight line at ``v_m``."""
    return 27 * sin(2 * pi * (v_m + 180) / 1150) + 9 * sin(2 * pi * v_m / 430)


def to_plane(u_m: float, v_m: float) -> tuple[float, float]:
    """Return (easting_m, northing_m) of a place on the grid; smooth, one to one inside the town."""
    reach = abs(u_m - RIVER_U_M) / 330
    east = river_bend_m(v_m) * (1 - reach * reach) ** 2 if reach < 1 else 0.0
    north = -55 * (max(0.0, -220 - u_m) / 420) ** 2 + 30 * (max(0.0, u_m - 640) / 440) ** 2
    east += 28 * (max(0.0, v_m - 180) / 390) ** 2 - 22 * (max(0.0, -160 - v_m) / 400) ** 2
    u_m, v_m = u_m + east, v_m + north
    return (
        ORIGIN_EASTING_M + u_m * cos(TURN) - v_m * sin(TURN),
        ORIGIN_NORTHING_M + u_m * sin(TURN) + v_m * cos(TURN),
    )


def direction(u_m: float, v_m: float) -> float:
    """Return the angle, in radians from east, in which the streets run at a place of the grid."""
    west, east = to_plane(u_m - 1, v_m), to_plane(u_m + 1, v_m)
    return atan2(east[1] - west[1], east[0] - west[0])


def millimetres(value_m: float) -> Decimal:
    """Return a coordinate rounded to the millimetre, as surveyors deliver it."""
    return Decimal(f"{value_m:.3f}").quantize(MILLIMETRE)


@cache
def corner(spot: Spot) -> tuple[Decimal, Decimal]:
    """Return (northing_m, easting_m) of a corner of the grid: equal for all who share it."""
    if spot in SURVEYED:
        northing, easting = SURVEYED[spot]
        return Decimal(northing), Decimal(easting)
    easting_m, northing_m = to_plane(spot[0] / 100, spot[1] / 100)
    return millimetres(northing_m), millimetres(easting_m)


def ring(points: list[tuple[Decimal, Decimal]]) -> Ring:
    """Return (northing, easting) pairs as a ring: clockwise, numbered from the north-west corner.

    J1 is the vertex nearest the north-west corner of the bounding box (GB/T 42547-2023).
    """
    vertices = [Vertex("", northing, easting) for northing, easting in points]
    if not is_clockwise(vertices):
        vertices.reverse()
    start = north_west_start(vertices)
    turned = vertices[start:] + vertices[:start]
    return tuple(Vertex(f"J{i}", n, e) for i, (_, n, e) in enumerate(turned, start=1))
