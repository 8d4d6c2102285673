"""Every write to buildings, units and the ledger of codes."""

from buildings.services.codes import (
    Ground,
    building_code_reserve,
    unit_code_of_land,
    unit_codes_reserve,
)
from buildings.services.publication import building_publish, land_unit_publish

__all__ = [
    "Ground",
    "building_code_reserve",
    "building_publish",
    "land_unit_publish",
    "unit_code_of_land",
    "unit_codes_reserve",
]
