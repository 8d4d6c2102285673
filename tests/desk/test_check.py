"""``cadastre check``: exit codes, forms of the answer, and what is stated."""

import json

import jsonschema
import pytest

from surveys.domain.report import report_schema
from tests.desk.conftest import GOLDEN_TXT, UNCLOSED_COUNT
from tests.reports import closed_report_schema


def report(cadastre, *words) -> dict:
    code, out, complaints = cadastre("check", *words, "--json")
    assert complaints == ""
    told = json.loads(out)
    jsonschema.Draft202012Validator(closed_report_schema()).validate(told)
    assert code == {"clean": 0, "errors": 1, "unreadable": 2}[told["verdict"]]
    return told


def test_the_schema_itself_is_sound():
    jsonschema.Draft202012Validator.check_schema(report_schema())


def test_the_published_schema_lets_readers_pass_over_what_is_new(cadastre, supply):
    told = report(cadastre, supply)
    told |= {"of_a_later_version": 1}
    told["rule_set"] |= {"of_a_later_version": 1}
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    with pytest.raises(jsonschema.ValidationError, match="of_a_later_version"):
        jsonschema.Draft202012Validator(closed_report_schema()).validate(told)


def test_a_good_file_is_clean(cadastre, supply):
    told = report(cadastre, supply)
    assert told["verdict"] == "clean"
    assert told["scope"] == "delivery"
    assert told["counts"] == {"parcels": 1, "buildings": 0, "units": 0}
    assert told["findings"] == []
    outcomes = {each["code"]: each["outcome"] for each in told["outcomes"]}
    assert outcomes["BL02"] == "passed"
    assert outcomes["UN03"] == "not_applicable"
    assert outcomes["PA03"] == "could_not_check"


def test_an_edition_that_cannot_be_replayed_whole_is_exit_code_two(cadastre, crossed):
    code, out, complaints = cadastre("check", crossed, "--edition", "2026.11.1", "--json")
    told = json.loads(out)
    jsonschema.Draft202012Validator(closed_report_schema()).validate(told)
    left_out = sum("2026.11.1" in each["because"]["zh"] for each in told["outcomes"])
    assert (told["verdict"], told["rule_set"]["replayed_with"]["left_out"]) == (
        "incomplete",
        left_out,
    )
    assert code == 2
    assert f"{left_out} of {told['rule_set']['checks']} checks of edition 2026.11.1" in complaints
    assert complaints.count("\n") == 2


def test_a_crossing_boundary_is_an_error(cadastre, crossed):
    told = report(cadastre, crossed)
    assert told["verdict"] == "errors"
    assert "self_intersection" in {finding["kind"] for finding in told["findings"]}


def test_a_warning_alone_is_clean(cadastre, tmp_path):
    path = tmp_path / "点数.txt"
    path.write_bytes(UNCLOSED_COUNT)
    told = report(cadastre, path)
    assert (told["verdict"], told["summary"]["findings"]["warning"]) == ("clean", 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [("空.txt", b""), ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(40)), ("坏.zip", b"PK\x03\x04rest")],
)
def test_what_cannot_be_read_is_exit_code_two(cadastre, tmp_path, supply, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert report(cadastre, path)["verdict"] == "unreadable"
    beside_a_good_one = report(cadastre, supply, path)
    assert beside_a_good_one["verdict"] == "unreadable"
    assert beside_a_good_one["counts"]["parcels"] == 1


def test_the_order_of_the_files_does_not_matter(cadastre, golden):
    files = golden["completion"]
    first = cadastre("check", *files, "--stage", "completion", "--json")
    assert first == cadastre("check", *reversed(files), "--stage", "completion", "--json")
    assert first[0] == 0


def test_a_folder_is_checked_as_its_files(cadastre, golden):
    files = golden["completion"]
    alone = cadastre("check", *files, "--stage", "completion", "--json")
    (tmp := files[0].parent / ".hidden").write_bytes(b"left by a program")
    assert cadastre("check", files[0].parent, "--stage", "completion", "--json") == alone
    tmp.unlink()


def test_what_is_stated_is_in_the_report(cadastre, supply):
    told = report(
        cadastre, supply, "--stage", "completion", "--class", "2", "--area-standard", "GB/T 1",
        "--parcel", "410811001002GB00007", "--county", "410811", "--srid", "4547",
    )  # fmt: skip
    assert told["facts"] == {
        "stage": "completion",
        "srid": 4547,
        "accuracy_class": 2,
        "area_standard": "GB/T 1",
        "parcel_code": "410811001002GB00007",
        "county_code": "410811",
    }


def test_without_a_system_the_files_own_is_taken(cadastre, tmp_path):
    """The same figures in the zone of 117° E: 39 in place of 38 before the eastings."""
    path = tmp_path / "东邻带.txt"
    path.write_bytes(GOLDEN_TXT.replace(b",384", b",394").replace(b"=38", b"=39"))
    told = report(cadastre, path)
    assert (told["facts"]["srid"], told["verdict"]) == (4548, "clean")
    assert report(cadastre, path, "--srid", "4547")["verdict"] != "clean"


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["--srid", "4326"], "不是不带带号的 CGCS2000", "no plane system"),
        (["--srid", "4526"], "不是不带带号的 CGCS2000", "no plane system"),
        (["--county", "4108"], "不是六位数字", "not six digits"),
        (["--parcel", "nonsense"], "宗地", "parcel"),
        (["--stage", "moon"], "命令写法有误", "The command is not right"),
        (["--class", "9"], "命令写法有误", "The command is not right"),
        (["--json", "--html"], "命令写法有误", "The command is not right"),
        (["--against", "nowhere.json"], "没有文件", "no file"),
        (["nowhere.txt"], "没有文件", "no file"),
    ],
    ids=str,
)
def test_wrong_arguments_are_said_in_both_languages(cadastre, supply, words, zh, en):
    code, out, complaints = cadastre("check", supply, *words)
    assert (code, out) == (2, "")
    assert zh in complaints
    assert en.lower() in complaints.lower()


