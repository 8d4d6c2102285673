"""XS24: a unit that had a code at presale carries it at completion."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.stages_compared import compared_buildings
from surveys.checks.unit_rows import UnitRow
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS24",
    kind="unit_code_missing",
    severity=Severity.INFORMATION,
    title=Text("预售时的代码在竣工时仍填写", "Codes of presale are carried on"),
    needs=("units", "presale"),
    stages=(BaseStage.COMPLETION,),
    cites="GB/T 37346-2019",
)
def unit_code_missing(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Units of a building have no code at completion though they had one at presale.

    Why: the office finds the code by building, section and room, so nothing is lost; a table with
    the codes can be compared directly.

    Put right: nothing, or fill in the codes of presale.
    """
    for building in compared_buildings(delivery, context):
        same = building.comparison.same
        bare = [UnitRow(b) for a, b in same if a.unit_code and not b.unit_code]
        if not bare:
            continue
        yield unit_code_missing.finding(
            Text(
                f"幢 {building.building_number} 有 {len(bare)} 户未填预售时的代码，"
                "由系统按房号沿用。",
                f"{len(bare)} units of building {building.building_number} lack their code of "
                "presale; it is carried on by room.",
            ),
            advice=Text("可补填预售时的代码。", "The codes of presale may be filled in."),
            field="不动产单元代码",
            **bare[0].place | {"object_key": building.building_number},
        )
