"""UN25: room numbers begin with their storey."""

import re
from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.building_table_values import read_storey
from importers.records import Delivery
from surveys.checks.limits import CONVENTION
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check

_ROOM: Final = re.compile(r"(\d{1,2})(\d{2})")


@check(
    code="UN25",
    kind="room_storey_mismatch",
    severity=Severity.INFORMATION,
    title=Text("房号与楼层相符", "Room numbers begin with their storey"),
    needs=("unit_storeys",),
    cites=CONVENTION,
)
def room_of_other_storey(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A room of three or four digits begins with another number than its storey and its name.

    Why: 0302 in the second storey is often a row copied from the storey above. Houses may be
    numbered otherwise, so this is only remarked on.

    Put right: nothing, or correct the storey or the room.
    """
    for row in unit_rows(delivery):
        unit = row.unit
        written = _ROOM.fullmatch(unit.room)
        if written is None or unit.storey_number is None or unit.storey_number < 1:
            continue
        told = int(written[1])
        if told in (unit.storey_number, read_storey(unit.storey_label).number):
            continue
        yield room_of_other_storey.finding(
            Text(
                f"{row.thing.zh} 的房号像是第 {told} 层，实际层为 {unit.storey_number}。",
                f"The number of {row.thing.en} looks like storey {told}; it lies in storey "
                f"{unit.storey_number}.",
            ),
            advice=Text("请核对实际层和房号。", "Check storey and room."),
            field="房号",
            found=unit.room,
            expected=str(unit.storey_number),
            **row.place,
        )
