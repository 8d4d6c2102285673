"""XS04: a unit keeps its code from presale to completion."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.stages_compared import compared_buildings
from surveys.checks.unit_rows import UnitRow
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS04",
    kind="unit_code_changed",
    severity=Severity.ERROR,
    title=Text("同一户前后代码相同", "A unit keeps its code"),
    needs=("unit_codes", "presale"),
    stages=(BaseStage.COMPLETION,),
    cites="GB/T 37346-2019",
)
def unit_code_changed(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A unit carries another code at completion than at presale.

    Why: contracts and mortgages of the presale hang on the code; it names the same room for all
    time.

    Put right: use the presale code again, or leave the code out.
    """
    for building in compared_buildings(delivery, context):
        for before, after in building.comparison.stayed:
            if not before.unit_code or not after.unit_code or before.unit_code == after.unit_code:
                continue
            row = UnitRow(after)
            yield unit_code_changed.finding(
                Text(
                    f"{row.thing.zh} 的单元代码 {after.unit_code} 与预售时的 {before.unit_code} "
                    "不同。",
                    f"{row.thing.en} carries {after.unit_code}; at presale it was "
                    f"{before.unit_code}.",
                ),
                advice=Text(
                    "请沿用预售时的代码，或留空。", "Use the presale code, or leave it out."
                ),
                field="不动产单元代码",
                found=after.unit_code,
                expected=before.unit_code,
                **row.place,
            )
