"""BP05: a shape has no more vertices than can be compared safely."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from importers.limits import DEFAULT_LIMITS
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.domain.check import CheckContext, check


@check(
    code="BP05",
    kind="too_many_vertices",
    severity=Severity.ERROR,
    title=Text("顶点数不超过上限", "No more vertices than the limit"),
    needs=("shapes",),
    cites=CONVENTION,
)
def too_many_vertices(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A parcel or building has more vertices than the limit.

    Why: comparing shapes of very many vertices takes the database minutes that nothing can stop;
    surveyed boundaries have tens or hundreds.

    Put right: take out points on straight lines, or densify arcs less finely.
    """
    limit = DEFAULT_LIMITS.vertices_per_polygon
    for shape in drawing_of(delivery, context).shapes:
        count = shape.vertex_count
        if count > limit:
            yield too_many_vertices.finding(
                Text(
                    f"{shape.thing.zh} 有 {count} 个顶点，上限为 {limit} 个；未作图形检查。",
                    f"{shape.thing.en} has {count} vertices; the limit is {limit}. Its shape was "
                    "not examined.",
                ),
                advice=Text(
                    "请删去直线上的多余点，或减少圆弧加密点后重新上传。",
                    "Take out points on straight lines or densify arcs less, then upload again.",
                ),
                measured=Decimal(count),
                limit=Decimal(limit),
                found=str(count),
                expected=f"≤ {limit}",
                **shape.place,
            )
