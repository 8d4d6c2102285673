"""Cutting a parcel along a line of surveyed points, and spreading its area over the parts.

Nothing registered moves: the parts are made of the parcel's own boundary points, of the points of
the line as they were given, and of points computed only where the line runs out over a side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

import shapely

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from parcels.domain.boundary import number_rings
from parcels.domain.publication import Part, RegisterPoint

SAME_PLACE_M = 0.001
"""Points nearer than a millimetre are one; coordinates are registered in millimetres."""
MOST_PARTS = 20
MOST_LINE_POINTS = 200
CENT = Decimal("0.01")
MILLIMETRE = Decimal("0.001")

Place = tuple[float, float]
"""Easting and northing in metres."""
Side = tuple[Place, Place]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A point of the new line on the old boundary.

    ``side`` names the side it lies on (``J1–J2``), empty at a boundary point that was there;
    ``is_computed`` where the line crosses a side between the points that were given.
    """

    point: RegisterPoint
    side: str
    is_computed: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """The parts, those in the north-west first, and where the line meets the old boundary."""

    parts: tuple[Part, ...]
    meetings: tuple[Meeting, ...]


def cut(part: Part, line: Sequence[RegisterPoint]) -> Cut:
    """Cut a polygon along a line.

    Parameters
    ----------
    part
        The rings of the parcel, the outer one first.
    line
        Two points or more; what lies outside the parcel is left away. A point within a millimetre
        of a boundary point is that point.

    Raises
    ------
    InvalidInput
        The line is too short or too long, crosses itself, ends inside the parcel, or leaves it
        whole.
    """
    ground = _Ground(part)
    drawn = _drawn(line, ground)
    ends = [place_of(point) for point in drawn]
    for number in (0, len(ends) - 1):
        _require_reaching(ground, drawn[number], number + 1)
    nodes = _nodes(ground, drawn)
    known = ground.points | {place_of(point): point for point in drawn}
    known |= {place_of(meeting.point): meeting.point for meeting in nodes}
    sides = ground.noded([place_of(meeting.point) for meeting in nodes])
    pieces = [*sides, *_inner_pieces(ground, ends, [place_of(m.point) for m in nodes])]
    faces = shapely.polygonize([shapely.LineString(piece) for piece in pieces]).geoms
    inside = [f for f in faces if ground.polygon.contains(f.representative_point())]
    if len(inside) < 2:
        raise InvalidInput(
            Text("所画的线没有把宗地分开。", "The line does not divide the parcel."),
            advice=Text(
                "请让线的两端都落在宗地的界址线上。", "Let both ends of the line reach a boundary."
            ),
        )
    if len(inside) > MOST_PARTS:
        raise InvalidInput(
            Text(
                f"所画的线把宗地分成了 {len(inside)} 块，最多 {MOST_PARTS} 块。",
                f"The line makes {len(inside)} parts of the parcel; {MOST_PARTS} at the most.",
            )
        )
    parts = [_part(face, known, sides) for face in inside]
    return Cut(tuple(sorted(parts, key=_north_west)), tuple(nodes))


def area_shares(plane_m2: Sequence[Decimal], total_m2: Decimal) -> list[Decimal]:
    """Spread a registered area over parts by their plane areas (面积配赋), to the cent.

    The shares make up the total exactly; the cents left by rounding down go to the parts that lost
    most by it. Without any plane area all but the first part get nothing.
    """
    whole = sum(plane_m2, Decimal(0))
    if not whole:
        return [total_m2, *(Decimal("0.00") for _ in plane_m2[1:])]
    exact = [total_m2 * plane / whole for plane in plane_m2]
    shares = [share.quantize(CENT, ROUND_FLOOR) for share in exact]
    left = int((total_m2 - sum(shares, Decimal(0))) / CENT)
    most_lost = sorted(range(len(shares)), key=lambda n: shares[n] - exact[n])
    for n in most_lost[:left]:
        shares[n] += CENT
    return shares


