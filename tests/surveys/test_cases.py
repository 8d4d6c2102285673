"""The cases in folders come out as worked out by hand, without any database."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from importers.formats import read_files
from surveys.domain.case_folder import read_case
from surveys.domain.case_schema import case_schema, faults
from surveys.management.commands import decide

CASES = Path(__file__).resolve().parent.parent / "cases"
SETTLED = {
    "building_number": "0001",
    "presale": "3-presale",
    "completion": "4-completion",
    "rule": "R-09",
    "reason": "x",
    "by": "演示一号",
    "on": "2024-04-01",
}
NAMES = sorted(path.parent.name for path in CASES.glob("*/case.json"))


@pytest.fixture
def read_here(monkeypatch) -> None:
    """Read without a process of its own."""
    monkeypatch.setattr(decide, "read_in_child", read_files)


def run(*words: object) -> str:
    out = StringIO()
    call_command("decide", *map(str, words), stdout=out)
    return out.getvalue()


def decided(name: str) -> dict:
    return json.loads(run("--from", CASES / name, "--json"))


def in_short(decision: dict) -> dict:
    """What ``expected.json`` says of a decision."""
    adopted = decision["adopted"]
    return {
        "decision": decision["decision"],
        "basis": decision["basis"],
        "data": [
            [row["datum"], row["state"], row["rule"], row["stage"]] for row in decision["data"]
        ],
        "land_area_m2": adopted["area"] and adopted["area"]["land_area_m2"],
        "floor_area_m2": next((row["floor_area_m2"] for row in adopted["floor_areas"]), None),
        "footprint_m2": next((row["area_m2"] for row in adopted["footprint"]), None),
        "units": [
            [row["room"], row["unit_code"][19:], row["built_m2"], row["land_share_m2"]]
            for row in adopted["units"]
        ],
        "notes": [note["kind"] for note in decision["notes"]],
        "missing": [item["kind"] for item in decision["missing"]],
        "blocks": [block["kind"] for block in decision["blocks"]],
        "tasks": [
            {
                "task_id": task["task_id"],
                **{part: task["scope"][part] for part in ("points", "sides", "storeys", "units")},
            }
            for task in decision["tasks"]
        ],
        "may_request_survey": decision["may_request_survey"],
        "refused": [refusal["reason"] for refusal in decision["refusals"]],
        "confirm": [row["datum"] for row in decision["data"] if row["needs_confirmation"]],
        "findings": [finding["kind"] for finding in decision["findings"]],
        "unit_changes": [
            [
                change["kind"],
                change["before"],
                change["after"],
                [code[19:] for code in change["retired_codes"]],
                [code[19:] for code in change["new_codes"]],
            ]
            for change in decision["unit_changes"]
        ],
    }


def test_the_golden_case_and_its_eight_variants_are_there():
    numbers = {name.split("-")[1] for name in NAMES if name.startswith("variant-")}
    assert "golden" in NAMES
    assert numbers == {str(number) for number in range(1, 9)}


@pytest.mark.parametrize("name", NAMES)
def test_a_case_comes_out_as_worked_out(name: str, read_here):
    expected = json.loads((CASES / name / "expected.json").read_text(encoding="utf-8"))
    assert in_short(decided(name)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_printed_decision_can_be_replayed(name: str, read_here, tmp_path):
    printed = tmp_path / "decision.json"
    printed.write_text(run("--from", CASES / name, "--json"), encoding="utf-8")
    assert json.loads(run("--replay", printed, "--json")) == {"equal": True, "differences": []}


def test_the_bounded_reader_gives_the_same(read_here):
    here = read_case(CASES / "golden", read_files=read_files).decide().to_dict()
    apart = read_case(CASES / "golden", read_files=decide.read_in_child).decide().to_dict()
    assert here == apart


def test_a_case_in_words_says_tasks_and_refusals_in_both_languages(read_here):
    said = run("--from", CASES / "variant-1")
    assert "界址点 J3、J4" in said
    assert "points J3, J4" in said
    assert "没有坐标" in run("--from", CASES / "variant-2")


def test_what_was_settled_says_who_when_why_and_under_which_clause(read_here):
    (note,) = [
        one
        for one in decided("variant-5-confirmed")["notes"]
        if one["kind"] == "unit_list_confirmed"
    ]
    for said in (note["zh"], note["en"]):
        for part in ("演示一号", "2024-04-01", "R-09", "753号", "打通为一套", "F00010005"):
            assert part in said


@pytest.mark.parametrize(
    "elsewhere",
    [{"building_number": "0002"}, {"presale": "4-completion"}, {"completion": "2-planning"}],
    ids=str,
)
def test_what_was_settled_holds_for_its_two_results_only(tmp_path, read_here, elsewhere):
    folder = changed(tmp_path, lambda words: None, name="variant-5-confirmed")
    words = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    words["unit_lists_confirmed"][0] |= elsewhere
    (folder / "case.json").write_text(json.dumps(words), encoding="utf-8")
    assert json.loads(run("--from", folder, "--json"))["decision"] == "BLOCK"


def test_a_changed_decision_is_found_by_the_replay(read_here, tmp_path):
    stored = decided("golden")
    stored["adopted"]["area"]["land_area_m2"] = "2700.92"
    printed = tmp_path / "decision.json"
    printed.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(CommandError, match=r"adopted\.area\.land_area_m2") as otherwise:
        run("--replay", printed)
    assert otherwise.value.returncode == 1


def test_a_decision_by_an_altered_rule_set_is_not_replayed(read_here, tmp_path):
    stored = decided("golden")
    stored["rule_set"]["digest"] = "0" * 64
    printed = tmp_path / "decision.json"
    printed.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(CommandError, match="摘要"):
        run("--replay", printed)


# What is wrong with a folder


def changed(tmp_path: Path, change, *, name: str = "golden") -> Path:
    """A case, the golden one unless named, with its words changed, and those beside it."""
    for beside in {"golden", "variant-5", name}:
        shutil.copytree(CASES / beside, tmp_path / beside)
    path = tmp_path / name / "case.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    change(words)
    path.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    return tmp_path / name


def put(*path, value):
    def change(words):
        for name in path[:-1]:
            words = words[name]
        words[path[-1]] = value

    return change


def drop(*path):
    def change(words):
        for name in path[:-1]:
            words = words[name]
        del words[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "path", "zh", "en"),
    [
        (drop("office"), "office", "缺少这个字段", "the field is missing"),
        (drop("office", "srid"), "office.srid", "缺少", "missing"),
        (put("office", "srid", value="4547"), "office.srid", "应为整数", "a whole number"),
        (put("office", "srid", value=True), "office.srid", "应为整数", "a whole number"),
        (put("office", "code", value="atlantis"), "office.code", "没有“atlantis”", "no rule set"),
        (put("decided_on", value="2018-01-01"), "office.code", "没有生效", "in force"),
        (put("decided_on", value="15.03.2024"), "decided_on", "应为日期", "must be a day"),
        (put("format", value="other/1"), "format", "cadastre-case/1", "cadastre-case/1"),
        (put("results", 2, "audit", value="fine"), "results[2].audit", "之一", "one of"),
        (put("results", 0, "stage", value="moon"), "results[0].stage", "没有环节", "no stage"),
        (put("results", 0, "kind", value="moon"), "results[0].kind", "成果种类", "kind of result"),
        (put("results", 0, "id", value="3-presale"), "results[2].id", "重复", "already"),
        (
            put("results", 0, "files", value=["nowhere.txt"]),
            "results[0].files[0]",
            "没有文件",
            "no file",
        ),
        (
            put("results", 0, "files", value=["../../etc/passwd"]),
            "results[0].files[0]",
            "相对路径",
            "relative path",
        ),
        (
            put("results", 0, "files", value=["case.json"]),
            "results[0].files",
            "不是可读入的格式",
            "no format",
        ),
        (put("documents", 0, "area_m2", value=2700.61), "documents[0].area_m2", "文字", "a text"),
        (
            put("documents", 0, "area_m2", value="2.7E3"),
            "documents[0].area_m2",
            "十进制数",
            "a decimal",
        ),
        (
            put("documents", 3, "building_number", value="1"),
            "documents[3].building_number",
            "四位数字",
            "four digits",
        ),
        (put("documents", 0, "holder", value="x"), "documents[0].holder", "没有这个", "no such"),
        (
            drop("office", "unified_registration_on"),
            "office.unified_registration_on",
            "统一登记",
            "unified registration",
        ),
        (
            put("unit_lists_confirmed", value=[SETTLED | {"presale": "nowhere"}]),
            "unit_lists_confirmed[0].presale",
            "没有成果",
            "no result",
        ),
        (
            put("unit_lists_confirmed", value=[SETTLED | {"rule": "R-99"}]),
            "unit_lists_confirmed[0].rule",
            "规则集没有",
            "rule set has no",
        ),
        (
            put("unit_lists_confirmed", value=[SETTLED | {"reason": " "}]),
            "unit_lists_confirmed[0].reason",
            "不得为空",
            "must not be empty",
        ),
        (
            put("register", "boundary_files", value=["presale.xlsx"]),
            "register.boundary_files",
            "界址",
            "no boundary",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["words", "json"])
def test_a_fault_is_named_by_its_path_in_both_languages(
    tmp_path, read_here, change, path, zh, en, as_json
):
    with pytest.raises(CommandError) as refused:
        run("--from", changed(tmp_path, change), *as_json)
    assert refused.value.returncode == 2
    said = str(refused.value)
    if as_json:
        faults = json.loads(said)["faults"]
        assert path in [fault["path"] for fault in faults]
        said = "\n".join(f"{fault['zh']}\n{fault['en']}" for fault in faults)
    assert f"{path}：" in said
    assert f"{path}: " in said
    assert zh in said
    assert en in said


def test_all_faults_are_told_at_once(tmp_path, read_here):
    def change(words):
        words["results"][0]["audit"] = "fine"
        words["documents"][1]["kind"] = "letter"
        del words["parcel_code"]

    with pytest.raises(CommandError) as refused:
        run("--from", changed(tmp_path, change), "--json")
    assert [fault["path"] for fault in json.loads(str(refused.value))["faults"]] == [
        "parcel_code",
        "results[0].audit",
        "documents[1].kind",
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (None, "case.json"),
        (b"{", "case.json:1:2"),
        (b"\xff\xfe", "case.json"),
        (b"[" * 100_000, "case.json:1:1"),
        (b"[]", "$"),
        (b" " * 5_000_001, "case.json"),
    ],
    ids=["none", "cut", "not text", "deep", "list", "large"],
)
def test_a_folder_without_a_case_is_refused(tmp_path, content, place):
    if content is not None:
        (tmp_path / "case.json").write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run("--from", tmp_path, "--json")
    assert refused.value.returncode == 2
    assert [fault["path"] for fault in json.loads(str(refused.value))["faults"]] == [place]


def test_a_link_out_of_the_folder_is_refused(tmp_path, read_here):
    folder = changed(tmp_path / "in", lambda words: None)
    outside = tmp_path / "outside.txt"
    outside.write_text("x", encoding="utf-8")
    (folder / "supply.txt").unlink()
    (folder / "supply.txt").symlink_to(outside)
    with pytest.raises(CommandError, match=r"results\[0\]\.files\[0\]"):
        run("--from", folder)


def test_what_cannot_be_replayed_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="no JSON file"):
        run("--replay", tmp_path / "a.json")
    with pytest.raises(CommandError, match="rule_set"):
        run("--replay", tmp_path / "b.json")


# The schema and the page about it


@pytest.mark.parametrize("name", NAMES)
def test_a_case_fits_the_schema_as_any_validator_reads_it(name: str):
    Draft202012Validator.check_schema(case_schema())
    words = json.loads((CASES / name / "case.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(case_schema()).iter_errors(words)) == []
    assert list(faults(words, case_schema())) == []


@given(st.data())
def test_what_the_schema_refuses_is_refused_at_the_same_places(data):
    words = json.loads((CASES / "golden" / "case.json").read_text(encoding="utf-8"))
    spot = words
    for _ in range(data.draw(st.integers(0, 3))):
        places = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        inner = [one for one in places if isinstance(spot[one], dict | list) and spot[one]]
        if not inner:
            break
        spot = spot[data.draw(st.sampled_from(inner))]
    places = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
    anything = st.none() | st.booleans() | st.integers() | st.text() | st.just([]) | st.just({})
    spot[data.draw(st.sampled_from(places))] = data.draw(anything)
    refused = list(Draft202012Validator(case_schema()).iter_errors(words))
    # Ours also looks at the forms of days and areas and at blank texts.
    assert not refused or list(faults(words, case_schema()))


def test_the_page_names_every_field_of_the_schema():
    page = (CASES.parent.parent / "docs" / "case-format.md").read_text(encoding="utf-8")

    def names(schema: dict) -> set[str]:
        own = set(schema.get("properties", {}))
        inner = [*schema.get("properties", {}).values(), schema.get("items", {})]
        return own.union(*(names(one) for one in inner if one))

    assert {name for name in names(case_schema()) if name not in page} == set()


def test_the_example_of_the_page_can_be_decided(tmp_path, read_here):
    page = (CASES.parent.parent / "docs" / "case-format.md").read_text(encoding="utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    shutil.copy(CASES / "golden" / "supply.txt", tmp_path / "supply.txt")
    (tmp_path / "case.json").write_text(example, encoding="utf-8")
    assert json.loads(run("--from", tmp_path, "--json"))["decision"] == "REUSE"
