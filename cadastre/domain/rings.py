"""Plane geometry on exact coordinates: areas, sides and orientation of surveyed rings.

Points are any objects with ``northing_m`` (the surveyor's X) and ``easting_m`` (the surveyor's Y),
Decimals in metres of one projected system. A zone prefix changes nothing, since every sum starts
at the first vertex. A ring is a sequence of points without the repeated closing point. Areas are
areas of the projection plane, which are the legal ones, never geodesic.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Protocol

# Sums and products of coordinates of up to 50 digits stay exact in it; the default 28 would round.
_EXACT = Context(prec=110)
_ZERO = Decimal(0)


class PlanePoint(Protocol):
    """Anything with exact plane coordinates in metres."""

    @property
    def northing_m(self) -> Decimal:
        """Surveyor's X, towards north."""

    @property
    def easting_m(self) -> Decimal:
        """Surveyor's Y, towards east."""


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half up (half away from zero), never giving a negative zero.

    Parameters
    ----------
    value
        An exact figure; floats are rounded before they come here and must not come.
    places
        Decimals to keep: 2 for areas in m2 and lengths in m.
    """
    with localcontext(_EXACT):
        result = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        return abs(result) if result.is_zero() else result


def distance_m(one: PlanePoint, other: PlanePoint) -> Decimal:
    """Return the plane distance of two points in metres, to 28 significant digits."""
    return _squared_distance(one, other).sqrt()


def signed_ring_area_m2(points: Sequence[PlanePoint]) -> Decimal:
    """Return the exact area of a ring in m2, negative when it runs clockwise on the map.

    Parameters
    ----------
    points
        The ring without its repeated closing point; fewer than three points give 0.

    Notes
    -----
    S = ½ Σ (Yi·Xi+1 − Yi+1·Xi), X north and Y east, counted from the first vertex: with full
    coordinates the products have seventeen digits and double precision would lose centimetres
    squared, with a zone prefix square decimetres.
    """
    if len(points) < 3:
        return _ZERO
    with localcontext(_EXACT):
        origin = points[0]
        offsets = [
            (point.northing_m - origin.northing_m, point.easting_m - origin.easting_m)
            for point in points
        ]
        doubled = sum(
            (
                east * next_north - next_east * north
                for (north, east), (next_north, next_east) in zip(
                    offsets, offsets[1:] + offsets[:1], strict=True
                )
            ),
            _ZERO,
        )
        return doubled / 2


def ring_area_m2(points: Sequence[PlanePoint]) -> Decimal:
    """Return the exact plane area of a ring in m2, whatever its direction; see the signed form."""
    with localcontext(_EXACT):
        return abs(signed_ring_area_m2(points))


def polygon_area_m2(
    outer: Sequence[PlanePoint], holes: Iterable[Sequence[PlanePoint]] = ()
) -> Decimal:
    """Return the exact area in m2 of an outer ring less its holes, whatever their directions.

    Holes are taken at their word: whether they lie inside and apart is for a check to say.
    """
    with localcontext(_EXACT):
        return ring_area_m2(outer) - sum((ring_area_m2(hole) for hole in holes), _ZERO)


def is_clockwise(points: Sequence[PlanePoint]) -> bool:
    """Return whether the ring runs clockwise on a map with north up; False without any area."""
    return signed_ring_area_m2(points) < 0


def side_lengths_m(points: Sequence[PlanePoint]) -> list[Decimal]:
    """Return the side from each point to the next in metres, two decimals half up.

    The last one closes the ring. No points or one point give an empty list.
    """
    if len(points) < 2:
        return []
    following = [*points[1:], points[0]]
    return [rounded(distance_m(one, other)) for one, other in zip(points, following, strict=True)]


def area_mean_error_m2(points: Sequence[PlanePoint], point_error_m: Decimal) -> Decimal:
    """Return the mean error of a ring's area in m2 that follows from that of its points.

    Parameters
    ----------
    points
        The ring; fewer than three points give 0.
    point_error_m
        Mean error of each boundary point in metres (点位中误差).

    Notes
    -----
    m_P = m_j · √(⅛ Σ D²), D the distance between the two neighbours of each point: the error
    propagation of the coordinate area formula with equal and independent points. Not rounded.
    """
    if len(points) < 3:
        return _ZERO
    before, after = [points[-1], *points[:-1]], [*points[1:], points[0]]
    total = sum(
        (_squared_distance(one, other) for one, other in zip(before, after, strict=True)), _ZERO
    )
    return point_error_m * (total / 8).sqrt()


def north_west_start(points: Sequence[PlanePoint]) -> int:
    """Return the index of the vertex nearest the north-west corner of the ring's bounding box.

    Of two equally near the more northern, then the more western is taken, so that the answer does
    not depend on where the delivered ring starts.

    Raises
    ------
    ValueError
        There are no points.
    """
    if not points:
        raise ValueError("a ring without points has no north-west vertex")
    north = max(point.northing_m for point in points)
    west = min(point.easting_m for point in points)

    def nearness(index: int) -> tuple[Decimal, Decimal, Decimal]:
        point = points[index]
        with localcontext(_EXACT):
            squared = (north - point.northing_m) ** 2 + (point.easting_m - west) ** 2
            return squared, -point.northing_m, point.easting_m

    return min(range(len(points)), key=nearness)


def mu(area_m2: Decimal, *, places: int = 2) -> Decimal:
    """Return an area in 亩 (2000/3 m2 each), half up to two, three or four decimals.

    Raises
    ------
    ValueError
        ``places`` is not 2, 3 or 4.
    """
    if places not in (2, 3, 4):
        raise ValueError(f"亩 are given to two, three or four decimals, not {places}")
    with localcontext(_EXACT):
        return rounded(area_m2 * 3 / 2000, places)


def _squared_distance(one: PlanePoint, other: PlanePoint) -> Decimal:
    with localcontext(_EXACT):
        return (one.northing_m - other.northing_m) ** 2 + (one.easting_m - other.easting_m) ** 2
