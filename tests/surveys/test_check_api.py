"""Checking over REST: the report comes back, nothing stays, and it is bounded."""

import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from surveys import dry_check
from surveys.models import DeliveredFile, SurveyResult
from tests import factories
from tests.desk.conftest import with_a_crossing
from tests.surveys.conftest import GOLDEN_TXT
from tests.surveys.test_api import caller

pytestmark = pytest.mark.django_db
CHECKS = "/api/v1/checks/"
CROSSED = with_a_crossing(GOLDEN_TXT)


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def api(surveyor):
    return caller(surveyor)


def ask(client, *contents: bytes, name="勘测定界{}.txt", **fields):
    files = [SimpleUploadedFile(name.format(n), each) for n, each in enumerate(contents)]
    return client.post(CHECKS, {"files": files} | fields)


def test_the_report_comes_back_and_nothing_is_kept(api, project, kept):
    answer = ask(api, CROSSED)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["verdict"], told["scope"]) == ("errors", "delivery")
    assert told["facts"]["county_code"] == "410811"
    assert not SurveyResult.objects.exists()
    assert not DeliveredFile.objects.exists()
    assert not list(kept.rglob("*"))


def test_beside_a_project_the_register_is_asked(api, project):
    factories.parcel()  # the project's parcel is registered elsewhere: a rectangle of its own
    told = ask(api, GOLDEN_TXT, project=project.number).json()
    assert told["scope"] == "register"
    assert told["facts"]["parcel_code"] == project.parcel_code
    outcomes = {each["code"]: each["outcome"] for each in told["outcomes"]}
    assert "could_not_check" not in {outcomes["PA03"], outcomes["PA09"], outcomes["PA10"]}


def test_an_unreadable_file_is_a_report_and_no_refusal(api):
    for content in (b"", b"\x00\x01\x02", b"PK\x03\x04"):
        answer = ask(api, content)
        assert answer.status_code == 200
        assert answer.json()["verdict"] == "unreadable"
        assert answer.json()["findings"]


def test_an_earlier_report_is_compared_with(api):
    before = ask(api, CROSSED).content
    told = ask(api, GOLDEN_TXT, against=SimpleUploadedFile("before.json", before)).json()
    assert told["comparison"]["counts"]["fixed"] > 0
    wrong = ask(api, GOLDEN_TXT, against=SimpleUploadedFile("before.json", b"[]"))
    assert wrong.status_code == 400
    assert "before.json" in wrong.json()["message"]["zh"]


@pytest.mark.parametrize(
    ("fields", "status", "zh"),
    [
        ({"project": "DC-0000"}, 404, "没有您可查看的项目"),
        ({"scope": "register"}, 400, "须写明项目"),
        ({"srid": "4326"}, 400, "EPSG:4326"),
        ({"county_code": "41"}, 400, "不是六位数字"),
        ({"parcel_code": "x"}, 400, "宗地"),
    ],
    ids=str,
)
def test_a_wrong_statement_is_refused_in_both_languages(api, project, fields, status, zh):
    answer = ask(api, GOLDEN_TXT, **fields)
    assert answer.status_code == status
    assert zh in answer.json()["message"]["zh"]
    assert answer.json()["message"]["en"]


@pytest.mark.parametrize("fields", [{"stage": "moon"}, {"accuracy_class": "9"}, {"srid": "x"}])
def test_a_malformed_field_is_named(api, fields):
    answer = ask(api, GOLDEN_TXT, **fields)
    assert answer.status_code == 400
    assert set(answer.json()["detail"]) == set(fields)


def test_without_a_file_it_is_refused(api):
    assert set(api.post(CHECKS, {}).json()["detail"]) == {"files"}


def test_a_project_of_another_firm_is_not_known(project, other_firm):
    assert ask(caller(other_firm), GOLDEN_TXT, project=project.number).status_code == 404


def test_only_who_works_with_surveys_may_ask(integrator, reviewer, client):
    assert ask(caller(integrator), GOLDEN_TXT).status_code == 403
    assert ask(caller(reviewer), GOLDEN_TXT).status_code == 200
    assert client.post(CHECKS).status_code == 401


def test_a_large_file_is_413(api, settings):
    settings.CHECK_MAX_MB = 0
    answer = ask(api, GOLDEN_TXT)
    assert answer.status_code == 413
    assert answer.json()["finding"]["kind"] == "too_large"


def test_two_files_of_one_name_are_refused(api):
    answer = ask(api, GOLDEN_TXT, CROSSED, name="甲.txt")
    assert answer.status_code == 400
    assert answer.json()["finding"]["kind"] == "duplicate_file_name"


def test_an_account_may_ask_so_often(api, monkeypatch):
    monkeypatch.setattr("surveys.check_api.CheckThrottle.rate", "2/minute", raising=False)
    assert [ask(api).status_code for _ in range(3)] == [400, 400, 429]
    refused = ask(api)
    assert int(refused.headers["Retry-After"]) > 0
    assert "请求过于频繁" in refused.json()["message"]["zh"]


def test_only_so_many_are_checked_at_a_time(api, monkeypatch):
    monkeypatch.setattr("surveys.dry_check._lock", lambda number: False)
    answer = ask(api, GOLDEN_TXT)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "10"


def test_a_slot_is_given_back(api):
    ask(api, GOLDEN_TXT)
    ask(api, b"PK\x03\x04")
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks where locktype = 'advisory' and classid = %s",
            [dry_check._LOCK_CLASS],
        )
        assert cursor.fetchone() == (0,)


def test_the_description_of_the_api_has_the_report(client, surveyor):
    client.force_login(surveyor)
    told = json.loads(client.get("/api/v1/schema/", {"format": "json"}).content)
    answer = told["paths"]["/api/v1/checks/"]["post"]["responses"]["200"]
    report = answer["content"]["application/json"]["schema"]
    finding = report["properties"]["findings"]["items"]["properties"]
    assert finding["measured"]["nullable"] is True
    assert "$ref" not in json.dumps(report)
