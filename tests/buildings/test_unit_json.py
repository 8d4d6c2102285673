"""A unit's answer is written by the database, and says what the serializer says."""

import json
from datetime import timedelta

import pytest
from knox.models import AuthToken
from rest_framework.renderers import JSONRenderer

from accounts.models import Role
from buildings.api import UnitSerializer
from buildings.models import Unit
from buildings.selectors import units_seen_by
from buildings.unit_json import unit_as_json
from parcels.moments import moment_asked_for
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house
from tests.openapi import described

pytestmark = pytest.mark.django_db

CODE = f"{BUILDING_CODE}0001"
LAND = f"{factories.PARCEL_CODE}W00000000"


def as_serialized(unit: Unit) -> str:
    """Return the answer as the serializer and REST framework's own renderer write it."""
    return JSONRenderer().render(UnitSerializer(unit).data).decode()


def same(text: str, expected: str) -> bool:
    """Tell whether two JSON texts hold the same in the same order; blanks between do not count."""
    return json.dumps(json.loads(text)) == json.dumps(json.loads(expected))


@pytest.fixture
def account():
    return factories.account("one", Role.INTEGRATOR)


@pytest.fixture
def built():
    factories.parcel()
    return house()


def test_it_says_what_the_serializer_says_in_its_order(account, built):
    unit = Unit.objects.get(unit_code=CODE)
    assert same(unit_as_json(account, CODE), as_serialized(unit))
    assert json.loads(unit_as_json(account, CODE))["storey_label"] == "1层"


def test_a_unit_without_building_storey_and_areas_says_so(account, built):
    unit = Unit.objects.get(unit_code=CODE)
    unit.unit_code_id = LAND
    unit.pk, unit.kind, unit.building, unit.storey = None, "land", None, None
    unit.inner_m2 = unit.shared_m2 = unit.built_m2 = unit.presale_built_m2 = None
    unit.unit_code = type(built.units.first().unit_code)(
        code=LAND, parcel_code=factories.PARCEL_CODE, reserved_at=factories.NOW
    )
    unit.unit_code.save()
    unit.save()
    body = json.loads(unit_as_json(account, LAND))
    assert same(json.dumps(body), as_serialized(unit))
    assert (body["building_code"], body["storey_number"], body["storey_label"]) == (None, None, "")


def test_each_moment_has_the_version_that_the_selector_finds(account, built):
    now = factories.NOW + timedelta(days=4)
    Unit.objects.filter(unit_code=CODE).close(now=now)
    ends = ["2026-11-02T01:00:00Z", "2026-11-06T01:00:00Z"]
    times = ["", "2026-11-01", "2026-11-03", "2026-11-09", *ends]
    asked = [{"at": at, "known": known} for at in times for known in times]
    answered = []
    for moment in map(moment_asked_for, asked):
        text = unit_as_json(account, CODE, moment=moment)
        unit = units_seen_by(account, moment=moment).filter(unit_code=CODE).first()
        assert (text is None) == (unit is None)
        assert text is None or same(text, as_serialized(unit))
        answered.append(text is not None)
    assert any(answered)
    assert not all(answered)


def test_other_districts_have_none(account, built):
    stranger = factories.account("two", Role.INTEGRATOR, districts=("410882",))
    assert unit_as_json(stranger, CODE) is None
    assert unit_as_json(account, f"{BUILDING_CODE}0009") is None


def test_the_answer_is_what_the_description_of_the_api_says(client, account, built):
    token = {"Authorization": f"Token {AuthToken.objects.create(account)[1]}"}
    answer = client.get(f"/api/v1/units/{CODE}/", headers=token)
    assert answer.headers["Content-Type"] == "application/json"
    validator = described("Unit")
    validator.validate(answer.json())
    assert not validator.is_valid(answer.json() | {"holder": "张示例"})
