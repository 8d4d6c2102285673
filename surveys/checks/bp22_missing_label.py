"""BP22: every boundary point has its number where others have."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.shapes import first_point, label_of, location_of
from surveys.domain.check import CheckContext, check


@check(
    code="BP22",
    kind="missing_label",
    severity=Severity.WARNING,
    title=Text("界址点均有点号", "Every boundary point has its number"),
    needs=("point_labels",),
    cites="TD/T 1001-2012 界址点成果表",
)
def missing_label(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Some points of a ring have no number while others have.

    Why: boundary lines and marks in the field are told by point number.

    Put right: number all points of the ring.
    """
    for ring in drawing_of(delivery, context).rings:
        bare = [point for point in ring.points if not point.label]
        if not bare or len(bare) == len(ring.points):
            continue
        first = first_point(bare)
        yield missing_label.finding(
            Text(
                f"{ring.thing.zh} 有 {len(bare)} 个点没有点号，例如 {label_of(first)}。",
                f"{len(bare)} points of {ring.thing.en} have no number, such as {label_of(first)}.",
            ),
            advice=Text("请补填点号。", "Number them."),
            field="点号",
            location=location_of(first),
            **ring.shape.place | {"line": first.line or ring.shape.record.line},
        )
