"""One survey result against another: boundary, land area, and every building of both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cadastre.domain.findings import Text
from surveys.domain.compare_areas import (
    AreaDifference,
    compare_floor_areas,
    compare_footprint_areas,
    compare_land_areas,
)
from surveys.domain.compare_boundary import (
    BoundaryDifference,
    boundary_limits,
    compare_lines,
    footprint_limits,
)
from surveys.domain.compare_rows import TableRow
from surveys.domain.compare_tables import TableDifference, compare_tables
from surveys.domain.evidence import BaseStage, Rings


@dataclass(frozen=True, slots=True)
class ComparedBuilding:
    """A building of a result as the comparison reads it; areas in m2."""

    building_number: str
    footprint: Rings = ()
    footprint_area_m2: Decimal | None = None
    floor_area_m2: Decimal | None = None
    units: tuple[TableRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedResult:
    """A survey result as the comparison reads it; ``area_rule`` as of its floor areas."""

    result_id: str
    title: Text
    stage: BaseStage
    surveyed_on: date
    accuracy_class: int = 1
    area_rule: str = ""
    boundary: Rings = ()
    land_area_m2: Decimal | None = None
    buildings: tuple[ComparedBuilding, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildingDifference:
    """A building in both results, or in one of them (then the other number is empty)."""

    before_number: str
    after_number: str
    footprint: BoundaryDifference | None
    footprint_area: AreaDifference | None
    floor_area: AreaDifference | None
    units: TableDifference | None

    @property
    def number(self) -> str:
        """The number it goes by now."""
        return self.after_number or self.before_number

    @property
    def kind(self) -> str:
        """``same``, ``renumbered``, ``added`` or ``removed``."""
        if self.before_number and self.after_number:
            return "same" if self.before_number == self.after_number else "renumbered"
        return "added" if self.after_number else "removed"


@dataclass(frozen=True, slots=True)
class ResultDifference:
    """Everything two results have in common, compared; None where both have nothing of it."""

    first: ComparedResult
    second: ComparedResult
    boundary: BoundaryDifference | None
    land_area: AreaDifference | None
    buildings: tuple[BuildingDifference, ...]


def compare_results(first: ComparedResult, second: ComparedResult) -> ResultDifference:
    """Compare two results of one parcel, the first as the earlier one."""
    limits = boundary_limits(first.stage, first.accuracy_class, second.stage, second.accuracy_class)
    boundary = land_area = None
    if first.boundary or second.boundary:
        boundary = compare_lines(first.boundary, second.boundary, limits=limits)
    if first.land_area_m2 is not None or second.land_area_m2 is not None:
        land_area = compare_land_areas(
            first.land_area_m2,
            second.land_area_m2,
            rings=first.boundary or second.boundary,
            accuracy_class=max(first.accuracy_class, second.accuracy_class),
        )
    pairs = _paired_buildings(first.buildings, second.buildings)
    buildings = tuple(_building(one, other, first, second) for one, other in pairs)
    return ResultDifference(first, second, boundary, land_area, buildings)


_Pair = tuple[ComparedBuilding | None, ComparedBuilding | None]


def _paired_buildings(
    first: Sequence[ComparedBuilding], second: Sequence[ComparedBuilding]
) -> Iterator[_Pair]:
    """Yield buildings by number; the only one left on either side may have been renumbered.

    A result without any building was never to hold one, so nothing is said to be added.
    """
    if not first or not second:
        return
    old = {building.building_number: building for building in first}
    new = {building.building_number: building for building in second}
    lost, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    renumbered = len(lost) == len(come) == 1 and _alike(old[lost[0]], new[come[0]])
    for number in sorted(old.keys() | new.keys()):
        if renumbered and number == lost[0]:
            yield old[number], new[come[0]]
        elif not (renumbered and number == come[0]):
            yield old.get(number), new.get(number)


def _alike(one: ComparedBuilding, other: ComparedBuilding) -> bool:
    """Tell whether two buildings of different numbers have nearly all units in common."""
    if not one.units or not other.units:
        return False
    table = compare_tables(one.units, other.units)
    kept = sum(bool(change.before and change.after) for change in table.changes)
    return kept >= 0.8 * max(len(one.units), len(other.units))


def _building(
    one: ComparedBuilding | None,
    other: ComparedBuilding | None,
    first: ComparedResult,
    second: ComparedResult,
) -> BuildingDifference:
    numbers = (one.building_number if one else "", other.building_number if other else "")
    if one is None or other is None:
        return BuildingDifference(*numbers, None, None, None, None)
    footprint = footprint_area = floor_area = units = None
    if one.footprint and other.footprint:
        limits = footprint_limits(first.stage, second.stage)
        footprint = compare_lines(one.footprint, other.footprint, limits=limits)
    if one.footprint_area_m2 is not None and other.footprint_area_m2 is not None:
        footprint_area = compare_footprint_areas(one.footprint_area_m2, other.footprint_area_m2)
    rules = (first.area_rule, second.area_rule)
    if one.floor_area_m2 is not None and other.floor_area_m2 is not None:
        floor_area = compare_floor_areas(
            one.floor_area_m2,
            other.floor_area_m2,
            rules=rules,
            stages=(first.stage, second.stage),
        )
    if one.units and other.units:
        units = compare_tables(one.units, other.units, same_area_rule=rules[0] == rules[1])
    return BuildingDifference(*numbers, footprint, footprint_area, floor_area, units)
