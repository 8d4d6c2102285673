"""The history of a parcel, building or unit: every row of its code, beside the one before."""

from typing import Any

from buildings.domain.codes import AnyCode, Level
from buildings.domain.publication import STATED_OF_BUILDINGS, STATED_OF_UNITS
from buildings.models import Building, Unit
from parcels.history import Entry, history_of
from parcels.models import Parcel

FIELDS = {
    Level.PARCEL: (
        "address",
        "area_m2",
        "land_use_code",
        "land_use_name",
        "area_rule",
        "boundary_rule",
    ),
    Level.BUILDING: (
        "name",
        "address",
        "floor_area_m2",
        "footprint_area_m2",
        "storeys_above",
        "storeys_below",
        "structure",
        "outside_parcel",
        *STATED_OF_BUILDINGS,
        "area_rule",
    ),
    Level.UNIT: (
        "kind",
        "section",
        "room",
        "address",
        "use",
        "built_m2",
        "inner_m2",
        "shared_m2",
        "presale_built_m2",
        "land_share_m2",
        *STATED_OF_UNITS,
        "area_rule",
    ),
}
"""The figures whose changes a history tells."""


def code_history(asked: AnyCode) -> list[Entry]:
    """Return the entries of a code that the account was found to may see, as they were recorded."""
    rows: list[Any]
    if asked.level is Level.PARCEL:
        parcels = Parcel.objects.filter(parcel_code=asked.code)
        rows = list(parcels.select_related("source", "area_source"))
    elif asked.level is Level.BUILDING:
        buildings = Building.objects.filter(building_code=asked.code)
        rows = list(buildings.select_related("source", "area_source"))
    else:
        units = Unit.objects.filter(unit_code=asked.code)
        rows = list(units.select_related("area_source"))
    return history_of(rows, fields=FIELDS[asked.level])
