"""PA09: the delivered parcel is the project's."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.overlaps import parsed
from surveys.domain.check import CheckContext, check


@check(
    code="PA09",
    kind="other_parcel",
    severity=Severity.ERROR,
    title=Text("交付的是本项目宗地", "The delivered parcel is the project's"),
    needs=("parcel_codes", "project_parcel"),
    cites="GB/T 37346-2019",
)
def other_parcel(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A delivered parcel has another code than the project.

    Why: what is accepted here is adopted for the project's parcel. When the project's parcel is
    among those delivered the others are only remarked on.

    Put right: correct the code, or upload the file to the project it belongs to.
    """
    is_there = any(parcel.parcel_code == context.parcel_code for parcel in delivery.parcels)
    for parcel in delivery.parcels:
        code = parcel.parcel_code
        if code == context.parcel_code or parsed(code) is None:
            continue  # PA08 reports what is no code at all
        yield other_parcel.finding(
            Text(
                f"宗地 {code} 不是本项目的宗地 {context.parcel_code}。",
                f"Parcel {code} is not the parcel of this project, {context.parcel_code}.",
            ),
            advice=Text(
                "请改正宗地代码，或上传到对应的项目。",
                "Correct the code, or upload it to the project it belongs to.",
            ),
            severity=Severity.WARNING if is_there else Severity.ERROR,
            object_key=code,
            file=parcel.file,
            line=parcel.line,
            field="宗地代码",
            found=code,
            expected=context.parcel_code,
        )
