"""BU26: a building has its units where others have theirs."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.checks.unit_rows import by_building
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="BU26",
    kind="building_without_units",
    severity=Severity.INFORMATION,
    title=Text("自然幢有楼盘表", "Buildings come with their units"),
    needs=("units", "buildings"),
    stages=(BaseStage.PRESALE, BaseStage.COMPLETION),
    cites="焦“放管服”组〔2019〕2号 三(三)3; TD/T 1066-2021 户",
)
def no_units(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building has no units though a building table was delivered for others.

    Why: its table may have been forgotten. Houses that are no units of their own, such as pump
    houses, have none.

    Put right: deliver the table of this building where it has units.
    """
    with_units = set(by_building(delivery))
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        if not record.building_number or record.building_number in with_units:
            continue
        yield no_units.finding(
            Text(
                f"{shape.thing.zh} 没有户，其他幢已交楼盘表。",
                f"{shape.thing.en} has no units, while other buildings came with theirs.",
            ),
            advice=Text(
                "该幢有户的，请补交其楼盘表。", "Deliver its building table where it has units."
            ),
            field="幢号",
            found=record.building_number,
            **shape.place,
        )
