"""The lean answer says what the serializer says."""

import json
from datetime import timedelta

import pytest
from rest_framework.renderers import JSONRenderer

from accounts.models import Role
from parcels.api import ParcelSerializer
from parcels.models import Parcel
from parcels.moments import moment_asked_for
from parcels.parcel_json import parcel_as_json
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("later", [timedelta(0), timedelta(microseconds=5)])
def test_it_says_what_the_serializer_says_in_its_order(later):
    factories.parcel(now=factories.NOW + later)
    account = factories.account("one", Role.INTEGRATOR)
    parcel = Parcel.objects.get()
    expected = JSONRenderer().render(ParcelSerializer(parcel).data)
    text = parcel_as_json(account, factories.PARCEL_CODE)
    assert json.loads(text) == json.loads(expected)
    assert list(json.loads(text)) == list(json.loads(expected))


def test_other_districts_other_days_and_other_codes_have_none():
    factories.parcel()
    stranger = factories.account("two", Role.INTEGRATOR, districts=("410882",))
    account = factories.account("one", Role.INTEGRATOR)
    assert parcel_as_json(stranger, factories.PARCEL_CODE) is None
    assert parcel_as_json(account, "410811001002GB00008") is None
    before, after = (moment_asked_for({"at": day}) for day in ("2026-11-01", "2026-11-03"))
    assert parcel_as_json(account, factories.PARCEL_CODE, moment=before) is None
    assert parcel_as_json(account, factories.PARCEL_CODE, moment=after) is not None
