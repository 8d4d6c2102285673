"""A development from land supply to completion: what each stage surveyed, and its papers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cadastre.domain.rings import ring_area_m2, rounded
from demo.floors import DemoUnit
from demo.frame import Ring
from surveys.domain.evidence import DocumentEvidence

SURVEY_FIRM = "示例测绘有限公司"
FLOOR_AREA_RULE = "GB/T 17986.1-2000"
PERMIT_AREA_RULE = "GB/T 50353-2013"


@dataclass(frozen=True, slots=True)
class DevelopmentBuilding:
    """One building of a development as planned, as computed for presale, and as built."""

    building_number: str
    name: str
    storeys_above: int
    structure: str
    structure_code: str
    planned_footprint: Ring
    completed_footprint: Ring
    permit_area_m2: Decimal
    presale_units: tuple[DemoUnit, ...]
    completion_units: tuple[DemoUnit, ...]
    completed_on: date

    @property
    def presale_area_m2(self) -> Decimal:
        """Floor area computed from the drawings."""
        return sum((unit.built_m2 for unit in self.presale_units), Decimal(0))

    @property
    def completion_area_m2(self) -> Decimal:
        """Floor area as built."""
        return sum((unit.built_m2 for unit in self.completion_units), Decimal(0))


@dataclass(frozen=True, slots=True)
class Development:
    """A development on one parcel; dates are those of the surveys."""

    parcel_code: str
    name: str
    address: str
    land_use_code: str
    land_use_name: str
    supply_boundary: Ring
    completion_boundary: Ring
    buildings: tuple[DevelopmentBuilding, ...]
    documents: tuple[DocumentEvidence, ...]
    supply_on: date
    planning_on: date
    presale_on: date
    completion_on: date

    @property
    def contract_area_m2(self) -> Decimal:
        """Plane area of the supply boundary to two decimals: what the land contract states."""
        return rounded(ring_area_m2(self.supply_boundary))
