"""UN41: every storey between the lowest and the highest has units."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery, UnitRecord
from surveys.checks.stated import some, stated_figure
from surveys.checks.unit_rows import by_building
from surveys.domain.check import CheckContext, check


@check(
    code="UN41",
    kind="empty_storey",
    severity=Severity.INFORMATION,
    title=Text("各层均有户", "Every storey has units"),
    needs=("unit_storeys",),
    cites="TD/T 1066-2021 层 SJC",
)
def empty_storey(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Between the lowest and the highest storey of a table one has no unit.

    Why: a sheet or a block of rows may have been left out. Storeys of machinery, refuge or shared
    rooms have no units and nothing is wrong.

    Put right: nothing, or complete the table.
    """
    for number, units in sorted(by_building(delivery).items()):
        lived = {storey for unit in units for storey in _storeys(unit)}
        if not lived:
            continue
        missing = sorted(set(range(min(lived), max(lived))) - lived - {0})
        if not missing:
            continue
        first = min(units, key=lambda unit: (unit.file, unit.line or 0))
        told = some([str(storey) for storey in missing])
        yield empty_storey.finding(
            Text(
                f"幢 {number} 的第 {told} 层没有户（表中为第 {min(lived)}–{max(lived)} 层）。",
                f"Building {number} has no units in storey {told} (the table has storeys "
                f"{min(lived)} to {max(lived)}).",
            ),
            advice=Text(
                "设备层等无户的无须处理；有遗漏的请补全。",
                "Nothing to do for storeys without units; complete the table otherwise.",
            ),
            object_key=number,
            file=first.file,
            line=first.line,
            field="实际层",
            found=told,
            measured=Decimal(len(missing)),
        )


def _storeys(unit: UnitRecord) -> range:
    """Return the storeys that a unit reaches through."""
    if unit.storey_number is None:
        return range(0)
    upper = stated_figure(unit.attributes, "storey_to")
    return range(unit.storey_number, max(unit.storey_number, int(upper or 0)) + 1)
