"""PA26: parcels are of the office's county."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.overlaps import parsed
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="PA26",
    kind="other_county",
    severity=Severity.ERROR,
    title=Text("宗地属本登记机构辖区", "Parcels are of the office's county"),
    needs=("parcel_codes", "county"),
    cites="GB/T 37346-2019 县级行政区划代码",
)
def other_county(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The code of a parcel names another county than the office's.

    Why: an office registers land of its own county. In a project of one parcel this is said of the
    parcel by another check.

    Put right: correct the code, or deliver it to the office of that county.
    """
    for record, shape in zip(delivery.parcels, parcel_shapes(delivery), strict=True):
        code = record.parcel_code
        if context.parcel_code or parsed(code) is None or code[:6] == context.county_code:
            continue
        yield other_county.finding(
            Text(
                f"{shape.thing.zh} 的县级代码为 {code[:6]}，本登记机构为 {context.county_code}。",
                f"{shape.thing.en} is of county {code[:6]}; this office is of "
                f"{context.county_code}.",
            ),
            advice=Text(
                "请改正宗地代码，或提交到该县登记机构。",
                "Correct the code, or deliver it to the office of that county.",
            ),
            field="宗地代码",
            found=code[:6],
            expected=context.county_code,
            **shape.place,
        )
