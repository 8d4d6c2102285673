"""BP01: a ring needs three different points."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.shapes import first_point, location_of
from surveys.domain.check import CheckContext, check


@check(
    code="BP01",
    kind="too_few_points",
    severity=Severity.ERROR,
    title=Text("每圈至少三个不同的点", "Every ring has three different points"),
    needs=("shapes",),
    cites="TD/T 1001-2012",
)
def too_few_points(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A ring of a parcel or building has fewer than three different points.

    Why: fewer than three points enclose nothing, so there is no boundary and no area.

    Put right: complete the ring, or delete it when it was left over.
    """
    for ring in drawing_of(delivery, context).rings:
        count = len({(point.northing_m, point.easting_m) for point in ring.points})
        if count < 3:
            yield too_few_points.finding(
                Text(
                    f"{ring.thing.zh} 只有 {count} 个不同的点，至少应有 3 个。",
                    f"{ring.thing.en} has {count} different points; three are the least.",
                ),
                advice=Text("请补全或删去该圈后重新上传。", "Complete or delete it, upload again."),
                found=str(count),
                expected="≥ 3",
                location=location_of(first_point(ring.points)) if ring.points else None,
                **ring.shape.place,
            )
