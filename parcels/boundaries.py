"""Writing the points and lines of parcel versions, with their places and their provenance."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cadastre import geometry, sql
from cadastre.domain.rings import is_clockwise, side_lengths_m
from cadastre.models import SpatialSource
from parcels.domain.boundary import neighbour_side
from parcels.domain.code_lists import require_code
from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.models import BoundaryLine, BoundaryPoint, Parcel

BATCH = 2000
Place = tuple[str, int, int]
"""Sub-district, northing and easting in millimetres: one shared point."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of one version, before it is written."""

    parcel: Parcel
    part: int
    number: int
    points: tuple[RegisterPoint, ...]
    follows: int | None


def millimetres(metres: Decimal) -> int:
    """Return a coordinate in whole millimetres, half up: the grain in which points are shared."""
    return int((metres * 1000).to_integral_value(rounding=ROUND_HALF_UP))


def write_boundaries(
    written: Sequence[tuple[Parcel, ParcelContent, int | None]], *, source: SpatialSource
) -> None:
    """Write points and lines of versions that are written; the third is the row each follows.

    Raises
    ------
    InvalidInput
        A marker, method or line has a code that its list does not have.
    """
    rings = [
        ring for parcel, content, follows in written for ring in _rings(parcel, content, follows)
    ]
    for ring in rings:
        _require_codes(ring)
    shared = shared_points({_place(ring.parcel, p) for ring in rings for p in ring.points})
    before = _points_before({ring.follows for ring in rings if ring.follows is not None})
    points = [_points(ring, shared=shared, before=before, source=source) for ring in rings]
    BoundaryPoint.objects.bulk_create([p for ring in points for p in ring], batch_size=BATCH)
    lines = [line for ring, ends in zip(rings, points, strict=True) for line in _lines(ring, ends)]
    BoundaryLine.objects.bulk_create(lines, batch_size=BATCH)


def shared_points(places: set[Place]) -> dict[Place, int]:
    """Return the key of the shared point at each place; places without one get the next number."""
    if not places:
        return {}
    sql.rows("parcels", "point_numbers_lock", {"codes": sorted({place[0] for place in places})})
    found = sql.rows("parcels", "shared_points_numbered", {"at_places": json.dumps(sorted(places))})
    return {
        (row["sub_district_id"], row["northing_mm"], row["easting_mm"]): row["id"] for row in found
    }


def _rings(parcel: Parcel, content: ParcelContent, follows: int | None) -> Iterator[Ring]:
    for part_number, part in enumerate(content.parts):
        for ring_number, ring in enumerate(part):
            yield Ring(parcel, part_number, ring_number, ring, follows)


def _require_codes(ring: Ring) -> None:
    for point in ring.points:
        where = f"{ring.parcel.parcel_code} {point.label}"
        for name in ("marker", "method", "line_kind", "line_position", "line_quality"):
            require_code(name, getattr(point, name), where=where)


def _place(parcel: Parcel, point: RegisterPoint) -> Place:
    return parcel.sub_district_id, millimetres(point.northing_m), millimetres(point.easting_m)


def _points_before(parcel_ids: set[int]) -> dict[tuple[int, str], tuple[int, int | None]]:
    """Return key and shared place of the points that versions followed, by version and label."""
    rows = BoundaryPoint.objects.filter(parcel_id__in=parcel_ids, ring=0, part=0).values_list(
        "parcel_id", "label", "pk", "shared_id"
    )
    return {(parcel, label): (key, shared) for parcel, label, key, shared in rows}


def _points(
    ring: Ring,
    *,
    shared: dict[Place, int],
    before: dict[tuple[int, str], tuple[int, int | None]],
    source: SpatialSource,
) -> list[BoundaryPoint]:
    points = []
    for sequence, point in enumerate(ring.points, start=1):
        place = shared[_place(ring.parcel, point)]
        replaced, stood_at = before.get((ring.follows or 0, point.label), (None, None))
        points.append(
            BoundaryPoint(
                parcel=ring.parcel,
                part=ring.part,
                ring=ring.number,
                sequence=sequence,
                label=point.label,
                northing_m=point.northing_m,
                easting_m=point.easting_m,
                geom=geometry.point(point),
                shared_id=place,
                marker=point.marker,
                method=point.method,
                accuracy_class=point.accuracy_class or source.accuracy_class,
                replaces_id=None if stood_at == place else replaced,
                source_id=point.source_id or source.pk,
                source_file=point.source_file,
                source_line=point.source_line,
            )
        )
    return points


def _lines(ring: Ring, ends: list[BoundaryPoint]) -> list[BoundaryLine]:
    # Seen along a clockwise outer ring the neighbour lies to the left; a hole turns that round.
    neighbour_on_left = is_clockwise(ends) != (ring.number > 0)
    lines = []
    for index, length in enumerate(side_lengths_m(ends)):
        start, end = ends[index], ends[(index + 1) % len(ends)]
        said = ring.points[index]
        along = (start, end) if neighbour_on_left else (end, start)
        lines.append(
            BoundaryLine(
                parcel=ring.parcel,
                start=start,
                end=end,
                length_m=length,
                side=neighbour_side(*along),
                kind=said.line_kind,
                position=said.line_position,
                quality=said.line_quality,
                neighbour_code=said.line_neighbour,
                geom=geometry.line(start, end),
            )
        )
    return lines
