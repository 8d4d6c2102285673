"""Invented street names and house numbers: every parcel gets an address of its own."""

from collections import defaultdict
from itertools import count

from demo.lots import Lot
from demo.plan import ROADS_EAST_WEST, STREETS_NORTH_SOUTH

PLACE = "焦作市山阳区"
KEPT_FREE = (("示例路", 1), ("示例大道", 2))
VILLAGES = {"410811002001": "南桥村", "410811002002": "河东村", "410811002003": "北渡村"}


class AddressBook:
    """Hands out house numbers along each street, odd on one side and even on the other."""

    def __init__(self) -> None:
        self._next: defaultdict[tuple[str, int], count[int]] = defaultdict(count)
        # The first numbers there belong to the two developments, not in the register yet.
        for street_and_side in KEPT_FREE:
            next(self._next[street_and_side])

    def address(self, lot: Lot) -> str:
        """Return the next free address on the street or lane that the lot faces."""
        if lot.block.letter == "f":
            group = self._take(VILLAGES[lot.block.sub_district] + "村民小组", 1, step=1)
            return f"{PLACE}{VILLAGES[lot.block.sub_district]}{group}号农用地"
        street, side = street_of(lot)
        number = self._take(street, side, step=1 if lot.lane else 2)
        return f"{PLACE}{street}{number}号"

    def green(self, street: str) -> str:
        """Return the next address of a strip of green along a street or the river."""
        return f"{PLACE}{street}绿地{self._take(street + '绿地', 1, step=1)}号"

    def _take(self, street: str, side: int, *, step: int) -> int:
        return next(self._next[street, side]) * step + side


def street_of(lot: Lot) -> tuple[str, int]:
    """Return the street's name that a lot faces, and 1 or 2 for its odd or even side."""
    block = lot.block
    if lot.lane:
        return f"{ROADS_EAST_WEST[block.row]}{block.column * 2 + lot.lane}巷", 1
    match lot.faces:
        case "s":
            return ROADS_EAST_WEST[block.row], 2
        case "n":
            return ROADS_EAST_WEST[block.row + 1], 1
        case "w":
            return STREETS_NORTH_SOUTH[block.column], 2
        case _:
            return _east_street(block.column), 1


def _east_street(column: int) -> str:
    return STREETS_NORTH_SOUTH[min(column + 1, len(STREETS_NORTH_SOUTH) - 1)]
