"""Divide a building into its units and apportion what they share.

The gross area is the footprint times the storeys; units get their inner areas from it, and what is
left over is shared and apportioned (GB/T 17986.1-2000), so that every table closes exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from buildings.domain.floor_area import apportion
from cadastre.domain.rings import ring_area_m2, rounded
from demo.dice import dice
from demo.houses import House

FLAT, SHOP, OFFICE, PARKING = "成套住宅", "商业服务", "办公", "车位"


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One unit (户). Areas in m2; ``unit_kind`` is ``room`` or ``building``."""

    unit_number: str
    unit_kind: str
    section: str
    storey_number: int
    storey_label: str
    room: str
    use: str
    inner_m2: Decimal
    shared_m2: Decimal
    built_m2: Decimal
    coefficient: Decimal


class Room(NamedTuple):
    """A unit before it has areas; ``weight`` is its part of the storey's inner area."""

    section: str
    storey_number: int
    room: str
    use: str
    weight: float


def gross_area_m2(house: House) -> Decimal:
    """Return footprint times storeys, in m2 to two decimals."""
    storeys = house.storeys_above + house.storeys_below
    return rounded(ring_area_m2(house.footprint) * storeys)


def rooms(house: House) -> list[Room]:
    """Return the rooms of a building from the ground up, in the order of their numbers."""
    makers = {"flats": _flats, "shops": _shops, "parking": _parking}
    return list(makers[house.layout](house))


def _flats(house: House) -> Iterator[Room]:
    weights = ((1.0, 0.86), (0.92, 1.06), (1.0, 0.8, 0.8, 1.0))
    of_stairs = weights[2] if house.rooms == 4 else weights[house.sections % 2]
    for storey in range(1, house.storeys_above + 1):
        for section in range(1, house.sections + 1):
            for place in range(1, house.rooms + 1):
                weight = of_stairs[(place - 1) % len(of_stairs)]
                name = str(section) if house.sections > 1 else ""
                yield Room(name, storey, f"{storey}{place:02d}", FLAT, weight)


def _shops(house: House) -> Iterator[Room]:
    for storey in range(1, house.storeys_above + 1):
        count = house.rooms if storey == 1 else 2
        for place in range(1, count + 1):
            use = SHOP if storey <= 2 else OFFICE
            yield Room("", storey, f"{storey}{place:02d}", use, 1.0 if place % 2 else 0.9)


def _parking(house: House) -> Iterator[Room]:
    for place in range(1, house.rooms + 1):
        yield Room("", -1, f"车位{place:03d}", PARKING, 1.0)


def divide(house: House, key: str) -> tuple[DemoUnit, ...]:
    """Return the units of a building; a building of one unit is registered as a whole.

    Parameters
    ----------
    key
        Throws the dice for the share of stairs and halls: the building's code.
    """
    gross = gross_area_m2(house)
    if house.layout == "whole":
        top = house.storeys_above
        label = f"1-{top}" if top > 1 else "1"
        none = Decimal("0.00")
        whole = DemoUnit(
            "0001", "building", "", 1, label, "全幢", use_of(house), gross, none, gross, Decimal(0)
        )
        return (whole,)
    efficiency = 0.42 if house.layout == "parking" else dice("inner", key).uniform(0.80, 0.87)
    every = rooms(house)
    total = sum(room.weight for room in every)
    inner = [rounded(gross * Decimal(f"{efficiency * room.weight / total:.9f}")) for room in every]
    return with_areas(every, inner, gross - sum(inner))


def use_of(house: House) -> str:
    """Return what a building of one unit is used for, in the words of the register."""
    if house.style.startswith("steel"):
        return "工业"
    return "住宅" if house.storeys_above <= 3 and house.style != "flat" else "公共设施"


def with_areas(every: list[Room], inner: list[Decimal], shared_m2: Decimal) -> tuple[DemoUnit, ...]:
    """Return the rooms as units, numbered in their order, with the shared area apportioned."""
    shares = apportion(inner, shared_m2)
    return tuple(
        DemoUnit(
            unit_number=f"{number:04d}",
            unit_kind="room",
            section=room.section,
            storey_number=room.storey_number,
            storey_label=str(room.storey_number),
            room=room.room,
            use=room.use,
            inner_m2=own,
            shared_m2=share,
            built_m2=own + share,
            coefficient=shares.coefficient,
        )
        for number, (room, own, share) in enumerate(
            zip(every, inner, shares.shares, strict=True), start=1
        )
    )
