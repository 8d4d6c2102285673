"""PA25: the unit code of a parcel begins with its parcel code."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="PA25",
    kind="code_mismatch",
    severity=Severity.ERROR,
    title=Text("宗地的单元代码以宗地代码开头", "A parcel's unit code begins with its code"),
    needs=("parcel_unit_codes", "parcel_codes"),
    cites="GB/T 37346-2019",
)
def stated_unit_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The unit code that a parcel states begins with the code of another parcel.

    Why: the first nineteen characters of a unit code are the parcel.

    Put right: correct the one that is wrong, or leave the unit code out.
    """
    for record, shape in zip(delivery.parcels, parcel_shapes(delivery), strict=True):
        given = record.attributes.get("unit_code", "")
        if not given or not record.parcel_code or given.startswith(record.parcel_code):
            continue
        yield stated_unit_code.finding(
            Text(
                f"{shape.thing.zh} 的单元代码 {given} 不以宗地代码开头。",
                f"The unit code {given} of {shape.thing.en} does not begin with the parcel's code.",
            ),
            advice=Text(
                "请改正其中之一，或将单元代码留空。",
                "Correct one of them, or leave the unit code out.",
            ),
            field="不动产单元代码",
            found=given,
            expected=f"{record.parcel_code}…",
            **shape.place,
        )
