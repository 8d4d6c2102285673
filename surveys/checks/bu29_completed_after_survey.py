"""BU29: a building is complete before it is measured as complete."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.checks.stated import stated_date
from surveys.domain.check import CheckContext, Unchecked, check
from surveys.domain.evidence import BaseStage


@check(
    code="BU29",
    kind="completed_after_survey",
    severity=Severity.WARNING,
    title=Text("竣工日期不晚于测量日期", "Buildings are complete when they are measured"),
    needs=("completion_dates", "survey_date"),
    stages=(BaseStage.COMPLETION,),
    cites="GB/T 17986.1-2000; TD/T 1066-2021 自然幢 JGRQ",
)
def completed_after_survey(
    delivery: Delivery, context: CheckContext
) -> Iterator[Finding | Unchecked]:
    """A building was completed only after the day of its completion survey.

    Why: what was measured then was not yet the finished building, or one of the dates is wrong.

    Put right: correct the date, or measure the finished building.
    """
    measured_on = context.surveyed_on
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        given = record.attributes.get("completed_on", "")
        if not given or measured_on is None:
            continue
        done = stated_date(record.attributes, "completed_on")
        if done is None:
            name = shape.thing
            yield Unchecked(
                Text(f"{name.zh} 的竣工日期“{given}”", f"a whole date of completion of {name.en}")
            )
        elif done > measured_on:
            yield completed_after_survey.finding(
                Text(
                    f"{shape.thing.zh} 的竣工日期为 {done}，晚于测量日期 {measured_on}。",
                    f"{shape.thing.en} was completed on {done}, after the survey of {measured_on}.",
                ),
                advice=Text("请核对竣工日期和测量日期。", "Check both dates."),
                field="竣工日期",
                found=str(done),
                expected=f"≤ {measured_on}",
                **shape.place,
            )
