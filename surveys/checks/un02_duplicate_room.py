"""UN02: a room comes once in its building and section."""

from collections import defaultdict
from collections.abc import Iterator

from buildings.domain.building_table import NaturalKey, natural_key
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import UnitRow, unit_rows
from surveys.domain.check import CheckContext, check

Room = tuple[str, NaturalKey, NaturalKey]


@check(
    code="UN02",
    kind="duplicate_room",
    severity=Severity.ERROR,
    title=Text("房号在幢、单元内唯一", "Rooms are unique in building and section"),
    needs=("units",),
    cites="GB/T 17986.1-2000; GB/T 37346-2019",
)
def duplicate_room(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Two rows of a building table name the same room of the same building and section.

    Why: building, section and room are what a unit code is issued for; 101, 0101 and 101室 are
    one room.

    Put right: correct the room that is wrong, or delete the row entered twice.
    """
    groups: dict[Room, list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        if row.unit.room:
            section, room = natural_key(row.unit.section), natural_key(row.unit.room)
            groups[(row.unit.building_number, section, room)].append(row)
    for rows in groups.values():
        if len(rows) == 1:
            continue
        rows.sort(key=lambda row: (row.unit.file, row.unit.line or 0))
        lines = ", ".join(str(row.unit.line or "?") for row in rows[:5])
        yield duplicate_room.finding(
            Text(
                f"户 {rows[0].key} 出现 {len(rows)} 次（第 {lines} 行），应只有一次。",
                f"Unit {rows[0].key} comes {len(rows)} times (rows {lines}); it may come once.",
            ),
            advice=Text(
                "请改正房号或单元，或删去重复的行后重新上传。",
                "Correct room or section, or delete the repeated row, and upload again.",
            ),
            field="房号",
            found=rows[-1].unit.room,
            **rows[-1].place,
        )
