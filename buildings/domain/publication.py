"""A building with its storeys and units as it is to be written into the register."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parcels.domain.publication import Part

STATED_OF_UNITS = (
    *("house_code", "use_2", "use_3", "layout", "layout_form", "house_type", "house_nature"),
    *("basement_m2", "other_m2", "coefficient", "shared_land_m2", "exclusive_land_m2"),
)
"""Columns of the database standard's table H that a version keeps as a file stated them."""

STATED_OF_BUILDINGS = (
    *("project_name", "use", "presale_floor_area_m2", "site_area_m2", "height_m"),
    "basement_depth_m",
)
"""The same of its table ZRZ."""


@dataclass(frozen=True, slots=True)
class UnitContent:
    """One unit. Areas in m2; ``unit_code`` is issued before (see ``unit_codes_reserve``).

    What stands after ``area_rule`` is as a file stated it: a code of its list, or words.
    """

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
    house_code: str = ""
    use_2: str = ""
    use_3: str = ""
    layout: str = ""
    layout_form: str = ""
    house_type: str = ""
    house_nature: str = ""
    basement_m2: Decimal | None = None
    other_m2: Decimal | None = None
    coefficient: Decimal | None = None
    shared_land_m2: Decimal | None = None
    exclusive_land_m2: Decimal | None = None
    storey_height_m: Decimal | None = None


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
    project_name: str = ""
    use: str = ""
    presale_floor_area_m2: Decimal | None = None
    site_area_m2: Decimal | None = None
    height_m: Decimal | None = None
    basement_depth_m: Decimal | None = None

    @property
    def building_code(self) -> str:
        """Parcel code, F and the building number: 24 characters."""
        return f"{self.parcel_code}F{self.building_number}"
