"""PA05: a shape has an area."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import CONVENTION, SMALLEST_AREA_M2
from surveys.checks.outline import crossings
from surveys.checks.plane import Plane, is_drawable, plane_of
from surveys.checks.shapes import Shape, all_shapes, first_point, location_of, numbered_rings
from surveys.domain.check import CheckContext, check


@check(
    code="PA05",
    kind="zero_area",
    severity=Severity.ERROR,
    title=Text("图形有面积", "Every shape has an area"),
    needs=("shapes",),
    cites=CONVENTION,
)
def zero_area(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The area that the coordinates of a parcel or building enclose is nothing.

    Why: points on one line, or out and back the same way, enclose no ground.

    Put right: check the coordinates, above all whether one column was copied into the other.
    """
    plane = plane_of(delivery)
    for shape in all_shapes(delivery):
        if not is_drawable(shape) or not _is_told_by_its_area(shape, plane):
            continue
        area_m2 = shape.area_m2
        if area_m2 > SMALLEST_AREA_M2:
            continue
        yield zero_area.finding(
            Text(
                f"{shape.thing.zh} 按坐标计算的面积为 {area_m2.normalize():f} m²，"
                f"应大于 {SMALLEST_AREA_M2} m²。",
                f"The coordinates of {shape.thing.en} enclose {area_m2.normalize():f} m²; it must "
                f"be more than {SMALLEST_AREA_M2} m².",
            ),
            advice=Text("请核对各点坐标后重新上传。", "Check the coordinates and upload again."),
            measured=area_m2,
            limit=SMALLEST_AREA_M2,
            unit="m2",
            location=location_of(first_point(shape.polygons[0].outer.points)),
            **shape.place,
        )


def _is_told_by_its_area(shape: Shape, plane: Plane) -> bool:
    """Leave out rings of fewer than three places and rings that cross: others report those."""
    for ring in numbered_rings([shape]):
        places = {(point.northing_m, point.easting_m) for point in ring.points}
        if len(places) < 3 or crossings(ring.points, plane):
            return False
    return True
