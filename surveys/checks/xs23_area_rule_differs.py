"""XS23: floor areas follow the rule that they followed at presale."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS23",
    kind="area_rule_differs",
    severity=Severity.INFORMATION,
    title=Text("面积依据与预售相同", "Floor areas follow the rule of presale"),
    needs=("units", "presale"),
    stages=(BaseStage.COMPLETION,),
    cites="GB/T 17986.1-2000; GB 55031-2022",
)
def area_rule_differs(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Floor areas are reckoned by another standard than at presale.

    Why: areas under different standards are shown side by side and never compared by a limit.

    Put right: nothing, or correct the standard that was stated.
    """
    presale = context.presale
    if presale is None or not context.area_rule or context.area_rule == presale.area_rule:
        return
    yield area_rule_differs.finding(
        Text(
            f"本次面积依据 {context.area_rule}，预售依据 {presale.area_rule}；两次面积不作比较。",
            f"Areas now follow {context.area_rule}, at presale {presale.area_rule}; they are not "
            "compared.",
        ),
        advice=Text("请核对面积依据是否填写正确。", "See whether the standard is stated rightly."),
        file=delivery.units[0].file,
        field="面积依据",
        found=context.area_rule,
        expected=presale.area_rule,
    )
