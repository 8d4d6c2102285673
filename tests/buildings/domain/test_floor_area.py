"""Apportionment against the worked building, and closure whatever the figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.domain.floor_area import (
    ApportionmentRefused,
    apportion,
    difference_ratio,
    land_shares,
)


def areas(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


PRESALE = areas("92.40", "98.20", "92.40", "98.20")
COMPLETION = areas("92.36", "98.14", "93.02", "98.87")
REGISTERED = areas("103.38", "109.85", "104.12", "110.66")


def test_presale_of_the_worked_building():
    result = apportion(PRESALE, Decimal("44.90"))
    assert result.coefficient == Decimal("0.117786")
    assert result.shares == areas("10.88", "11.57", "10.88", "11.57")
    assert result.built_areas == areas("103.28", "109.77", "103.28", "109.77")
    assert sum(result.built_areas) == Decimal("426.10")
    assert (result.residue, result.residue_index, result.adjusted) == (0, None, ())


def test_completion_of_the_worked_building_gives_its_residue_to_the_fourth_unit():
    result = apportion(COMPLETION, Decimal("45.62"))
    assert result.coefficient == Decimal("0.119302")
    # Unrounded 11.018759, 11.708326, 11.097498, 11.795417: rounding up gave the last one most.
    assert [str(share) for share in result.shares] == ["11.02", "11.71", "11.10", "11.79"]
    assert result.built_areas == REGISTERED
    assert sum(result.built_areas) == Decimal("428.01")
    assert (result.residue, result.residue_index) == (Decimal("-0.01"), 3)


def test_land_of_the_worked_parcel():
    shares = land_shares(Decimal("2700.61"), REGISTERED)
    assert shares == areas("652.30", "693.12", "656.96", "698.23")
    assert sum(shares) == Decimal("2700.61")


@pytest.mark.parametrize(
    ("completion", "presale", "ratio"),
    [
        ("103.38", "103.28", "0.097"),
        ("109.85", "109.77", "0.073"),
        ("104.12", "103.28", "0.813"),
        ("110.66", "109.77", "0.811"),
        ("99.00", "100.00", "-1.000"),
        ("0.00", "100.00", "-100.000"),
    ],
)
def test_difference_ratio(completion, presale, ratio):
    assert difference_ratio(Decimal(completion), Decimal(presale)) == Decimal(ratio)


def test_no_ratio_to_nothing():
    assert difference_ratio(Decimal("103.38"), Decimal("0.00")) is None


def test_equal_units_share_a_residue_of_several_cents_from_the_first_on():
    # 1.00 / 7 = 0.142857…: seven times 0.14 leaves 0.02, one cent each to two units.
    result = apportion([Decimal(50)] * 7, Decimal("1.00"))
    assert result.shares == areas("0.15", "0.15", "0.14", "0.14", "0.14", "0.14", "0.14")
    assert (result.residue, result.residue_index, result.adjusted) == (Decimal("0.02"), 0, (0, 1))


def test_nothing_shared_leaves_the_inner_areas():
    result = apportion(PRESALE, Decimal(0))
    assert result.built_areas == PRESALE
    assert result.coefficient == 0


def test_a_unit_without_area_takes_no_share():
    assert apportion(areas("0.00", "80.00"), Decimal("8.00")).shares == areas("0.00", "8.00")


@pytest.mark.parametrize(
    ("inner", "shared", "named"),
    [
        ([], "10.00", "没有面积大于 0 的单元"),
        (["0.00"], "10.00", "没有面积大于 0 的单元"),
        (["80.00", "-1.00"], "10.00", "第 2 个单元的面积为 -1.00"),
        (["80.005"], "10.00", "第 1 个单元的面积为 80.005"),
        (["80.00"], "10.001", "待分摊面积为 10.001"),
        (["80.00"], "-0.01", "待分摊面积为 -0.01"),
        (["NaN"], "10.00", "第 1 个单元的面积为 NaN"),
        (["80.00"], "Infinity", "待分摊面积为 Infinity"),
    ],
)
def test_areas_that_cannot_be_spread_are_named(inner, shared, named):
    with pytest.raises(ApportionmentRefused) as refusal:
        apportion(areas(*inner), Decimal(shared))
    assert named in refusal.value.message.zh
    assert refusal.value.message.en
    with pytest.raises(ApportionmentRefused):
        land_shares(Decimal(shared), areas(*inner))


cents = st.integers(0, 500_000).map(lambda count: Decimal(count).scaleb(-2))


@given(st.lists(cents, min_size=1, max_size=300).filter(any), cents)
def test_the_totals_close_exactly_and_no_share_is_off_by_a_cent(inner, shared):
    result = apportion(inner, shared)
    assert sum(result.shares) == shared
    assert sum(result.built_areas) == sum(inner) + shared
    total = sum(inner)
    for area, share in zip(inner, result.shares, strict=True):
        assert share >= 0
        assert abs(share - shared * area / total) < Decimal("0.01")
    assert len(result.adjusted) == abs(result.residue) * 100


@given(st.lists(cents, min_size=2, max_size=60).filter(any), cents)
def test_a_larger_unit_never_gets_a_cent_less_than_a_smaller_one_without_residue(inner, shared):
    result = apportion(inner, shared)
    if not result.adjusted:
        ordered = [share for _, share in sorted(zip(inner, result.shares, strict=True))]
        assert ordered == sorted(ordered)
