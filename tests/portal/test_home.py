"""The home page: what it says, and the number on each door."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from portal.doors import doors
from portal.selectors import HomeNumbers, examples, home_numbers
from registration.models import Case
from surveys.models import ResultStatus, SurveyResult
from tests import factories

pytestmark = pytest.mark.django_db


def test_empty_register_counts_nothing():
    assert home_numbers(midnight=factories.NOW) == HomeNumbers(0, 0, 0, 0)


def test_only_submitted_results_wait():
    surveyor = factories.account("surveyor", Role.SURVEYOR)
    project = factories.project(surveyor)
    for version, status in enumerate((ResultStatus.SUBMITTED, ResultStatus.CHECKED), start=1):
        SurveyResult.objects.create(
            project=project,
            stage=factories.stage("supply"),
            version=version,
            status=status,
            surveyed_on=factories.NOW.date(),
            surveyor_organisation="示例测绘有限公司",
            uploaded_by=surveyor,
            uploaded_at=factories.NOW,
        )
    assert home_numbers(midnight=factories.NOW).results_waiting == 1


def test_only_open_cases_are_counted():
    registrar = factories.account("registrar", Role.REGISTRAR)
    decided = {"decided_by": registrar, "decided_at": factories.NOW}
    for number, status, more in (("1", "open", {}), ("2", "closed", decided)):
        Case.objects.create(
            number=number,
            parcel_code=factories.PARCEL_CODE,
            status=status,
            opened_by=registrar,
            opened_at=factories.NOW,
            **more,
        )
    assert home_numbers(midnight=factories.NOW).cases_open == 1


def test_changes_are_those_since_midnight():
    factories.parcel(now=factories.NOW)
    assert home_numbers(midnight=factories.NOW).changes_since_midnight == 1
    later = factories.NOW + timedelta(seconds=1)
    assert home_numbers(midnight=later).changes_since_midnight == 0


def test_reviewer_is_led_to_the_queue_and_others_to_the_projects():
    numbers = HomeNumbers(3, 0, 0, 0)
    reviewer = factories.account("reviewer", Role.REVIEWER)
    first = doors(numbers, account=reviewer)[0]
    assert (first.address, first.is_own, first.number) == (
        reverse("surveys:review_queue"),
        True,
        3,
    )
    surveyor = factories.account("surveyor", Role.SURVEYOR)
    assert doors(numbers, account=surveyor)[0].address == reverse("surveys:project_list")


def test_every_door_leads_somewhere(client):
    html = client.get("/").content.decode()
    for place in ("surveys:project_list", "registration:case_list", "disclosure:search"):
        assert f'href="{reverse(place)}"' in html


def test_try_this_is_for_the_demo_only(client, settings):
    assert "try-this" not in client.get("/").content.decode()
    settings.MODE = "demo"
    assert "try-this" in client.get("/").content.decode()


def test_examples_come_from_the_register():
    assert examples().parcel_code == ""
    factories.parcel()
    held = examples()
    assert held.parcel_code == factories.PARCEL_CODE
    west, south, east, north = map(float, held.bbox.split(","))
    assert 112 < west < east < 115
    assert 35 < south < north < 36


def test_home_asks_little_of_the_database(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get("/")
