"""UN09: a unit code comes once."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import UnitRow, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN09",
    kind="duplicate_unit_code",
    severity=Severity.ERROR,
    title=Text("不动产单元代码不重复", "Unit codes are unique"),
    needs=("unit_codes",),
    cites="GB/T 37346-2019",
)
def duplicate_unit_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Several units carry the same unit code.

    Why: a code names one unit for all time.

    Put right: give each unit its own code, or leave codes out: the office issues them.
    """
    by_code: dict[str, list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        if row.unit.unit_code:
            by_code[row.unit.unit_code].append(row)
    for code, rows in by_code.items():
        if len(rows) == 1:
            continue
        rows.sort(key=lambda row: (row.unit.file, row.unit.line or 0))
        names = ", ".join(row.key for row in rows[:5])
        yield duplicate_unit_code.finding(
            Text(
                f"不动产单元代码 {code} 用于 {len(rows)} 户（{names}），应只用于一户。",
                f"Unit code {code} is given to {len(rows)} units ({names}); it may name one.",
            ),
            advice=Text(
                "请改正代码，或留空由登记机构编制。",
                "Correct the codes, or leave them empty: the office issues codes.",
            ),
            field="不动产单元代码",
            found=code,
            **rows[-1].place,
        )
