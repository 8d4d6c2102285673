"""Figures and rings as files have them: zone number in front, rings closed, areas in their unit."""

from collections.abc import Iterator
from decimal import Context, Decimal, Inexact
from typing import Final

from importers.records import DeclaredSystem, PointRecord, PolygonRecord, RingRecord

_EXACT: Final = Context(prec=400, traps=[Inexact])
_ZONE_UNIT_M: Final = 1_000_000


def text_of(figure: Decimal) -> str:
    """Return a figure with exactly its digits, never with an exponent."""
    return format(figure, "f")


def easting_text(point: PointRecord, system: DeclaredSystem) -> str:
    """Return the easting as it is written: behind the zone number when there is one."""
    if system.zone_prefix is None:
        return text_of(point.easting_m)
    return text_of(_EXACT.add(point.easting_m, Decimal(system.zone_prefix * _ZONE_UNIT_M)))


def rings_of(polygons: tuple[PolygonRecord, ...]) -> Iterator[RingRecord]:
    """Yield all rings of a shape, each outer ring before its holes."""
    for polygon in polygons:
        yield polygon.outer
        yield from polygon.holes


def area_in_hectares(area_m2: Decimal, step_m2: Decimal | None) -> Decimal:
    """Return an area in hectares, its last digit weighing what the step says (where it can)."""
    return _EXACT.scaleb(with_step(area_m2, step_m2), -4)


def with_step(area_m2: Decimal, step_m2: Decimal | None) -> Decimal:
    """Return an area whose last digit is a step, which is a power of ten; else unchanged."""
    power = power_of_ten(step_m2)
    if power is None:
        return area_m2
    try:
        return area_m2.quantize(Decimal(1).scaleb(power), context=_EXACT)
    except Inexact:
        return area_m2


def power_of_ten(step: Decimal | None) -> int | None:
    """Return the exponent of a step such as 0.01 (-2), None when it is no power of ten."""
    if step is None or step <= 0:
        return None
    digits = step.normalize()
    return int(digits.as_tuple().exponent) if digits.as_tuple().digits == (1,) else None
