"""Limits and balance of areas, worked out by hand."""

from decimal import Decimal

import pytest

from cadastre.domain.errors import Conflict
from parcels.domain.balance import Balance, limit_of, require_balance
from tests.factories import rectangle

RING = rectangle(0, 0)  # 20 m by 30 m: ΣD² = 4·(20² + 30²) = 5200, √(5200/8) = 25.4951


@pytest.mark.parametrize(
    ("classes", "limit"),
    [
        ([1], "2.55"),  # 2 · 0.05 · 25.4951 = 2.5495
        ([2], "3.82"),  # 2 · 0.075 · 25.4951 = 3.8243
        ([3], "5.10"),  # 2 · 0.10 · 25.4951 = 5.0990
        ([1, 3, None], "5.10"),  # the coarsest that is stated
        ([None, None], "2.55"),  # nothing stated: the strictest
        ([], "2.55"),
    ],
)
def test_the_limit_is_that_of_the_coarsest_class_stated(classes, limit):
    assert limit_of([RING], classes=classes) == Decimal(limit)


def test_limits_of_several_parcels_add_as_squares():
    """√2 · 2.54951 = 3.6055."""
    assert limit_of([RING, RING], classes=[1]) == Decimal("3.61")


def test_no_boundary_leaves_no_leeway():
    assert limit_of([], classes=[3]) == 0


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [("600", "602.55", True), ("600", "602.56", False), ("600", "597.45", True)],
)
def test_the_limit_itself_is_still_within(before, after, holds):
    balance = Balance(Decimal(before), Decimal(after), Decimal("2.55"))
    assert balance.holds is holds
    if holds:
        require_balance(balance)
    else:
        with pytest.raises(Conflict) as refusal:
            require_balance(balance)
        assert "+2.56 m²" in refusal.value.message.zh
