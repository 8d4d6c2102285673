"""Every read of the parcel register."""

from datetime import datetime

from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.models import Q, QuerySet

from accounts.models import Account
from accounts.selectors import in_districts
from cadastre import sql
from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from parcels.models import Parcel

GEOGRAPHIC_SRID = 4490
"""CGCS2000 longitude and latitude: what GeoJSON answers are in."""


def parcels_current(*, at: datetime | None = None) -> QuerySet[Parcel]:
    """Return the versions that are current, or were at ``at``."""
    if at is None:
        return Parcel.objects.filter(valid_to__isnull=True)
    return Parcel.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at)


def parcels_seen_by(account: Account) -> QuerySet[Parcel]:
    """Return the current parcels in the account's districts."""
    return parcels_current().filter(in_districts(account, "parcel_code"))


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


def parcel_neighbours(parcel: Parcel) -> list[dict[str, object]]:
    """Return the current parcels sharing an edge, by side.

    Each row has ``side`` (N, E, S, W), ``parcel_code``, ``address`` and ``shared_m``.
    """
    return sql.rows("parcels", "parcel_neighbours", {"parcel_id": parcel.pk, "tolerance_m": 0.001})


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
