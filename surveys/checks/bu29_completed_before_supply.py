"""BU29: a building is completed after its land was supplied."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.checks.stated import stated_date
from surveys.domain.check import CheckContext, Unchecked, check
from surveys.domain.evidence import BaseStage


@check(
    code="BU29",
    kind="completed_before_supply",
    severity=Severity.WARNING,
    title=Text("竣工日期晚于供地测量", "Buildings are completed after land supply"),
    needs=("completion_dates", "supply"),
    stages=(BaseStage.COMPLETION,),
    cites="TD/T 1066-2021 自然幢 JGRQ; 焦“放管服”组〔2019〕2号 三(三)",
)
def completed_before_supply(
    delivery: Delivery, context: CheckContext
) -> Iterator[Finding | Unchecked]:
    """A building was completed before the land was surveyed for its supply.

    Why: then it stood on the land already, or one of the dates is wrong.

    Put right: correct the date; say in review where an old building was kept.
    """
    supply = context.supply
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        given = record.attributes.get("completed_on", "")
        if not given or supply is None:
            continue
        done = stated_date(record.attributes, "completed_on")
        if done is None:
            name = shape.thing
            yield Unchecked(
                Text(f"{name.zh} 的竣工日期不完整", f"a whole date of completion of {name.en}")
            )
        elif done < supply.surveyed_on:
            yield completed_before_supply.finding(
                Text(
                    f"{shape.thing.zh} 的竣工日期为 {done}，早于供地测量 {supply.surveyed_on}。",
                    f"{shape.thing.en} was completed on {done}, before the survey for land supply "
                    f"of {supply.surveyed_on}.",
                ),
                advice=Text("请核对竣工日期。", "Check the date of completion."),
                field="竣工日期",
                found=str(done),
                expected=f"≥ {supply.surveyed_on}",
                **shape.place,
            )
