"""PA24: every parcel has its address where others have."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="PA24",
    kind="missing_field",
    severity=Severity.WARNING,
    title=Text("宗地均有坐落", "Every parcel has its address"),
    needs=("addresses",),
    cites="TD/T 1066-2021 宗地基本信息 ZL",
)
def address_missing(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A parcel has no address though others of the same file have one.

    Why: the address stands in the register; a blank among filled fields was forgotten.

    Put right: fill in the address.
    """
    with_address = {record.file for record in delivery.parcels if record.address}
    for record, shape in zip(delivery.parcels, parcel_shapes(delivery), strict=True):
        if record.address or record.file not in with_address:
            continue
        yield address_missing.finding(
            Text(f"{shape.thing.zh} 没有坐落。", f"{shape.thing.en} has no address."),
            advice=Text("请补填坐落。", "Fill in the address."),
            field="坐落",
            **shape.place,
        )
