"""UN27: rooms are written plainly."""

import re
from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import CONVENTION
from surveys.checks.room_words import SEVERAL_ROOMS
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check

_ODD: Final = re.compile(r"[\uff01-\uff5e\s]|[^\w\-#/−–·.()（）]")


@check(
    code="UN27",
    kind="malformed_room",
    severity=Severity.WARNING,
    title=Text("房号书写规范", "Rooms are written plainly"),
    needs=("units",),
    cites="TD/T 1066-2021 户 SHBW; " + CONVENTION,
)
def room_writing(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A room is written with blanks, full-width digits or signs that no room has.

    Why: the room is what a unit is found by; two writings of one room become two units.

    Put right: write the room with plain digits, letters or Chinese words.
    """
    for row in unit_rows(delivery):
        room = row.unit.room
        if SEVERAL_ROOMS.fullmatch(room) or not _ODD.search(room):
            continue
        yield room_writing.finding(
            Text(
                f"{row.thing.zh} 的房号“{room}”含有空格、全角字符或其他符号。",
                f"The room “{room}” of {row.thing.en} has blanks, full-width or other signs.",
            ),
            advice=Text("请改写房号后重新上传。", "Write it plainly and upload again."),
            field="房号",
            found=room,
            **row.place,
        )
