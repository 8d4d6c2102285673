"""The figures of one building that were delivered, and their place in the precedence."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from buildings.domain.building_table import table_order
from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.rings import rounded
from surveys.domain.decision import both, square_metres
from surveys.domain.evidence import BaseStage, BuildingEvidence, ResultEvidence, UnitEvidence
from surveys.domain.preconditions import Grade, Subject, grade
from surveys.domain.reuse_facts import (
    Facts,
    Option,
    boundary_area_m2,
    result_source,
)

_PRESALE_YIELDS = Text(
    "预售面积不用于首次登记，留作历史（R-04）",
    "presale figures do not serve a first registration and are kept as history (R-04)",
)
_PRESALE = Text(
    "预售面积依图计算，房屋未实测，不用于首次登记",
    "presale figures are taken from drawings and do not serve a first registration",
)
_PLAN = Text("规划图形和面积只作展示", "planned shapes and areas are for display only")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One building in one result, with the grade of that result for it."""

    result: ResultEvidence
    building: BuildingEvidence
    grade: Grade
    without_coordinates: Grade

    @property
    def rule(self) -> str:
        """Rule under which the delivery serves, or would."""
        return self.grade.rule

    @property
    def floor_area_m2(self) -> Decimal | None:
        """Stated floor area, else the sum over the units; None without either."""
        if self.building.floor_area_m2 is not None:
            return self.building.floor_area_m2
        areas = [built_m2(unit) for unit in self.building.units]
        known = [area for area in areas if area is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(areas) else None

    def option(self, value: Text) -> "Option[Delivered]":
        """Return this delivery as an option for a datum."""
        source = result_source(self.result)
        return Option(self.grade.rank, self.rule, source, value, self, self.grade.why_not)


def delivered(
    facts: Facts, building_number: str, *, boundary_changed: bool
) -> tuple[Delivered, ...]:
    """Return every delivery of a building, the latest first."""
    return tuple(
        Delivered(
            result,
            building,
            _grade(Subject(facts, result, building_number, boundary_changed)),
            _grade(Subject(facts, result, building_number, boundary_changed), drawn=False),
        )
        for result in facts.results
        for building in result.buildings
        if building.building_number == building_number
    )


def built_m2(unit: UnitEvidence) -> Decimal | None:
    """Return the floor area of a unit, as inner and shared area where it is not stated."""
    if unit.built_m2 is None and unit.inner_m2 is not None and unit.shared_m2 is not None:
        return unit.inner_m2 + unit.shared_m2
    return unit.built_m2


def footprint_options(rows: Sequence[Delivered]) -> list[Option[Delivered]]:
    """Return the footprints; from before unified registration also one without coordinates."""
    options = []
    for row in rows:
        shape, stated = row.building.footprint, row.building.footprint_area_m2
        if not shape and row.result.stage is not BaseStage.LEGACY:
            continue
        area = boundary_area_m2(shape) if stated is None else stated
        value = both(square_metres(area)) if area is not None else NO_TEXT
        if not shape:
            value = Text(f"无坐标 {value.zh}".strip(), f"no coordinates {value.en}".strip())
            found = row.without_coordinates
            source = result_source(row.result)
            options.append(Option(found.rank, found.rule, source, value, row, found.why_not))
        else:
            options.append(row.option(value))
    return options


def floor_area_options(rows: Sequence[Delivered]) -> list[Option[Delivered]]:
    """Return the floor areas, each with the rule it was measured by."""
    return [
        row.option(both(f"{square_metres(area)} · {row.result.area_rule}"))
        for row in rows
        if (area := row.floor_area_m2) is not None
    ]


def unit_options(rows: Sequence[Delivered]) -> list[Option[Delivered]]:
    """Return the building tables; one with a unit without area must not be used.

    Where no delivery lists units, the building is one unit and its floor area stands for it.
    """
    listed = [row for row in rows if row.building.units]
    if not listed:
        one = Text("整幢一个单元", "the whole building as one unit")
        return [row.option(one) for row in rows if row.floor_area_m2 is not None]
    options = []
    for row in listed:
        units = table_order(row.building.units)
        areas = [built_m2(unit) for unit in units]
        lacking = [unit.room for unit in without_area(row)]
        if lacking:
            value = Text(f"{len(units)} 户", _counted(len(units)))
            why = Text(
                f"{'、'.join(lacking)} 没有建筑面积", f"no floor area for {', '.join(lacking)}"
            )
            source = result_source(row.result)
            options.append(
                Option(
                    None,
                    row.rule,
                    source,
                    value,
                    row,
                    why if row.grade.why_not == NO_TEXT else row.grade.why_not,
                )
            )
            continue
        options.append(row.option(_table_value(areas)))
    return options


def without_area(row: Delivered) -> list[UnitEvidence]:
    """Return the units of a delivery that have no floor area, or none above zero, in order."""
    return [
        unit
        for unit in table_order(row.building.units)
        if (area := built_m2(unit)) is None or area <= 0
    ]


def _table_value(areas: Sequence[Decimal | None]) -> Text:
    total = square_metres(sum((area for area in areas if area is not None), Decimal(0)))
    figures = [f"{rounded(area)}" for area in areas if area is not None]
    return Text(
        f"{len(areas)} 户，合计 {total}（{_shown(figures, '、')}）",
        f"{_counted(len(areas))}, {total} in all ({_shown(figures, ', ')})",
    )


def _counted(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _shown(figures: Sequence[str], comma: str, most: int = 6) -> str:
    return comma.join(figures[:most]) + ("…" if len(figures) > most else "")


def _grade(subject: Subject, *, drawn: bool = True) -> Grade:
    """Return the place of a result for a building; not ``drawn`` is a map without coordinates."""
    stage = subject.result.stage
    if stage is BaseStage.PRESALE:
        yields = "R-04" in subject.facts.rule_set
        return Grade(None, "R-04", _PRESALE_YIELDS if yields else _PRESALE)
    if stage not in (BaseStage.COMPLETION, BaseStage.LEGACY):
        return Grade(None, "", _PLAN)
    return grade(subject, "building", stage.value if drawn else f"{stage.value}_map")
