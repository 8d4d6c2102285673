"""BU04: all storeys are those above and those below ground."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.domain.check import CheckContext, check

TOTAL_STOREYS = "total_storeys"
"""Under this name readers keep the stated number of all storeys (总层数 ZCS)."""


@check(
    code="BU04",
    kind="storey_count",
    severity=Severity.ERROR,
    title=Text("总层数 = 地上层数 + 地下层数", "Storeys above and below add up"),
    needs=("storeys",),
    cites="TD/T 1066-2021 自然幢 ZCS, DSCS, DXCS",
)
def storey_count(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The stated number of storeys is not the sum of those above and those below ground.

    Why: storeys are what units are placed in; a wrong number hides units or invents them.

    Put right: correct the number that is wrong.
    """
    for building, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        stated = building.attributes.get(TOTAL_STOREYS, "")
        if not stated.isdecimal() or building.storeys_above is None:
            continue
        above, below = building.storeys_above, building.storeys_below or 0
        if int(stated) == above + below:
            continue
        yield storey_count.finding(
            Text(
                f"{shape.thing.zh} 的总层数为 {stated}，地上 {above} 层加地下 {below} 层为 "
                f"{above + below}。",
                f"{shape.thing.en} states {stated} storeys; {above} above and {below} below "
                f"ground make {above + below}.",
            ),
            advice=Text("请核对层数后重新上传。", "Check the storeys and upload again."),
            field="总层数",
            found=stated,
            expected=str(above + below),
            **shape.place,
        )
