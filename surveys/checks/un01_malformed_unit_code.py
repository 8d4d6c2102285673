"""UN01: unit codes have the form of the standard."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.unit_code import check_unit_code
from importers.records import Delivery
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN01",
    kind="malformed_unit_code",
    severity=Severity.ERROR,
    title=Text("不动产单元代码符合国家标准", "Unit codes have the form of the standard"),
    needs=("unit_codes",),
    cites="GB/T 37346-2019",
)
def malformed_unit_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A unit code breaks the form of the standard, or is unusual in it.

    Why: the 28 characters are the unit's name for all time, in every register and certificate.

    Put right: correct the character that the message names, or leave the code out: the office
    issues codes itself.
    """
    counties = frozenset({context.county_code} - {""})
    for row in unit_rows(delivery):
        code = row.unit.unit_code
        if not code:
            continue
        for remark in check_unit_code(code, extra_counties=counties):
            yield malformed_unit_code.finding(
                Text(
                    f"{row.thing.zh} 的不动产单元代码“{code}”：{remark.message.zh}",
                    f"Unit code “{code}” of {row.thing.en}: {remark.message.en}",
                ),
                advice=Text(
                    "请改正代码，或留空由登记机构编制。",
                    "Correct it, or leave it empty: the office issues codes.",
                ),
                severity=remark.severity,
                field="不动产单元代码",
                found=code,
                **row.place,
            )
