"""What a file stated of a unit, in words on its page."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Role
from buildings.models import Unit
from buildings.stated import stated_of
from tests import factories
from tests.buildings.test_services import building as building_of
from tests.buildings.test_services import building_publish, reserve, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def flat() -> Unit:
    factories.parcel()
    code = reserve([("", "101")])["", "101"]
    stated = replace(
        unit(code, "101"),
        layout="3",
        house_type="1",
        use_2="60",
        use_3="车库",
        house_nature="77",
        coefficient=Decimal("0.119302"),
    )
    origin = factories.source()
    building_publish(building_of(stated), source=origin, area_source=origin, now=factories.NOW)
    return Unit.objects.get(room="101")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"three rooms", "dwelling", "office"}),
        ("zh-hans", {"三居室", "住宅", "办公"}),
    ],
)
def test_codes_are_told_in_words_and_others_stay_as_they_are(flat, language, words):
    with translation.override(language):
        told = stated_of(flat)
    assert {value for _name, value in told} == words | {"车库", "77", "0.119302"}
    assert len(told) == 6


def test_the_page_of_the_unit_shows_them(client, flat):
    client.force_login(factories.account("registrar", Role.REGISTRAR))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("buildings:unit", args=[flat.unit_code_id])).content.decode()
    assert "Layout" in page
    assert "three rooms" in page


def test_nothing_stated_is_nothing_shown(flat):
    for name in ("layout", "house_type", "use_2", "use_3", "house_nature"):
        setattr(flat, name, "")
    flat.coefficient = None
    assert stated_of(flat) == []
