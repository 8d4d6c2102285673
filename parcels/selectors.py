"""Every read of the parcel register."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Account
from accounts.selectors import in_districts
from cadastre import sql
from cadastre.boxes import Box
from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from cadastre.geometry import GEOGRAPHIC_SRID
from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.models import BoundaryLine, BoundaryPoint, Layer, Parcel
from parcels.moments import TODAY, Moment

"""CGCS2000 longitude and latitude: what GeoJSON answers are in."""
MOST_FEATURES = 3000
"""Features in one answer to a map; more come by further pages."""
MOST_FOUND = 20
"""Parcels in the answer to a search: whoever needs more says more."""
PARCEL_CODE_LENGTH = 19
CODE_PART = re.compile(r"[0-9]{6,}[A-Z0-9]*|[A-Z]{2}[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """One page of GeoJSON features: a JSON array as text, and where the next page begins."""

    features: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundParcels:
    """What a search found; ``there_are_more`` than were taken."""

    parcels: list[Parcel]
    there_are_more: bool


def parcels_current(*, at: datetime | None = None) -> QuerySet[Parcel]:
    """Return the versions that are current, or were at ``at``."""
    return Parcel.objects.current() if at is None else Parcel.objects.at(at)


def parcels_seen_by(account: Account, *, moment: Moment = TODAY) -> QuerySet[Parcel]:
    """Return the parcels in the account's districts, of today or of a moment."""
    return moment.of(Parcel.objects).filter(in_districts(account, "parcel_code"))


def parcel_current(parcel_code: str, *, at: datetime | None = None) -> Parcel:
    """Return the one current version. Raises NotFound when the register has none."""
    parcel = (
        parcels_current(at=at)
        .select_related("source", "area_source", "sub_district__district")
        .filter(parcel_code=parcel_code)
        .first()
    )
    if parcel is None:
        raise NotFound(
            Text(
                f"登记簿中没有现势宗地 {parcel_code}。",
                f"The register has no current parcel {parcel_code}.",
            )
        )
    return parcel


def parcels_in_box(
    parcels: QuerySet[Parcel], *, west: float, south: float, east: float, north: float
) -> QuerySet[Parcel]:
    """Limit ``parcels`` to a box given in CGCS2000 degrees (EPSG:4490)."""
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = GEOGRAPHIC_SRID
    return parcels.filter(geom__bboverlaps=box.transform(settings.SRID, clone=True))


def parcel_neighbours(parcel: Parcel, *, moment: Moment = TODAY) -> list[dict[str, object]]:
    """Return the parcels sharing an edge, today or at a moment, by side.

    Each row has ``side`` (N, E, S, W), ``parcel_code``, ``address`` and ``shared_m``.
    """
    parameters = {"parcel_id": parcel.pk, "tolerance_m": 0.001} | moment.parameters
    return sql.rows("parcels", "parcel_neighbours", parameters)


def overlapping_parcel_codes(
    shape: MultiPolygon, *, layer: str, except_code: str, minimum_m2: float = 0.1
) -> list[str]:
    """Return current parcels of ``layer`` that ``shape`` overlaps by over ``minimum_m2``."""
    found = sql.rows(
        "parcels",
        "overlapping_parcels",
        {
            "shape": shape.hexewkb.decode(),
            "layer": layer,
            "except_code": except_code,
            "minimum_m2": minimum_m2,
        },
    )
    return [str(row["parcel_code"]) for row in found]


def parcel_seen_by(
    account: Account, parcel_code: str, *, version: int | None = None, moment: Moment = TODAY
) -> Parcel:
    """Return a parcel of today or of a moment, or its version with key ``version``, with sources.

    ``shape`` is its boundary in EPSG:4490.

    Raises
    ------
    NotFound
        There is none, or it lies outside the account's districts: both are answered alike.
    ParcelCodeMalformed
        The code has not the form of GB/T 37346-2019.
    """
    code = str(parse_parcel_code(parcel_code))
    chosen = moment.of(Parcel.objects) if version is None else Parcel.objects.filter(pk=version)
    parcel = (
        chosen.filter(in_districts(account, "parcel_code"), parcel_code=code)
        .select_related("source", "area_source", "sub_district__district")
        .annotate(shape=Transform("geom", GEOGRAPHIC_SRID))
        .first()
    )
    if parcel is None:
        raise absent_at(Parcel.objects.filter(in_districts(account, "parcel_code")), code, moment)
    return parcel


def absent_at(
    versions: QuerySet[Any], code: str, moment: Moment, *, field: str = "parcel_code"
) -> NotFound:
    """Return the refusal for a code that has no version of a moment; it names the first entry.

    ``versions`` are those the account may see: of others it says what it says of nothing.
    """
    first = None
    if not moment.is_today:
        first = versions.filter(**{field: code}).order_by("valid_from").first()
    if first is None:
        return NotFound(
            Text(
                f"没有您可查看的 {code}，或没有所要的版本。",
                f"There is no {code} that you may see, or not the version asked for.",
            )
        )
    begins = timezone.localtime(first.valid_from).date()
    said = moment.said
    return NotFound(
        Text(
            f"{said.zh}，登记簿中没有 {code}；它最早的记载自 {begins} 起。",
            f"The register has no {code} {said.en}; its first entry begins on {begins}.",
        ),
        advice=Text(
            "请另选日期，或查看该代码的沿革。", "Choose another day, or look at the code's history."
        ),
    )


