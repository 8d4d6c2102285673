"""The report of a result: kept as made, in three forms, compared, and of older rules."""

import json
from datetime import date

import jsonschema
import pytest
from django.core.cache import cache
from django.urls import reverse

from surveys import report_store, services
from surveys.domain.report import Scope, report_schema
from surveys.result_report import older_rules
from tests import factories
from tests.desk.conftest import with_a_crossing
from tests.reports import closed_report_schema
from tests.surveys.conftest import GOLDEN_TXT
from tests.surveys.test_api import caller

pytestmark = pytest.mark.django_db
CROSSED = with_a_crossing(GOLDEN_TXT)


def address(result, form: str) -> str:
    name = "api-result-report" if form == "json" else f"api-result-report-{form}"
    return reverse(name, args=[result.pk])


@pytest.fixture
def api(surveyor):
    return caller(surveyor)


def test_it_is_kept_as_it_was_made(checked, api):
    result = checked(CROSSED)
    answer = api.get(address(result, "json"))
    assert answer.content == report_store.kept(result.pk, Scope.REGISTER)
    told = answer.json()
    jsonschema.Draft202012Validator(closed_report_schema()).validate(told)
    assert (told["scope"], told["verdict"]) == ("register", "errors")
    assert told["inputs"][0]["sha256"] == result.files.get().sha256
    rows = list(result.findings.values_list("code", "message_zh").order_by("code", "message_zh"))
    said = sorted((f["code"], f["message"]["zh"]) for f in told["findings"])
    assert said == rows
    place = report_store.place_of(result.pk, Scope.REGISTER)
    assert oct(place.stat().st_mode & 0o777) == "0o440"
    assert sorted(file.name for file in place.parent.iterdir()) == [
        "delivery.json",
        "register.json",
        "rule_set.json",
    ]


def test_reading_again_gives_the_same_document(checked, api):
    first, second = checked(CROSSED), checked(CROSSED)
    assert first.version + 1 == second.version
    documents = [report_store.kept(result.pk, Scope.REGISTER) for result in (first, second)]
    assert documents[0] == documents[1]


@pytest.mark.parametrize(("form", "begins"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-")])
def test_page_and_pdf_are_the_same_bytes_every_time(checked, api, form, begins):
    result = checked(CROSSED)
    first, second = (api.get(address(result, form)) for _ in range(2))
    assert first.content == second.content
    assert first.content.startswith(begins)
    assert first.headers["Content-Disposition"] == f'inline; filename="report-supply-v1.{form}"'


def test_the_page_is_in_the_language_asked_for_and_shows_the_delivery(checked, api):
    result = checked(CROSSED)
    english = api.get(address(result, "html"), {"lang": "en"}).content.decode()
    assert "Errors found" in english
    assert '<path d="M' in english
    assert "发现错误" in api.get(address(result, "html"), {"lang": "zh"}).content.decode()


def test_pages_and_api_give_the_same(checked, api, client, surveyor):
    result = checked(CROSSED)
    client.force_login(surveyor)
    for form, name in (("json", "result_report"), ("html", "report_html"), ("pdf", "report_pdf")):
        page = client.get(reverse(f"surveys:{name}", args=[result.pk]), {"lang": "zh"})
        assert page.content == api.get(address(result, form), {"lang": "zh"}).content


def test_a_later_version_says_what_changed(checked, api):
    checked(CROSSED)
    clean = checked()
    told = api.get(address(clean, "json"), {"against": "previous"}).json()
    jsonschema.Draft202012Validator(closed_report_schema()).validate(told)
    assert "self_intersection" in {finding["kind"] for finding in told["comparison"]["fixed"]}
    page = api.get(address(clean, "html"), {"against": "previous", "lang": "en"}).content.decode()
    assert "Against the earlier report" in page


def test_any_result_of_the_project_can_be_compared_with(checked, api):
    first, _, third = checked(CROSSED), checked(), checked(CROSSED)
    told = api.get(address(third, "json"), {"against": str(first.pk)}).json()
    assert told["comparison"]["counts"]["new"] == 0
    assert told["comparison"]["counts"]["still"] == len(told["findings"])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"scope": "moon"}, 400),
        ({"lang": "fr"}, 400),
        ({"against": "yesterday"}, 400),
        ({"against": "previous"}, 404),
        ({"against": "00000000-0000-0000-0000-000000000000"}, 404),
    ],
    ids=str,
)
def test_a_wrong_question_is_refused_in_both_languages(checked, api, query, status):
    answer = api.get(address(checked(), "json"), query)
    assert answer.status_code == status
    assert answer.json()["message"]["zh"]
    assert answer.json()["message"]["en"]


def test_a_result_of_another_project_is_no_earlier_one(checked, api, surveyor):
    result = checked()
    elsewhere = factories.project(surveyor, number="DC-2026-002")
    other = services.survey_receive(
        elsewhere,
        factories.stage("supply"),
        [services.Upload(name="a.txt", size=len(GOLDEN_TXT), blocks=[GOLDEN_TXT])],
        services.Declaration(surveyed_on=date(2021, 3, 18)),
        by=surveyor,
        now=factories.NOW,
    )
    assert api.get(address(result, "json"), {"against": str(other.pk)}).status_code == 404


def test_before_it_is_read_there_is_no_report(delivered, api):
    answer = api.get(address(delivered(), "json"))
    assert answer.status_code == 409
    assert "尚无报告" in answer.json()["message"]["zh"]


def test_who_may_not_see_the_result_does_not_see_its_report(checked, other_firm, integrator):
    result = checked()
    assert caller(other_firm).get(address(result, "json")).status_code == 404
    assert caller(integrator).get(address(result, "pdf")).status_code == 403


# Results from before reports were kept


def test_a_result_without_a_kept_report_is_told_from_its_rows(checked, api):
    result = checked(CROSSED)
    kept = json.loads(report_store.kept(result.pk, Scope.REGISTER))
    report_store.place_of(result.pk, Scope.REGISTER).unlink()
    told = api.get(address(result, "json")).json()
    jsonschema.Draft202012Validator(closed_report_schema()).validate(told)
    assert told["rule_set"] == {"version": "unrecorded", "digest": "", "checks": 0}
    assert told | {"rule_set": kept["rule_set"]} == kept


def test_its_delivery_alone_is_not_made_up(checked, api):
    result = checked()
    report_store.place_of(result.pk, Scope.DELIVERY).unlink()
    answer = api.get(address(result, "json"), {"scope": "delivery"})
    assert answer.status_code == 404
    assert "cadastre check" in answer.json()["advice"]["en"]


# Older rules


def test_a_report_of_todays_checks_says_nothing_about_them(checked):
    assert older_rules(checked()) is None


def test_a_report_of_older_checks_is_said_to_be_one(checked, client, surveyor):
    result = checked()
    place = report_store.place_of(result.pk, Scope.REGISTER).with_name("rule_set.json")
    place.chmod(0o640)
    place.write_text('{"version": "2025.01", "digest": "abcdef0123", "checks": 3}')
    client.force_login(surveyor)
    page = client.get(reverse("surveys:result", args=[result.pk])).content.decode()
    assert "2025.01 (abcdef01)" in page


# The schema


def test_the_schema_is_public_to_programs(api):
    cache.clear()
    assert api.get(reverse("api-report-schema")).json() == report_schema()
