"""BU34: units are not larger than their building."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import AREA_STEP_M2
from surveys.checks.shapes import building_shapes
from surveys.checks.unit_rows import by_building, figure
from surveys.domain.check import CheckContext, check


@check(
    code="BU34",
    kind="units_exceed_building",
    severity=Severity.WARNING,
    title=Text("各户面积之和不大于自然幢建筑面积", "Units are not larger than their building"),
    needs=("floor_areas", "units"),
    cites="GB/T 17986.1-2000",
)
def units_exceed_building(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The built areas of the units make more than the floor area of their building.

    Why: units and the parts they share are what the building consists of. 0.01 m² a unit is
    allowed for rounding; units may well make less, since some parts are not shared out.

    Put right: correct the floor area of the building, or the units.
    """
    units = by_building(delivery)
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        own = [u.built_m2 for u in units.get(record.building_number, []) if u.built_m2 is not None]
        stated = record.floor_area_m2
        if stated is None or not own:
            continue
        total, limit = sum(own, Decimal(0)), AREA_STEP_M2 * len(own)
        if total - stated <= limit:
            continue
        yield units_exceed_building.finding(
            Text(
                f"{shape.thing.zh} 的建筑面积为 {figure(stated)} m²，{len(own)} 户之和为 "
                f"{figure(total)} m²，多出 {figure(total - stated)} m²"
                f"（限差 {figure(limit)} m²）。",
                f"{shape.thing.en} has {figure(stated)} m² of floor area; its {len(own)} units "
                f"make {figure(total)} m², {figure(total - stated)} m² more (limit "
                f"{figure(limit)} m²).",
            ),
            advice=Text("请核对自然幢建筑面积和各户面积。", "Check the building and its units."),
            field="建筑面积",
            found=f"{figure(stated)} m²",
            expected=f"≥ {figure(total)} m²",
            measured=total - stated,
            limit=limit,
            unit="m2",
            **shape.place,
        )
