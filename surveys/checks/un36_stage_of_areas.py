"""UN36: areas are of the stage that is delivered."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import UnitRow, unit_rows
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="UN36",
    kind="stage_mismatch",
    severity=Severity.WARNING,
    title=Text("面积阶段与本次成果阶段一致", "Areas are of the stage that is delivered"),
    needs=("area_stages",),
    stages=(BaseStage.PRESALE, BaseStage.COMPLETION),
    cites="GB/T 17986.1-2000; 焦“放管服”组〔2019〕2号 三(三)3",
)
def stage_of_areas(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A table gives computed areas (预测) at completion, or measured ones (实测) at presale.

    Why: presale areas are reckoned from drawings, completion areas are measured; only the latter
    are registered.

    Put right: deliver the table of this stage.
    """
    words = {"presale": Text("预测", "computed"), "completion": Text("实测", "measured")}
    other = "presale" if context.base_stage is BaseStage.COMPLETION else "completion"
    files: dict[str, list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        if row.unit.attributes.get("area_stage") == other:
            files[row.unit.file].append(row)
    for file, rows in files.items():
        said = words[other]
        yield stage_of_areas.finding(
            Text(
                f"{file} 中 {len(rows)} 户只有{said.zh}面积，与本次成果阶段不符。",
                f"{len(rows)} units of {file} have {said.en} areas only, which are not of this "
                "stage.",
            ),
            advice=Text("请提供本阶段的面积。", "Deliver the areas of this stage."),
            file=file,
            line=rows[0].unit.line,
            field="建筑面积",
            found=other,
            expected=context.base_stage.value,
        )
