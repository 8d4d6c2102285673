"""From refusals to answers: the right status, both languages, the same shape everywhere."""

from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from rest_framework.exceptions import NotAuthenticated
from rest_framework.test import APIRequestFactory

from cadastre import http
from cadastre.domain import errors
from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.unit_code import UnitCodeMalformed, parse_unit_code

WORDS = Text("已被他人办理。", "Somebody else did it.")
ADVICE = Text("请刷新。", "Reload.")
FINDING = Finding(
    code="BL01",
    kind="side_too_short",
    severity=Severity.ERROR,
    message=WORDS,
    advice=ADVICE,
    object_key="410811001002GB00012",
    file="界址点.txt",
    line=17,
    field="J4",
    found="0.0010",
    expected="0.05",
    measured=Decimal("0.0010"),
    limit=Decimal("0.05"),
    unit="m",
    location=(432010.5, 3898650.25),
    cites="TD/T 1001-2012 5.4",
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.CadastreError(WORDS), 400),
        (errors.InvalidInput(WORDS), 400),
        (errors.FileRefused(FINDING), 400),
        (errors.TooLarge(FINDING), 413),
        (errors.NotAllowed(WORDS), 403),
        (errors.NotFound(WORDS), 404),
        (errors.Conflict(WORDS), 409),
    ],
)
def test_each_kind_of_refusal_has_its_status(error, status):
    assert http.status_of(error) == status


def test_a_kind_of_its_own_answers_as_the_kind_it_is_of():
    with pytest.raises(UnitCodeMalformed) as refused:
        parse_unit_code("4108")
    assert http.status_of(refused.value) == 400
    assert issubclass(UnitCodeMalformed, errors.InvalidInput)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", WORDS.zh), ("en", WORDS.en), ("en-gb", WORDS.en)]
)
def test_a_sentence_is_said_in_the_language_of_the_page(language, words):
    with translation.override(language):
        assert http.said(WORDS) == words


def test_without_a_language_it_is_said_in_chinese():
    with translation.override(None):
        assert http.said(WORDS) == WORDS.zh


def test_a_finding_for_programs_keeps_its_figures_digit_for_digit():
    told = http.finding_as_dict(FINDING)
    assert told["measured"] == "0.0010"
    assert told["limit"] == "0.05"
    assert told["message"] == {"zh": WORDS.zh, "en": WORDS.en}
    assert (told["severity"], told["line"], told["location"]) == (
        "error",
        17,
        (432010.5, 3898650.25),
    )
    assert http.finding_as_dict(Finding("X", "x", Severity.ERROR, WORDS))["measured"] is None


def test_the_refusal_of_a_file_brings_its_finding():
    told = http.refusal_as_dict(errors.TooLarge(FINDING))
    assert told["code"] == "too_large"
    assert told["finding"]["file"] == "界址点.txt"
    assert set(http.refusal_as_dict(errors.Conflict(WORDS))) == {"code", "message", "advice"}


def test_the_api_answers_refusals_and_leaves_other_faults_to_the_framework():
    context = {"request": APIRequestFactory().get("/"), "view": None}
    refused = http.api_refusal(errors.Conflict(WORDS, advice=ADVICE), context)
    assert (refused.status_code, refused.data["advice"]["en"]) == (409, "Reload.")
    assert http.api_refusal(NotAuthenticated(), context).status_code in (401, 403)
    assert http.api_refusal(RuntimeError("a bug"), context) is None


def test_a_bug_is_no_refusal():
    middleware = http.RefusalMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), KeyError("x")) is None


def test_a_program_that_asks_for_json_gets_json():
    middleware = http.RefusalMiddleware(lambda request: HttpResponse())
    request = RequestFactory().get("/", headers={"accept": "application/json"})
    answer = middleware.process_exception(request, errors.NotAllowed(WORDS))
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/json")


def test_every_answer_has_a_nonce_of_its_own():
    seen = []

    def view(request):
        seen.append(request.csp_nonce)
        return HttpResponse()

    middleware = http.ContentSecurityMiddleware(view)
    for _ in range(2):
        policy = middleware(RequestFactory().get("/")).headers["Content-Security-Policy"]
        assert f"script-src 'self' 'nonce-{seen[-1]}';" in policy
    assert seen[0] != seen[1]
    assert len(seen[0]) >= 20


def test_a_view_may_be_stricter():
    def view(request):
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    answer = http.ContentSecurityMiddleware(view)(RequestFactory().get("/"))
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
