"""PA06: the stated area is the area of the coordinates."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import area_limit_m2, boundary_class
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import AREA_STEP_M2
from surveys.checks.reported import shapes_in_doubt
from surveys.checks.shapes import first_point, location_of
from surveys.domain.check import CheckContext, check


@check(
    code="PA06",
    kind="area_mismatch",
    severity=Severity.WARNING,
    title=Text("申报面积与坐标计算面积一致", "Stated area agrees with the coordinates"),
    needs=("declared_areas",),
    cites="GB/T 42547-2023 解析法面积; TD/T 1001-2012 解析界址点精度",
)
def area_mismatch(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The area stated for a parcel is not the area that its coordinates enclose.

    Why: a stated area may be a slip, and it may be the area of the contract, which is registered
    as it stands; figures alone do not tell the two apart, so a reviewer does. Both are given, and
    how far the accuracy of the points reaches.

    Put right: state the computed area, or deliver the coordinates that the stated area is of.
    """
    accuracy = boundary_class(context.accuracy_class)
    drawing = drawing_of(delivery, context)
    in_doubt = shapes_in_doubt(delivery)
    for shape, record in zip(drawing.parcels, delivery.parcels, strict=True):
        declared_m2 = record.declared_area_m2
        if declared_m2 is None or not drawing.is_sound(shape):
            continue
        if (record.file, shape.key) in in_doubt:
            continue
        computed_m2 = shape.area_m2
        difference_m2 = abs(declared_m2 - computed_m2)
        limit_m2 = max(AREA_STEP_M2, (record.declared_area_step_m2 or Decimal(0)) / 2)
        if difference_m2 <= limit_m2:
            continue
        limits_m2 = [area_limit_m2(p.outer.points, accuracy) for p in shape.polygons]
        points_m2 = sum(limits_m2, Decimal(0))
        yield area_mismatch.finding(
            Text(
                f"{shape.thing.zh} 申报面积 {declared_m2.normalize():f} m²，按坐标计算为 "
                f"{rounded(computed_m2)} m²，相差 {rounded(difference_m2)} m²"
                f"（限差 {limit_m2.normalize():f} m²；按点位精度 {rounded(points_m2)} m²）。",
                f"{shape.thing.en} states {declared_m2.normalize():f} m², its coordinates enclose "
                f"{rounded(computed_m2)} m²: {rounded(difference_m2)} m² apart (limit "
                f"{limit_m2.normalize():f} m²; by the accuracy of the points "
                f"{rounded(points_m2)} m²).",
            ),
            advice=Text(
                "请核对面积及其单位，或坐标是否为同一界址。",
                "Check the area and its unit, and whether the coordinates are of that boundary.",
            ),
            field="面积",
            found=f"{declared_m2.normalize():f} m²",
            expected=f"{rounded(computed_m2)} m²",
            measured=difference_m2,
            limit=limit_m2,
            unit="m2",
            location=location_of(first_point(shape.polygons[0].outer.points)),
            **shape.place,
        )
