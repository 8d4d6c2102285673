"""The rings of one shape: out of WKB, closed or not, into points in the office's form."""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cadastre.domain.crs import AxisOrder, Interpretation, interpret
from cadastre.domain.findings import Finding, Text
from importers import shapefile_shape_findings as say_shape
from importers.limits import limits_in_force
from importers.records import PointRecord, PolygonRecord, RingRecord
from importers.ring_assembly import polygons_of
from importers.ring_findings import hole_outside

_POLYGON = 3
_MULTI_POLYGON = 6

FloatRing = tuple[tuple[float | Decimal, float | Decimal], ...]
"""(easting, northing) of the vertices in file order, the closing point repeated if it is; figures
that a file states in digits are Decimals."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a ring belongs to, for the findings."""

    file: str
    line: int
    thing: Text
    key: str


def interpreted(
    figures: Iterable[tuple[Decimal, Decimal]], *, prj: str, name: str, office_srid: int
) -> Interpretation:
    """Tell how the figures of a shapefile are read: east before north, by the text of its .prj."""
    return interpret(
        figures, order=AxisOrder.EAST_NORTH, office_srid=office_srid, file=name, stated=prj
    )


def is_polygonal(wkb: bytes) -> bool:
    """Tell whether a two-dimensional geometry is one that :func:`rings_of_wkb` takes."""
    return struct.unpack_from("<I", wkb, 1)[0] in (_POLYGON, _MULTI_POLYGON)


def rings_of_wkb(wkb: bytes) -> tuple[FloatRing, ...]:
    """Give all rings of a two-dimensional polygon or multi-polygon, holes and parts in one row.

    Which ring is a hole is told anew by containment, because drivers tell it by the direction of
    the rings. Written out because other readers of WKB close a ring or refuse an unclosed one.
    An empty geometry gives no rings.

    Raises
    ------
    ValueError
        When the geometry is of another kind.
    """
    kind, count = struct.unpack_from("<2I", wkb, 1)
    if kind == _POLYGON:
        return tuple(_rings(wkb, 5)[0])
    if kind != _MULTI_POLYGON:
        message = f"WKB geometry {kind} is no polygon"
        raise ValueError(message)
    rings: list[FloatRing] = []
    offset = 9
    for _ in range(count):
        part, offset = _rings(wkb, offset + 5)
        rings += part
    return tuple(rings)


def figures_of(rings: Sequence[FloatRing]) -> Iterator[tuple[Decimal, Decimal]]:
    """Give (easting, northing) of every vertex in the shortest digits that give the double back."""
    for ring in rings:
        for east, north in ring:
            if isinstance(east, Decimal) and isinstance(north, Decimal):
                yield east, north
            else:
                yield Decimal(repr(east)), Decimal(repr(north))


def polygons_from(
    rings: Sequence[FloatRing],
    interpretation: Interpretation,
    subject: Subject,
    *,
    holes: Collection[int] = (),
) -> tuple[tuple[PolygonRecord, ...], list[Finding]]:
    """Turn the rings of one shape into polygons, points labelled J1, J2 … through all rings.

    A ring whose ends differ is reported and kept as it is, with no point added. ``holes`` are the
    places of rings that the file states as holes: one that lies in no other ring is reported and
    becomes a part of its own.
    """
    limit = limits_in_force().rings_per_polygon
    place = (subject.file, subject.line, subject.thing, subject.key)
    if len(rings) > limit:
        return (), [say_shape.too_many_rings(*place, count=len(rings), limit=limit)]
    findings: list[Finding] = []
    records: list[RingRecord] = []
    numbers: dict[int, int] = {}
    first = 1
    for number, ring in enumerate(rings, start=1):
        points = _points(ring, interpretation, first=first)
        if not ring or _ends_meet(ring):
            points = points[:-1]
        else:
            finding, slight = _unclosed(points, subject, number)
            findings.append(finding)
            points = points[:-1] if slight else points
        distinct = len({(point.northing_m, point.easting_m) for point in points})
        if distinct < 3:
            findings.append(say_shape.too_few_points(*place, ring=number, count=distinct))
            continue
        first += len(points)
        records.append(RingRecord(tuple(points)))
        numbers[id(records[-1])] = number
    polygons = polygons_of(records)
    for polygon in polygons:
        number = numbers[id(polygon.outer)]
        if number - 1 in holes:
            findings.append(hole_outside(*place, ring=number))
        turns = bool(polygon.holes) and _turns_left(polygon.outer)
        findings += [
            say_shape.ring_direction(*place, ring=numbers[id(hole)])
            for hole in polygon.holes
            if _turns_left(hole) == turns
        ]
    return polygons, findings


def _rings(wkb: bytes, offset: int) -> tuple[list[FloatRing], int]:
    """Read the rings of the polygon whose ring count is at ``offset``."""
    (count,) = struct.unpack_from("<I", wkb, offset)
    offset += 4
    rings: list[FloatRing] = []
    for _ in range(count):
        (points,) = struct.unpack_from("<I", wkb, offset)
        figures = struct.unpack_from(f"<{points * 2}d", wkb, offset + 4)
        rings.append(tuple(zip(figures[::2], figures[1::2], strict=True)))
        offset += 4 + 16 * points
    return rings, offset


def _points(ring: FloatRing, interpretation: Interpretation, *, first: int) -> list[PointRecord]:
    points = []
    for number, pair in enumerate(figures_of([ring]), start=first):
        northing_m, easting_m = interpretation.normalise(*pair)
        points.append(PointRecord(f"J{number}", northing_m, easting_m))
    return points


def _ends_meet(ring: FloatRing) -> bool:
    return len(ring) > 1 and ring[0] == ring[-1]


def _unclosed(points: Sequence[PointRecord], subject: Subject, number: int) -> tuple[Finding, bool]:
    """Report a ring whose ends differ; True when they are nearer than the tolerance."""
    start, end = points[0], points[-1]
    gap_m = (
        (end.northing_m - start.northing_m) ** 2 + (end.easting_m - start.easting_m) ** 2
    ).sqrt()
    finding = say_shape.unclosed_ring(
        subject.file,
        subject.line,
        subject.thing,
        subject.key,
        ring=number,
        label=start.label,
        gap_m=gap_m.quantize(Decimal("0.000001")),
        location=(float(end.easting_m), float(end.northing_m)),
    )
    return finding, len(points) > 1 and gap_m <= say_shape.CLOSING_TOLERANCE_M


def _turns_left(ring: RingRecord) -> bool:
    """Tell whether a ring runs anticlockwise, east to the right and north up."""
    origin = ring.points[0]
    twice = Decimal(0)
    before = ring.points[-1]
    for point in ring.points:
        twice += (before.easting_m - origin.easting_m) * (point.northing_m - origin.northing_m)
        twice -= (point.easting_m - origin.easting_m) * (before.northing_m - origin.northing_m)
        before = point
    return twice > 0
