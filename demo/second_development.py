"""A second development, two blocks of sixty flats: its four stages are clean from end to end."""

from datetime import date
from decimal import Decimal

from cadastre.domain.rings import ring_area_m2, rounded
from demo.county import SECOND_PARCEL_CODE
from demo.development import FLOOR_AREA_RULE, PERMIT_AREA_RULE, Development, DevelopmentBuilding
from demo.floors import FLAT, DemoUnit, Room, with_areas
from demo.frame import Ring, corner, ring
from demo.houses import CONCRETE, rectangle
from demo.lots import Lot, cut
from demo.plan import blocks
from surveys.domain.evidence import DocumentEvidence, DocumentKind

STOREYS = 10
PRESALE_INNER = ("88.62", "71.35", "96.48")
COMPLETION_INNER = ("88.57", "71.41", "96.53")
PRESALE_SHARED = {"0001": Decimal("946.00"), "0002": Decimal("938.40")}
COMPLETION_SHARED = {"0001": Decimal("948.31"), "0002": Decimal("940.12")}
PERMIT_AREA = {"0001": Decimal("6040.00"), "0002": Decimal("6035.00")}


def _place() -> Lot:
    """Return the lot that the county keeps free for this development."""
    return next(
        lot
        for block in blocks()
        if block.letter == "D"
        for lot in cut(block)
        if lot.use == "second"
    )


def _boundary() -> Ring:
    return ring([corner(spot) for spot in _place().outline])


def _units(inner: tuple[str, ...], shared_m2: Decimal, ground_less: str) -> tuple[DemoUnit, ...]:
    """Return the sixty flats: two stairs, three flats on each storey, a little less downstairs."""
    rooms, areas = [], []
    for storey in range(1, STOREYS + 1):
        for section in ("1", "2"):
            for place, area in enumerate(inner, start=1):
                rooms.append(Room(section, storey, f"{storey}{place:02d}", FLAT, 1.0))
                areas.append(Decimal(area) - (Decimal(ground_less) if storey == 1 else 0))
    return with_areas(rooms, areas, shared_m2)


def _building(number: str, name: str, v_m: float, completed_on: date) -> DevelopmentBuilding:
    west, south, _east, _north = _place().box
    u_m, v_m = west / 100 + 31, south / 100 + v_m
    return DevelopmentBuilding(
        building_number=number,
        name=name,
        storeys_above=STOREYS,
        structure=CONCRETE,
        structure_code="3",
        planned_footprint=rectangle(u_m, v_m, 45.00, 13.50),
        completed_footprint=rectangle(u_m, v_m, 45.01, 13.50),
        permit_area_m2=PERMIT_AREA[number],
        presale_units=_units(PRESALE_INNER, PRESALE_SHARED[number], "0.00"),
        completion_units=_units(COMPLETION_INNER, COMPLETION_SHARED[number], "0.12"),
        completed_on=completed_on,
    )


def _documents(
    area_m2: Decimal, buildings: tuple[DevelopmentBuilding, ...]
) -> tuple[DocumentEvidence, ...]:
    contract = DocumentEvidence(
        DocumentKind.LAND_CONTRACT,
        "演示出(2019)021号",
        date(2019, 6, 20),
        area_m2=area_m2,
        has_coordinates=True,
    )
    permit = DocumentEvidence(
        DocumentKind.PLANNING_PERMIT,
        "演示建字第2019-044号",
        date(2019, 11, 8),
        area_m2=sum((b.permit_area_m2 for b in buildings), Decimal(0)),
        area_rule=PERMIT_AREA_RULE,
    )
    presale = DocumentEvidence(
        DocumentKind.PRESALE_PERMIT,
        "演示预售字第2020-015号",
        date(2020, 8, 12),
        area_m2=sum((b.presale_area_m2 for b in buildings), Decimal(0)),
        area_rule=FLOOR_AREA_RULE,
    )
    accepted = (
        DocumentEvidence(
            DocumentKind.ACCEPTANCE_RECORD,
            f"演示联合验收(2022)0{n}号",
            date(2022, 10, 9 + n),
            building_number=building.building_number,
            passed=True,
        )
        for n, building in enumerate(buildings, start=1)
    )
    return (contract, permit, presale, *accepted)


def _development() -> Development:
    boundary = _boundary()
    buildings = (
        _building("0001", "1幢", 18.0, date(2022, 9, 16)),
        _building("0002", "2幢", 66.0, date(2022, 9, 16)),
    )
    return Development(
        parcel_code=SECOND_PARCEL_CODE,
        name="演示北苑二期",
        address="焦作市山阳区示例大道2号",
        land_use_code="0701",
        land_use_name="城镇住宅用地",
        supply_boundary=boundary,
        # The old points were found again and kept, so nothing was measured anew.
        completion_boundary=boundary,
        buildings=buildings,
        documents=_documents(rounded(ring_area_m2(boundary)), buildings),
        supply_on=date(2019, 6, 10),
        planning_on=date(2019, 10, 28),
        presale_on=date(2020, 7, 30),
        completion_on=date(2022, 9, 26),
    )


SECOND = _development()
