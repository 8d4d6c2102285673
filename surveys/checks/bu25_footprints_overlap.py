"""BU25: delivered buildings stand beside each other."""

from collections.abc import Iterator
from decimal import Decimal

import shapely

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.crowds import crowd_left, told_apart
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION, COSTLIEST_OVERLAY
from surveys.checks.overlaps import matters
from surveys.checks.plane import Plane, area_m2
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="BU25",
    kind="overlap",
    severity=Severity.WARNING,
    title=Text("自然幢互不重叠", "Delivered buildings do not overlap"),
    needs=("footprints", "several_buildings"),
    cites="TD/T 1066-2021 自然幢; " + CONVENTION,
)
def footprints_overlap(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """The footprints of two buildings have ground in common.

    Why: one building is drawn twice or in the wrong place. Where one really stands above the
    other, as with a bridge or a podium, the reviewer says so.

    Put right: correct the footprints; draw a building and its parts as one.
    """
    drawing = drawing_of(delivery, context)
    told = told_apart(drawing.sound(drawing.buildings))
    yield from crowd_left(told.left)
    for first, second, ground in told.twins:
        if first.key != second.key and matters(ground):
            yield _finding(first, second, ground, drawing.plane)
    geometries = told.geometries
    firsts, seconds = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    for one, other in sorted(zip(firsts.tolist(), seconds.tolist(), strict=True)):
        first, second = told.shapes[one], told.shapes[other]
        if one >= other or first.key == second.key:
            continue
        if first.vertex_count * second.vertex_count > COSTLIEST_OVERLAY:
            yield Unchecked(first.too_large)
            continue
        common = geometries[one].intersection(geometries[other])
        if matters(common):
            yield _finding(first, second, common, drawing.plane)


def _finding(first: Shape, second: Shape, common: shapely.Geometry, plane: Plane) -> Finding:
    area = area_m2(common)
    return footprints_overlap.finding(
        Text(
            f"{first.thing.zh} 与{second.thing.zh} 重叠 {rounded(area)} m²。",
            f"{first.thing.en} and {second.thing.en} overlap by {rounded(area)} m².",
        ),
        advice=Text(
            "请核对两幢图形；确为上下关系的请在审核时说明。",
            "Check both footprints; say so in review when one stands above the other.",
        ),
        found=second.key,
        measured=area,
        limit=Decimal("0.1"),
        unit="m2",
        location=plane.location(common.representative_point()),
        **first.place,
    )
