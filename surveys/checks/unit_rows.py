"""Units of a building table as named rows."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cadastre.domain.findings import Text
from importers.records import Delivery, UnitRecord


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its name for people: building, section and room."""

    unit: UnitRecord

    @property
    def key(self) -> str:
        """Building, section and room, for example ``0001/1/101``."""
        parts = (self.unit.building_number, self.unit.section, self.unit.room)
        return "/".join(part for part in parts if part)

    @property
    def thing(self) -> Text:
        """Name with its row."""
        line = self.unit.line or "?"
        return Text(f"第 {line} 行户 {self.key}", f"unit {self.key} (row {line})")

    @property
    def place(self) -> dict[str, Any]:
        """Where the unit stands, as fields of a finding."""
        return {"object_key": self.key, "file": self.unit.file, "line": self.unit.line}


def unit_rows(delivery: Delivery) -> list[UnitRow]:
    """Return the delivered units in their order."""
    return [UnitRow(unit) for unit in delivery.units]


def by_building(delivery: Delivery) -> dict[str, list[UnitRecord]]:
    """Return the delivered units of each building number."""
    found: dict[str, list[UnitRecord]] = defaultdict(list)
    for unit in delivery.units:
        found[unit.building_number].append(unit)
    return found


def figure(area: Decimal) -> str:
    """Return an area digit for digit without an exponent."""
    return f"{area:f}"
