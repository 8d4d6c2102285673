"""UN31: the land of the units is not more than the parcel."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import PlanePoint, polygon_area_m2, rounded
from cadastre.domain.tolerances import area_limit_m2, boundary_class
from importers.records import Delivery, UnitRecord
from surveys.checks.limits import AREA_STEP_M2
from surveys.checks.overlaps import own_code
from surveys.checks.shapes import parcel_shapes, rings_of
from surveys.checks.stated import stated_figure
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="UN31",
    kind="land_share_exceeds_parcel",
    severity=Severity.WARNING,
    title=Text("各户土地面积之和不大于宗地面积", "The land of the units fits the parcel"),
    needs=("land_shares",),
    cites="TD/T 1066-2021 户 FTTDMJ, DYTDMJ; TD/T 1001-2012 解析界址点精度",
)
def land_shares(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """Own and apportioned land of all units together is more than the parcel has.

    Why: land shares are parts of one parcel. Twice the mean error of its area and 0.01 m² a unit
    are allowed.

    Put right: check the shares, and whether a column holds the whole parcel for each unit.
    """
    rings: list[list[Sequence[PlanePoint]]] = [list(part) for part in context.project_boundary]
    own = [s for s in parcel_shapes(delivery) if own_code(s, context) == context.parcel_code]
    if len(own) == 1 and own[0].polygons:
        rings = [list(rings_of(polygon)) for polygon in own[0].polygons]
    if not rings or any(len(ring) < 3 for part in rings for ring in part):
        yield Unchecked(Text("缺少宗地界址", "missing: the boundary of the parcel"))
        return
    accuracy = boundary_class(context.accuracy_class)
    parcel = sum((polygon_area_m2(part[0], part[1:]) for part in rings), Decimal(0))
    shares = [share for unit in delivery.units for share in _shares(unit)]
    total = sum(shares, Decimal(0))
    limit = sum((area_limit_m2(part[0], accuracy) for part in rings), Decimal(0))
    limit += AREA_STEP_M2 * len(shares)
    if total - parcel <= limit:
        return
    yield land_shares.finding(
        Text(
            f"各户土地面积之和为 {rounded(total)} m²，宗地面积为 {rounded(parcel)} m²，多出 "
            f"{rounded(total - parcel)} m²（限差 {rounded(limit)} m²）。",
            f"The units have {rounded(total)} m² of land; the parcel has {rounded(parcel)} m², "
            f"{rounded(total - parcel)} m² less (limit {rounded(limit)} m²).",
        ),
        advice=Text(
            "请核对分摊、独用土地面积。", "Check the apportioned and the exclusive land areas."
        ),
        object_key=context.parcel_code,
        file=delivery.units[0].file,
        field="分摊土地面积",
        found=f"{rounded(total)} m²",
        expected=f"≤ {rounded(parcel)} m²",
        measured=total - parcel,
        limit=limit,
        unit="m2",
    )


def _shares(unit: UnitRecord) -> Iterator[Decimal]:
    for name in ("apportioned_land_m2", "exclusive_land_m2"):
        share = stated_figure(unit.attributes, name)
        if share is not None:
            yield share
