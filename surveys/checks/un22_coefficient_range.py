"""UN22: apportionment coefficients lie between 0 and 1."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import figure, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN22",
    kind="coefficient_out_of_range",
    severity=Severity.WARNING,
    title=Text("分摊系数在 0 与 1 之间", "Coefficients lie between 0 and 1"),
    needs=("units", "coefficients"),
    cites="GB/T 17986.1-2000; TD/T 1066-2021 户 SCFTXS",
)
def coefficient_range(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """An apportionment coefficient is negative, or 1 or more.

    Why: the parts that units share are smaller than the units; a coefficient beyond 1 is mostly a
    percentage, or the ratio the other way round.

    Put right: state shared area by inner area, for example 0.119302.
    """
    for row in unit_rows(delivery):
        k = row.unit.coefficient
        if k is None or 0 <= k < 1:
            continue
        yield coefficient_range.finding(
            Text(
                f"{row.thing.zh} 的分摊系数为 {figure(k)}，应在 0 与 1 之间。",
                f"{row.thing.en} has the coefficient {figure(k)}; 0 to 1 are possible.",
            ),
            advice=Text(
                "请核对分摊系数；百分数请改为小数。",
                "Check the coefficient; turn a percentage into a fraction.",
            ),
            field="分摊系数",
            found=figure(k),
            expected="0–1",
            measured=k,
            **row.place,
        )
