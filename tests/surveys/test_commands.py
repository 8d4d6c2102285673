"""The command line: the same door as page and API, and the decision word for word."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from demo.golden import COMPLETION_BOUNDARY, GOLDEN
from demo.loading import load_development
from demo.stage_files import write_stage_files
from registration.models import Case
from surveys.models import ResultStatus, StagedParcel, SurveyResult
from surveys.selectors import reuse_decision
from tests import factories
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def golden_files(tmp_path) -> dict[str, list[Path]]:
    """The files of each stage of the golden development."""
    files: dict[str, list[Path]] = {}
    for file in write_stage_files(tmp_path / "golden"):
        files.setdefault(file.stage, []).append(file.path)
    return files


def run(*words: object) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def import_survey(*files: Path, stage: str = "supply", **options: str) -> str:
    words = ["--project", "DC-2026-001", "--stage", stage, "--by", "surveyor"]
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        words += [flag] if value is True else [flag, value]
    return run("import_survey", *files, *words)


def report_of(*files: Path, **options) -> dict:
    return json.loads(import_survey(*files, json=True, **options))


@pytest.fixture(autouse=True)
def reading(kept, read_here) -> None:
    """Keep files in a folder of this test, read without a process of their own."""


# import_survey


def test_every_golden_file_is_taken_in_and_reported_as_json(project, golden_files):
    counts = {
        stage: report_of(*files, stage=stage, surveyed_on="2021-03-18")
        for stage, files in golden_files.items()
    }
    assert {stage: report["counts"] for stage, report in counts.items()} == {
        "supply": {"parcels": 1, "buildings": 0, "units": 0},
        "planning": {"parcels": 0, "buildings": 1, "units": 0},
        "presale": {"parcels": 0, "buildings": 0, "units": 4},
        "completion": {"parcels": 1, "buildings": 1, "units": 4},
    }
    assert {report["status"] for report in counts.values()} == {"checked"}
    assert not [f for report in counts.values() for f in report["findings"]]
    boundary = SurveyResult.objects.get(stage="completion").parcels.get().points.all()
    assert [(p.label, p.northing_m, p.easting_m) for p in boundary] == list(COMPLETION_BOUNDARY)


def test_without_a_name_it_is_delivered_by_who_made_the_project(project, golden_files):
    run("import_survey", *golden_files["supply"], "--project", "DC-2026-001", "--stage", "supply")
    assert SurveyResult.objects.get().uploaded_by == project.created_by


def test_what_is_declared_is_kept_and_a_clean_result_can_be_handed_in(project, golden_files):
    import_survey(
        *golden_files["supply"],
        surveyed_on="2021-03-18",
        kind="demarcation",
        accuracy_class="2",
        used_for_supply=True,
        investigation_form=True,
        parcel_map=True,
        submit=True,
    )
    result = SurveyResult.objects.get()
    assert (result.status, result.accuracy_class) == (ResultStatus.SUBMITTED, 2)
    assert (result.kind_id, result.surveyed_on.isoformat()) == ("demarcation", "2021-03-18")
    assert result.used_for_supply
    assert result.has_investigation_form
    assert result.has_parcel_map


def test_without_json_every_finding_is_said_in_both_languages(project, tmp_path):
    wrong = tmp_path / "点数.txt"
    wrong.write_bytes(GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2701"))
    said = import_survey(wrong)
    assert "checked" in said
    assert "warning FI11 点数.txt:13" in said
    assert "宗地 410811001002GB00007" in said
    assert "Parcel 410811001002GB00007" in said


@pytest.mark.parametrize(
    ("changed", "zh", "en"),
    [
        ({"project": "DC-0000"}, "没有找到", "there is none of that name"),
        ({"stage": "moon"}, "没有找到", "there is none of that name"),
        ({"by": "nobody"}, "没有找到", "there is none of that name"),
        ({"kind": "legacy-land"}, "没有成果种类", "no kind of result"),
        ({"surveyed-on": "18.03.2021"}, "", "no date of the form"),
        ({"surveyed-on": "2999-01-01"}, "晚于今天", "lies after today"),
    ],
    ids=str,
)
def test_a_wrong_word_is_refused_and_nothing_is_kept(project, golden_files, kept, changed, zh, en):
    words = {"project": "DC-2026-001", "stage": "supply", "by": "surveyor"} | changed
    options = [part for name, value in words.items() for part in (f"--{name}", value)]
    with pytest.raises(CommandError) as refusal:
        run("import_survey", *golden_files["supply"], *options)
    assert zh in str(refusal.value)
    assert en in str(refusal.value)
    assert not SurveyResult.objects.exists()
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_a_missing_file_is_named(project, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere.txt: 没有这个文件") as refusal:
        import_survey(tmp_path / "nowhere.txt")
    assert "there is no such file" in str(refusal.value)


def test_an_account_that_may_not_deliver_is_refused(project, golden_files, other_firm):
    with pytest.raises(CommandError, match="不能为该项目提交成果"):
        import_survey(*golden_files["supply"], by="other")
    assert not SurveyResult.objects.exists()


def test_an_empty_file_is_refused_as_json_with_its_finding(project, tmp_path):
    empty = tmp_path / "空.txt"
    empty.touch()
    with pytest.raises(CommandError) as refusal:
        import_survey(empty, json=True)
    assert json.loads(str(refusal.value))["finding"]["kind"] == "empty_file"


def test_a_result_with_errors_is_not_handed_in(project, tmp_path):
    crossed = tmp_path / "crossed.txt"
    crossed.write_bytes(GOLDEN_TXT.replace(b"J2,1,3898652.480", b"J2,1,3898602.480"))
    with pytest.raises(CommandError, match="个错误，不能送审"):
        import_survey(crossed, submit=True)
    assert SurveyResult.objects.get().status == ResultStatus.CHECKED


# One parcel, delivered in four ways: the same geometry each time, and one warning at the most.

ROWS = GOLDEN_TXT.split(b"@\r\n")[1]


def swapped() -> bytes:
    """X and Y the wrong way round."""
    rows = []
    for row in ROWS.decode("gbk").splitlines():
        label, ring, northing, easting = row.split(",")
        rows.append(f"{label},{ring},{easting},{northing}\r\n")
    return GOLDEN_TXT.replace(ROWS, "".join(rows).encode("gbk"))


WAYS = {
    "as it should be": (GOLDEN_TXT, []),
    "X and Y swapped": (swapped(), ["axes_swapped"]),
    "no zone number before Y": (
        GOLDEN_TXT.replace(ROWS, ROWS.replace(b",38432", b",432")),
        ["zone_prefix"],
    ),
    "closing row missing": (
        GOLDEN_TXT.removesuffix(b"J1,1,3898650.120,38432010.350\r\n"),
        ["unclosed_ring"],
    ),
    "square metres in the field of hectares": (
        GOLDEN_TXT.replace(b"7,0.2701,", b"7,2700.61,"),
        ["area_unit"],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_parcel_comes_out_however_it_was_written(project, tmp_path, way):
    content, kinds = WAYS[way]
    assert (content == GOLDEN_TXT) is (way == "as it should be")
    file = tmp_path / "勘测定界.txt"
    file.write_bytes(content)
    report = report_of(file)
    assert {finding["severity"] for finding in report["findings"]} <= {"warning"}
    assert [finding["kind"] for finding in report["findings"]] == kinds
    parcel = StagedParcel.objects.get()
    assert parcel.computed_area_m2 == Decimal("2700.6094")
    assert parcel.geom.area == pytest.approx(2700.6094, abs=1e-6)
    assert [(p.label, p.northing_m, p.easting_m) for p in parcel.points.all()] == list(
        GOLDEN.supply_boundary
    )


# decide


@pytest.fixture
def golden(surveyor, reviewer, kept, tmp_path) -> None:
    """The golden development, all stages accepted."""
    factories.sub_district(GOLDEN.parcel_code[:12])
    load_development(
        "DC-1",
        GOLDEN,
        write_stage_files(tmp_path / "files-to-send"),
        surveyor=surveyor,
        reviewer=reviewer,
        now=factories.NOW,
    )


@pytest.mark.parametrize("code", [GOLDEN.parcel_code, f"{GOLDEN.parcel_code}F0001"])
def test_the_golden_decision_word_for_word(golden, code):
    decision = json.loads(run("decide", code, "--json"))
    assert decision["decision"] == "REUSE_WITH_NOTE"
    assert decision["basis"] == ["R-01", "R-02A", "R-02B", "R-02C", "R-03", "R-04"]
    assert decision["summary"]["zh"] == "无需重新测绘：5 项数据全部沿用"
    assert [(row["datum"], row["rule"], row["value"]["en"]) for row in decision["data"]] == [
        ("boundary", "R-02C", "6 points, computed area 2700.61 m²"),
        ("land_area", "R-02B", "2700.61 m²"),
        ("footprint", "R-03", "214.10 m²"),
        ("floor_area", "R-03", "428.01 m² · GB/T 17986.1-2000"),
        ("unit_areas", "R-03", "4 units, 428.01 m² in all (103.38, 109.85, 104.12, 110.66)"),
    ]


def test_the_decision_in_words(golden):
    said = run("decide", GOLDEN.parcel_code)
    assert said.startswith("REUSE_WITH_NOTE  R-01, R-02A, R-02B, R-02C, R-03, R-04\n")
    assert "2700.61" in said


@pytest.mark.parametrize("as_json", [[], ["--json"]])
@pytest.mark.parametrize("code", ["410811001002GB0007", "410811001002GB0O007", "", "F0001"])
def test_a_malformed_code_is_refused_in_both_languages(db, code, as_json):
    with pytest.raises(CommandError) as refusal:
        run("decide", *as_json, "--", code)
    said = str(refusal.value)
    assert refusal.value.returncode != 0
    assert any("\u4e00" <= character <= "\u9fff" for character in said)
    assert "parcel code" in said.lower()
    if as_json:
        assert set(json.loads(said)["message"]) == {"zh", "en"}


def test_a_parcel_without_any_survey_needs_one(db):
    decision = json.loads(run("decide", GOLDEN.parcel_code, "--json"))
    assert decision["decision"] == "SUPPLEMENT"
    assert {row["state"] for row in decision["data"]} == {"missing"}


# Replay of a stored case


def test_the_decision_of_a_registered_case_is_replayed_by_its_number(golden, django_user_model):
    decision = reuse_decision(GOLDEN.parcel_code).to_dict()
    case = Case.objects.create(
        number="SC202611020001",
        parcel_code=GOLDEN.parcel_code,
        opened_by=django_user_model.objects.get(username="reviewer"),
        opened_at=factories.NOW,
    )
    with pytest.raises(CommandError, match="has no stored decision yet"):
        run("decide", "--replay", case.number)
    Case.objects.filter(pk=case.pk).update(decision=decision)
    assert "重演一致：jiaozuo 2024.1" in run("decide", "--replay", case.number)
    Case.objects.filter(pk=case.pk).update(decision={**decision, "decision": "BLOCK"})
    with pytest.raises(CommandError, match="otherwise at: decision"):
        run("decide", "--replay", case.number)


def test_an_unknown_case_is_refused(db):
    with pytest.raises(CommandError, match="no case of this number"):
        run("decide", "--replay", "SC000")


@pytest.mark.parametrize("words", [(), ("CODE", "--from", "x"), ("--from", "x", "--replay", "y")])
def test_one_of_code_folder_and_replay_is_asked_for(words):
    with pytest.raises(CommandError):
        run("decide", *words)
