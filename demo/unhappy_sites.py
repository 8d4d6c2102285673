"""Four sites on which something goes another way than planned, as plain data.

They lie side by side on land that waited to be built on: a garden of four small houses, a site
whose boundary reaches over the garden's, one that was measured elsewhere at completion, and one
with a neighbour's dispute. Everybody and everything on them is invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from demo.development import Development, DevelopmentBuilding
from demo.floors import FLAT, DemoUnit, Room, with_areas
from demo.frame import Ring, corner, ring
from demo.houses import MIXED, rectangle
from surveys.domain.evidence import DocumentEvidence, DocumentKind

WAITING_LAND = "410811001002GB00027"
"""The parcel of the stock that was taken back and granted anew in four pieces."""

WEST, SOUTH, NORTH, WIDTH = -6200, -56000, -47000, 4200
"""On the grid, in centimetres."""
OVERLAP, MOVED = 40, 150
COMPLETION_ON = date(2026, 5, 18)


@dataclass(frozen=True, slots=True)
class Site:
    """A site: the number of its survey project and what is built on it."""

    project: str
    development: Development


def _land(place: int, *, reach: int = 0, south: int = 0) -> Ring:
    """Return a site's boundary; ``reach`` to the west and ``south`` are centimetres beyond it."""
    west, east = WEST + place * WIDTH - reach, WEST + (place + 1) * WIDTH
    outline = ((west, NORTH), (east, NORTH), (east, SOUTH - south), (west, SOUTH - south))
    return ring([corner(spot) for spot in outline])


def _flats(inner: Sequence[str], shared: str) -> tuple[DemoUnit, ...]:
    every = [Room("", int(room[0]), room, FLAT, 1.0) for room in ("101", "102", "201", "202")]
    return with_areas(every, [Decimal(area) for area in inner], Decimal(shared))


def _merged() -> tuple[DemoUnit, ...]:
    """Return the flats of the second house, whose upper storey became one flat."""
    every = [Room("", int(room[0]), room, FLAT, 1.0) for room in ("101", "102", "201")]
    return with_areas(every, [Decimal(a) for a in ("88.10", "88.10", "176.30")], Decimal("47.50"))


def _house(place: int, number: int) -> DevelopmentBuilding:
    u_m, v_m = WEST / 100 + place * WIDTH / 100 + 21, SOUTH / 100 + 22 * number - 10
    built = _flats(("88.10", "88.10", "88.15", "88.15"), "47.50")
    return DevelopmentBuilding(
        building_number=f"{number:04d}",
        name=f"{number}幢",
        storeys_above=2,
        structure=MIXED,
        structure_code="4",
        planned_footprint=rectangle(u_m, v_m, 20.0, 10.0),
        completed_footprint=rectangle(u_m, v_m, 20.0, 10.0),
        permit_area_m2=Decimal("398.00"),
        presale_units=_flats(("88.00", "88.00", "88.00", "88.00"), "47.00"),
        completion_units=_merged() if number == 2 else built,
        completed_on=COMPLETION_ON,
    )


def _contract(number: str) -> DocumentEvidence:
    return DocumentEvidence(
        DocumentKind.LAND_CONTRACT, number, date(2024, 4, 8), has_coordinates=True
    )


def _accepted(number: str, building_number: str) -> DocumentEvidence:
    return DocumentEvidence(
        DocumentKind.ACCEPTANCE_RECORD,
        number,
        date(2026, 6, 5),
        building_number=building_number,
        passed=True,
    )


def _site(place: int, name: str, *, houses: int, reach: int = 0, moved: int = 0) -> Site:
    land = _land(place, reach=reach)
    contract = _contract(f"演示出(2024)10{place + 1}号")
    # The first house of the garden has not passed its acceptance: nobody has the record.
    accepted = [
        _accepted(f"演示联合验收(2026)1{place}{number}号", f"{number:04d}")
        for number in range(1, houses + 1)
        if (place, number) != (0, 1)
    ]
    return Site(
        f"DC-2024-10{place + 1}",
        Development(
            parcel_code=f"410811001002GB008{place + 1:02d}",
            name=name,
            address=f"焦作市山阳区南环路{40 + place}号",
            land_use_code="0701",
            land_use_name="城镇住宅用地",
            supply_boundary=land,
            completion_boundary=_land(place, south=moved) if moved else land,
            buildings=tuple(_house(place, number) for number in range(1, houses + 1)),
            documents=(contract, *accepted),
            supply_on=date(2024, 3, 20),
            planning_on=date(2024, 6, 3),
            presale_on=date(2025, 2, 17),
            completion_on=COMPLETION_ON,
        ),
    )


GARDEN = _site(0, "演示西园", houses=4)
OVER_THE_LINE = _site(1, "样本西里", houses=1, reach=OVERLAP)
MEASURED_ELSEWHERE = _site(2, "示例西庭", houses=1, moved=MOVED)
DISPUTED = _site(3, "虚构西苑", houses=1)
SITES = (GARDEN, OVER_THE_LINE, MEASURED_ELSEWHERE, DISPUTED)


def without_house(site: Site, building_number: str) -> Development:
    """Return a site's development as delivered when one house had been forgotten."""
    of = site.development
    rest = tuple(one for one in of.buildings if one.building_number != building_number)
    return replace(of, buildings=rest)
