"""Whether areas before and after a change agree, and by how much they may differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from cadastre.domain.rings import PlanePoint, rounded
from cadastre.domain.tolerances import area_limit_m2, boundary_class

STRICTEST = 1
"""Accuracy class of a survey that does not state one: what is not claimed gives no leeway."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Registered areas before and after in square metres, and how far they may be apart."""

    before_m2: Decimal
    after_m2: Decimal
    limit_m2: Decimal

    @property
    def difference_m2(self) -> Decimal:
        """After less before."""
        return self.after_m2 - self.before_m2

    @property
    def holds(self) -> bool:
        """Whether the areas agree within the limit."""
        return abs(self.difference_m2) <= self.limit_m2


def limit_of(
    boundaries: Iterable[Sequence[PlanePoint]], *, classes: Iterable[int | None]
) -> Decimal:
    """Return how far areas may differ in m2, two decimals half up.

    Parameters
    ----------
    boundaries
        Outer rings of the parcels before the change.
    classes
        Accuracy classes of the surveys that take part, None where one states none. The coarsest
        stated one counts; without any, class 1.

    Notes
    -----
    For one parcel 2·m_P with m_P = m_j·√(⅛ΣD²) (see :mod:`cadastre.domain.tolerances`); parcels
    were measured apart, so their limits add as squares.
    """
    stated = [number for number in classes if number is not None]
    accuracy = boundary_class(max(stated, default=STRICTEST))
    squares = sum((area_limit_m2(ring, accuracy) ** 2 for ring in boundaries), Decimal(0))
    return rounded(squares.sqrt())


def require_balance(balance: Balance) -> None:
    """Raise Conflict, saying by how much, when the areas do not agree within the limit."""
    if balance.holds:
        return
    difference = f"{balance.difference_m2:+}"
    raise Conflict(
        Text(
            f"面积不平：变更前合计 {balance.before_m2} m²，变更后合计 {balance.after_m2} m²，"
            f"相差 {difference} m²，超过限差 {balance.limit_m2} m²，未登簿。",
            f"The areas do not balance: {balance.before_m2} m² before, {balance.after_m2} m² "
            f"after, {difference} m² apart, over the limit of {balance.limit_m2} m². "
            "Nothing was registered.",
        ),
        advice=Text(
            "差值在限差内的，按面积比例配赋；超限的，查明原因后重新测算。",
            "Within the limit spread the difference by area; beyond it find the error first.",
        ),
    )
