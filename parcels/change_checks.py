"""What a change of parcels has to satisfy before it is registered."""

from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings

from cadastre import sql
from cadastre.domain.errors import Conflict, InvalidInput, NotFound
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.models import SpatialSource
from parcels.boundaries import millimetres
from parcels.domain.balance import Balance, limit_of
from parcels.domain.moving import Move
from parcels.domain.publication import ParcelContent
from parcels.models import Parcel, ParcelLineage
from parcels.selectors import content_of

GROUND_LIMIT_M2 = Decimal("0.1")
"""Ground that may be lost or won by rounding: as much as parcels may overlap."""
TOUCHING_M = 0.001


def balance_of(
    before: Sequence[Parcel], contents: Sequence[ParcelContent], source: SpatialSource
) -> Balance:
    """Return the registered areas before and after, with the limit of the surveys involved."""
    was = [content_of(parcel) for parcel in before]
    return Balance(
        before_m2=sum((parcel.area_m2 for parcel in before), Decimal(0)),
        after_m2=sum((content.area_m2 for content in contents), Decimal(0)),
        limit_m2=limit_of(
            [part[0] for content in was for part in content.parts],
            classes=[source.accuracy_class, *(p.source.accuracy_class for p in before)],
        ),
    )


def require_same_ground(before: Sequence[Parcel], after: Sequence[Parcel]) -> None:
    """Raise Conflict, saying how much is lost and won, unless the ground is the same."""
    keys = {"ended": [p.pk for p in before], "begun": [p.pk for p in after]}
    (ground,) = sql.rows("parcels", "ground_changed", keys)
    if ground["lost_m2"] is None or ground["gained_m2"] is None:
        raise Conflict(
            Text(
                "界址点过多，无法在库内核对变更前后的范围。",
                "The boundaries have too many points to compare the ground before and after.",
            )
        )
    lost, gained = (rounded(Decimal(ground[name]), 2) for name in ("lost_m2", "gained_m2"))
    if max(lost, gained) > GROUND_LIMIT_M2:
        raise Conflict(
            Text(
                f"变更前后的范围不一致：少 {lost} m²，多 {gained} m²"
                f"（限差 {GROUND_LIMIT_M2} m²）。",
                f"The ground is not the same: {lost} m² are lost and {gained} m² are won "
                f"(limit {GROUND_LIMIT_M2} m²).",
            ),
            advice=Text(
                "新界址线的端点应落在原界址线上，并与相邻宗地共用。",
                "End a new line on the old boundary, in points shared with the neighbour.",
            ),
        )


def require_all_sharing(parcels: Sequence[Parcel], move: Move) -> None:
    """Refuse to move a point that bounds another parcel too, or that none of these has."""
    codes = {parcel.parcel_code for parcel in parcels}
    at = f"X {move.northing_m}, Y {move.easting_m}"
    found = [
        row
        for layer in sorted({parcel.layer for parcel in parcels})
        for row in sql.rows(
            "parcels",
            "parcels_at_place",
            {
                "northing_m": float(move.northing_m),
                "easting_m": float(move.easting_m),
                "srid": settings.SRID,
                "layer": layer,
                "tolerance_m": TOUCHING_M,
            },
        )
    ]
    others = sorted({row["parcel_code"] for row in found} - codes)
    if others:
        raise Conflict(
            Text(
                f"界址点（{at}）也是宗地 {'、'.join(others)} 的界址，须一并变更，否则都不变更。",
                f"The point at {at} also bounds parcel {', '.join(others)}: "
                "all of them change together, or none does.",
            )
        )
    places = {(millimetres(move.northing_m), millimetres(move.easting_m))}
    has_point = any(
        (millimetres(point.northing_m), millimetres(point.easting_m)) in places
        for parcel in parcels
        for point in parcel.points.all()
    )
    if not has_point:
        raise InvalidInput(
            Text(
                f"{'、'.join(sorted(codes))} 在（{at}）处没有界址点。",
                f"None of {', '.join(sorted(codes))} has a boundary point at {at}.",
            )
        )


def not_current(code: str) -> Conflict | NotFound:
    """Return why a parcel cannot be changed: there is none, or it became another."""
    if not Parcel.objects.filter(parcel_code=code).exists():
        return NotFound(Text(f"登记簿中没有宗地 {code}。", f"The register has no parcel {code}."))
    after = list(
        ParcelLineage.objects.filter(before_code=code)
        .exclude(after_code__in=["", code])
        .values_list("after_code", flat=True)
    )
    became = ", ".join(after)
    return Conflict(
        Text(
            f"宗地 {code} 已不是现势宗地" + (f"，已变更为 {became}。" if after else "。"),
            f"Parcel {code} is no longer current" + (f": it became {became}." if after else "."),
        )
    )
