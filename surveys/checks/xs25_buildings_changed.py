"""XS25: the buildings with units are those of presale."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import by_building
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS25",
    kind=("building_missing", "building_added"),
    severity=Severity.INFORMATION,
    title=Text("竣工各幢与预售各幢一致", "The buildings are those of presale"),
    needs=("units", "presale"),
    stages=(BaseStage.COMPLETION,),
    cites="国办发〔2022〕35号; 焦“放管服”组〔2019〕2号 三(三)3",
)
def buildings_changed(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building of the presale tables has none at completion, or the other way round.

    Why: buildings are completed one by one, and not every building is sold in advance. A number
    that is missing here and new there is mostly one building under two numbers.

    Put right: nothing, or use the number of presale.
    """
    presale = context.presale.buildings if context.presale else ()
    before = {building.building_number for building in presale if building.units}
    units = by_building(delivery)
    file = delivery.units[0].file
    for number in sorted(before - set(units)):
        yield _finding(number, file, "building_missing", Text("仅在预售", "at presale only"))
    for number in sorted(set(units) - before):
        yield _finding(number, file, "building_added", Text("仅在竣工", "at completion only"))


def _finding(number: str, file: str, kind: str, where: Text) -> Finding:
    return buildings_changed.finding(
        Text(f"幢 {number} {where.zh}楼盘表中。", f"Building {number} has a table {where.en}."),
        advice=Text("请核对幢号是否前后一致。", "See whether both stages use one number."),
        kind=kind,
        object_key=number,
        file=file,
        field="幢号",
        found=number,
    )
