"""How far the stages lie apart, as figures with their limits, beside the sentence that says it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cadastre.domain.rings import rounded
from cadastre.domain.same_boundary import compare_boundaries
from cadastre.domain.tolerances import area_limit_m2, boundary_class
from surveys.domain.adopted import AdoptedArea, AdoptedBoundary
from surveys.domain.boundary_watch import Witness, red_line_class
from surveys.domain.building_notes import planned_of
from surveys.domain.building_options import Delivered
from surveys.domain.decision import StageDifference
from surveys.domain.presale_history import PresaleHistory
from surveys.domain.reuse_facts import boundary_area_m2, result_source
from surveys.domain.rules import PRESALE_DIFFERENCE_PERCENT


def shift_differences(witnesses: Sequence[Witness]) -> Iterator[StageDifference]:
    """Yield largest and mean shift of every other boundary, in metres, with the class's limits."""
    for row in witnesses:
        figures = (
            ("max_shift", row.comparison.max_shift_m, row.accuracy.limit_m),
            ("mean_shift", row.comparison.mean_shift_m, row.accuracy.mean_error_m),
        )
        for quantity, measured, limit in figures:
            if measured is not None:
                yield StageDifference(
                    row.source,
                    quantity,
                    rounded(measured, 3),
                    "m",
                    limit,
                    measured <= limit and row.comparison.same_topology,
                    row.counts,
                )


def land_area_differences(
    adopted: AdoptedArea | None, found: AdoptedBoundary | None, witnesses: Sequence[Witness]
) -> Iterator[StageDifference]:
    """Yield computed minus adopted land area in m2, with the limit 2·m_P of the boundary."""
    if adopted is None or found is None or not found.rings:
        return
    shapes = [(found.source, found.rings, boundary_class(found.accuracy_class or 1), True)]
    shapes += [(row.source, row.rings, row.accuracy, row.counts) for row in witnesses]
    for source, rings, accuracy, counts in shapes:
        area = boundary_area_m2(rings)
        if area is not None:
            difference = area - adopted.land_area_m2
            limit = rounded(area_limit_m2(rings[0], accuracy))
            within = abs(difference) <= limit
            yield StageDifference(source, "land_area", difference, "m2", limit, within, counts)


def footprint_differences(
    adopted: Delivered | None, rows: Sequence[Delivered]
) -> Iterator[StageDifference]:
    """Yield the largest shift of the planned footprint in metres; it counts for nothing."""
    planned = planned_of(rows)
    if adopted is None or planned is None or not adopted.building.footprint:
        return
    limits = red_line_class(adopted.result.accuracy_class)
    comparison = compare_boundaries(
        planned.building.footprint, adopted.building.footprint, accuracy=limits
    )
    if comparison.max_shift_m is not None:
        yield StageDifference(
            result_source(planned.result),
            "max_shift",
            rounded(comparison.max_shift_m, 3),
            "m",
            limits.limit_m,
            comparison.unchanged,
            counts=False,
        )


def floor_area_differences(history: PresaleHistory | None) -> Iterator[StageDifference]:
    """Yield completion minus presale in m2, only where one rule measured both (R-04)."""
    if history is None or not history.same_rule:
        return
    old, new = history.presale.floor_area_m2, history.adopted.floor_area_m2
    if old is not None and new is not None:
        yield StageDifference(
            result_source(history.presale.result), "floor_area", rounded(new - old), "m2"
        )


def unit_area_differences(history: PresaleHistory | None) -> Iterator[StageDifference]:
    """Yield the largest ratio of a unit to presale in percent; its limit is the buyer's matter."""
    found = history.differing() if history and history.same_rule else []
    for _, worst in found[:1]:
        percent = worst.difference_percent or Decimal(0)
        if history is not None:
            limit = Decimal(PRESALE_DIFFERENCE_PERCENT)
            yield StageDifference(
                result_source(history.presale.result),
                "largest_unit_ratio",
                percent,
                "%",
                limit,
                abs(percent) <= limit,
                counts=False,
            )
