"""Two reports against each other."""

import pytest

from cadastre.domain.errors import InvalidInput
from surveys.domain.report import report_bytes
from surveys.domain.report_compare import compare, match, read_report
from tests.surveys.domain.test_report import FileSummary, finding, report


def counts(before, after) -> dict[str, int]:
    return compare(before, after)["counts"]


def told(fixed: int, still: int, new: int, not_looked_at: int = 0) -> dict[str, int]:
    return {"fixed": fixed, "still": still, "new": new, "not_looked_at": not_looked_at}


def test_the_same_report_has_everything_still():
    made = report(finding(line=1), finding(line=2))
    assert counts(made, made) == told(0, 2, 0)


def test_one_of_two_alike_is_fixed():
    assert counts(report(finding(line=1), finding(line=2)), report(finding(line=2))) == told(
        1, 1, 0
    )


def test_another_value_of_the_same_thing_is_still_the_same_fault():
    before = report(finding(object_key="GB1", field="ZDMJ", found="10"))
    after = report(finding(object_key="GB1", field="ZDMJ", found="11"))
    assert counts(before, after) == told(0, 1, 0)


def test_the_exact_partner_goes_before_the_loose_one():
    before = report(finding(object_key="GB1", found="J3"), finding(object_key="GB1", found="J4"))
    after = report(finding(object_key="GB1", found="J4"), finding(object_key="GB1", found="J9"))
    changed = compare(before, after)
    assert changed["counts"] == told(0, 2, 0)
    only = compare(before, report(finding(object_key="GB1", found="J4")))
    assert [gone["found"] for gone in only["fixed"]] == ["J3"]


def test_another_object_is_another_fault():
    before, after = report(finding(object_key="GB1")), report(finding(object_key="GB2"))
    assert counts(before, after) == told(1, 0, 1)


def test_a_renamed_file_keeps_its_faults_and_two_files_are_told_apart():
    alike = {"kind": "name_mismatch", "code": "FI03"}
    before = report(finding(**alike, file="a.txt"), finding(**alike, file="b.txt"))
    assert counts(before, report(finding(**alike, file="c.txt"))) == told(1, 1, 0)
    changed = compare(before, report(finding(**alike, file="b.txt")))
    assert [gone["file"] for gone in changed["fixed"]] == ["a.txt"]


def test_what_was_not_looked_at_is_not_called_fixed():
    before, after = report(finding()), report()
    after["outcomes"][0]["outcome"] = "could_not_check"
    assert counts(before, after) == told(0, 0, 0, 1)


def test_other_checks_facts_and_scope_are_said():
    before, after = report(), report(files=(FileSummary("乙.txt", "vct"),))
    assert [note["en"] for note in compare(before, after)["notes"]] == [
        "Both reports are about the very same files."
    ]
    before["rule_set"] = {"version": "2025.01", "digest": "a" * 64, "checks": 1}
    before["scope"] = "register"
    before["facts"] = before["facts"] | {"stage": "presale"}
    notes = compare(before, after)["notes"]
    assert len(notes) == 4
    assert "2025.01" in notes[0]["zh"]


def test_matching_takes_any_kind_of_row():
    matched = match([1, 2, 2], [2, 3], value=lambda row, field: row)
    assert (matched.gone, matched.still, matched.new) == ((1, 2), (2,), (3,))


def test_a_report_comes_back_from_its_bytes():
    made = report(finding(line=3))
    assert read_report(report_bytes(made), name="x") == made


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "other"},
        {"format_version": "2.0"},
        {"findings": None},
        {"findings": [{}]},
        {"outcomes": "x"},
        {"rule_set": {}},
        {"facts": []},
        {"inputs": 1},
        {"scope": None},
    ],
    ids=str,
)
def test_what_is_no_whole_report_is_refused(changed):
    with pytest.raises(InvalidInput) as refused:
        read_report(report_bytes(report() | changed), name="旧.json")
    assert "旧.json" in refused.value.message.zh
    assert "旧.json" in refused.value.message.en
