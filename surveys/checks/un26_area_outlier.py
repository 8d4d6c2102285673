"""UN26: rooms above each other have like areas."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import CONVENTION
from surveys.checks.unit_rows import UnitRow, figure, unit_rows
from surveys.domain.check import CheckContext, check

LARGEST_SHARE_OFF: Final = Decimal("0.2")
"""How far a room may differ from those above and below it, as a share: a convention."""
FEWEST_ROOMS: Final = 4
"""A column of fewer rooms says nothing about what is usual."""
_ROOM: Final = re.compile(r"\d{1,2}(\d{2})")


@check(
    code="UN26",
    kind="area_outlier",
    severity=Severity.INFORMATION,
    title=Text("同一竖列各户面积相近", "Rooms above each other have like areas"),
    needs=("units",),
    cites=CONVENTION,
)
def area_outlier(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A room differs by more than a fifth from the middle one of the rooms above and below it.

    Why: rooms with the same last digits mostly have one plan; an odd area may be a typing error.
    The lowest and the highest storey often differ for good reason.

    Put right: nothing where the plan differs; else correct the area.
    """
    columns: dict[tuple[str, ...], list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        written = _ROOM.fullmatch(row.unit.room)
        if written and row.unit.built_m2 is not None and row.unit.built_m2 > 0:
            unit = row.unit
            columns[(unit.file, unit.building_number, unit.section, written[1])].append(row)
    for rows in columns.values():
        areas = sorted(row.unit.built_m2 or Decimal(0) for row in rows)
        usual = areas[len(areas) // 2]
        for row in rows if len(rows) >= FEWEST_ROOMS else ():
            built = row.unit.built_m2 or Decimal(0)
            off, limit = abs(built - usual), usual * LARGEST_SHARE_OFF
            if off > limit:
                yield _finding(row, built, usual)


def _finding(row: UnitRow, built: Decimal, usual: Decimal) -> Finding:
    return area_outlier.finding(
        Text(
            f"{row.thing.zh} 的建筑面积为 {figure(built)} m²，上下各户多为 {figure(usual)} m²。",
            f"{row.thing.en} has {figure(built)} m²; most rooms above and below it have "
            f"{figure(usual)} m².",
        ),
        advice=Text("户型确有不同的无须处理。", "Nothing to do where the plan differs."),
        field="建筑面积",
        found=f"{figure(built)} m²",
        expected=f"{figure(usual)} m²",
        measured=abs(built - usual),
        limit=usual * LARGEST_SHARE_OFF,
        unit="m2",
        **row.place,
    )