def test_two_files_of_one_name_are_refused(cadastre, supply, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / supply.name).write_bytes(GOLDEN_TXT)
    code, _, complaints = cadastre("check", supply, tmp_path / "other")
    assert code == 2
    assert "两个文件都叫" in complaints
    assert cadastre("check", supply, supply)[0] == 0


@pytest.mark.parametrize("named", ["成果", "成果/地籍.GDB"])
def test_a_file_geodatabase_is_asked_for_as_the_zip_of_an_upload(cadastre, tmp_path, named):
    (tmp_path / "成果" / "地籍.GDB").mkdir(parents=True)
    (tmp_path / "成果" / "地籍.GDB" / "a00000001.gdbtable").write_bytes(b"\x03")
    code, out, complaints = cadastre("check", tmp_path / named)
    assert (code, out) == (2, "")
    assert "地籍.zip" in complaints


def test_an_empty_folder_is_refused(cadastre, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _, complaints = cadastre("check", tmp_path / "empty")
    assert code == 2
    assert "里没有文件" in complaints


def test_the_text_groups_by_object_and_says_what_passed(cadastre, crossed):
    code, out, _ = cadastre("check", crossed, "--lang", "zh")
    assert code == 1
    lines = out.splitlines()
    assert lines[0].startswith("■ 发现错误")
    assert "410811 001002 GB00007" in out
    assert out.index("■ 错误 BL02") < out.index("✓ 通过")
    english = cadastre("check", crossed, "--lang", "en")[1]
    assert english.startswith("■ Errors found")
    assert "passed" in english


def test_the_page_stands_alone(cadastre, supply, tmp_path):
    place = tmp_path / "report.html"
    code, out, _ = cadastre("check", supply, "--html", "--output", place)
    page = place.read_text(encoding="utf-8")
    assert (code, out) == (0, "")
    assert page.startswith("<!doctype html>")
    assert "<svg" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_an_output_that_cannot_be_written_is_a_sentence(cadastre, supply, tmp_path):
    code, _, complaints = cadastre("check", supply, "--output", tmp_path / "no" / "where.txt")
    assert code == 2
    assert "无法读写" in complaints
    assert "Traceback" not in complaints


# --against


def test_a_corrected_file_says_what_is_fixed(cadastre, crossed, supply, tmp_path):
    before = tmp_path / "before.json"
    cadastre("check", crossed, "--json", "--output", before)
    told = report(cadastre, supply, "--against", before)
    assert told["verdict"] == "clean"
    fixed = {finding["kind"] for finding in told["comparison"]["fixed"]}
    assert "self_intersection" in fixed
    assert told["comparison"]["counts"]["new"] == 0
    back = report(cadastre, crossed, "--against", before)
    assert back["comparison"]["counts"]["fixed"] == 0
    assert back["comparison"]["still"] == [finding["id"] for finding in back["findings"]]
    assert "仍存在" in cadastre("check", crossed, "--against", before, "--lang", "zh")[1]


def test_what_is_not_stated_is_taken_from_the_earlier_report(cadastre, supply, tmp_path):
    before = tmp_path / "before.json"
    cadastre("check", supply, "--stage", "legacy", "--class", "3", "--json", "--output", before)
    facts = report(cadastre, supply, "--against", before, "--class", "2")["facts"]
    assert (facts["stage"], facts["accuracy_class"]) == ("legacy", 2)


def test_a_report_of_older_checks_is_said_to_be_one(cadastre, supply, tmp_path):
    before = tmp_path / "before.json"
    old = report(cadastre, supply)
    old["rule_set"] = {"version": "2025.01", "digest": "0" * 64, "checks": 3}
    before.write_text(json.dumps(old), encoding="utf-8")
    notes = report(cadastre, supply, "--against", before)["comparison"]["notes"]
    assert any("2025.01 (00000000)" in note["en"] for note in notes)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "cadastre-check-report"}', b"[" * 100_000],
)
def test_something_else_is_no_report_to_compare_with(cadastre, supply, tmp_path, content):
    before = tmp_path / "before.json"
    before.write_bytes(content)
    code, out, complaints = cadastre("check", supply, "--against", before)
    assert (code, out) == (2, "")
    assert "before.json" in complaints
    assert "Traceback" not in complaints
