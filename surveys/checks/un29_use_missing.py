"""UN29: every unit has its use where others have."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN29",
    kind="missing_field",
    severity=Severity.WARNING,
    title=Text("各户均有用途", "Every unit has its use"),
    needs=("uses",),
    cites="TD/T 1066-2021 户 FWYT1",
)
def use_missing(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A unit has no use though others of the same table have one.

    Why: the use stands in the register; a blank among filled cells was forgotten.

    Put right: fill in the planned use.
    """
    with_use = {unit.file for unit in delivery.units if unit.use}
    for row in unit_rows(delivery):
        if row.unit.use or row.unit.file not in with_use:
            continue
        yield use_missing.finding(
            Text(f"{row.thing.zh} 没有用途。", f"{row.thing.en} has no use."),
            advice=Text("请补填规划用途。", "Fill in the planned use."),
            field="用途",
            **row.place,
        )