def place_of(point: RegisterPoint) -> Place:
    """Return where a point lies, for comparing places: easting first."""
    return float(point.easting_m), float(point.northing_m)


class _Ground:
    """The polygon that is cut: its boundary points by place and its sides in order."""

    def __init__(self, part: Part) -> None:
        self.rings = [[place_of(point) for point in ring] for ring in part]
        self.points = {place_of(point): point for ring in part for point in ring}
        self.polygon = shapely.Polygon(self.rings[0], self.rings[1:])
        self.boundary = self.polygon.boundary
        self.sides: list[Side] = [
            side for ring in self.rings for side in pairwise([*ring, ring[0]])
        ]

    def point_at(self, place: Place) -> RegisterPoint | None:
        """Return the boundary point within a millimetre of a place."""
        nearest = min(self.points, key=lambda one: _apart_m(one, place))
        return self.points[nearest] if _apart_m(nearest, place) <= SAME_PLACE_M else None

    def side_at(self, place: Place) -> Side:
        """Return the side nearest to a place."""
        where = shapely.Point(place)
        return min(self.sides, key=lambda side: shapely.LineString(side).distance(where))

    def name_of(self, side: Side) -> str:
        """Return a side as the labels of its ends."""
        return "–".join(self.points[end].label for end in side)

    def noded(self, nodes: Sequence[Place]) -> dict[Side, RegisterPoint]:
        """Return the sides, divided at ``nodes``, with the point that says of what kind each is."""
        on_side: dict[Side, list[Place]] = {}
        for node in nodes:
            if node not in self.points:
                on_side.setdefault(self.side_at(node), []).append(node)
        divided = {}
        for start, end in self.sides:
            between = sorted(on_side.get((start, end), []), key=lambda one: _apart_m(start, one))
            for piece in pairwise([start, *between, end]):
                divided[piece] = self.points[start]
        return divided


def _drawn(line: Sequence[RegisterPoint], ground: _Ground) -> list[RegisterPoint]:
    """Return the line on the boundary points it touches, each place once in a row."""
    if len(line) > MOST_LINE_POINTS:
        raise InvalidInput(
            Text(
                f"分割线最多 {MOST_LINE_POINTS} 个点，本次有 {len(line)} 个。",
                f"The line has {MOST_LINE_POINTS} points at the most; this one has {len(line)}.",
            )
        )
    drawn: list[RegisterPoint] = []
    for point in line:
        at = ground.point_at(place_of(point)) or point
        if not drawn or place_of(at) != place_of(drawn[-1]):
            drawn.append(at)
    if len(drawn) < 2:
        raise InvalidInput(
            Text(
                f"分割线至少要有两个不同的点，现有 {len(drawn)} 个。",
                f"The line takes two different points at the least; it has {len(drawn)}.",
            )
        )
    if not shapely.LineString([place_of(point) for point in drawn]).is_simple:
        raise InvalidInput(Text("分割线自相交。", "The line crosses itself."))
    return drawn


def _require_reaching(ground: _Ground, end: RegisterPoint, number: int) -> None:
    where = shapely.Point(place_of(end))
    short_m = ground.boundary.distance(where)
    if short_m <= SAME_PLACE_M or not ground.polygon.contains(where):
        return
    side = ground.side_at(place_of(end))
    along = shapely.LineString(side)
    foot = along.interpolate(along.project(where))
    name = ground.name_of(side)
    raise InvalidInput(
        Text(
            f"分割线的第 {number} 点在宗地内，距界址线 {name} {short_m:.3f} m，没有到达界址线。",
            f"Point {number} of the line lies inside the parcel, {short_m:.3f} m from the "
            f"side {name}: the line does not reach the boundary.",
        ),
        advice=Text(
            f"界址线上最近处为 X {foot.y:.3f}，Y {foot.x:.3f}；请核对实测坐标，或把线延长出宗地。",
            f"The nearest place on the side is X {foot.y:.3f}, Y {foot.x:.3f}. Check the surveyed "
            "coordinates, or lead the line on beyond the parcel.",
        ),
    )


