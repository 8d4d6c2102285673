"""A building table laid out as people draw it: the highest storey on top, a column for each room.

Rooms stand above each other when their numbers end alike (101, 201 … 1801 of one section). What has
no such number, and everything below ground, is listed in its storey's row without a column.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from buildings.domain.building_table import natural_key
from buildings.domain.floor_area import difference_ratio
from cadastre.domain.rings import rounded

TINTS = 5
"""Steps by which a grid shades its cells."""
NOTABLE_PERCENT = Decimal(3)
"""From here a difference to presale is marked (商品房销售管理办法 第二十条): information only."""

_MOST_COLUMNS = 40
_ROOM_NUMBER = re.compile(r"(?:.*[^0-9])?[1-9][0-9]?([0-9]{2})")
_SUFFIXES = re.compile(r"[室号户]+$")
_ZERO = Decimal("0.00")


class MeasuredUnit(Protocol):
    """A unit with its place in the building and its areas in m2."""

    section: str
    room: str
    built_m2: Decimal | None
    inner_m2: Decimal | None
    shared_m2: Decimal | None
    presale_built_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a unit's registered area differs from its presale area by: m2 and per cent."""

    area_m2: Decimal
    percent: Decimal | None

    @property
    def way(self) -> str:
        """``more``, ``less`` or ``same``."""
        return "same" if not self.area_m2 else "more" if self.area_m2 > 0 else "less"

    @property
    def is_notable(self) -> bool:
        """Whether it reaches three per cent either way."""
        return self.percent is not None and abs(self.percent) >= NOTABLE_PERCENT


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit as a grid shows it; ``tint`` is 1 (smallest) to 5 by registered area, 0 without.

    ``state`` is ``restricted``, ``completion`` (with its area as built), or ``presale``.
    """

    unit: MeasuredUnit
    tint: int
    difference: Difference | None
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """A storey: for each column the cells there (none, one, or several on one number)."""

    number: int | None
    label: str
    columns: tuple[tuple[Cell, ...], ...]
    loose: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A building table; ``sections`` are (name, number of columns), ``columns`` their labels."""

    sections: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the units of a building in m2; ``apart_m2`` is Σ built less the building's own.

    ``coefficient`` is K = Σ shared / Σ inner (GB/T 17986.1-2000) to six decimals, None when a unit
    does not say both.
    """

    units: int
    inner_m2: Decimal
    shared_m2: Decimal
    built_m2: Decimal
    presale: Difference | None
    coefficient: Decimal | None
    apart_m2: Decimal


def difference_of(unit: MeasuredUnit) -> Difference | None:
    """Return registered less presale area; None when either is not known."""
    if unit.built_m2 is None or unit.presale_built_m2 is None:
        return None
    return Difference(
        unit.built_m2 - unit.presale_built_m2,
        difference_ratio(unit.built_m2, unit.presale_built_m2),
    )


def totals_of(units: Sequence[MeasuredUnit], *, building_m2: Decimal) -> Totals:
    """Return the sums over ``units`` against the building's registered floor area."""
    inner = sum((unit.inner_m2 or _ZERO for unit in units), _ZERO)
    shared = sum((unit.shared_m2 or _ZERO for unit in units), _ZERO)
    built = sum((unit.built_m2 or _ZERO for unit in units), _ZERO)
    all_say = all(unit.inner_m2 is not None and unit.shared_m2 is not None for unit in units)
    compared = [unit for unit in units if difference_of(unit) is not None]
    presale = None
    if compared and len(compared) == len(units):
        before = sum((unit.presale_built_m2 or _ZERO for unit in units), _ZERO)
        presale = Difference(built - before, difference_ratio(built, before))
    return Totals(
        units=len(units),
        inner_m2=inner,
        shared_m2=shared,
        built_m2=built,
        presale=presale,
        coefficient=rounded(shared / inner, 6) if inner and all_say else None,
        apart_m2=built - building_m2,
    )


