"""A parcel's answer is written by the database, and says what the serializer says."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from knox.models import AuthToken
from rest_framework.renderers import JSONRenderer

from accounts.models import Role
from cadastre.models import SpatialSource
from parcels.api import ParcelSerializer
from parcels.changes import Act, Correction, parcels_correct
from parcels.models import Parcel
from parcels.moments import TODAY, moment_asked_for
from parcels.parcel_json import parcel_as_json
from parcels.selectors import content_of, parcels_seen_by
from parcels.services import parcel_publish
from tests import factories
from tests.openapi import described

pytestmark = pytest.mark.django_db

CODE = factories.PARCEL_CODE
ADDRESS = f"/api/v1/parcels/{CODE}/"
HOLE = tuple(reversed(factories.rectangle(3_898_640, 432_020, height=5, width=5)))
ODD = '“示例”路1号\t"\\n" \u2028\u2029 \U00020000 %s {} </script>'


def as_serialized(parcel: Parcel) -> str:
    """Return the answer as the serializer and REST framework's own renderer write it."""
    return JSONRenderer().render(ParcelSerializer(parcel).data).decode()


def same(text: str, expected: str) -> bool:
    """Tell whether two JSON texts hold the same in the same order; blanks between do not count."""
    return json.dumps(json.loads(text)) == json.dumps(json.loads(expected))


@pytest.fixture
def account():
    return factories.account("one", Role.INTEGRATOR)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(microseconds=5)])
def test_it_says_what_the_serializer_says_in_its_order(account, later):
    factories.parcel(now=factories.NOW + later)
    text = parcel_as_json(account, CODE)
    assert same(text, as_serialized(Parcel.objects.get()))


def test_rings_empty_words_and_odd_signs_come_as_the_serializer_writes_them(account):
    factories.sub_district()
    source = SpatialSource.objects.create(
        title=ODD,
        stage="supply",
        surveyed_on=date(2021, 3, 1),
        accuracy_class=2,
        result_id=UUID(int=7),
        files=[{"name": ODD, "sha256": "0" * 64, "size": 1.5}, None],
    )
    told = factories.content(CODE, (factories.rectangle(3_898_650, 432_010), HOLE))
    told = replace(told, address=ODD, land_use_code="", land_use_name="")
    parcel_publish(told, source=source, area_source=factories.source(), now=factories.NOW)
    text = parcel_as_json(account, CODE)
    assert same(text, as_serialized(Parcel.objects.get()))
    assert {point["ring"] for point in json.loads(text)["points"]} == {0, 1}


def test_each_version_is_the_one_that_the_selector_finds(account):
    """A parcel of 2 November, closed on the 5th by another, which was put right on the 8th."""
    factories.parcel()
    factories.parcel(now=factories.NOW + timedelta(days=3))
    current = Parcel.objects.current().get()
    right = replace(content_of(current), address="示例路2号")
    act = Act(by="registrar", now=factories.NOW + timedelta(days=6), source=factories.source())
    parcels_correct([Correction(current.pk, right)], act)
    days = ["2026-11-01", "2026-11-03", "2026-11-06", "2026-11-09"]
    ends = [f"2026-11-{day}T01:00:00Z" for day in ("02", "05", "08")]
    times = ["", *days, *ends]
    asked = [{"at": at, "known": known} for at in times for known in times]
    found = set()
    for moment in map(moment_asked_for, asked):
        text = parcel_as_json(account, CODE, moment=moment)
        parcel = parcels_seen_by(account, moment=moment).first()
        assert (text is None) == (parcel is None)
        if parcel is not None:
            assert same(text, as_serialized(parcel))
            found.add(parcel.pk)
    assert len(found) == Parcel.objects.count() == 3


def test_other_districts_other_days_and_other_codes_have_none(account):
    factories.parcel()
    stranger = factories.account("two", Role.INTEGRATOR, districts=("410882",))
    nobody = factories.account("three", Role.INTEGRATOR, districts=())
    assert parcel_as_json(stranger, CODE) is None
    assert parcel_as_json(nobody, CODE) is None
    assert parcel_as_json(account, "410811001002GB00008") is None
    before, after = (moment_asked_for({"at": day}) for day in ("2026-11-01", "2026-11-03"))
    assert parcel_as_json(account, CODE, moment=before) is None
    assert parcel_as_json(account, CODE, moment=after) is not None
    assert parcel_as_json(account, CODE, moment=TODAY) is not None


def test_the_answer_is_what_the_description_of_the_api_says(client, account):
    factories.parcel()
    token = {"Authorization": f"Token {AuthToken.objects.create(account)[1]}"}
    answer = client.get(ADDRESS, headers=token)
    assert answer.headers["Content-Type"] == "application/json"
    validator = described("Parcel")
    validator.validate(answer.json())
    assert not validator.is_valid(answer.json() | {"holder": "张示例"})
    assert not validator.is_valid(answer.json() | {"area_m2": 600.0})
    indented = client.get(ADDRESS, headers=token | {"Accept": "application/json; indent=2"})
    assert indented.content.decode().startswith('{\n  "parcel_code": ')
    assert indented.json() == answer.json()


def test_it_takes_one_statement_that_a_session_plans_once(account, django_assert_num_queries):
    factories.parcel()
    parcel_as_json(account, CODE)
    with django_assert_num_queries(1) as asked:
        parcel_as_json(account, CODE)
    assert asked.captured_queries[0]["sql"].startswith("execute parcels_parcel_as_json")
