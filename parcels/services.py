"""Every write to the parcel register."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from cadastre import geometry
from cadastre.domain.errors import CadastreError, Conflict, InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.rings import is_clockwise, side_lengths_m
from cadastre.domain.unit_code import parse_parcel_code
from cadastre.models import SpatialSource
from parcels.domain.boundary import neighbour_side
from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.models import BoundaryLine, BoundaryPoint, CadastralSubDistrict, Parcel

BATCH = 2000


@transaction.atomic
def parcels_publish(
    contents: Sequence[ParcelContent],
    *,
    source: SpatialSource,
    area_source: SpatialSource,
    now: datetime,
) -> list[Parcel]:
    """Close the current versions of the parcels, where there are any, and open new ones.

    Parameters
    ----------
    contents
        Exact boundaries in the office's system, registered areas, land use and rules.
    source, area_source
        Where the boundaries and where the areas come from.
    now
        Start of the new versions.

    Raises
    ------
    InvalidInput
        A code is malformed or names a sub-district the office does not have, or a boundary has a
        ring of fewer than three points.
    Conflict
        A boundary overlaps a current parcel of its layer, or crosses itself. Nothing is written.
    """
    parcels = [
        _row(content, source=source, area_source=area_source, now=now) for content in contents
    ]
    _require_sub_districts({parcel.sub_district_id for parcel in parcels})
    codes = [parcel.parcel_code for parcel in parcels]
    Parcel.objects.filter(parcel_code__in=codes).close(now=now)
    try:
        with transaction.atomic():
            Parcel.objects.bulk_create(parcels, batch_size=BATCH)
    except IntegrityError as error:
        refusal = _refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    _write_boundaries(list(zip(parcels, contents, strict=True)), source=source)
    return parcels


def parcel_publish(
    content: ParcelContent, *, source: SpatialSource, area_source: SpatialSource, now: datetime
) -> Parcel:
    """Publish one parcel; see :func:`parcels_publish`."""
    return parcels_publish([content], source=source, area_source=area_source, now=now)[0]


def _row(
    content: ParcelContent, *, source: SpatialSource, area_source: SpatialSource, now: datetime
) -> Parcel:
    code = parse_parcel_code(content.parcel_code)
    shape = geometry.multipolygon(content.parts)
    if shape is None:
        raise InvalidInput(
            Text(
                f"宗地 {code} 没有可用的界址：每个圈至少要有三个界址点。",
                f"Parcel {code} has no usable boundary: each ring needs three points.",
            )
        )
    return Parcel(
        parcel_code=str(code),
        sub_district_id=code.sub_district_code,
        layer=code.layer,
        address=content.address,
        land_use_system=content.land_use_system,
        land_use_code=content.land_use_code,
        land_use_name=content.land_use_name,
        geom=shape,
        area_m2=content.area_m2,
        area_rule=content.area_rule,
        boundary_rule=content.boundary_rule,
        source=source,
        area_source=area_source,
        valid_from=now,
        recorded_from=now,
    )


def _require_sub_districts(codes: set[str]) -> None:
    known = set(CadastralSubDistrict.objects.filter(code__in=codes).values_list("code", flat=True))
    if missing := ", ".join(sorted(codes - known)):
        raise InvalidInput(
            Text(
                f"地籍子区 {missing} 不存在。请核对宗地代码的第 7 至 12 位。",
                f"There is no cadastral sub-district {missing}. "
                "Check positions 7 to 12 of the parcel code.",
            )
        )


def _refusal_of(error: IntegrityError) -> CadastreError | None:
    diagnostics = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnostics, "constraint_name", None)
    said = getattr(diagnostics, "message_primary", "") or ""
    if constraint in {"parcel_overlap", "parcel_too_complex"}:
        return Conflict(
            Text(f"与现势宗地重叠，未登簿（{said}）。", f"Nothing was registered: {said}."),
            advice=Text("请核对两宗地的界址。", "Compare the boundaries of both parcels."),
        )
    if constraint == "parcel_geom_is_valid":
        return Conflict(
            Text("界址线自相交，未登簿。", "Nothing was registered: the boundary crosses itself.")
        )
    return None


def _write_boundaries(
    written: list[tuple[Parcel, ParcelContent]], *, source: SpatialSource
) -> None:
    rings = [place for parcel, content in written for place in _rings(parcel, content)]
    points = [
        [
            BoundaryPoint(
                parcel=parcel,
                part=part,
                ring=number,
                sequence=sequence,
                label=point.label,
                northing_m=point.northing_m,
                easting_m=point.easting_m,
                geom=geometry.point(point),
                source=source,
                source_file=point.source_file,
                source_line=point.source_line,
            )
            for sequence, point in enumerate(ring, start=1)
        ]
        for parcel, part, number, ring in rings
    ]
    BoundaryPoint.objects.bulk_create([p for ring in points for p in ring], batch_size=BATCH)
    lines = [
        line
        for (parcel, _, number, _), ring in zip(rings, points, strict=True)
        for line in _lines(parcel, ring, is_hole=number > 0)
    ]
    BoundaryLine.objects.bulk_create(lines, batch_size=BATCH)


def _rings(
    parcel: Parcel, content: ParcelContent
) -> Iterator[tuple[Parcel, int, int, tuple[RegisterPoint, ...]]]:
    for part_number, part in enumerate(content.parts):
        for ring_number, ring in enumerate(part):
            yield parcel, part_number, ring_number, ring


def _lines(parcel: Parcel, ring: list[BoundaryPoint], *, is_hole: bool) -> list[BoundaryLine]:
    # Seen along a clockwise outer ring the neighbour lies to the left; a hole turns that round.
    neighbour_on_left = is_clockwise(ring) != is_hole
    lines = []
    for index, length in enumerate(side_lengths_m(ring)):
        start, end = ring[index], ring[(index + 1) % len(ring)]
        along = (start, end) if neighbour_on_left else (end, start)
        lines.append(
            BoundaryLine(
                parcel=parcel,
                start=start,
                end=end,
                length_m=length,
                side=neighbour_side(*along),
                geom=geometry.line(start, end),
            )
        )
    return lines
