"""BU21: the stated footprint area is that of the drawn footprint."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import house_area_limit_m2
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import AREA_STEP_M2
from surveys.checks.shapes import first_point, location_of
from surveys.checks.unit_rows import figure
from surveys.domain.check import CheckContext, check

_LOOSEST_CLASS: Final = 3
"""The one class of the house standard whose limits for areas were read, not remembered."""


@check(
    code="BU21",
    kind="footprint_area_mismatch",
    severity=Severity.WARNING,
    title=Text("幢占地面积与图形一致", "The stated footprint area agrees with the footprint"),
    needs=("footprint_areas",),
    cites="GB/T 17986.1-2000 房产测量精度; TD/T 1066-2021 自然幢 ZZDMJ",
)
def footprint_area(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The stated footprint area of a building is not the area of its drawn footprint.

    Why: one of the two is of another building or another state of it. The limit is that of the
    coarsest class of the house standard, so that only clear differences are reported.

    Put right: state the area of the footprint, or draw the footprint that was measured.
    """
    drawing = drawing_of(delivery, context)
    for shape, record in zip(drawing.buildings, delivery.buildings, strict=True):
        stated = record.footprint_area_m2
        if stated is None or stated < 0 or not drawing.is_sound(shape):
            continue
        drawn = shape.area_m2
        limit = max(AREA_STEP_M2, house_area_limit_m2(drawn, _LOOSEST_CLASS))
        off = abs(stated - drawn)
        if off <= limit:
            continue
        yield footprint_area.finding(
            Text(
                f"{shape.thing.zh} 的占地面积写为 {figure(stated)} m²，图形面积为 {rounded(drawn)} "
                f"m²，相差 {rounded(off)} m²（限差 {rounded(limit)} m²）。",
                f"{shape.thing.en} states a footprint of {figure(stated)} m²; the drawn one has "
                f"{rounded(drawn)} m², {rounded(off)} m² apart (limit {rounded(limit)} m²).",
            ),
            advice=Text(
                "请核对占地面积和自然幢图形。", "Compare the stated area and the drawn footprint."
            ),
            field="幢占地面积",
            found=f"{figure(stated)} m²",
            expected=f"{rounded(drawn)} m²",
            measured=off,
            limit=limit,
            unit="m2",
            location=location_of(first_point(shape.polygons[0].outer.points)),
            **shape.place,
        )
