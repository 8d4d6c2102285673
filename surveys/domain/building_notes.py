"""What else a reader should know of a building: its planned shape, and an acceptance not seen."""

from collections.abc import Iterator, Sequence

from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.domain.same_boundary import compare_boundaries
from surveys.domain.boundary_watch import red_line_class
from surveys.domain.building_options import Delivered
from surveys.domain.decision import Datum, DatumDecision, Note, State
from surveys.domain.evidence import Audit, BaseStage
from surveys.domain.reuse_facts import Facts


def building_notes(
    facts: Facts, decided: Sequence[DatumDecision], rows: Sequence[Delivered]
) -> Iterator[Note]:
    """Yield the notes on one building; ``decided`` are its data, ``rows`` its deliveries."""
    taken = {
        row.datum: row.source.result_id
        for row in decided
        if row.state is State.ADOPTED and row.source is not None
    }
    footprint = _of_result(rows, taken.get(Datum.FOOTPRINT))
    planned = planned_of(rows)
    if footprint and planned and footprint.building.footprint:
        yield from _shape_note(planned, footprint)
    as_built = _of_result(rows, taken.get(Datum.FLOOR_AREA))
    if as_built and as_built.result.stage is BaseStage.COMPLETION:
        number = as_built.building.building_number
        if facts.acceptance(number) is None:
            yield _acceptance_not_seen(number)


def _of_result(rows: Sequence[Delivered], result_id: str | None) -> Delivered | None:
    return next((row for row in rows if row.result.result_id == result_id), None)


def planned_of(rows: Sequence[Delivered]) -> Delivered | None:
    """Return the latest accepted planned shape of the building, None without one."""
    return next(
        (
            row
            for row in rows
            if row.result.stage is BaseStage.PLANNING
            and row.result.audit is Audit.ACCEPTED
            and row.building.footprint
        ),
        None,
    )


def _shape_note(planned: Delivered, built: Delivered) -> Iterator[Note]:
    """Tell when the building does not stand where it was planned; it stops nothing."""
    limits = red_line_class(built.result.accuracy_class)
    comparison = compare_boundaries(
        planned.building.footprint, built.building.footprint, accuracy=limits
    )
    if comparison.unchanged:
        return
    shift, number = comparison.max_shift_m, built.building.building_number
    yield Note(
        "footprint_beside_plan",
        Text(
            f"幢 {number} 的占地图形与“{planned.result.title}”的规划图形不同，按规划与实测"
            f"对比的限差（{limits.limit_m} m）：{comparison.reason.zh}规划图形只作展示。",
            f"Building {number} does not stand as planned in '{planned.result.title}', by the "
            f"limit for planned against measured lines ({limits.limit_m} m): "
            f"{comparison.reason.en} The plan is for display only.",
        ),
        number,
        None if shift is None else rounded(shift, 3),
        limits.limit_m,
        "m",
    )


def _acceptance_not_seen(number: str) -> Note:
    return Note(
        "acceptance_not_seen",
        Text(
            f"幢 {number} 的竣工成果已审核采用，但没有通过的竣工联合验收文件；"
            "房屋已经竣工的证明另行核验。",
            f"Building {number}: the completion result was accepted in review and is adopted; no "
            "passed joint acceptance is on file, and proof that the house is finished is checked "
            "apart from it.",
        ),
        number,
    )
