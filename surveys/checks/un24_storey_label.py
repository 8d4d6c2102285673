"""UN24: the name of a storey is its number."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.building_table_values import read_storey
from importers.records import Delivery
from surveys.checks.unit_rows import UnitRow, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN24",
    kind="storey_label_differs",
    severity=Severity.INFORMATION,
    title=Text("名义层与实际层一致", "Storeys are named by their number"),
    needs=("unit_storeys",),
    cites="TD/T 1066-2021 层 SJC, MYC",
)
def storey_label(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The name of a storey is a number other than that of the storey.

    Why: where a number is left out, as with the fourth storey, the names run ahead and all is
    well; where nobody left one out, one of the two columns has slipped.

    Put right: nothing where a number was left out on purpose.
    """
    groups: dict[tuple[str, str, int, int], list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        unit = row.unit
        named = read_storey(unit.storey_label).number
        if unit.storey_number is not None and named not in (None, unit.storey_number):
            groups[(unit.file, unit.building_number, unit.storey_number, named or 0)].append(row)
    for (_, number, storey, named), rows in sorted(groups.items()):
        yield storey_label.finding(
            Text(
                f"幢 {number} 实际第 {storey} 层的名义层为 {named}（{len(rows)} 户）。",
                f"Storey {storey} of building {number} is called {named} ({len(rows)} units).",
            ),
            advice=Text(
                "有意跳层的无须处理；否则请核对两栏。",
                "Nothing to do where a number was left out on purpose; else check both columns.",
            ),
            field="名义层",
            found=str(named),
            expected=str(storey),
            **rows[0].place,
        )
