"""UN28: a row of a building table is one unit."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.room_words import SEVERAL_ROOMS
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN28",
    kind="several_units",
    severity=Severity.WARNING,
    title=Text("一行只写一户", "A row is one unit"),
    needs=("units",),
    cites="GB/T 37346-2019; TD/T 1066-2021 户",
)
def several_in_one_row(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """One row names several rooms, such as 101-103 or 101、102.

    Why: every unit has its own code and its own areas. Rooms that really form one unit are
    confirmed by the reviewer.

    Put right: give each unit its row, or confirm that the rooms are one unit.
    """
    for row in unit_rows(delivery):
        if not SEVERAL_ROOMS.fullmatch(row.unit.room):
            continue
        yield several_in_one_row.finding(
            Text(
                f"{row.thing.zh} 的房号“{row.unit.room}”像是几户，应一户一行。",
                f"The room “{row.unit.room}” of {row.thing.en} looks like several units; each has "
                "a row of its own.",
            ),
            advice=Text(
                "请分行填写；确为一个单元的请在审核时说明。",
                "Give each its row; say so in review where they are one unit.",
            ),
            field="房号",
            found=row.unit.room,
            **row.place,
        )
