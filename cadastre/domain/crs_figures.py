"""What the magnitudes of delivered figures show: which is the northing, which zone is in front.

Without prefix a northing in China has seven digits and an easting six; with the zone number in
front an easting has eight. So a swap and a prefix can be seen, a wrong meridian cannot.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from cadastre.domain.crs_systems import ZONES

ZONE_UNIT_M: Final = Decimal(1_000_000)
"""One zone number in front of an easting is worth this many metres."""


class AxisOrder(StrEnum):
    """Which of the two figures comes first in a file."""

    NORTH_EAST = "north_east"
    EAST_NORTH = "east_north"


@dataclass(frozen=True, slots=True)
class PlaneLimits:
    """Where plane figures can lie, in metres, without zone prefix; a setting of the office.

    Eastings may lie ``easting_reach_3_m`` (or ``…_6_m`` in a 6-degree zone) to either side of
    500 000, a little past the zone's edge, since a city may straddle two zones.
    """

    northing_min_m: Decimal = Decimal(1_900_000)
    northing_max_m: Decimal = Decimal(6_000_000)
    easting_reach_3_m: Decimal = Decimal(170_000)
    easting_reach_6_m: Decimal = Decimal(330_000)

    def easting_range_m(self, width: int) -> tuple[Decimal, Decimal]:
        """Return the smallest and largest easting in a zone of 3 or 6 degrees."""
        reach = self.easting_reach_6_m if width == 6 else self.easting_reach_3_m
        return 500_000 - reach, 500_000 + reach


CHINA: Final = PlaneLimits()
CHINA_WITH_ISLANDS: Final = PlaneLimits(northing_min_m=Decimal(300_000))
"""For an office that keeps parcels on the islands of the South China Sea (三沙)."""


Pair = tuple[Decimal, Decimal]


@dataclass(slots=True)
class Pairs:
    """Pairs of one kind: how many, and the first with its one-based place in the file.

    The others are not kept: a file whose axes are swapped has every one of its pairs here.
    """

    count: int = 0
    first: tuple[int, Pair] = (0, (Decimal(0), Decimal(0)))

    def add(self, place: int, pair: Pair) -> None:
        """Count one more."""
        if not self.count:
            self.first = (place, pair)
        self.count += 1


@dataclass(slots=True)
class FigureScan:
    """What one pass over the pairs saw; ``*_prefixes`` hold 0 for "no prefix"."""

    count: int = 0
    not_finite: Pairs = field(default_factory=Pairs)
    degrees: Pairs = field(default_factory=Pairs)
    outside: Pairs = field(default_factory=Pairs)
    straight_only: int = 0
    swapped_only: Pairs = field(default_factory=Pairs)
    straight_prefixes: set[int] = field(default_factory=set)
    swapped_prefixes: set[int] = field(default_factory=set)


def zone_prefix(northing: Decimal, easting: Decimal, limits: PlaneLimits, width: int) -> int | None:
    """Return the zone in front of the easting (0 for none) when the pair lies in the limits.

    ``width`` (3 or 6 degrees) bounds an easting without prefix; a prefix tells its own width.
    None when the two figures cannot be a northing and an easting.
    """
    if not limits.northing_min_m <= northing <= limits.northing_max_m:
        return None
    zone = 0
    if easting >= 10 * ZONE_UNIT_M:
        zone = int(easting // ZONE_UNIT_M) if easting < 100 * ZONE_UNIT_M else 0
        width = next((w for w, zones in ZONES.items() if zone in zones), 0)
        if not width:
            return None
    low, high = limits.easting_range_m(width)
    return zone if low <= easting - zone * ZONE_UNIT_M <= high else None


def scan_figures(
    pairs: Iterable[Pair], *, order: AxisOrder, limits: PlaneLimits | None, width: int
) -> FigureScan:
    """Look at every pair once.

    ``limits`` None: the office's plane is none of China's, only huge figures are outside.
    """
    seen = FigureScan()
    for seen.count, pair in enumerate(pairs, start=1):
        first, second = pair
        if not (first.is_finite() and second.is_finite()):
            seen.not_finite.add(seen.count, pair)
        elif abs(first) <= 180 and abs(second) <= 180:
            seen.degrees.add(seen.count, pair)
        elif limits is not None:
            _place(seen, pair if order is AxisOrder.NORTH_EAST else (second, first), limits, width)
        elif max(abs(first), abs(second)) > 100 * ZONE_UNIT_M:
            seen.outside.add(seen.count, pair)
    return seen


def _place(seen: FigureScan, pair: Pair, limits: PlaneLimits, width: int) -> None:
    """Count one pair, given as (north, east) by the file's promise."""
    straight = zone_prefix(*pair, limits, width)
    swapped = zone_prefix(pair[1], pair[0], limits, width)
    if straight is None and swapped is None:
        seen.outside.add(seen.count, pair)
    elif swapped is None:
        seen.straight_only += 1
    elif straight is None:
        seen.swapped_only.add(seen.count, pair)
    if straight is not None:
        seen.straight_prefixes.add(straight)
    if swapped is not None:
        seen.swapped_prefixes.add(swapped)
