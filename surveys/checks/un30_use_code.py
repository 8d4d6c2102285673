"""UN30: uses of units are in the code list."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.field_codes import PLANNED_USES
from importers.records import Delivery
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN30",
    kind="bad_code_value",
    severity=Severity.WARNING,
    title=Text("户的用途在代码表中", "Uses of units are in the code list"),
    needs=("uses",),
    cites="不动产登记数据库标准（试行）2015 规划用途 GHYT, 房屋用途 FWYT",
)
def use_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The use of a unit is given as a number that the code list has not.

    Why: nobody can tell what the number means. Uses in words are left as they are.

    Put right: use one of the codes, or the word.
    """
    for row in unit_rows(delivery):
        use = row.unit.use
        if not use.isdecimal() or use in PLANNED_USES:
            continue
        yield use_code.finding(
            Text(
                f"{row.thing.zh} 的用途代码“{use}”不在代码表中，例如住宅为 10，办公为 60。",
                f"{row.thing.en} has the use “{use}”, which is not in the list; dwellings are 10, "
                "offices 60.",
            ),
            advice=Text("请改用代码表中的值或文字。", "Use a value of the list, or the word."),
            field="用途",
            found=use,
            **row.place,
        )
