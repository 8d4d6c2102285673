"""Supplements and disputes on the page of a case: only the decision's tasks, never a ground."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from registration.models import Case
from registration.services import case_close, case_open
from surveys.models import BoundaryDispute, RefusedDemand, SupplementOrder
from tests import factories

pytestmark = pytest.mark.django_db

BARE = "410811001002GB00077"
CLAUSE = "焦“放管服”组〔2019〕2号 三(三)1"


@pytest.fixture
def office(client, registrar):
    client.force_login(registrar)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def bare_case(registrar) -> Case:
    """A case of which nothing was delivered: boundary and house have to be surveyed."""
    return case_open(BARE, by=registrar, now=factories.NOW)


def post(client, name: str, case: Case, *more, **data):
    return client.post(reverse(f"registration:{name}", args=[case.number, *more]), data)


def page_of(client, case: Case) -> str:
    return client.get(reverse("registration:case", args=[case.number])).content.decode()


def test_a_task_is_ordered_with_one_button_and_its_state_stays_in_sight(office, bare_case):
    before = page_of(office, bare_case)
    assert 'name="task_id" value="boundary_survey"' in before
    assert 'name="ground"' not in before
    assert post(office, "supplement_order", bare_case, task_id="boundary_survey").status_code == 302
    after = page_of(office, bare_case)
    assert "waits for an accepted result" in after
    assert 'name="task_id" value="boundary_survey"' not in after
    again = post(office, "supplement_order", bare_case, task_id="boundary_survey")
    assert again.status_code == 409
    assert SupplementOrder.objects.count() == 1


def test_a_ground_that_somebody_sends_is_refused_with_its_clause_and_kept(office, bare_case):
    sent = {"task_id": "boundary_survey", "ground": "NO_COORDINATES"}
    answer = post(office, "supplement_order", bare_case, **sent)
    assert answer.status_code == 409
    assert CLAUSE in answer.content.decode()
    assert not SupplementOrder.objects.exists()
    assert RefusedDemand.objects.get().rule == "R-05"
    assert "NO_COORDINATES" in page_of(office, bare_case)


def test_a_demand_over_the_api_is_shown_in_the_case(office, bare_case):
    body = {"parcel_code": BARE, "task_id": "boundary_survey", "ground": "原面积不准确"}
    answer = office.post("/api/v1/supplements/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "ground_refused")
    shown = page_of(office, bare_case)
    assert "Demands that were refused" in shown
    assert "原面积不准确" in shown


def test_where_everything_is_reused_nothing_can_be_ordered(office, golden, registrar):
    case = case_open(golden.parcel_code, by=registrar, now=factories.NOW)
    shown = page_of(office, case)
    assert "No survey may be ordered in this case." in shown
    assert 'name="task_id"' not in shown
    assert post(office, "supplement_order", case, task_id="boundary_survey").status_code == 409


def test_a_dispute_blocks_until_it_is_ended_on_the_page(office, golden, registrar):
    case = case_open(golden.parcel_code, by=registrar, now=factories.NOW)
    assert '<option value="J2-J3">' in page_of(office, case)
    today = timezone.localdate()
    entered = {"line": "J2-J3", "since": today.isoformat(), "about": "围墙位置"}
    assert post(office, "dispute_enter", case, **entered).status_code == 302
    disputed = page_of(office, case)
    assert "围墙位置" in disputed
    assert reverse("registration:adopt", args=[case.number]) not in disputed
    dispute = BoundaryDispute.objects.get()
    ended = post(office, "dispute_end", case, dispute.pk, on=today.isoformat())
    assert ended.status_code == 302
    assert reverse("registration:adopt", args=[case.number]) in page_of(office, case)


@pytest.mark.parametrize("sent", [{}, {"line": " ", "since": "2026-11-01"}, {"line": "J1-J2"}])
def test_a_dispute_without_line_or_day_is_refused_on_the_page(office, bare_case, sent):
    assert post(office, "dispute_enter", bare_case, **sent).status_code == 400
    assert not BoundaryDispute.objects.exists()


def test_a_dispute_ends_today_at_the_latest_and_only_in_its_own_case(office, bare_case, registrar):
    today = timezone.localdate()
    post(office, "dispute_enter", bare_case, line="J1-J2", since=today.isoformat())
    key = BoundaryDispute.objects.get().pk
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert post(office, "dispute_end", bare_case, key, on=tomorrow).status_code == 400
    other = case_open("410811001002GB00078", by=registrar, now=factories.NOW)
    assert post(office, "dispute_end", other, key, on=today.isoformat()).status_code == 404
    assert BoundaryDispute.objects.get().ended_on is None


def test_a_finished_case_offers_and_takes_nothing(office, bare_case, registrar):
    case_close(bare_case, by=registrar, reason="误开", now=factories.NOW)
    shown = page_of(office, bare_case)
    assert 'name="task_id"' not in shown
    assert "Enter a dispute" not in shown
    assert post(office, "supplement_order", bare_case, task_id="boundary_survey").status_code == 409
    sent = {"line": "J1-J2", "since": "2026-11-01"}
    assert post(office, "dispute_enter", bare_case, **sent).status_code == 409
    assert not SupplementOrder.objects.exists()
    assert not BoundaryDispute.objects.exists()


def test_a_registrar_of_another_district_orders_nothing(client, bare_case):
    client.force_login(factories.account("far", Role.REGISTRAR, districts=("410812",)))
    assert post(client, "supplement_order", bare_case, task_id="boundary_survey").status_code == 404
    assert not SupplementOrder.objects.exists()
