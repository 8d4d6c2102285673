"""A building with its storeys and units as it is to be written into the register."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parcels.domain.publication import Part


@dataclass(frozen=True, slots=True)
class UnitContent:
    """One unit. Areas in m2; ``unit_code`` is issued before (see ``unit_codes_reserve``)."""

    unit_code: str
    kind: str
    section: str
    storey_number: int | None
    storey_label: str
    room: str
    use: str = ""
    address: str = ""
    inner_m2: Decimal | None = None
    shared_m2: Decimal | None = None
    built_m2: Decimal | None = None
    presale_built_m2: Decimal | None = None
    land_share_m2: Decimal | None = None
    area_rule: str = ""


@dataclass(frozen=True, slots=True)
class BuildingContent:
    """One building version, apart from its sources. Areas in m2.

    ``outside_parcel`` says why a building stands outside its parcel; empty for all others.
    """

    parcel_code: str
    building_number: str
    footprint: tuple[Part, ...]
    footprint_area_m2: Decimal
    floor_area_m2: Decimal
    area_standard: str
    units: tuple[UnitContent, ...]
    name: str = ""
    address: str = ""
    storeys_above: int = 0
    storeys_below: int = 0
    structure: str = ""
    completed_on: date | None = None
    area_rule: str = ""
    footprint_rule: str = ""
    outside_parcel: str = ""

    @property
    def building_code(self) -> str:
        """Parcel code, F and the building number: 24 characters."""
        return f"{self.parcel_code}F{self.building_number}"
