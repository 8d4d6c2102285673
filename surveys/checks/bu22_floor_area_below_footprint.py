"""BU22: a building has at least half its footprint as floor area."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.shapes import (
    first_point,
    location_of,
)
from surveys.checks.unit_rows import figure
from surveys.domain.check import CheckContext, check

_HALF: Final = 2


@check(
    code="BU22",
    kind="floor_area_below_footprint",
    severity=Severity.WARNING,
    title=Text("建筑面积不小于占地面积的一半", "Floor area is at least half the footprint"),
    needs=("floor_areas", "footprints"),
    cites="GB/T 17986.1-2000",
)
def floor_area_below_footprint(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The floor area of a building is less than half the area it covers.

    Why: what is roofed counts in full or by half, so a floor area below half the footprint is one
    of another building, of one unit only, or in another unit of area.

    Put right: correct the floor area, or draw the footprint of this building.
    """
    drawing = drawing_of(delivery, context)
    for shape, record in zip(drawing.buildings, delivery.buildings, strict=True):
        floor = record.floor_area_m2
        if floor is None or not drawing.is_sound(shape):
            continue
        least = shape.area_m2 / _HALF
        if floor >= least:
            continue
        yield floor_area_below_footprint.finding(
            Text(
                f"{shape.thing.zh} 的建筑面积为 {figure(floor)} m²，不到占地图形面积 "
                f"{rounded(shape.area_m2)} m² 的一半。",
                f"{shape.thing.en} has {figure(floor)} m² of floor area, less than half of the "
                f"{rounded(shape.area_m2)} m² that it covers.",
            ),
            advice=Text(
                "请核对建筑面积及其单位、占地图形。",
                "Check the floor area, its unit, and the footprint.",
            ),
            field="建筑面积",
            found=f"{figure(floor)} m²",
            expected=f"≥ {rounded(least)} m²",
            measured=floor,
            limit=least,
            unit="m2",
            location=location_of(first_point(shape.polygons[0].outer.points)),
            **shape.place,
        )
