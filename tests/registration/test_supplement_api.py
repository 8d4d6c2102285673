"""Boundary disputes of a case over REST, as on its page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from cadastre.models import AuditEntry
from registration.models import Case
from registration.services import case_close, case_open
from surveys.models import BoundaryDispute
from surveys.selectors import reuse_decision
from tests import factories

pytestmark = pytest.mark.django_db

BARE = "410811001002GB00077"


@pytest.fixture
def case(registrar) -> Case:
    return case_open(BARE, by=registrar, now=factories.NOW)


@pytest.fixture
def office(client, registrar):
    client.force_login(registrar)
    return client


def sent(client, case: Case, *more: object, key: str = "", **words):
    address = f"/api/v1/cases/{case.number}/disputes/" + "".join(f"{part}/" for part in more)
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(address, words, content_type="application/json", headers=headers)


def listed(client, case: Case, **query) -> dict:
    return client.get(f"/api/v1/cases/{case.number}/disputes/", query).json()


def test_a_dispute_is_entered_listed_and_ended(office, case, registrar):
    entered = sent(office, case, line="J2-J3", since="2026-10-01", about="围墙位置")
    assert entered.status_code == 201
    body = entered.json()
    assert (body["line"], body["since"], body["ended_on"]) == ("J2-J3", "2026-10-01", None)
    assert body["entered_by"] == str(registrar)
    assert [one.kind for one in reuse_decision(BARE).blocks] == ["dispute"]
    ended = sent(office, case, body["id"], "end", on="2026-10-20")
    assert (ended.status_code, ended.json()["ended_on"]) == (200, "2026-10-20")
    assert reuse_decision(BARE).blocks == ()
    assert sent(office, case, body["id"], "end", on="2026-10-21").status_code == 409
    assert [row["id"] for row in listed(office, case)["results"]] == [body["id"]]
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "dispute.enter",
        "dispute.end",
    }


def test_the_list_is_paged(office, case):
    for number in range(1, 4):
        sent(office, case, line=f"J{number}-J{number + 1}", since=f"2026-10-0{number}")
    page = listed(office, case, limit=1, offset=1)
    assert (page["count"], [row["line"] for row in page["results"]]) == (3, ["J2-J3"])


def test_a_key_enters_once(office, case):
    said = [sent(office, case, key="k-1", line="J1-J2", since="2026-10-01") for _ in range(2)]
    assert [one.status_code for one in said] == [201, 201]
    assert said[0].json() == said[1].json()
    assert BoundaryDispute.objects.count() == 1
    other = sent(office, case, key="k-1", line="J3-J4", since="2026-10-01")
    assert (other.status_code, BoundaryDispute.objects.count()) == (422, 1)


def test_what_cannot_be_read_or_is_not_there_is_refused_in_both_languages(office, case):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for words in ({"line": "J1-J2"}, {"line": "", "since": "2026-10-01"}):
        assert sent(office, case, **words).status_code == 400
    later = sent(office, case, line="J1-J2", since=tomorrow)
    assert later.status_code == 400
    assert "不得晚于今天" in later.json()["message"]["zh"]
    assert "no later than today" in later.json()["message"]["en"]
    assert sent(office, case, 999, "end", on="2026-10-01").status_code == 404


def test_a_finished_case_takes_no_more(office, case, registrar):
    dispute = sent(office, case, line="J1-J2", since="2026-10-01").json()["id"]
    case_close(case, by=registrar, reason="撤件", now=factories.NOW)
    assert sent(office, case, line="J2-J3", since="2026-10-01").status_code == 409
    assert sent(office, case, dispute, "end", on="2026-10-02").status_code == 409


def test_only_registrars_of_the_district(client, case):
    for name, roles, districts, status in (
        ("reviewer", Role.REVIEWER, ("410811",), 403),
        ("far", Role.REGISTRAR, ("410812",), 404),
    ):
        client.force_login(factories.account(name, roles, districts=districts))
        assert sent(client, case, line="J1-J2", since="2026-10-01").status_code == status
        answer = client.get(f"/api/v1/cases/{case.number}/disputes/")
        assert answer.status_code == status
    assert not BoundaryDispute.objects.exists()
