"""Limits against figures worked out by hand from the standards' tables and formulas."""

from decimal import Decimal

import pytest

from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import (
    BOUNDARY_CLASSES,
    HOUSE_CLASSES,
    RED_LINE,
    SHARED_POINT,
    area_limit_m2,
    boundary_class,
    house_area_limit_m2,
    house_class,
    house_spacing_limit_m,
)
from tests.cadastre.domain.test_rings import SUPPLY


@pytest.mark.parametrize(
    ("number", "mean_error", "limit"),
    [(1, "0.05", "0.10"), (2, "0.075", "0.15"), (3, "0.10", "0.20")],
)
def test_boundary_classes(number, mean_error, limit):
    row = boundary_class(number)
    assert row.mean_error_m == Decimal(mean_error)
    assert row.limit_m == row.spacing_limit_m == Decimal(limit)


@pytest.mark.parametrize("row", [*BOUNDARY_CLASSES, *HOUSE_CLASSES, RED_LINE])
def test_every_limit_is_twice_its_mean_error_and_has_a_source(row):
    assert row.limit_m == 2 * row.mean_error_m
    assert row.source


def test_the_red_line_has_its_own_limit():
    assert (RED_LINE.mean_error_m, RED_LINE.limit_m) == (Decimal("0.10"), Decimal("0.20"))
    assert not RED_LINE.verified


def test_shared_points():
    assert (SHARED_POINT.same_m, SHARED_POINT.near_miss_m) == (Decimal("0.001"), Decimal("0.10"))


def test_area_limit_of_the_worked_parcel():
    # 2 · 0.05 · √(19316.78 / 8)
    assert rounded(area_limit_m2(SUPPLY, boundary_class(1))) == Decimal("4.91")
    assert rounded(area_limit_m2(SUPPLY, boundary_class(3))) == Decimal("9.83")
    assert area_limit_m2([], boundary_class(1)) == 0


@pytest.mark.parametrize(("number", "limit"), [(1, "0.27"), (2, "0.61"), (3, "1.43")])
def test_house_area_limits_of_a_worked_unit(number, limit):
    assert rounded(house_area_limit_m2(Decimal("103.38"), number)) == Decimal(limit)
    assert rounded(house_area_limit_m2(Decimal("103.38"), house_class(number))) == Decimal(limit)


def test_house_area_limits_of_round_areas():
    # S = 100: 0.2 + 0.06, 0.4 + 0.2, 0.8 + 0.6
    limits = [house_area_limit_m2(Decimal(100), number) for number in (1, 2, 3)]
    assert limits == [Decimal("0.26"), Decimal("0.6"), Decimal("1.4")]
    assert house_area_limit_m2(Decimal(0), 2) == 0


def test_house_spacing_limits():
    assert house_spacing_limit_m(Decimal(10), 2) == Decimal("0.06")  # 0.05 + 0.02·0.05·10
    assert house_spacing_limit_m(Decimal(50), 2) == Decimal("0.10")
    assert house_spacing_limit_m(Decimal(200), 1) == Decimal("0.04")


@pytest.mark.parametrize("number", [0, 4, -1])
def test_unknown_classes_are_a_callers_mistake(number):
    with pytest.raises(ValueError, match="classes 1 to 3"):
        boundary_class(number)
    with pytest.raises(ValueError, match="classes 1 to 3"):
        house_area_limit_m2(Decimal(100), number)


def test_a_negative_floor_area_is_a_callers_mistake():
    with pytest.raises(ValueError, match="negative"):
        house_area_limit_m2(Decimal(-1), 2)
