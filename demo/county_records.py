"""What the demo county consists of, as plain frozen records."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demo.floors import DemoUnit
from demo.frame import Ring
from demo.people import DemoHolder, DemoRestriction


@dataclass(frozen=True, slots=True)
class DemoDistrict:
    """A cadastral district (地籍区, nine digits) or sub-district (地籍子区, twelve)."""

    code: str
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class DemoParcel:
    """A registered parcel; ``cover`` is what the imagery shows on its ground."""

    parcel_code: str
    rings: tuple[Ring, ...]
    land_use_system: str
    land_use_code: str
    land_use_name: str
    address: str
    area_m2: Decimal
    cover: str


@dataclass(frozen=True, slots=True)
class DemoBuilding:
    """A registered building with its units; areas in m2."""

    parcel_code: str
    building_number: str
    name: str
    address: str
    rings: tuple[Ring, ...]
    storeys_above: int
    storeys_below: int
    structure: str
    completed_on: date
    footprint_area_m2: Decimal
    floor_area_m2: Decimal
    units: tuple[DemoUnit, ...]

    @property
    def building_code(self) -> str:
        """Parcel code, F and the building's number: 24 characters."""
        return f"{self.parcel_code}F{self.building_number}"

    def unit_code(self, unit: DemoUnit) -> str:
        """Return the 28-character code of one of its units (GB/T 37346-2019)."""
        return self.building_code + unit.unit_number


@dataclass(frozen=True, slots=True)
class Roof:
    """A roof as seen from above, whether the building is in the register or not."""

    ring: Ring
    storeys: int
    style: str


@dataclass(frozen=True, slots=True)
class County:
    """Everything the demo knows before any survey file is read.

    ``roofs`` has every building that stands there; many homes have never been registered, only
    their land, and are therefore not among ``buildings``.
    """

    districts: tuple[DemoDistrict, ...]
    sub_districts: tuple[DemoDistrict, ...]
    parcels: tuple[DemoParcel, ...]
    buildings: tuple[DemoBuilding, ...]
    restrictions: tuple[DemoRestriction, ...]
    holders: tuple[DemoHolder, ...]
    roofs: tuple[Roof, ...]
