"""What a reviewer wants to know of a result before opening it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.figures import Figures, figures_of
from surveys.models import ResultFinding, SurveyResult

TOUCHES_NEIGHBOURS = ("BP07", "PA03")
"""Checks that name a parcel of the register: a shared point, an overlap."""
_PARCEL_CODE = re.compile(r"\b\d{12}[A-Z]{2}\d{5}\b")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A result in the queue: what it holds, its worst finding, whose neighbours it touches."""

    result: SurveyResult
    figures: Figures
    worst: str
    neighbours: tuple[str, ...]


def review_rows(results: Sequence[SurveyResult]) -> list[ReviewRow]:
    """Return the rows of the queue in the order of ``results``."""
    figures = figures_of(results)
    neighbours = _neighbours(results)
    return [
        ReviewRow(
            result=result,
            figures=figures[result.pk],
            worst=_worst(result),
            neighbours=tuple(sorted(neighbours[result.pk])),
        )
        for result in results
    ]


def _worst(result: SurveyResult) -> str:
    if result.error_count:
        return "error"
    return "warning" if result.warning_count else ""


def _neighbours(results: Sequence[SurveyResult]) -> dict[UUID, set[str]]:
    """Return the registered parcels that the findings of each result name, its own left out."""
    own = {result.pk: result.project.parcel_code for result in results}
    named: dict[UUID, set[str]] = defaultdict(set)
    rows = ResultFinding.objects.filter(result__in=results, code__in=TOUCHES_NEIGHBOURS)
    for result_id, found in rows.values_list("result", "found"):
        named[result_id].update(set(_PARCEL_CODE.findall(found)) - {own[result_id]})
    return named
