"""The accepted presale table beside the delivered completion table, building by building.

Units are one here when they stand at one place (storey, section, room), as where codes are given
and where a first registration is decided: what these checks say and what stops a case must be the
same. :mod:`surveys.domain.compare_tables` follows a unit through another number, name or storey,
for people who look at two tables; it pairs by code first, so it could not tell that a place has
another code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from buildings.domain.building_table import TableComparison, compare_tables
from importers.records import Delivery, UnitRecord
from surveys.checks.unit_rows import by_building
from surveys.domain.check import CheckContext
from surveys.domain.evidence import UnitEvidence

Comparison = TableComparison[UnitEvidence, UnitRecord]


@dataclass(frozen=True, slots=True)
class ComparedBuilding:
    """One building in both tables."""

    building_number: str
    units: list[UnitRecord]
    comparison: Comparison


def compared_buildings(delivery: Delivery, context: CheckContext) -> Iterator[ComparedBuilding]:
    """Yield each building that both tables have, by number."""
    delivered = by_building(delivery)
    presale = context.presale.buildings if context.presale else ()
    for building in sorted(presale, key=lambda each: each.building_number):
        units = delivered.get(building.building_number)
        if units and building.units:
            comparison = compare_tables(building.units, units)
            yield ComparedBuilding(building.building_number, units, comparison)
