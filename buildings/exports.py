"""The units of a building as a list that leaves the register; see :mod:`parcels.exports`."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Account
from buildings.models import Building
from buildings.selectors import building_seen_by, units_of
from parcels.export_files import SHAPE, Table
from parcels.exports import Export, box_km2
from parcels.moments import Moment

UNIT_COLUMNS = (
    "unit_code",
    "kind",
    "section",
    "storey_number",
    "storey_label",
    "room",
    "address",
    "use",
    "use_2",
    "use_3",
    "house_code",
    "layout",
    "layout_form",
    "house_type",
    "house_nature",
    "built_m2",
    "inner_m2",
    "shared_m2",
    "coefficient",
    "basement_m2",
    "other_m2",
    "presale_built_m2",
    "shared_land_m2",
    "exclusive_land_m2",
    "area_standard",
    "area_rule",
    "area_source",
    "valid_from",
)


def units_export(account: Account, building_code: str, *, moment: Moment) -> Export:
    """Return the list of the units of a building at a moment; each has the building's footprint.

    Raises as :func:`buildings.selectors.building_seen_by`.
    """
    building = building_seen_by(account, building_code, moment=moment)
    return Export(
        table=Table("units", UNIT_COLUMNS, _rows(building, moment)),
        objects=[building.building_code],
        coverage_km2=box_km2(building.geom.extent),
        told={"at": moment.at_text, "known": moment.known_text},
    )


def _rows(building: Building, moment: Moment) -> Iterator[dict[str, Any]]:
    footprint = bytes(building.geom.wkb)
    for unit in units_of(building, moment=moment).select_related("storey", "area_source"):
        yield {
            **{name: getattr(unit, name, None) for name in UNIT_COLUMNS},
            "unit_code": unit.unit_code_id,
            "storey_number": unit.storey.number if unit.storey else None,
            "storey_label": unit.storey.label if unit.storey else "",
            "area_source": unit.area_source.title,
            SHAPE: footprint,
        }
