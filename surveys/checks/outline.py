"""Where a ring folds back on itself, and where its sides meet that should not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from cadastre.domain.tolerances import SHARED_POINT
from importers.records import PointRecord
from surveys.checks.limits import SPIKE_ANGLE_DEGREES
from surveys.checks.plane import Plane
from surveys.checks.shapes import label_of

_SAME_M = float(SHARED_POINT.same_m)
_EVERY_CROSSING_UP_TO = 2_000
"""Rings of more vertices name one crossing: all pairs of crossing sides could be millions."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two sides of a ring that meet, by the labels of their ends, and where on the plane."""

    sides: tuple[str, str]
    east_m: float
    north_m: float


def spikes(points: Sequence[PointRecord]) -> list[tuple[PointRecord, float]]:
    """Return the points at which a ring folds back, with the angle in degrees.

    Repeated neighbours are taken as one point; a ring of fewer than three points has no spikes.
    """
    kept = _distinct(_offsets(points))
    angles = _angles(_offsets(points)[kept])
    return [
        (points[at], float(angle))
        for at, angle in zip(kept, angles, strict=True)
        if angle < SPIKE_ANGLE_DEGREES
    ]


def is_polygon(points: Sequence[PointRecord]) -> bool:
    """Tell whether a ring of three points or more encloses ground without meeting itself."""
    return bool(shapely.Polygon(_offsets(points)).is_valid)


def crossings(points: Sequence[PointRecord], plane: Plane) -> list[Crossing]:
    """Return where sides of a ring meet that are no neighbours, from south-west to north-east.

    Repeated points and spikes are passed over: they have checks of their own. A sound ring gives
    an empty list.
    """
    places = plane.offsets(points)
    kept = _without_spikes(places)
    if len(kept) < 3 or shapely.Polygon(places[kept]).is_valid:
        return []
    ends = [(points[a], points[b]) for a, b in zip(kept, kept[1:] + kept[:1], strict=True)]
    sides = shapely.linestrings(
        [[places[a], places[b]] for a, b in zip(kept, kept[1:] + kept[:1], strict=True)]
    )
    found: dict[tuple[float, float], tuple[str, str]] = {}
    for first, second, (east, north) in _meetings(places[kept], sides):
        one, other = sorted(_side_name(ends[at]) for at in (first, second))
        place = round(east, 3), round(north, 3)
        # Where a ring touches itself in a point four sides meet: always name the same two.
        found[place] = min(found.get(place, (one, other)), (one, other))
    return [Crossing(names, east, north) for (east, north), names in sorted(found.items())]


def nearest_points(
    points: Sequence[PointRecord], plane: Plane, place: tuple[float, float]
) -> tuple[PointRecord, PointRecord]:
    """Return the ends of the side of a ring that is nearest to a place of the plane."""
    places = plane.offsets(points)
    following = [*range(1, len(points)), 0]
    sides = shapely.linestrings([[places[at], places[to]] for at, to in enumerate(following)])
    at = int(np.argmin(shapely.distance(sides, shapely.Point(place))))
    return points[at], points[following[at]]


def _meetings(
    places: np.ndarray, sides: np.ndarray
) -> Iterator[tuple[int, int, tuple[float, float]]]:
    count = len(sides)
    if count > _EVERY_CROSSING_UP_TO:
        yield _first_meeting(places, sides)
        return
    tree = shapely.STRtree(sides)
    for first, second in zip(*tree.query(sides, predicate="intersects"), strict=True):
        apart = (second - first) % count
        if first < second and apart not in (1, count - 1):
            meeting = shapely.get_coordinates(shapely.intersection(sides[first], sides[second]))
            east, north = sorted(map(tuple, meeting))[0]
            yield int(first), int(second), (float(east), float(north))


def _first_meeting(places: np.ndarray, sides: np.ndarray) -> tuple[int, int, tuple[float, float]]:
    """Return the crossing that GEOS names and the two sides nearest to it."""
    place = place_named(shapely.Polygon(places))
    nearest = np.argsort(shapely.distance(sides, shapely.Point(place)), kind="stable")
    return int(nearest[0]), int(nearest[1]), place


def place_named(geometry: shapely.Geometry) -> tuple[float, float]:
    """Return the place at which GEOS finds an invalid geometry invalid."""
    reason = shapely.is_valid_reason(geometry)
    east, north = reason[reason.rindex("[") + 1 : reason.rindex("]")].split()[:2]
    return float(east), float(north)


def _side_name(ends: tuple[PointRecord, PointRecord]) -> str:
    return "–".join(sorted(label_of(point) for point in ends))


def _offsets(points: Sequence[PointRecord]) -> np.ndarray:
    if not points:
        return np.empty((0, 2))
    return Plane(points[0].northing_m, points[0].easting_m).offsets(points)


def _distinct(places: np.ndarray) -> list[int]:
    """Return the indexes of the points that differ from the one kept before."""
    kept: list[int] = []
    for at in range(len(places)):
        if not kept or np.hypot(*(places[at] - places[kept[-1]])) >= _SAME_M:
            kept.append(at)
    while len(kept) > 1 and np.hypot(*(places[kept[0]] - places[kept[-1]])) < _SAME_M:
        kept.pop()
    return kept


def _angles(ring: np.ndarray) -> np.ndarray:
    """Return the angle between the two sides at each point in degrees, 0 to 180."""
    if len(ring) < 3:
        return np.full(len(ring), 180.0)
    back, forth = np.roll(ring, 1, axis=0) - ring, np.roll(ring, -1, axis=0) - ring
    cross = back[:, 0] * forth[:, 1] - back[:, 1] * forth[:, 0]
    angles: np.ndarray = np.degrees(np.arctan2(np.abs(cross), np.sum(back * forth, axis=1)))
    return angles


def _without_spikes(places: np.ndarray) -> list[int]:
    """Return the indexes that stay when repeated points and the tips of spikes are taken off."""
    kept = _distinct(places)
    while len(kept) >= 3:
        blunt = _angles(places[kept]) >= SPIKE_ANGLE_DEGREES
        if blunt.all():
            break
        kept = [at for at, stays in zip(kept, blunt, strict=True) if stays]
        kept = [kept[at] for at in _distinct(places[kept])]
    return kept
