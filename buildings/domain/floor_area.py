"""Floor areas that close: shared area (共有建筑面积) spread over units, land over floor areas.

GB/T 17986.1-2000: built area (建筑面积) = inner area (套内建筑面积) + share of the shared area
(分摊的共有建筑面积), K = shared / Σ inner. Areas are Decimals in m2 with two decimals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded

_CENT = Decimal("0.01")
_ZERO = Decimal("0.00")
_COEFFICIENT_PLACES = 6
_RATIO_PLACES = 3


class ApportionmentRefused(InvalidInput):
    """Areas that cannot be spread; the message says which figure and why."""

    code = "apportionment_refused"


@dataclass(frozen=True, slots=True)
class Apportionment:
    """How a shared area was spread over units, in the units' order; areas in m2.

    ``residue`` is what plain rounding left over (negative: too much was given out) and
    ``residue_index`` the unit that took it, None without residue. A residue over 0.01 goes to
    several units by 0.01 each: ``adjusted`` lists them all, the first being ``residue_index``.
    """

    coefficient: Decimal
    shares: tuple[Decimal, ...]
    built_areas: tuple[Decimal, ...]
    residue: Decimal
    residue_index: int | None
    adjusted: tuple[int, ...]


def apportion(inner_areas_m2: Sequence[Decimal], shared_m2: Decimal) -> Apportionment:
    """Spread a shared area over units in proportion to their inner areas, closing to 0.01 m2.

    Parameters
    ----------
    inner_areas_m2
        套内建筑面积 of each unit, m2 with at most two decimals, none negative.
    shared_m2
        The shared area to be spread, m2 with at most two decimals, not negative.

    Returns
    -------
    Apportionment
        Σ shares is the shared area and Σ built areas is Σ inner + shared, exactly. The
        coefficient is K to six decimals for the record; shares are reckoned with the exact K.

    Raises
    ------
    ApportionmentRefused
        No units, nothing but zero areas, a negative area or one with more than two decimals.

    Notes
    -----
    GB/T 17986.1-2000 for K. Where the rounding residue goes is this system's rule: 0.01 each to
    the units whose rounding error was largest in that direction, the earlier one of equals.
    """
    _check_areas(inner_areas_m2, shared_m2)
    shares, residue, adjusted = _spread(shared_m2, inner_areas_m2)
    inner_total = sum(inner_areas_m2, _ZERO)
    return Apportionment(
        coefficient=rounded(shared_m2 / inner_total, _COEFFICIENT_PLACES),
        shares=shares,
        built_areas=tuple(
            inner + share for inner, share in zip(inner_areas_m2, shares, strict=True)
        ),
        residue=residue,
        residue_index=adjusted[0] if adjusted else None,
        adjusted=adjusted,
    )


def land_shares(land_area_m2: Decimal, built_areas: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return each unit's share of the land (分摊土地面积) in m2, by built area, closing exactly.

    Parameters
    ----------
    land_area_m2
        Registered area of the parcel, m2 with at most two decimals.
    built_areas
        建筑面积 of each unit in m2.

    Raises
    ------
    ApportionmentRefused
        As in :func:`apportion`.
    """
    _check_areas(built_areas, land_area_m2)
    return _spread(land_area_m2, built_areas)[0]


def difference_ratio(completion: Decimal, presale: Decimal) -> Decimal | None:
    """Return by how many percent the completion area differs from the presale area.

    Parameters
    ----------
    completion, presale
        Areas of one object in m2, under the same area rule.

    Returns
    -------
    Decimal or None
        (completion - presale) / presale · 100, three decimals; None when presale is zero. For
        information only (商品房销售管理办法 第二十条): it never bars a registration.
    """
    if presale == 0:
        return None
    return rounded((completion - presale) * 100 / presale, _RATIO_PLACES)


def _spread(
    total: Decimal, weights: Sequence[Decimal]
) -> tuple[tuple[Decimal, ...], Decimal, tuple[int, ...]]:
    """Spread a total by weight in hundredths: (parts, residue, who took 0.01 of it).

    Fractions, because comparing rounding errors must not itself be subject to rounding.
    """
    weight_total = sum(map(Fraction, weights), Fraction(0))
    exact = [Fraction(total) * 100 * Fraction(weight) / weight_total for weight in weights]
    cents = [floor(part + Fraction(1, 2)) for part in exact]
    residue = int(total * 100) - sum(cents)
    # Rounding error in the direction of the residue: who lost most gets, who gained most gives.
    step = 1 if residue > 0 else -1
    by_error = sorted(range(len(exact)), key=lambda at: step * (cents[at] - exact[at]))
    adjusted = tuple(by_error[: abs(residue)])
    for at in adjusted:
        cents[at] += step
    return tuple(count * _CENT for count in cents), residue * _CENT, adjusted


def _check_areas(weights: Sequence[Decimal], total: Decimal) -> None:
    for place, area in enumerate([total, *weights]):
        if not area.is_finite() or area < 0 or area != rounded(area):
            who = Text("待分摊面积", "the area to be spread")
            if place:
                who = Text(f"第 {place} 个单元的面积", f"the area of unit {place}")
            raise ApportionmentRefused(
                Text(
                    f"无法分摊：{who.zh}为 {area} m²，应为不小于 0 的两位小数。",
                    f"cannot be spread: {who.en} is {area} m²; it must be 0 or more "
                    "with two decimals.",
                )
            )
    if not sum(weights, _ZERO):
        raise ApportionmentRefused(
            Text(
                "无法分摊：没有面积大于 0 的单元。",
                "cannot be spread: there is no unit with an area above 0.",
            )
        )
