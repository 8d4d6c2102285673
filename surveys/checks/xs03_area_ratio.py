"""XS03: how the areas as built compare with the areas as sold."""

from collections.abc import Iterator

from buildings.domain.floor_area import difference_ratio
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import AREA_RATIO_PERCENT
from surveys.checks.stages_compared import compared_buildings
from surveys.checks.unit_rows import UnitRow, figure
from surveys.domain.check import CheckContext, Unchecked, check
from surveys.domain.evidence import BaseStage


@check(
    code="XS03",
    kind="area_ratio",
    severity=Severity.INFORMATION,
    title=Text("面积误差比不超过 3%", "Areas differ from presale by no more than 3 %"),
    needs=("units", "presale"),
    stages=(BaseStage.COMPLETION,),
    cites="商品房销售管理办法 第二十条; 焦“放管服”组〔2019〕2号 三(三)3",
)
def area_ratio(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """The built area of a unit differs from its presale area by more than three per cent.

    Why: beyond three per cent buyers have rights under their contract. The accepted completion
    area is registered all the same: this is information and never bars a registration.

    Put right: nothing, when both areas are right.
    """
    presale = context.presale
    if presale is None:
        return
    if context.area_rule and context.area_rule != presale.area_rule:
        yield Unchecked(
            Text(
                f"两次面积依据不同（{presale.area_rule}、{context.area_rule}），不作比较",
                f"areas under different rules ({presale.area_rule}, {context.area_rule}) are not "
                "compared",
            )
        )
        return
    for building in compared_buildings(delivery, context):
        for before, after in building.comparison.stayed:
            if before.built_m2 is None or after.built_m2 is None:
                continue
            ratio = difference_ratio(after.built_m2, before.built_m2)
            if ratio is None or abs(ratio) <= AREA_RATIO_PERCENT:
                continue
            row = UnitRow(after)
            yield area_ratio.finding(
                Text(
                    f"{row.thing.zh} 竣工 {figure(after.built_m2)} m²，预售 "
                    f"{figure(before.built_m2)} m²，误差比 {ratio:+}%，超过 "
                    f"{AREA_RATIO_PERCENT}%；按竣工面积登记。",
                    f"{row.thing.en}: {figure(after.built_m2)} m² as built, "
                    f"{figure(before.built_m2)} m² at presale, {ratio:+} %, more than "
                    f"{AREA_RATIO_PERCENT} %; the area as built is registered.",
                ),
                field="建筑面积",
                found=f"{figure(after.built_m2)} m²",
                expected=f"{figure(before.built_m2)} m²",
                measured=abs(ratio),
                limit=AREA_RATIO_PERCENT,
                unit="%",
                **row.place,
            )
