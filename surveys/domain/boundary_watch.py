"""Has the boundary moved since the survey that would be adopted? What other surveys say of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.domain.same_boundary import BoundaryComparison, compare_boundaries
from cadastre.domain.tolerances import RED_LINE, BoundaryClass, area_limit_m2, boundary_class
from surveys.domain.adopted import AdoptedBoundary, Source
from surveys.domain.decision import Block, Datum, Note, square_metres
from surveys.domain.evidence import Audit, BaseStage, ResultEvidence, Rings
from surveys.domain.reuse_facts import (
    REGISTER_STAGE,
    Facts,
    boundary_area_m2,
    register_source,
    result_source,
)


@dataclass(frozen=True, slots=True)
class Witness:
    """Another boundary of the same parcel, and how it compares with the one to be adopted.

    ``counts`` is False while the other survey is in review and for a planned red line: they are
    shown, and decide nothing.
    """

    source: Source
    rings: Rings
    accuracy: BoundaryClass
    comparison: BoundaryComparison
    counts: bool

    @property
    def moved(self) -> bool:
        """Whether the boundary is suspected to have changed."""
        return not self.comparison.unchanged


def watch_boundary(facts: Facts, adopted: AdoptedBoundary | None) -> tuple[Witness, ...]:
    """Compare the boundary to be adopted with the register and the latest surveys of it.

    Returns
    -------
    tuple of Witness
        Register, completion, supply, planning: of each stage the latest accepted result and the
        latest one still in review. Empty when there are no coordinates to compare.
    """
    if adopted is None or not adopted.rings:
        return ()
    return tuple(_others(facts, adopted))


def _others(facts: Facts, adopted: AdoptedBoundary) -> Iterator[Witness]:
    own_class = boundary_class(adopted.accuracy_class or 1)
    register = facts.evidence.register_boundary
    if register and adopted.source.stage != REGISTER_STAGE:
        yield _witness(adopted, register_source(facts), register, own_class, counts=True)
    for stage in (BaseStage.COMPLETION, BaseStage.SUPPLY, BaseStage.PLANNING):
        for audit in (Audit.ACCEPTED, Audit.WAITING):
            result = _latest(facts, stage, audit)
            if result and result.result_id != adopted.source.result_id:
                counts = audit is Audit.ACCEPTED and stage is not BaseStage.PLANNING
                yield _witness(
                    adopted,
                    result_source(result),
                    result.boundary,
                    _limits(result, own_class),
                    counts=counts,
                )


def _latest(facts: Facts, stage: BaseStage, audit: Audit) -> ResultEvidence | None:
    rows = (row for row in facts.of_stage(stage) if row.audit is audit and row.boundary)
    return next(rows, None)


def _limits(result: ResultEvidence, own_class: BoundaryClass) -> BoundaryClass:
    """Return the coarser class of the two surveys; a red line has limits of its own."""
    if result.stage is BaseStage.PLANNING:
        return red_line_class(own_class.number)
    return max(own_class, boundary_class(result.accuracy_class), key=lambda row: row.limit_m)


def red_line_class(number: int) -> BoundaryClass:
    """Return the limits of a planned line against a measured one, in place of the class's own."""
    return replace(
        boundary_class(number),
        mean_error_m=RED_LINE.mean_error_m,
        limit_m=RED_LINE.limit_m,
        source=RED_LINE.source,
        verified=RED_LINE.verified,
    )


def _witness(
    adopted: AdoptedBoundary,
    source: Source,
    rings: Rings,
    accuracy: BoundaryClass,
    *,
    counts: bool,
) -> Witness:
    comparison = compare_boundaries(adopted.rings, rings, accuracy=accuracy)
    return Witness(source, rings, accuracy, comparison, counts)


def boundary_block(witness: Witness) -> Block:
    """Return the block of a boundary that moved: its reuse stops, the rest of the case goes on."""
    reason = witness.comparison.reason
    return Block(
        "boundary_changed",
        Text(
            f"与“{witness.source.title}”相比，{reason.zh}不能沿用原界址；"
            "界址变化后的宗地须在原特征码最大顺序号之后另编宗地代码，其上定着物随之改编。",
            f"Against '{witness.source.title}': {reason.en} The earlier boundary cannot be "
            "reused; a parcel with a changed boundary takes a new sequence number after the "
            "highest of its kind, and the units on it are recoded.",
        ),
        (Datum.BOUNDARY, Datum.LAND_AREA),
        stops_case=False,
        rule="R-06",
        measured=_metres(witness.comparison.max_shift_m),
        limit=witness.accuracy.limit_m,
        unit="m",
    )


def witness_note(witness: Witness, adopted: AdoptedBoundary) -> Note | None:
    """Return what a reader should know of a witness; None when it says exactly the same.

    An accepted survey corroborates; one in review, or a red line, that lies elsewhere is named.
    """
    comparison, source = witness.comparison, witness.source
    if witness.moved:
        where = Text(
            "尚未采用，不影响本次决定，请先看清再确认",
            "is not in force and decides nothing; look at it before you confirm",
        )
        kind = "boundary_differs_elsewhere"
        text = Text(
            f"“{source.title}”的界址与采用的不同：{comparison.reason.zh}该成果{where.zh}。",
            f"The boundary of '{source.title}' is another one: {comparison.reason.en} "
            f"It {where.en}.",
        )
    elif not witness.counts or not comparison.max_shift_m:
        return None
    else:
        kind = "boundary_corroborated"
        shifts, area = shift_text(witness), area_text(witness, adopted)
        text = Text(
            f"“{source.title}”的界址与采用的界址一致，留作佐证：{shifts.zh}；{area.zh}。",
            f"The boundary of '{source.title}' agrees with the adopted one and is kept as "
            f"corroboration: {shifts.en}; {area.en}.",
        )
    return Note(
        kind,
        text,
        measured=_metres(comparison.max_shift_m),
        limit=witness.accuracy.limit_m,
        unit="m",
    )


def shift_text(witness: Witness) -> Text:
    """Say how far the points lie apart, in cm with their limits."""
    comparison, accuracy = witness.comparison, witness.accuracy
    if comparison.max_shift_m is None or comparison.mean_shift_m is None:
        return comparison.reason
    worst, mean = _cm(comparison.max_shift_m), _cm(comparison.mean_shift_m)
    limit, mean_error = _cm(accuracy.limit_m), _cm(accuracy.mean_error_m)
    return Text(
        f"最大位移 {worst} cm（限差 {limit} cm），平均 {mean} cm（中误差 {mean_error} cm）",
        f"largest shift {worst} cm (limit {limit} cm), mean {mean} cm (mean error {mean_error} cm)",
    )


def area_text(witness: Witness, adopted: AdoptedBoundary) -> Text:
    """Say by how much the witness's computed area differs, with the limit 2·m_P."""
    area, own = boundary_area_m2(witness.rings), boundary_area_m2(adopted.rings)
    if area is None or own is None:
        raise ValueError("a witness is compared with coordinates only")
    difference = square_metres(area - own, signed=True)
    limit = square_metres(area_limit_m2(adopted.rings[0], witness.accuracy))
    return Text(
        f"面积 {square_metres(area)}，差 {difference}（限差 {limit}）",
        f"area {square_metres(area)}, {difference} (limit {limit})",
    )


def _cm(metres: Decimal) -> str:
    return f"{rounded(metres * 100, 1).normalize():f}"


def _metres(shift_m: Decimal | None) -> Decimal | None:
    return None if shift_m is None else rounded(shift_m, 3)
