"""Decimals that come back digit for digit."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F, Max, Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cadastre.fields import ExactDecimalField
from parcels.models import BoundaryPoint
from tests import factories

DIGITS = ["3898650.120", "3898650.12", "0", "0.000", "-0.50", "1E+3", "12345678901234567890.123456"]


def through_the_database(value: Decimal) -> Decimal:
    field = ExactDecimalField()
    with connection.cursor() as cursor:
        cursor.execute("select %s::numeric", [field.get_db_prep_save(value, connection)])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("digits", DIGITS)
def test_the_digits_stay(digits):
    assert format(through_the_database(Decimal(digits)), "f") == format(Decimal(digits), "f")


@pytest.mark.django_db
def test_a_point_of_the_register_keeps_its_three_decimals():
    parcel = factories.parcel()
    assert str(parcel.points.first().northing_m) == "3898650.000"


@pytest.mark.django_db
def test_it_can_be_compared_and_reckoned_with_in_the_database():
    factories.parcel()
    points = BoundaryPoint.objects
    assert points.filter(northing_m=Decimal("3898650")).count() == 2
    assert points.filter(northing_m__lt=Decimal("3898650")).count() == 2
    assert points.aggregate(most=Max("easting_m"))["most"] == Decimal("432040.000")
    assert points.aggregate(all=Sum(F("easting_m")))["all"] == Decimal("1728100.000")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_never_reaches_the_database(value):
    """PostgreSQL's numeric would take it, and every comparison with it would be wrong."""
    with pytest.raises(ValueError, match="no finite number"):
        ExactDecimalField().get_db_prep_save(Decimal(value), connection)


def test_nothing_stays_nothing():
    assert ExactDecimalField().get_db_prep_save(None, connection) is None


def test_its_migration_says_nothing_of_digits():
    _, path, args, options = ExactDecimalField("X", null=True).deconstruct()
    assert (path, args) == ("cadastre.fields.ExactDecimalField", [])
    assert options == {"verbose_name": "X", "null": True}
    assert ExactDecimalField().db_type(connection) == "numeric"


class AnyDecimal(TestCase):
    """Property: what goes in comes out, with its trailing noughts."""

    @settings(max_examples=60, deadline=None)
    @given(st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**12))
    def test_comes_back_the_same(self, value):
        value = value or abs(value)  # the database knows no negative nought
        assert format(through_the_database(value), "f") == format(value, "f")
