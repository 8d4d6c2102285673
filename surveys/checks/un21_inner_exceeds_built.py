"""UN21: the inner area is part of the built area."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import figure, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN21",
    kind="inner_exceeds_built",
    severity=Severity.ERROR,
    title=Text("套内面积不大于建筑面积", "The inner area is part of the built area"),
    needs=("units",),
    cites="GB/T 17986.1-2000",
)
def inner_exceeds_built(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The inner area of a unit is larger than its built area, and no shared area is given.

    Why: the built area is the inner one and a share of common parts. Where all three are given
    their sum is looked at by another check.

    Put right: correct the area that is wrong; the columns may have been exchanged.
    """
    for row in unit_rows(delivery):
        inner, built = row.unit.inner_m2, row.unit.built_m2
        if inner is None or built is None or row.unit.shared_m2 is not None:
            continue
        if inner <= built:
            continue
        yield inner_exceeds_built.finding(
            Text(
                f"{row.thing.zh} 的套内面积 {figure(inner)} m² 大于建筑面积 {figure(built)} m²。",
                f"{row.thing.en} has {figure(inner)} m² of inner area, more than its built area "
                f"of {figure(built)} m².",
            ),
            advice=Text("请核对两栏面积是否写反。", "See whether the two columns were exchanged."),
            field="套内建筑面积",
            found=f"{figure(inner)} m²",
            expected=f"≤ {figure(built)} m²",
            measured=inner,
            limit=built,
            unit="m2",
            **row.place,
        )
