"""Buildings to test with: rooms of round areas on the parcel of the factories."""

from datetime import timedelta
from decimal import Decimal

from buildings.domain.publication import BuildingContent, UnitContent
from buildings.models import Building, UnitKind
from buildings.services import building_publish, unit_codes_reserve
from tests import factories

BUILDING_CODE = f"{factories.PARCEL_CODE}F0001"
INNER_M2, SHARED_M2, PRESALE_M2 = Decimal("90.00"), Decimal("10.00"), Decimal("99.00")


def house(
    *, storeys: int = 1, rooms: int = 2, now=factories.NOW, parcel_code: str = factories.PARCEL_CODE
) -> Building:
    """Return building 0001 with ``storeys`` times ``rooms`` units of 90 + 10 m2, 99 at presale."""
    places = [
        (storey, f"{storey}{room:02d}")
        for storey in range(1, storeys + 1)
        for room in range(1, rooms + 1)
    ]
    codes = unit_codes_reserve(
        parcel_code, "0001", [("1", room) for _, room in places], now=now - timedelta(days=90)
    )
    units = tuple(
        UnitContent(
            unit_code=codes[("1", room)],
            kind=UnitKind.ROOM,
            section="1",
            storey_number=storey,
            storey_label=f"{storey}层",
            room=room,
            use="成套住宅",
            inner_m2=INNER_M2,
            shared_m2=SHARED_M2,
            built_m2=INNER_M2 + SHARED_M2,
            presale_built_m2=PRESALE_M2,
            land_share_m2=Decimal("30.00"),
            area_rule="R-03",
        )
        for storey, room in places
    )
    origin = factories.source("竣工实测")
    return building_publish(
        BuildingContent(
            parcel_code=parcel_code,
            building_number="0001",
            footprint=((factories.rectangle(3_898_645, 432_015, height=10, width=20),),),
            footprint_area_m2=Decimal("200.00"),
            floor_area_m2=(INNER_M2 + SHARED_M2) * len(units),
            area_standard="GB/T 17986.1-2000",
            units=units,
            name="示例花园1号楼",
            storeys_above=storeys,
            structure="钢筋混凝土",
            area_rule="R-03",
            footprint_rule="R-04",
        ),
        source=origin,
        area_source=origin,
        now=now,
    )
