"""PA08: parcel codes have the form of the standard."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.unit_code import check_parcel_code
from importers.records import Delivery
from surveys.domain.check import CheckContext, check


@check(
    code="PA08",
    kind="malformed_parcel_code",
    severity=Severity.ERROR,
    title=Text("宗地代码符合国家标准", "Parcel codes have the form of the standard"),
    needs=("parcel_codes",),
    cites="GB/T 37346-2019",
)
def malformed_parcel_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A parcel code breaks the form of the standard, or is unusual in it.

    Why: the nineteen characters name county, district, sub-district, ownership, kind and number;
    everything else is found by them.

    Put right: correct the character that the message names.
    """
    counties = frozenset({context.county_code} - {""})
    for parcel in delivery.parcels:
        if not parcel.parcel_code:
            continue
        for remark in check_parcel_code(parcel.parcel_code, extra_counties=counties):
            yield malformed_parcel_code.finding(
                Text(
                    f"宗地代码“{parcel.parcel_code}”：{remark.message.zh}",
                    f"Parcel code “{parcel.parcel_code}”: {remark.message.en}",
                ),
                advice=Text("请改正宗地代码后重新上传。", "Correct the code and upload again."),
                severity=remark.severity,
                object_key=parcel.parcel_code,
                file=parcel.file,
                line=parcel.line,
                field="宗地代码",
                found=parcel.parcel_code,
            )
