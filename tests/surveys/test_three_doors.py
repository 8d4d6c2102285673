"""The desk, the API and the page give the same report of the same input, byte for byte.

Where a door knows more, the register, it says so in the report's scope; the report that the same
door gives of the delivery alone is still the desk's.
"""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from demo.stage_files import write_stage_files
from surveys import services
from surveys.models import SurveyResult
from tests import factories
from tests.architecture.sources import ROOT
from tests.desk.conftest import GOLDEN_TXT, UNCLOSED_COUNT, with_a_crossing
from tests.reports import closed_report_schema
from tests.surveys.test_api import caller

pytestmark = pytest.mark.django_db


def with_lengths(text: bytes) -> bytes:
    """Return the file with a heading and a length of 1 m at its first side."""
    head, section, rows = text.partition("[地块坐标]".encode("gb18030"))
    first, _, rest = rows.partition(b"J2,")
    title = "\r\n点号,圈号,X,Y,边长".encode("gb18030")
    return head + section + title + first.rstrip() + b",1.00\r\nJ2," + rest


CASES = {
    "clean": ("supply", {"勘测定界.txt": GOLDEN_TXT}),
    "a warning": ("supply", {"点数.txt": UNCLOSED_COUNT}),
    "errors": ("supply", {"自相交.txt": with_a_crossing(GOLDEN_TXT)}),
    "lengths of sides": ("supply", {"边长.txt": with_lengths(GOLDEN_TXT)}),
    "two files": ("supply", {"乙.txt": GOLDEN_TXT, "甲.txt": UNCLOSED_COUNT}),
}


def golden_case(stage: str, folder: Path) -> dict[str, bytes]:
    """Return the files of a stage of the golden development: a ZIP, a workbook."""
    files = [file.path for file in write_stage_files(folder) if file.stage == stage]
    return {path.name: path.read_bytes() for path in files}


@pytest.fixture(params=[*CASES, "presale", "completion"])
def delivery(request, tmp_path) -> tuple[str, dict[str, bytes]]:
    """A stage and the files delivered for it."""
    if request.param in CASES:
        return CASES[request.param]
    return request.param, golden_case(request.param, tmp_path / "golden")


def at_the_desk(
    stage: str, files: dict[str, bytes], folder: Path, parcel_code: str, *form: str
) -> bytes:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    words = ["--stage", stage, "--srid", settings.SRID, "--parcel", parcel_code]
    words += ["--county", settings.COUNTY_CODE, *(form or ("--json",))]
    done = subprocess.run(
        [sys.executable, "-m", "desk", "check", str(folder), *map(str, words)],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    return done.stdout


def uploads(files: dict[str, bytes]) -> list[SimpleUploadedFile]:
    """Return the files in another order than their names have."""
    return [SimpleUploadedFile(name, files[name]) for name in sorted(files, reverse=True)]


def by_the_api(client, stage: str, files: dict[str, bytes], **asked: str) -> bytes:
    answer = client.post("/api/v1/checks/", {"stage": stage, "files": uploads(files)} | asked)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/json"
    return answer.content


def by_the_page(surveyor, project, stage: str, files: dict[str, bytes]) -> tuple[Client, str]:
    """Deliver by the form, have it read as the worker does, and return who may look where."""
    factories.stage(stage)
    page = Client()
    page.force_login(surveyor)
    form = {"surveyed_on": "2021-03-18", "accuracy_class": "1", "files": uploads(files)}
    form["area_standard"] = "GB/T 17986.1-2000"
    answer = page.post(reverse("surveys:deliver", args=[project.pk, stage]), form)
    assert answer.status_code == 302, answer.content.decode()
    result = SurveyResult.objects.get()
    services.survey_read(result)
    return page, str(result.pk)


def test_all_doors_give_the_same_bytes(delivery, project, surveyor, kept, tmp_path):
    stage, files = delivery
    desk = at_the_desk(stage, files, tmp_path / "desk", project.parcel_code)
    api = caller(surveyor)
    assert by_the_api(api, stage, files, parcel_code=project.parcel_code) == desk
    assert by_the_api(api, stage, files, project=project.number, scope="delivery") == desk
    page, result = by_the_page(surveyor, project, stage, files)
    downloaded = page.get(f"/surveys/results/{result}/report.json?scope=delivery")
    assert downloaded.content == desk
    by_token = api.get(f"/api/v1/survey-results/{result}/report.json?scope=delivery")
    assert by_token.content == desk
    assert command(tmp_path / "desk", stage, project, "delivery") == desk


def test_beside_the_register_all_doors_give_the_same_bytes(
    delivery, project, surveyor, kept, tmp_path
):
    stage, files = delivery
    desk = at_the_desk(stage, files, tmp_path / "desk", project.parcel_code)
    api = caller(surveyor)
    asked = by_the_api(api, stage, files, project=project.number)
    page, result = by_the_page(surveyor, project, stage, files)
    assert page.get(f"/surveys/results/{result}/report.json").content == asked
    assert api.get(f"/api/v1/survey-results/{result}/report.json").content == asked
    assert command(tmp_path / "desk", stage, project, "register") == asked
    assert_same_but_for_the_register(json.loads(desk), json.loads(asked))


def command(folder: Path, stage: str, project, scope: str) -> bytes:
    out = StringIO()
    words = [*map(str, sorted(folder.iterdir())), "--project", project.number, "--stage", stage]
    try:
        call_command("check_survey", *words, "--scope", scope, "--json", stdout=out)
    except SystemExit as left:
        assert left.code in (1, 2)
    return out.getvalue().encode()


def assert_same_but_for_the_register(desk: dict, office: dict) -> None:
    """What needs no register is equal; what does is said at the desk to be unchecked."""
    for report in (desk, office):
        jsonschema.Draft202012Validator(closed_report_schema()).validate(report)
    assert (desk["scope"], office["scope"]) == ("delivery", "register")
    for part in ("format_version", "rule_set", "facts", "inputs", "read", "counts"):
        assert desk[part] == office[part]
    more = {
        o["code"] for o, own in zip(office["outcomes"], desk["outcomes"], strict=True) if o != own
    }
    unchecked = {o["code"] for o in desk["outcomes"] if o["outcome"] == "could_not_check"}
    assert more <= unchecked
    assert [f for f in office["findings"] if f["code"] not in more] == desk["findings"]


def test_the_page_of_a_report_is_the_desks_too(project, surveyor, kept, tmp_path):
    """The drawing is made from what was read at the desk, and from staged rows in the office."""
    stage, files = "completion", golden_case("completion", tmp_path / "golden")
    words = ["--html", "--lang", "en"]
    desk = at_the_desk(stage, files, tmp_path / "desk", project.parcel_code, *words)
    page, result = by_the_page(surveyor, project, stage, files)
    asked = {"scope": "delivery", "lang": "en"}
    assert page.get(f"/surveys/results/{result}/report.html", asked).content == desk
    assert b"<path" in desk


def test_the_desk_has_no_holder_in_its_report(project, surveyor, kept, tmp_path):
    """Nor has any other door: a holder's name stands in the delivered layer."""
    stage, files = "completion", golden_case("completion", tmp_path / "golden")
    desk = at_the_desk(stage, files, tmp_path / "desk", project.parcel_code).decode()
    by_the_page(surveyor, project, stage, files)
    holders = {holder.value for holder in SurveyResult.objects.get().holders.all()}
    assert holders
    assert [name for name in holders if name in desk] == []
