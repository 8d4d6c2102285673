"""Units of a building table as named rows."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cadastre.domain.findings import Severity, Text
from cadastre.domain.rings import rounded
from cadastre.domain.unit_code import (
    UnitCode,
    UnitCodeMalformed,
    check_unit_code,
    parse_unit_code,
)
from importers.records import Delivery, UnitRecord
from surveys.checks.limits import AREA_STEP_M2


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


def sound_code(text: str, *, county_code: str) -> UnitCode | None:
    """Return a unit code in its parts; None for none, and for one that UN01 has an error of.

    ``county_code``: the office's county, six digits or empty; it may be in no list.
    """
    remarks = check_unit_code(text, extra_counties=frozenset({county_code} - {""}))
    if any(remark.severity is Severity.ERROR for remark in remarks):
        return None
    try:
        return parse_unit_code(text)
    except UnitCodeMalformed:
        return None


def shared_bounds_m2(unit: UnitRecord) -> tuple[Decimal, Decimal] | None:
    """Return the least and the greatest shared area that inner area and coefficient explain.

    In m2: half a step of the coefficient either way, and 0.01 from closing the sum. None where an
    area or the coefficient is not stated, or is a figure that none can be: UN08 and UN22 say so.
    """
    inner, shared, k = unit.inner_m2, unit.shared_m2, unit.coefficient
    if inner is None or shared is None or k is None:
        return None
    if inner <= 0 or shared < 0 or k < 0:
        return None
    half_step = Decimal(1).scaleb(int(k.as_tuple().exponent)) / 2
    lowest = rounded(inner * (k - half_step)) - AREA_STEP_M2
    return lowest, rounded(inner * (k + half_step)) + AREA_STEP_M2
