"""BU23: the floor area fits into the storeys."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.shapes import first_point, location_of
from surveys.checks.unit_rows import figure
from surveys.domain.check import CheckContext, check

LARGEST_STOREY_SHARE: Final = Decimal("1.5")
"""How much larger than the footprint storeys may be on the average: a convention of this system."""


@check(
    code="BU23",
    kind="floor_area_implausible",
    severity=Severity.WARNING,
    title=Text("建筑面积与层数、占地相称", "Floor area fits storeys and footprint"),
    needs=("floor_areas", "footprints", "storeys"),
    cites=CONVENTION,
)
def floor_area_above_storeys(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building has far more floor area than its storeys above each other can hold.

    Why: upper storeys reach out a little, not by half. Then the storeys, the footprint or the area
    are those of something else. Buildings with basements are left out: basements may be wider.

    Put right: correct the number of storeys, the footprint or the floor area.
    """
    drawing = drawing_of(delivery, context)
    for shape, record in zip(drawing.buildings, delivery.buildings, strict=True):
        floor, above = record.floor_area_m2, record.storeys_above
        if floor is None or not above or above < 0 or record.storeys_below:
            continue
        if not drawing.is_sound(shape):
            continue
        most = shape.area_m2 * above * LARGEST_STOREY_SHARE
        if floor <= most:
            continue
        yield floor_area_above_storeys.finding(
            Text(
                f"{shape.thing.zh} 的建筑面积为 {figure(floor)} m²，占地 {rounded(shape.area_m2)} "
                f"m²、{above} 层最多约 {rounded(most)} m²。",
                f"{shape.thing.en} has {figure(floor)} m² of floor area; {above} storeys on "
                f"{rounded(shape.area_m2)} m² hold about {rounded(most)} m² at most.",
            ),
            advice=Text(
                "请核对层数、占地图形和建筑面积。", "Check storeys, footprint and floor area."
            ),
            field="建筑面积",
            found=f"{figure(floor)} m²",
            expected=f"≤ {rounded(most)} m²",
            measured=floor,
            limit=most,
            unit="m2",
            location=location_of(first_point(shape.polygons[0].outer.points)),
            **shape.place,
        )
