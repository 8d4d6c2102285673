"""BU31: a building has a storey."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="BU31",
    kind="no_storeys",
    severity=Severity.ERROR,
    title=Text("自然幢至少有一层", "Every building has a storey"),
    needs=("storeys",),
    cites="TD/T 1066-2021 自然幢 DSCS, DXCS",
)
def no_storeys(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building has no storey at all, or a negative number of them.

    Why: storeys above and below ground are counted from 0 upwards, and one of both is there.
    Without any, no unit can lie in the building.

    Put right: state the storeys above and below ground.
    """
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        above, below = record.storeys_above, record.storeys_below
        if above is None or (above >= 0 and (below or 0) >= 0 and above + (below or 0) > 0):
            continue
        yield no_storeys.finding(
            Text(
                f"{shape.thing.zh} 的地上层数为 {above}、地下层数为 {below or 0}，至少应有一层。",
                f"{shape.thing.en} states {above} storeys above and {below or 0} below ground; "
                "one is the least.",
            ),
            advice=Text("请改正层数后重新上传。", "Correct the storeys and upload again."),
            field="层数",
            found=f"{above}/{below or 0}",
            expected="≥ 1",
            **shape.place,
        )