def _nodes(ground: _Ground, drawn: Sequence[RegisterPoint]) -> list[Meeting]:
    """Return where the line meets the boundary, in the order in which it does."""
    found: dict[Place, Meeting] = {}
    on_boundary = [p for p in drawn if _on_boundary(ground, place_of(p))]
    for point in on_boundary:
        at = place_of(point)
        is_old = at in ground.points
        name = "" if is_old else ground.name_of(ground.side_at(at))
        found[at] = Meeting(point, name, is_computed=False)
    course = shapely.LineString([place_of(point) for point in drawn])
    for at in _places(course.intersection(ground.boundary)):
        if any(_apart_m(at, one) <= SAME_PLACE_M for one in found):
            continue
        old = ground.point_at(at)
        point = old or RegisterPoint(label="J", northing_m=_metres(at[1]), easting_m=_metres(at[0]))
        name = "" if old else ground.name_of(ground.side_at(at))
        found[place_of(point)] = Meeting(point, name, is_computed=old is None)
    return sorted(found.values(), key=lambda m: course.project(shapely.Point(place_of(m.point))))


def _inner_pieces(ground: _Ground, ends: Sequence[Place], nodes: Sequence[Place]) -> Iterator[Side]:
    """Return the pieces of the line that run inside the parcel."""
    for start, end in pairwise(ends):
        stretch = shapely.LineString([start, end])
        on_it = {n for n in nodes if stretch.distance(shapely.Point(n)) <= SAME_PLACE_M}
        between = sorted(on_it - {start, end}, key=lambda one: _apart_m(start, one))
        for piece in pairwise([start, *between, end]):
            middle = shapely.LineString(piece).interpolate(0.5, normalized=True)
            is_side = ground.boundary.distance(middle) <= SAME_PLACE_M
            if ground.polygon.contains(middle) and not is_side:
                yield piece


def _part(
    face: shapely.Polygon,
    known: Mapping[Place, RegisterPoint],
    sides: Mapping[Side, RegisterPoint],
) -> Part:
    """Return a face in the points of the register, numbered J1 … Jn from its north-west corner."""
    rings = [[known[place] for place in ring.coords[:-1]] for ring in _rings_of(face)]
    numbered = number_rings(rings)
    return tuple(
        tuple(
            _leaving(replace(point, label=label), following, sides)
            for (label, point), (_, following) in pairwise([*ring, ring[0]])
        )
        for ring in numbered
    )


def _leaving(
    point: RegisterPoint, following: RegisterPoint, sides: Mapping[Side, RegisterPoint]
) -> RegisterPoint:
    """Say of the line to the following point what was said of the old side; nothing of a new one.

    A side is of one kind from both its ends.
    """
    start, end = place_of(point), place_of(following)
    said = sides.get((start, end)) or sides.get((end, start))
    return replace(
        point,
        line_kind=said.line_kind if said else "",
        line_position=said.line_position if said else "",
        line_quality=said.line_quality if said else "",
        line_neighbour=said.line_neighbour if said else "",
    )


def _rings_of(face: shapely.Polygon) -> list[shapely.LinearRing]:
    return [face.exterior, *face.interiors]


def _north_west(part: Part) -> tuple[Decimal, Decimal]:
    return min((p.easting_m - p.northing_m, p.easting_m) for p in part[0])


def _on_boundary(ground: _Ground, place: Place) -> bool:
    return bool(ground.boundary.distance(shapely.Point(place)) <= SAME_PLACE_M)


def _places(shape: shapely.Geometry) -> list[Place]:
    return [(float(east), float(north)) for east, north in shapely.get_coordinates(shape)]


def _metres(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(MILLIMETRE)


def _apart_m(one: Place, other: Place) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
