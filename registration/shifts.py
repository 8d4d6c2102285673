"""The boundary of a case against another survey of it: which point lies how far away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cadastre.domain.rings import distance_m, rounded
from cadastre.domain.same_boundary import compare_boundaries
from cadastre.domain.tolerances import boundary_class
from surveys.domain.evidence import BaseStage, Rings, SurveyPoint
from surveys.models import SurveyResult
from surveys.selectors import staged_parcel_of, staged_rings

COMPARED = (BaseStage.COMPLETION, BaseStage.SUPPLY, BaseStage.LEGACY)
"""Stages whose boundaries are compared, the most telling first."""


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
    classes = [boundary_class(row.accuracy_class) for row in (own, other) if row]
    accuracy = max(classes, key=lambda row: row.limit_m)
    found = compare_boundaries(rings, _rings_of(other), accuracy=accuracy)
    ends = [point for ring in _rings_of(other) for point in ring]
    starts = [point for ring in rings for point in ring]
    # The shifts come point by point in the order of the rings; none when the rings do not pair.
    shifts = tuple(
        Shift(start, _end(start, row.other_label, ends), row.shift_m, row.within_limit)
        for start, row in zip(starts, found.shifts, strict=False)
    )
    return Comparison(other, shifts, accuracy.limit_m)


def _end(start: SurveyPoint, label: str, ends: Iterable[SurveyPoint]) -> SurveyPoint:
    """Return the point of that label, the nearest where several rings use the same one."""
    return min(
        (point for point in ends if point.label == label),
        key=lambda point: distance_m(start, point),
    )
