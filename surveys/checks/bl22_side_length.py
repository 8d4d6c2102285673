"""BL22: stated lengths of sides are those of the coordinates."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import distance_m, rounded
from cadastre.domain.tolerances import boundary_class
from importers.records import Delivery
from surveys.checks.boundary_lines import line_place, line_thing
from surveys.domain.check import CheckContext, check


@check(
    code="BL22",
    kind="side_length_mismatch",
    severity=Severity.ERROR,
    title=Text("注明的界址边长与坐标一致", "Stated side lengths agree with the coordinates"),
    needs=("side_lengths",),
    cites="TD/T 1001-2012 相邻界址点间距",
)
def side_length(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A stated side length differs from the coordinates by more than the class allows.

    Why: the length was taped or copied apart from the coordinates, so beyond what the spacing of
    neighbouring points may be off one of the two is wrong, or belongs to another side.

    Put right: correct the length, or the point at one of the ends.
    """
    limit_m = boundary_class(context.accuracy_class).spacing_limit_m
    for line in delivery.lines:
        if line.length_m is None or len(line.points) < 2:
            continue
        drawn_m = sum((distance_m(*ends) for ends in pairwise(line.points)), Decimal(0))
        off_m = abs(line.length_m - drawn_m)
        if off_m <= limit_m:
            continue
        thing = line_thing(line)
        yield side_length.finding(
            Text(
                f"{thing.zh}注明长 {line.length_m} m，按坐标为 {rounded(drawn_m)} m，相差 "
                f"{rounded(off_m)} m（{context.accuracy_class} 级间距限差 {limit_m} m）。",
                f"{thing.en} is stated as {line.length_m} m long, its coordinates give "
                f"{rounded(drawn_m)} m: {rounded(off_m)} m apart (limit of the spacing for class "
                f"{context.accuracy_class}: {limit_m} m).",
            ),
            advice=Text(
                "请核对边长是否填在这条边上，以及两端界址点的坐标。",
                "Check that the length stands at this side, and the points at both ends.",
            ),
            field="边长",
            found=f"{line.length_m} m",
            expected=f"{rounded(drawn_m)} m",
            measured=off_m,
            limit=limit_m,
            unit="m",
            **line_place(line),
        )
