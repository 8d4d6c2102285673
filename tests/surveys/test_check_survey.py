"""``bin/manage check_survey``: the desk's command beside the register; nothing is written."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError

from surveys import checking
from surveys.models import Stage, SurveyResult
from tests import factories
from tests.desk.conftest import with_a_crossing
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def supply(tmp_path) -> Path:
    path = tmp_path / "勘测定界.txt"
    path.write_bytes(GOLDEN_TXT)
    return path


def run(*words: object) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("check_survey", *map(str, words), stdout=out)
    except SystemExit as left:
        code = int(left.code or 0)
    return code, out.getvalue()


def test_a_good_file_is_clean_beside_the_register(project, supply):
    code, out = run(supply, "--project", project.number, "--json")
    told = json.loads(out)
    assert (code, told["verdict"], told["scope"]) == (0, "clean", "register")
    assert not SurveyResult.objects.exists()


def test_a_project_is_found_by_its_parcel(project, supply):
    told = json.loads(run(supply, "--project", project.parcel_code, "--json")[1])
    assert told["facts"]["parcel_code"] == project.parcel_code


def test_without_a_project_the_register_is_asked_all_the_same(project, supply):
    told = json.loads(run(supply, "--json")[1])
    outcomes = {each["code"]: each["outcome"] for each in told["outcomes"]}
    assert (outcomes["PA03"], outcomes["PA09"]) == ("passed", "could_not_check")


def test_errors_are_exit_code_one_and_unreadable_two(project, tmp_path):
    wrong, broken = tmp_path / "自相交.txt", tmp_path / "坏.txt"
    wrong.write_bytes(with_a_crossing(GOLDEN_TXT))
    broken.write_bytes(b"\x00\x01")
    code, out = run(wrong, "--lang", "en")
    assert code == 1
    assert out.startswith("■ Errors found")
    assert run(broken)[0] == 2


def test_an_earlier_report_is_compared_with(project, supply, tmp_path):
    wrong, before = tmp_path / "自相交.txt", tmp_path / "before.json"
    wrong.write_bytes(with_a_crossing(GOLDEN_TXT))
    before.write_text(run(wrong, "--json")[1], encoding="utf-8")
    assert "已改正" in run(supply, "--against", before)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--project", "DC-0000"], "没有编号或宗地为"), (["nowhere.txt"], "没有这个文件")],
)
def test_what_is_not_there_is_refused_with_exit_code_two(project, supply, words, said):
    with pytest.raises(CommandError, match=said) as refused:
        run(supply, *words)
    assert refused.value.returncode == 2


def test_several_projects_on_a_parcel_need_the_number(project, supply, surveyor):
    factories.project(surveyor, number="DC-2026-002")
    with pytest.raises(CommandError, match="几个项目"):
        run(supply, "--project", project.parcel_code)


def test_the_database_itself_keeps_it_from_writing(project, supply, monkeypatch):
    def writes(project, facts):
        Stage.objects.create(code="x", base="supply", position=9, valid_from="2020-01-01")

    monkeypatch.setattr("surveys.management.commands.check_survey.dry_context", writes)
    assert checking.dry_context is not writes
    with pytest.raises(InternalError, match="read-only transaction"):
        run(supply)
