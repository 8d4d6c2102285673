"""CR21: what is delivered lies where the project lies."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.overlaps import parsed
from surveys.checks.shapes import Shape, first_point, location_of
from surveys.domain.check import CheckContext, check

FAR_M: Final = Decimal(100)
"""Farther from the project's earlier boundary nothing of it can lie: a convention."""


@check(
    code="CR21",
    kind="far_from_project",
    severity=Severity.WARNING,
    title=Text("成果位于本项目宗地处", "The delivery lies where the project lies"),
    needs=("shapes", "project_boundary"),
    cites=CONVENTION,
)
def far_from_project(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A shape of the project lies more than a hundred metres from its earlier boundary.

    Why: that is another place or another coordinate system, such as a local one with an origin of
    its own, which no figure by itself can show.

    Put right: state the right system, transform the coordinates, or upload to the right project.
    """
    before = [point for part in context.project_boundary for ring in part for point in ring]
    south, north = min(p.northing_m for p in before), max(p.northing_m for p in before)
    west, east = min(p.easting_m for p in before), max(p.easting_m for p in before)
    for ring in drawing_of(delivery, context).rings:
        if ring.number != 1 or not ring.points or not _is_own(ring.shape, context):
            continue
        norths = [point.northing_m for point in ring.points]
        easts = [point.easting_m for point in ring.points]
        apart = max(min(norths) - north, south - max(norths), min(easts) - east, west - max(easts))
        if apart <= FAR_M:
            continue
        yield far_from_project.finding(
            Text(
                f"{ring.shape.thing.zh} 距本项目此前的界址 {rounded(apart)} m 以上"
                f"（限 {FAR_M} m）。",
                f"{ring.shape.thing.en} lies at least {rounded(apart)} m from the project's "
                f"earlier boundary (limit {FAR_M} m).",
            ),
            advice=Text(
                "请核对坐标系、中央子午线，以及是否为本项目的成果。",
                "Check the system, its meridian, and whether this is of the project.",
            ),
            measured=apart,
            limit=FAR_M,
            unit="m",
            location=location_of(first_point(ring.points)),
            **ring.shape.place,
        )


def _is_own(shape: Shape, context: CheckContext) -> bool:
    named = shape.record.parcel_code
    return not parsed(named) or named == context.parcel_code
