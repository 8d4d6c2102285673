"""Two survey results out of the database, compared."""

from collections.abc import Sequence
from decimal import Decimal

from accounts.models import Account
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from surveys.domain.compare_results import (
    ComparedBuilding,
    ComparedResult,
    ResultDifference,
    compare_results,
)
from surveys.domain.evidence import BaseStage
from surveys.models import StagedUnit, SurveyProject, SurveyResult
from surveys.reading_state import UNREAD
from surveys.selectors import (
    counting,
    result_seen_by,
    results_of,
    staged_parcel_of,
    staged_rings,
)


class NotComparable(InvalidInput):
    """Two results that have nothing to do with each other."""

    code = "results_not_comparable"


class NotReadYet(Conflict):
    """A result whose files have not been read."""

    code = "result_not_read"


def results_compared(account: Account, first_id: object, second_id: object) -> ResultDifference:
    """Compare two results that an account may see, the first as the earlier one.

    Raises
    ------
    NotFound
        There is no such result, or the account may not see it.
    NotComparable
        They are of two parcels.
    NotReadYet
        The files of one have not been read.
    """
    return compared(result_seen_by(account, first_id), result_seen_by(account, second_id))


def compared(first: SurveyResult, second: SurveyResult) -> ResultDifference:
    """Compare two results of one parcel; see :func:`results_compared` for what is refused."""
    parcels = (first.project.parcel_code, second.project.parcel_code)
    if parcels[0] != parcels[1]:
        raise NotComparable(
            Text(
                f"两份成果分属宗地 {parcels[0]} 和 {parcels[1]}，不能比较。",
                f"The two results are of parcels {parcels[0]} and {parcels[1]}: "
                "they cannot be compared.",
            ),
            advice=Text("请选择同一宗地的两份成果。", "Choose two results of one parcel."),
        )
    for result in (first, second):
        if result.status in UNREAD:
            raise NotReadYet(
                Text(f"成果 {result} 尚未读取。", f"Result {result} has not been read yet."),
                advice=Text("请在读取完成后再比较。", "Compare when it has been read."),
            )
    return compare_results(as_compared(first), as_compared(second))


def counting_of_stage(
    account: Account, project: SurveyProject, stage_code: str
) -> SurveyResult | None:
    """Return the result that counts of one stage of a project, if there is any."""
    return counting(list(results_of(account, project).filter(stage=stage_code)))


def as_compared(result: SurveyResult) -> ComparedResult:
    """Return what the comparison reads of a result.

    Only delivered unit codes count: those issued for a room number say nothing of which room has
    that number now.
    """
    parcel = staged_parcel_of(result)
    return ComparedResult(
        result_id=str(result.pk),
        title=Text(
            f"{result.stage.name_zh} v{result.version}", f"{result.stage.name_en} v{result.version}"
        ),
        stage=BaseStage(result.stage.base),
        surveyed_on=result.surveyed_on,
        accuracy_class=result.accuracy_class,
        area_rule=result.area_standard,
        boundary=staged_rings(parcel) if parcel else (),
        land_area_m2=parcel.computed_area_m2 if parcel else None,
        buildings=_buildings(result),
    )


def _buildings(result: SurveyResult) -> tuple[ComparedBuilding, ...]:
    units = _units_by_building(result)
    shapes = {
        building.building_number: building
        for building in result.buildings.prefetch_related("points")
    }
    found = []
    for number in sorted(shapes.keys() | units.keys()):
        shape, rows = shapes.get(number), units.get(number, [])
        found.append(
            ComparedBuilding(
                building_number=number,
                footprint=staged_rings(shape) if shape else (),
                footprint_area_m2=shape.computed_area_m2 if shape else None,
                floor_area_m2=_floor_area(rows, shape.floor_area_m2 if shape else None),
                units=tuple(rows),
            )
        )
    return tuple(found)


def _units_by_building(result: SurveyResult) -> dict[str, list[StagedUnit]]:
    found: dict[str, list[StagedUnit]] = {}
    for unit in StagedUnit.objects.filter(result=result):
        found.setdefault(unit.building_number, []).append(unit)
    return found


def _floor_area(rows: Sequence[StagedUnit], stated: Decimal | None) -> Decimal | None:
    """Return the sum over the units, or what the building states where no unit has an area."""
    areas = [row.built_m2 for row in rows if row.built_m2 is not None]
    return sum(areas, Decimal(0)) if areas else stated