def state_of(unit: MeasuredUnit, *, is_restricted: bool) -> str:
    """Return what a unit is coloured by where its state is shown."""
    if is_restricted:
        return "restricted"
    return "presale" if unit.built_m2 is None else "completion"


def states_counted(grid: Grid) -> dict[str, int]:
    """Return how many units of each state a grid holds."""
    cells = [cell for row in grid.rows for place in (*row.columns, row.loose) for cell in place]
    return dict(Counter(cell.state for cell in cells))


def grid_of(
    placed: Iterable[tuple[int | None, MeasuredUnit]],
    storeys: Iterable[tuple[int, str]],
    *,
    is_restricted: Callable[[MeasuredUnit], bool] = lambda _unit: False,
) -> Grid:
    """Lay out units, each given with the number of its storey (None when it has none).

    Parameters
    ----------
    placed
        Storey number (negative below ground) and unit.
    storeys
        Number and name of every storey of the building, also of those without units.
    is_restricted
        Tells whether a unit is under a restriction.
    """
    placed = list(placed)
    by_storey: dict[int | None, list[MeasuredUnit]] = defaultdict(list)
    for number, unit in placed:
        by_storey[number].append(unit)
    scale = _scale(placed)
    columns = _columns(by_storey)
    names = dict(storeys)
    rows = []
    for number in [*sorted(names, reverse=True), *([None] if None in by_storey else [])]:
        cells: dict[tuple[str, str] | None, list[Cell]] = defaultdict(list)
        for unit in sorted(by_storey[number], key=_order):
            place = _column(number, unit)
            known = place if place in columns else None
            state = state_of(unit, is_restricted=is_restricted(unit))
            cells[known].append(Cell(unit, _tint(unit, scale), difference_of(unit), state))
        rows.append(
            Row(
                number,
                _own_name(number, "" if number is None else names[number]),
                tuple(tuple(cells[column]) for column in columns),
                tuple(cells[None]),
            )
        )
    widths: dict[str, int] = defaultdict(int)
    for section, _ in columns:
        widths[section] += 1
    return Grid(tuple(widths.items()), tuple(label for _, label in columns), tuple(rows))


def _own_name(number: int | None, name: str) -> str:
    """Return the name of a storey where it says more than its number does."""
    return "" if name.strip("第层Ff ") == str(number) else name


def _columns(by_storey: dict[int | None, list[MeasuredUnit]]) -> list[tuple[str, str]]:
    found = {
        place
        for number, units in by_storey.items()
        for unit in units
        if (place := _column(number, unit)) is not None
    }
    columns = sorted(found, key=lambda place: (natural_key(place[0]), place[0], place[1]))
    return columns if len(columns) <= _MOST_COLUMNS else []


def _column(number: int | None, unit: MeasuredUnit) -> tuple[str, str] | None:
    if number is None or number < 0:
        return None
    room = _SUFFIXES.sub("", unicodedata.normalize("NFKC", unit.room).strip())
    match = _ROOM_NUMBER.fullmatch(room)
    return (unit.section, match[1]) if match else None


def _order(unit: MeasuredUnit) -> tuple[object, object]:
    return natural_key(unit.section), natural_key(unit.room)


def _tint(unit: MeasuredUnit, scale: tuple[Decimal, Decimal]) -> int:
    """Return the step of a unit's area: five equal steps from the smallest to the largest."""
    smallest, largest = scale
    if unit.built_m2 is None:
        return 0
    if smallest == largest:
        return (TINTS + 1) // 2
    step = int((unit.built_m2 - smallest) * TINTS / (largest - smallest))
    return 1 + min(max(step, 0), TINTS - 1)


def _scale(placed: Iterable[tuple[int | None, MeasuredUnit]]) -> tuple[Decimal, Decimal]:
    """Return the smallest and largest area of the rooms; parking would squeeze their steps."""
    measured = [
        (_column(number, unit) is not None, unit.built_m2)
        for number, unit in placed
        if unit.built_m2 is not None
    ]
    areas = [area for is_room, area in measured if is_room] or [area for _, area in measured]
    return min(areas, default=_ZERO), max(areas, default=_ZERO)
