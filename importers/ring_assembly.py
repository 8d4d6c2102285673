"""From loose rings to polygons: which ring is a hole of which is decided by containment."""

from collections.abc import Sequence
from decimal import Decimal

from importers.records import PointRecord, PolygonRecord, RingRecord

Box = tuple[Decimal, Decimal, Decimal, Decimal]


def polygons_of(rings: Sequence[RingRecord]) -> tuple[PolygonRecord, ...]:
    """Return polygons in the order of their outer rings; no rings give none.

    A ring inside an odd number of others is a hole of the innermost of them; every other ring is
    an outer ring of a part of its own. Ring numbers and turning direction are not looked at, both
    are unreliable in delivered files. Rings that cross are left to the geometry checks.
    """
    if len(rings) == 1:
        return (PolygonRecord(rings[0]),)
    boxes = [_box(ring) for ring in rings]
    around = [
        [
            other
            for other in range(len(rings))
            if other != inner
            and _within(boxes[inner], boxes[other])
            and _contains(rings[other], rings[inner])
        ]
        for inner in range(len(rings))
    ]
    holes: dict[int, list[RingRecord]] = {
        index: [] for index, shells in enumerate(around) if len(shells) % 2 == 0
    }
    for index, shells in enumerate(around):
        if index not in holes:
            innermost = max(shells, key=lambda shell: len(around[shell]))
            holes.setdefault(innermost, []).append(rings[index])
    return tuple(PolygonRecord(rings[index], tuple(inside)) for index, inside in holes.items())


def _box(ring: RingRecord) -> Box:
    northings = [point.northing_m for point in ring.points]
    eastings = [point.easting_m for point in ring.points]
    return min(northings), min(eastings), max(northings), max(eastings)


def _within(inner: Box, outer: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _contains(outer: RingRecord, inner: RingRecord) -> bool:
    """Tell by the first vertex (or side's middle) of the inner ring that is not on the outer."""
    corners = [(point.northing_m, point.easting_m) for point in inner.points]
    after = corners[1:] + corners[:1]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(corners, after, strict=True)]
    for northing_m, easting_m in corners + middles:
        side = _side(outer.points, northing_m, easting_m)
        if side is not None:
            return side
    return False


def _side(points: Sequence[PointRecord], northing_m: Decimal, easting_m: Decimal) -> bool | None:
    """Return True inside, False outside, None on the ring; exact arithmetic."""
    inside = False
    previous = points[-1]
    for point in points:
        a_n, a_e = previous.northing_m - northing_m, previous.easting_m - easting_m
        b_n, b_e = point.northing_m - northing_m, point.easting_m - easting_m
        cross = a_n * b_e - a_e * b_n
        if cross == 0 and a_n * b_n + a_e * b_e <= 0:
            return None
        if (a_n > 0) != (b_n > 0) and (cross > 0) == (a_n > b_n):
            inside = not inside
        previous = point
    return inside
