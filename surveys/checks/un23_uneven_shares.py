"""UN23: units of one use in a building share common parts alike."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery, UnitRecord
from surveys.checks.limits import AREA_STEP_M2
from surveys.checks.unit_rows import UnitRow, shared_bounds_m2, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN23",
    kind="apportionment_uneven",
    severity=Severity.INFORMATION,
    title=Text("同幢同用途各户分摊比例一致", "Units of one use share common parts alike"),
    needs=("units",),
    cites="GB/T 17986.1-2000",
)
def uneven_shares(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """No one coefficient explains the shared areas of the units of one use in a building.

    Why: common parts are spread in proportion to inner areas. Buildings of several sections or
    functions share on more levels than one, and then nothing is wrong. A unit whose own figures do
    not agree is left out: UN04 and UN08 name it.

    Put right: nothing where there are several levels; else look at the unit that is named.
    """
    groups: dict[tuple[str, str, str], list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        unit = row.unit
        if unit.inner_m2 and unit.inner_m2 > 0 and _stands(unit):
            groups[(unit.file, unit.building_number, unit.use)].append(row)
    for (_, number, use), rows in sorted(groups.items()):
        least = max(rows, key=lambda row: _bound(row, -AREA_STEP_M2))
        most = min(rows, key=lambda row: _bound(row, AREA_STEP_M2))
        if _bound(least, -AREA_STEP_M2) <= _bound(most, AREA_STEP_M2):
            continue
        low, high = (rounded(_bound(row, Decimal(0)), 6) for row in (most, least))
        yield uneven_shares.finding(
            Text(
                f"幢 {number} {use or '未注用途'}各户的分摊比例不一致：{most.key} 为 {low}，"
                f"{least.key} 为 {high}。",
                f"Units of building {number} ({use or 'no use stated'}) share common parts "
                f"unalike: {most.key} has {low}, {least.key} {high}.",
            ),
            advice=Text(
                "分级分摊的无须处理；否则请核对所列的户。",
                "Nothing to do where parts are shared on several levels; else check the units.",
            ),
            field="分摊面积",
            found=f"{high}",
            expected=f"{low}",
            measured=high - low,
            **least.place,
        )


def _bound(row: UnitRow, step_m2: Decimal) -> Decimal:
    """Return the coefficient if the shared area were off by a step of rounding."""
    shared, inner = row.unit.shared_m2 or Decimal(0), row.unit.inner_m2 or Decimal(1)
    return (shared + step_m2) / inner


def _stands(unit: UnitRecord) -> bool:
    """Tell whether a shared area is stated that may be, and agrees with the unit's coefficient."""
    if unit.shared_m2 is None or unit.shared_m2 < 0:
        return False
    bounds_m2 = shared_bounds_m2(unit)
    return bounds_m2 is None or bounds_m2[0] <= unit.shared_m2 <= bounds_m2[1]
