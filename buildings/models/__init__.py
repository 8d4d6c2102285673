"""Rows of buildings and units: the code ledger, the register, and what belongs to a building."""

from buildings.models.ledger import (
    ActKind,
    BuildingCode,
    CodeAct,
    CodeCounter,
    CodeLineage,
    LineageKind,
    Origin,
    UnitCode,
    UnitKind,
)
from buildings.models.parts import (
    AddressKind,
    CodeListEntry,
    LogicalBuilding,
    ObjectAddress,
    SharedPart,
)
from buildings.models.register import Building, Storey, Unit

__all__ = [
    "ActKind",
    "AddressKind",
    "Building",
    "BuildingCode",
    "CodeAct",
    "CodeCounter",
    "CodeLineage",
    "CodeListEntry",
    "LineageKind",
    "LogicalBuilding",
    "ObjectAddress",
    "Origin",
    "SharedPart",
    "Storey",
    "Unit",
    "UnitCode",
    "UnitKind",
]
