"""Delivering over REST: the same door as the page, answered in JSON and in both languages."""

from pathlib import PurePosixPath

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.models import Account
from surveys.models import DeliveredFile, ResultStatus, SurveyResult
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db

DELIVER = "/api/v1/survey-results/"


def caller(account: Account) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(account)[1]}")
    return client


@pytest.fixture
def firm(surveyor) -> APIClient:
    return caller(surveyor)


def deliver(client: APIClient, content: bytes = GOLDEN_TXT, *, name="勘测定界.txt", **changed):
    body = {"project": "DC-2026-001", "stage": "supply", "surveyed_on": "2021-03-18"} | changed
    body = {key: value for key, value in body.items() if value is not None}
    return client.post(DELIVER, body | {"files": SimpleUploadedFile(name, content)})


def nothing_kept(kept) -> bool:
    return not SurveyResult.objects.exists() and not [p for p in kept.rglob("*") if p.is_file()]


def test_a_delivery_is_taken_in_and_read_in_the_background(
    firm, project, kept, read_here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = deliver(firm, kind="demarcation", has_parcel_map="true", used_for_supply="true")
    assert answer.status_code == 202
    taken = answer.json()
    result = SurveyResult.objects.get()
    assert (taken["id"], taken["project"], taken["version"]) == (str(result.pk), "DC-2026-001", 1)
    assert taken["files"] == [
        {
            "name": "勘测定界.txt",
            "sha256": result.files.get().sha256,
            "size": len(GOLDEN_TXT),
            "delivered_before": None,
        }
    ]
    assert (result.kind_id, result.has_parcel_map, result.used_for_supply) == (
        "demarcation",
        True,
        True,
    )
    report = firm.get(f"{DELIVER}{taken['id']}/").json()
    assert (report["status"], report["progress"]) == (ResultStatus.CHECKED, 100)
    assert report["counts"] == {"parcels": 1, "buildings": 0, "units": 0}
    assert report["read_files"][0]["zone_prefix"] == 38
    assert report["findings"] == []
    assert "passed" in {outcome["outcome"] for outcome in report["outcomes"]}


@pytest.mark.parametrize(
    ("changed", "status", "code", "zh", "en"),
    [
        ({"project": "DC-0000"}, 404, "not_found", "没有您可提交成果的项目 DC-0000", "DC-0000"),
        ({"stage": "moon"}, 400, "invalid_input", "没有阶段 moon", "no stage moon"),
        ({"kind": "legacy-land"}, 400, "invalid_input", "没有成果种类", "no kind of result"),
        ({"surveyed_on": "2999-01-01"}, 400, "invalid_input", "晚于今天", "lies after today"),
    ],
)
def test_a_wrong_word_is_refused_in_both_languages(
    firm, project, kept, changed, status, code, zh, en
):
    answer = deliver(firm, **changed)
    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert zh in answer.json()["message"]["zh"]
    assert en in answer.json()["message"]["en"]
    assert nothing_kept(kept)


@pytest.mark.parametrize(
    "changed",
    [
        {"surveyed_on": "18.03.2021"},
        {"surveyed_on": None},
        {"project": None},
        {"stage": "../supply"},
        {"accuracy_class": "9"},
        {"has_parcel_map": "perhaps"},
        {"area_standard": "x" * 41},
    ],
    ids=str,
)
def test_a_malformed_field_is_named(firm, project, kept, changed):
    answer = deliver(firm, **changed)
    assert answer.status_code == 400
    assert set(changed) == set(answer.json()["detail"])
    assert nothing_kept(kept)


def test_no_file_is_refused(firm, project, kept):
    body = {"project": "DC-2026-001", "stage": "supply", "surveyed_on": "2021-03-18"}
    answer = firm.post(DELIVER, body)
    assert answer.status_code == 400
    assert set(answer.json()["detail"]) == {"files"}
    assert nothing_kept(kept)


def test_an_empty_file_is_refused_with_its_finding(firm, project, kept):
    answer = deliver(firm, b"", name="空.txt")
    assert answer.status_code == 400
    finding = answer.json()["finding"]
    assert (finding["kind"], finding["file"]) == ("empty_file", "空.txt")
    assert finding["severity"] == "error"
    assert nothing_kept(kept)


def test_a_file_over_the_limit_is_413(firm, project, kept, settings):
    settings.UPLOAD_MAX_MB = 0
    answer = deliver(firm)
    assert answer.status_code == 413
    assert answer.json()["finding"]["severity"] == "error"
    assert nothing_kept(kept)


def test_one_bad_file_refuses_the_whole_delivery(firm, project, kept):
    body = {"project": "DC-2026-001", "stage": "supply", "surveyed_on": "2021-03-18"}
    files = [SimpleUploadedFile("a.txt", GOLDEN_TXT), SimpleUploadedFile("b.txt", b"")]
    assert firm.post(DELIVER, body | {"files": files}).status_code == 400
    assert nothing_kept(kept)


def test_another_firm_finds_neither_project_nor_result(project, kept, other_firm, delivered):
    stranger = caller(other_firm)
    assert deliver(stranger).status_code == 404
    result = delivered()
    assert stranger.get(f"{DELIVER}{result.pk}/").status_code == 404
    assert SurveyResult.objects.count() == 1


def test_who_may_deliver_and_who_may_see(request, project, kept, delivered):
    result = delivered()
    answers = {
        person: (
            deliver(caller(request.getfixturevalue(person))).status_code,
            caller(request.getfixturevalue(person)).get(f"{DELIVER}{result.pk}/").status_code,
        )
        for person in ("surveyor", "registrar", "reviewer", "integrator")
    }
    assert answers == {
        "surveyor": (202, 200),
        "registrar": (202, 200),
        "reviewer": (403, 200),
        "integrator": (403, 403),
    }


@pytest.mark.parametrize("token", [None, "Token ", "Token 0123456789abcdef", "Bearer x"])
def test_without_a_valid_token_there_is_401(project, kept, delivered, token):
    stranger = APIClient()
    if token:
        stranger.credentials(HTTP_AUTHORIZATION=token)
    assert deliver(stranger).status_code == 401
    assert stranger.get(f"{DELIVER}{delivered().pk}/").status_code == 401


def test_a_revoked_token_opens_nothing(project, kept, surveyor):
    token, key = AuthToken.objects.create(surveyor)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    token.delete()
    assert deliver(client).status_code == 401


@pytest.mark.parametrize("address", ["not-a-uuid", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_result_is_404(firm, project, address):
    assert firm.get(f"{DELIVER}{address}/").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd.txt",
        "..\\..\\windows\\勘测定界.txt",
        "/勘测定界.txt",
        "C:\\成果\\勘测定界.txt",
    ],
)
def test_a_path_in_a_file_name_is_reduced_to_the_name(firm, project, kept, name):
    assert deliver(firm, name=name).status_code == 202
    kept_name = DeliveredFile.objects.get().name
    assert kept_name == PurePosixPath(name.replace("\\", "/")).name
    assert all(path.is_relative_to(kept) for path in kept.rglob("*"))


@pytest.mark.parametrize("name", ["a\x01b.txt", "a\x7f.txt", "\u202etxt.exe", "x" * 300 + ".txt"])
def test_a_name_with_control_characters_or_too_long_is_never_kept_as_it_is(
    firm, project, kept, name
):
    """Django takes control characters out and cuts long names; what gets through is refused."""
    answer = deliver(firm, name=name)
    if answer.status_code == 202:
        stored = DeliveredFile.objects.get().name
        assert stored.isprintable()
        assert len(stored.encode()) <= 255
    else:
        assert answer.status_code == 400
        assert answer.json()["finding"]["kind"] == "bad_file_name"
        assert nothing_kept(kept)


def test_a_nul_in_a_file_name_is_not_kept(firm, project, kept):
    boundary = "b0undary"
    fields = {"project": "DC-2026-001", "stage": "supply", "surveyed_on": "2021-03-18"}
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    )
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a\x00b.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    body = head.encode() + GOLDEN_TXT + f"\r\n--{boundary}--\r\n".encode()
    answer = firm.generic(
        "POST", DELIVER, body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert answer.status_code == 202
    assert DeliveredFile.objects.get().name == "ab.txt"


def test_the_address_is_known_by_its_name(project, kept, delivered, firm):
    result = delivered()
    assert reverse("api-survey-results") == DELIVER
    assert reverse("api-survey-result", args=[result.pk]) == f"{DELIVER}{result.pk}/"
    detail = firm.get(reverse("api-survey-result", args=[result.pk]))
    assert detail.json()["status"] == ResultStatus.RECEIVED


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_result_cannot_be_changed_over_the_api(firm, project, kept, delivered, method):
    result = delivered()
    assert getattr(firm, method)(f"{DELIVER}{result.pk}/").status_code == 405
    assert SurveyResult.objects.filter(pk=result.pk).exists()