def with_shapes(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Return ``parcels`` with their boundaries in EPSG:4490 as ``shape``."""
    return parcels.annotate(shape=Transform("geom", GEOGRAPHIC_SRID))


def parcel_versions(parcel_code: str) -> QuerySet[Parcel]:
    """Return the standing versions of a parcel without their shapes, the oldest first."""
    return (
        Parcel.objects.standing()
        .filter(parcel_code=parcel_code)
        .select_related("source", "area_source")
        .defer("geom")
        .order_by("valid_from")
    )


def points_of(parcel: Parcel) -> QuerySet[BoundaryPoint]:
    """Return the boundary points in their order; ``place`` is in EPSG:4490."""
    return parcel.points.annotate(place=Transform("geom", GEOGRAPHIC_SRID))


def lines_of(parcel: Parcel) -> QuerySet[BoundaryLine]:
    """Return the boundary lines in the order of their first points; ``course`` in EPSG:4490."""
    return parcel.lines.select_related("start", "end").annotate(
        course=Transform("geom", GEOGRAPHIC_SRID)
    )


def box_parameters(
    account: Account, box: Box, *, after: str, moment: Moment = TODAY
) -> dict[str, Any]:
    """Return the parameters that every statement for a page of map features takes."""
    return {
        "west": box.west,
        "south": box.south,
        "east": box.east,
        "north": box.north,
        "srid": settings.SRID,
        "prefixes": account.districts,
        "after": after,
        "most": MOST_FEATURES,
        **moment.parameters,
    }


def feature_page(app: str, name: str, parameters: dict[str, Any]) -> FeaturePage:
    """Run a statement that answers with one page of features; see ``sql/parcels_geojson.sql``."""
    (row,) = sql.rows(app, name, parameters)
    is_full = row["shown"] == parameters["most"]
    return FeaturePage(features=row["features"], after=row["last"] if is_full else "")


def parcel_features(
    account: Account,
    box: Box,
    *,
    layer: str = Layer.SURFACE,
    after: str = "",
    moment: Moment = TODAY,
) -> FeaturePage:
    """Return the parcels of one layer and moment in a box, as far as the account may see them.

    Raises InvalidInput for an unknown layer.
    """
    if layer not in Layer.values:
        raise InvalidInput(
            Text(f"没有图层 {layer!r}。", f"There is no layer {layer!r}."),
            advice=Text(
                f"请用 {'、'.join(Layer.values)} 之一。", f"Use one of {', '.join(Layer.values)}."
            ),
        )
    parameters = box_parameters(account, box, after=after, moment=moment) | {"layer": layer}
    return feature_page("parcels", "parcels_geojson", parameters)


def sub_districts_counted(account: Account, *, moment: Moment = TODAY) -> list[dict[str, Any]]:
    """Return the account's sub-districts with extents (EPSG:4490) and numbers of parcels."""
    parameters = {"prefixes": account.districts} | moment.parameters
    return sql.rows("parcels", "sub_districts_counted", parameters)


def parcels_found(account: Account, text: str, *, moment: Moment = TODAY) -> FoundParcels:
    """Return parcels whose code begins or ends like ``text``, or whose address holds it.

    A code may be a part (``GB00007``, ``410811001``), of a building or of a unit, and typed with
    blanks or full-width letters. Nothing typed finds nothing.
    """
    typed = text.strip()
    code = normalise_input(typed).upper()
    if not typed:
        return FoundParcels([], there_are_more=False)
    wanted = Q(address__icontains=typed)
    if CODE_PART.fullmatch(code):
        parcel_code = code[:PARCEL_CODE_LENGTH]
        wanted |= Q(parcel_code__startswith=parcel_code) | Q(parcel_code__contains=code)
    found = list(
        with_shapes(parcels_seen_by(account, moment=moment).filter(wanted)).order_by("parcel_code")[
            : MOST_FOUND + 1
        ]
    )
    return FoundParcels(found[:MOST_FOUND], there_are_more=len(found) > MOST_FOUND)


def content_of(parcel: Parcel) -> ParcelContent:
    """Return what a version says, as it would be written again, each point with its own source."""
    leaving = {line.start_id: line for line in parcel.lines.all()}
    parts: dict[int, dict[int, list[RegisterPoint]]] = {}
    for point in parcel.points.all():
        ring = parts.setdefault(point.part, {}).setdefault(point.ring, [])
        ring.append(_register_point(point, leaving.get(point.pk)))
    return ParcelContent(
        parcel_code=parcel.parcel_code,
        address=parcel.address,
        parts=tuple(
            tuple(tuple(rings[number]) for number in sorted(rings))
            for _, rings in sorted(parts.items())
        ),
        area_m2=parcel.area_m2,
        area_rule=parcel.area_rule,
        boundary_rule=parcel.boundary_rule,
        land_use_system=parcel.land_use_system,
        land_use_code=parcel.land_use_code,
        land_use_name=parcel.land_use_name,
    )


def _register_point(point: BoundaryPoint, line: BoundaryLine | None) -> RegisterPoint:
    return RegisterPoint(
        label=point.label,
        northing_m=point.northing_m,
        easting_m=point.easting_m,
        source_file=point.source_file,
        source_line=point.source_line,
        marker=point.marker,
        method=point.method,
        accuracy_class=point.accuracy_class,
        line_kind=line.kind if line else "",
        line_position=line.position if line else "",
        line_quality=line.quality if line else "",
        line_neighbour=line.neighbour_code if line else "",
        source_id=str(point.source_id),
    )
