"""UN07: a unit has its room and its built area."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check

_FIELDS = (
    ("room", Text("房号", "its room")),
    ("built_m2", Text("建筑面积", "its built area")),
)


@check(
    code="UN07",
    kind="missing_field",
    severity=Severity.ERROR,
    title=Text("户有房号和建筑面积", "Every unit has its room and built area"),
    needs=("units",),
    cites="TD/T 1066-2021 户 SHBW, JZMJ",
)
def missing_field(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A row of a building table has no room, or no built area.

    Why: without a room a unit cannot be named, without its area it cannot be registered. Cells
    that a reader could not read are reported by the reader.

    Put right: fill in the cell.
    """
    unread = {
        (finding.file, finding.line)
        for finding in delivery.findings
        if finding.severity is Severity.ERROR and finding.line is not None
    }
    for row in unit_rows(delivery):
        if (row.unit.file, row.unit.line) in unread:
            continue
        for field, name in _FIELDS:
            if getattr(row.unit, field) in (None, ""):
                yield missing_field.finding(
                    Text(f"{row.thing.zh} 缺少{name.zh}。", f"{row.thing.en} lacks {name.en}."),
                    advice=Text("请补填后重新上传。", "Fill it in and upload again."),
                    field=name.zh,
                    **row.place,
                )
