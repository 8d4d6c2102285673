"""XS21: the land area as built is that of land supply."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import polygon_area_m2, rounded
from cadastre.domain.tolerances import area_limit_m2, boundary_class
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.overlaps import own_code
from surveys.checks.shapes import first_point, location_of
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS21",
    kind="land_area_changed",
    severity=Severity.WARNING,
    title=Text("竣工宗地面积与供地面积一致", "The land area as built is that of land supply"),
    needs=("parcel_shapes", "supply"),
    stages=(BaseStage.COMPLETION,),
    cites="TD/T 1001-2012 解析界址点精度; 焦“放管服”组〔2019〕2号 三(三)3",
)
def land_area_changed(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The area of the project's parcel differs from that of land supply beyond the accuracy.

    Why: the area of the contract is registered as it stands. Twice the mean error of the area, of
    the coarser class of both surveys, is what measuring twice explains.

    Put right: check both surveys; a changed parcel needs a decision of the office.
    """
    supply = context.supply
    drawing = drawing_of(delivery, context)
    for shape in drawing.parcels:
        if supply is None or own_code(shape, context) != context.parcel_code:
            continue
        if not drawing.is_sound(shape):
            continue
        before = polygon_area_m2(supply.boundary[0], supply.boundary[1:])
        accuracy = boundary_class(max(context.accuracy_class, supply.accuracy_class))
        limit, off = area_limit_m2(supply.boundary[0], accuracy), abs(shape.area_m2 - before)
        if off <= limit:
            continue
        yield land_area_changed.finding(
            Text(
                f"{shape.thing.zh} 面积 {rounded(shape.area_m2)} m²，供地时 {rounded(before)} m²，"
                f"相差 {rounded(off)} m²（限差 {rounded(limit)} m²）。",
                f"{shape.thing.en} has {rounded(shape.area_m2)} m²; at land supply it had "
                f"{rounded(before)} m², {rounded(off)} m² apart (limit {rounded(limit)} m²).",
            ),
            advice=Text("请核对两次界址测量。", "Compare both boundary surveys."),
            field="宗地面积",
            found=f"{rounded(shape.area_m2)} m²",
            expected=f"{rounded(before)} m²",
            measured=off,
            limit=limit,
            unit="m2",
            location=location_of(first_point(shape.polygons[0].outer.points)),
            **shape.place,
        )
