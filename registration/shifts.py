"""The boundary of a case against another survey of it: which point lies how far away."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cadastre.domain.rings import rounded
from surveys.domain.compare_boundary import BoundaryDifference, boundary_limits, compare_lines
from surveys.domain.evidence import BaseStage, Rings, SurveyPoint
from surveys.models import SurveyResult
from surveys.selectors import staged_parcel_of, staged_rings

COMPARED = (BaseStage.COMPLETION, BaseStage.SUPPLY, BaseStage.LEGACY, BaseStage.PLANNING)
"""Stages whose boundaries are compared, the most telling first."""
EXAGGERATIONS = (200, 100, 50, 20, 10, 5, 2, 1)
ARROW_SHARE = Decimal("0.2")
"""The longest arrow takes about this share of the drawing."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One boundary point and where another survey found it; ``length_m`` is not rounded."""

    start: SurveyPoint
    end: SurveyPoint
    length_m: Decimal
    within_limit: bool

    @property
    def length_cm(self) -> str:
        """Length in centimetres with one decimal."""
        return f"{rounded(self.length_m * 100, 1):f}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The boundary of the case against the latest other survey of it; point by point."""

    other: SurveyResult
    shifts: tuple[Shift, ...]
    limit_m: Decimal

    @property
    def limit_cm(self) -> str:
        """The limit in centimetres."""
        return f"{(self.limit_m * 100).normalize():f}"


def rings_in(shape: dict[str, Any] | None) -> Rings:
    """Return the rings of an adopted shape of a decision; empty without coordinates."""
    rings: dict[int, list[SurveyPoint]] = {}
    for point in shape["points"] if shape else ():
        rings.setdefault(point["ring"], []).append(
            SurveyPoint(point["label"], Decimal(point["northing_m"]), Decimal(point["easting_m"]))
        )
    return tuple(tuple(ring) for _number, ring in sorted(rings.items()))


def boundary_rings(decision: dict[str, Any], results: Sequence[SurveyResult]) -> Rings:
    """Return the adopted boundary, or the one that would go first though it is blocked."""
    adopted = rings_in(decision["adopted"]["boundary"])
    return adopted or _rings_of(boundary_result(decision, results))


def boundary_result(
    decision: dict[str, Any], results: Sequence[SurveyResult]
) -> SurveyResult | None:
    """Return the result that the boundary of a decision comes from, if it is a result."""
    row = next(row for row in decision["data"] if row["datum"] == "boundary")
    return next((one for one in results if str(one.pk) == row["result_id"]), None)


def _rings_of(result: SurveyResult | None) -> Rings:
    parcel = staged_parcel_of(result) if result else None
    return staged_rings(parcel) if parcel else ()


def comparison(decision: dict[str, Any], results: Sequence[SurveyResult]) -> Comparison | None:
    """Compare the boundary of the case with the latest other survey of it, point by point.

    None when there is no boundary with coordinates, or no other survey.
    """
    own, rings = boundary_result(decision, results), boundary_rings(decision, results)
    others = (
        result
        for stage in COMPARED
        for result in reversed(results)
        if result.stage.base == stage and result != own and _rings_of(result)
    )
    other = next(others, None)
    if not rings or other is None:
        return None
    mine = own or other
    limits = boundary_limits(
        BaseStage(mine.stage.base),
        mine.accuracy_class,
        BaseStage(other.stage.base),
        other.accuracy_class,
    )
    found = compare_lines(rings, _rings_of(other), limits=limits)
    return Comparison(other, shifts_of(found), limits.limit_m)


def shifts_of(found: BoundaryDifference) -> tuple[Shift, ...]:
    """Return the points that both surveys have, each with where the other found it."""
    return tuple(
        Shift(point.before, point.after, point.length_m, point.within_limit is not False)
        for point in found.points
        if point.before and point.after and point.length_m is not None
    )


def exaggeration_of(shifts: Sequence[Shift]) -> int:
    """Return how many times longer than true arrows are drawn, so that they are seen and fit."""
    longest = max((shift.length_m for shift in shifts), default=Decimal(0))
    if not longest:
        return EXAGGERATIONS[0]
    norths = [shift.start.northing_m for shift in shifts]
    easts = [shift.start.easting_m for shift in shifts]
    extent = max(max(norths) - min(norths), max(easts) - min(easts))
    return next(
        (times for times in EXAGGERATIONS if longest * times <= ARROW_SHARE * extent),
        EXAGGERATIONS[-1],
    )
