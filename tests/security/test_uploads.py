"""Hostile files, through the page and through the API: an answer, and nothing left behind."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from knox.models import AuthToken

from accounts.models import Role
from surveys import report_store
from surveys.domain.report import Scope
from surveys.models import ResultStatus, SurveyResult
from tests import factories
from tests.security.hostile_files import CLIMBED, GOOD, OWN, hostile

pytestmark = pytest.mark.django_db

FILES = hostile()
BY_API = ("empty", "NaN", "VRT as shapefile", "climbs out", "bomb", "link")
BOUNDARY = "between"
FORM = {"surveyed_on": "2021-03-01", "accuracy_class": "1", "area_standard": "GB/T 17986.1-2000"}


@pytest.fixture
def office(settings, tmp_path, monkeypatch):
    """A project to upload to; all that is written goes below one folder."""
    settings.FILES_DIR = tmp_path / "files"
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    factories.sub_district()
    surveyor = factories.account("surveyor", Role.SURVEYOR)
    return factories.project(surveyor, code="410811001002GB00099")


def children() -> set[str]:
    """Return the processes that this one has started and that are still there."""
    tasks = Path("/proc/self/task")
    return {pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()}


def left_behind(folder: Path) -> list[str]:
    """Return every file below ``folder`` that is neither kept under its digest nor a report."""
    reports = {
        report_store.place_of(result, scope).with_name(name)
        for result in SurveyResult.objects.values_list("pk", flat=True)
        for scope in Scope
        for name in (f"{scope.value}.json", report_store.RULES_FILE)
    }
    found = []
    for path in folder.rglob("*"):
        kept = path.is_file() and path.name == hashlib.sha256(path.read_bytes()).hexdigest()
        if (
            not path.is_dir()
            and path not in reports
            and not (kept and (folder / "files") in path.parents)
        ):
            found.append(path.relative_to(folder).as_posix())
    return found


def by_page(project, name: str, data: bytes, run_afterwards) -> int:
    client = Client()
    client.force_login(project.created_by)
    with run_afterwards(execute=True):
        answer = client.post(
            f"/surveys/projects/{project.pk}/deliver/supply/",
            multipart({**FORM, "files": (name, data)}),
            content_type=f"multipart/form-data; boundary={BOUNDARY}",
        )
    return answer.status_code


def multipart(fields: dict[str, object]) -> bytes:
    """Return a form as a program of one's own may send it: the file's name is not made decent."""
    parts = []
    for name, value in fields.items():
        file, data = value if isinstance(value, tuple) else (None, str(value).encode())
        says = f'form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
        head = f"--{BOUNDARY}\r\nContent-Disposition: {says}\r\n\r\n"
        parts.append(head.encode() + data + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def by_api(project, name: str, data: bytes, run_afterwards) -> int:
    token = AuthToken.objects.create(project.created_by)[1]
    form = {**FORM, "project": project.number, "stage": "supply"}
    with run_afterwards(execute=True):
        answer = Client().post(
            "/api/v1/survey-results/",
            {**form, "files": SimpleUploadedFile(name, data)},
            headers={"authorization": f"Token {token}"},
        )
    return answer.status_code


def expect_an_answer(project, status: int) -> None:
    """A refusal, or a result whose errors say in both languages what is wrong and what to do."""
    result = SurveyResult.objects.filter(project=project).first()
    if result is None:
        assert 400 <= status < 500
        return
    assert status in (202, 302)
    assert result.status == ResultStatus.CHECKED
    errors = result.findings.filter(severity="error")
    assert errors
    assert not errors.filter(code="FI99").exists()
    for finding in errors:
        assert finding.message_zh
        assert finding.message_en
        assert "Traceback" not in finding.message_en
        assert str(tempfile.gettempdir()) not in finding.message_en + finding.found
        assert "root:" not in finding.message_en + finding.found


def test_a_good_file_is_taken(office, tmp_path, django_capture_on_commit_callbacks):
    """By page and by API: what is refused below is refused for what it is."""
    assert by_page(office, *GOOD, django_capture_on_commit_callbacks) == 302
    assert by_api(office, *GOOD, django_capture_on_commit_callbacks) == 202
    first, second = SurveyResult.objects.order_by("version")
    assert (first.status, second.status) == (ResultStatus.CHECKED, ResultStatus.CHECKED)
    assert not first.findings.filter(severity="error").exists()
    assert first.parcels.get().points.count() == 4
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_on_the_page(office, tmp_path, kind, django_capture_on_commit_callbacks):
    before = children()
    status = by_page(office, *FILES[kind], django_capture_on_commit_callbacks)
    expect_an_answer(office, status)
    assert left_behind(tmp_path) == []
    assert children() - before == set()
    assert not Path(CLIMBED).exists()


@pytest.mark.parametrize("kind", BY_API)
def test_a_hostile_file_through_the_api(office, tmp_path, kind, django_capture_on_commit_callbacks):
    before = children()
    status = by_api(office, *OWN[kind], django_capture_on_commit_callbacks)
    expect_an_answer(office, status)
    assert left_behind(tmp_path) == []
    assert children() - before == set()


@pytest.mark.parametrize(
    "name",
    [
        "../../../climbed.txt",
        "..",
        "a/b/c.txt",
        "C:\\windows\\a.txt",
        "con.txt",
        "界" * 250 + ".txt",
        "-rf.txt",
        "$(touch climbed).txt",
        "a\r\nSet-Cookie: a=b.txt",
        ".htaccess",
        "<img src=x onerror=alert(1)>.txt",
    ],
)
def test_a_hostile_name(office, tmp_path, name, django_capture_on_commit_callbacks):
    """The bytes are good: the name alone must do no harm, and must not lose the delivery."""
    status = by_page(office, name, GOOD[1], django_capture_on_commit_callbacks)
    result = SurveyResult.objects.filter(project=office).first()
    if result is None:
        assert status == 400
    else:
        assert result.status == ResultStatus.CHECKED
        assert result.parcels.count() == 1
        kept = result.files.get().name
        assert not set(kept) & set("/\x00\r\n")
        assert kept not in {"", ".", ".."}
    assert left_behind(tmp_path) == []


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    office, tmp_path, settings, django_capture_on_commit_callbacks
):
    settings.UPLOAD_MAX_MB = 1
    status = by_page(office, "a.txt", b"x" * 1_100_000, django_capture_on_commit_callbacks)
    assert status == 413
    assert not SurveyResult.objects.exists()
    assert left_behind(tmp_path) == []


def test_no_secret_of_the_server_is_in_the_readers_environment(monkeypatch):
    from importers.sandbox import child_environment

    monkeypatch.setenv("CADASTRE_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert not any("secret" in value for value in child_environment(Path(os.sep)).values())
