"""BP03: the boundary must not fold back on itself."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import ring_area_m2
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION, SMALLEST_AREA_M2, SPIKE_ANGLE_DEGREES
from surveys.checks.outline import is_polygon, spikes
from surveys.checks.shapes import label_of, location_of
from surveys.domain.check import CheckContext, check


@check(
    code="BP03",
    kind="spike",
    severity=Severity.ERROR,
    title=Text("界线无尖刺", "The boundary has no spikes"),
    needs=("shapes",),
    cites=CONVENTION,
)
def spike(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The two sides at a point fold back on each other at less than one degree.

    Why: a corner that sharp is mostly a slip of drawing or of the order of points. Where the sides
    lie on each other the outline is no polygon any more, which is an error; else it is a warning.

    Put right: delete the point at the tip, or put the points into their order.
    """
    limit = Decimal(str(SPIKE_ANGLE_DEGREES))
    for ring in drawing_of(delivery, context).rings_with_spike:
        tips = spikes(ring.points)
        if not tips or ring_area_m2(ring.points) <= SMALLEST_AREA_M2:
            continue  # a ring without area is nothing but tips: PA05 says so once
        severity = Severity.WARNING if is_polygon(ring.points) else Severity.ERROR
        for point, angle in tips:
            label, shown = label_of(point), Decimal(str(round(angle, 4)))
            yield spike.finding(
                Text(
                    f"{ring.thing.zh} 在 {label} 处有尖刺：两边夹角 {shown}°，应不小于 {limit}°。",
                    f"{ring.thing.en} has a spike at {label}: its two sides meet at {shown}°, "
                    f"less than {limit}°.",
                ),
                advice=Text(
                    f"请核对 {label} 及其前后各点的次序和坐标，删去多余的点后重新上传。",
                    f"Check order and coordinates around {label}, delete what is too much and "
                    "upload again.",
                ),
                severity=severity,
                measured=shown,
                limit=limit,
                unit="°",
                location=location_of(point),
                **ring.shape.place | {"line": point.line or ring.shape.record.line},
            )
