"""PA05: a ring has an area."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import ring_area_m2
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION, SMALLEST_AREA_M2
from surveys.checks.outline import crossings
from surveys.checks.plane import Plane
from surveys.checks.shapes import NumberedRing, first_point, location_of
from surveys.domain.check import CheckContext, check


@check(
    code="PA05",
    kind="zero_area",
    severity=Severity.ERROR,
    title=Text("每圈有面积", "Every ring has an area"),
    needs=("shapes",),
    cites=CONVENTION,
)
def zero_area(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The area that a ring of a parcel or building encloses is nothing.

    Why: points on one line, or out and back the same way, enclose no ground.

    Put right: check the coordinates, above all whether one column was copied into the other.
    """
    drawing = drawing_of(delivery, context)
    plane = drawing.plane
    for ring in drawing.rings_without_area:
        area_m2 = ring_area_m2(ring.points)
        if area_m2 > SMALLEST_AREA_M2 or _is_said_otherwise(ring, plane):
            continue
        shown = f"{area_m2.normalize():f}"
        yield zero_area.finding(
            Text(
                f"{ring.thing.zh} 按坐标计算的面积为 {shown} m²，应大于 {SMALLEST_AREA_M2} m²。",
                f"The coordinates of {ring.thing.en} enclose {shown} m²; it must be more than "
                f"{SMALLEST_AREA_M2} m².",
            ),
            advice=Text("请核对各点坐标后重新上传。", "Check the coordinates and upload again."),
            measured=area_m2,
            limit=SMALLEST_AREA_M2,
            unit="m2",
            location=location_of(first_point(ring.points)),
            **ring.shape.place,
        )


def _is_said_otherwise(ring: NumberedRing, plane: Plane) -> bool:
    """Tell whether the ring has fewer than three places or crosses itself: others report those."""
    places = {(point.northing_m, point.easting_m) for point in ring.points}
    return len(places) < 3 or not ring.shape.is_small_enough or bool(crossings(ring.points, plane))
