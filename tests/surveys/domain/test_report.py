"""The report as a pure function: its verdict, order, ids, digest and what it must not hold."""

import json
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery, FileSummary, HolderRecord
from surveys.domain import check_edition
from surveys.domain.check import CheckReport, CheckResult, Outcome
from surveys.domain.check_edition import rule_set
from surveys.domain.report import (
    InputFile,
    Scope,
    StatedFacts,
    facts_of,
    report_bytes,
    report_of,
)
from tests.reports import closed_report_schema

FACTS = StatedFacts(4547, county_code="410811")
READ = FileSummary("甲.txt", "coordinate_txt", counts={"points": 6, "parcels": 1})
INPUT = InputFile("甲.txt", "0" * 64, 10)
PASSED = CheckResult("PA03", Text("不重叠", "no overlap"), Outcome.PASSED)


def finding(code="PA03", severity=Severity.ERROR, **fields) -> Finding:
    told = {"message": Text("错了。", "Wrong."), "file": "甲.txt", "kind": "overlap"} | fields
    return Finding(code=code, severity=severity, **told)


def report(*findings: Finding, files=(READ,), inputs=(INPUT,), read_findings=(), holders=()):
    delivery = Delivery(files=list(files), findings=list(read_findings), holders=list(holders))
    checked = CheckReport((*read_findings, *findings), (PASSED,))
    return report_of(delivery, checked, facts=FACTS, inputs=inputs, scope=Scope.DELIVERY)


def validate(made) -> None:
    jsonschema.Draft202012Validator(closed_report_schema()).validate(json.loads(report_bytes(made)))


# The verdict


@pytest.mark.parametrize(
    ("severity", "verdict"),
    [(None, "clean"), ("information", "clean"), ("warning", "clean"), ("error", "errors")],
)
def test_only_an_error_is_not_clean(severity, verdict):
    findings = [finding(severity=Severity(severity))] if severity else []
    made = report(*findings)
    assert made["verdict"] == verdict
    validate(made)


def test_a_refused_file_among_good_ones_is_unreadable():
    refused = FileSummary("乙.bin", "")
    said = finding("FI02", kind="unknown_format", file="乙.bin")
    assert report(files=(READ, refused), read_findings=[said])["verdict"] == "unreadable"


def test_a_refused_archive_beside_a_good_file_is_unreadable():
    said = finding("FI10", kind="bomb", file="丙.zip")
    inputs = (INPUT, InputFile("丙.zip", "1" * 64, 5))
    assert report(inputs=inputs, read_findings=[said])["verdict"] == "unreadable"


def test_a_fault_in_a_side_file_is_an_error_and_no_refusal():
    shp = FileSummary("a.shp", "shapefile")
    inputs = tuple(InputFile(f"a.{end}", "0" * 64, 1) for end in ("shp", "dbf"))
    said = finding("FI40", kind="unreadable_row", file="a.dbf")
    assert report(files=(shp,), inputs=inputs, read_findings=[said])["verdict"] == "errors"


def test_a_reader_that_was_stopped_is_unreadable():
    said = finding("FI28", kind="reader_stopped")
    assert report(read_findings=[said])["verdict"] == "unreadable"


def test_nothing_read_is_unreadable():
    assert report(files=(), inputs=())["verdict"] == "unreadable"


# Order, figures, ids


def test_findings_stand_by_code_file_line_and_object():
    said = [
        finding("UN02", line=3),
        finding("BL02", file="乙.txt", line=1),
        finding("BL02", line=9),
        finding("BL02", line=2, object_key="b"),
        finding("BL02", line=2, object_key="a"),
    ]
    made = report(*said)
    order = [(f["code"], f["file"], f["line"], f["object"]) for f in made["findings"]]
    assert order == [
        ("BL02", "乙.txt", 1, ""),
        ("BL02", "甲.txt", 2, "a"),
        ("BL02", "甲.txt", 2, "b"),
        ("BL02", "甲.txt", 9, ""),
        ("UN02", "甲.txt", 3, ""),
    ]
    validate(made)


@given(st.permutations(range(6)))
def test_the_order_things_were_found_in_does_not_show(order):
    said = [finding(object_key=str(n // 2), line=n, found=str(n % 3)) for n in range(6)]
    assert report_bytes(report(*[said[n] for n in order])) == report_bytes(report(*said))


def test_figures_are_written_digit_for_digit():
    (made,) = report(
        finding(measured=Decimal("0.4120"), limit=Decimal("1E+2"), location=(1 / 3, 2e6))
    )["findings"]
    assert (made["measured"], made["limit"]) == ("0.4120", "100")
    assert made["location"] == [0.3333, 2000000.0]


def test_a_place_that_is_no_number_is_none():
    made = report(finding(location=(float("nan"), 1.0)))
    assert made["findings"][0]["location"] is None
    validate(made)


def test_a_name_that_is_no_unicode_is_written_all_the_same():
    made = report(files=(FileSummary("\udcff.txt", "coordinate_txt"),))
    assert json.loads(report_bytes(made))["read"][0]["name"] == "?.txt"


def test_the_id_of_a_fault_stays_when_lines_move_and_files_are_renamed():
    one = report(finding(object_key="GB1", found="J3", line=7))["findings"][0]
    moved = report(finding(object_key="GB1", found="J3", line=9, file="新.txt"))["findings"][0]
    other = report(finding(object_key="GB1", found="J4", line=7))["findings"][0]
    assert one["id"] == moved["id"] != other["id"]


def test_the_same_fault_twice_has_two_ids():
    made = report(finding(line=1), finding(line=2))
    first, second = [f["id"] for f in made["findings"]]
    assert second == f"{first}-2"
    validate(made)


# What must not be in it


def test_a_holders_identity_is_masked_in_the_row_it_came_with():
    holders = [HolderRecord("甲.txt", 7, "GB1", "QLR", "张示例")]
    text = Text("权利人“张示例”过长。", "Holder “张示例” is too long.")
    made = report(
        finding(line=7, found="张示例", message=text),
        finding(object_key="GB1", found="张示例", message=text),
        holders=holders,
    )
    assert "张示例" not in report_bytes(made).decode()
    assert made["findings"][0]["message"]["zh"] == "权利人“＊＊＊”过长。"


def test_nothing_of_the_moment_or_the_machine_is_in_it():
    text = report_bytes(report(finding())).decode()
    assert not {"time", "date", "host", "path", "user"} & set(json.loads(text))
    assert text.endswith("}\n")


def test_facts_come_back_from_what_the_checks_knew():
    assert facts_of(FACTS.context()) == FACTS


# The rule set


def test_the_digest_is_the_same_every_time():
    assert rule_set() == check_edition.rule_set.__wrapped__()
    assert len(rule_set().digest) == 64


def test_another_limit_is_another_digest(monkeypatch):
    name = next(name for name, _ in check_edition._limits())
    limits = dict(check_edition._limits()) | {name: "changed"}
    monkeypatch.setattr(check_edition, "_limits", lambda: limits.items())
    assert check_edition.rule_set.__wrapped__().digest != rule_set().digest


def test_the_limits_of_the_boundary_classes_are_in_the_digest():
    limits = dict(check_edition._limits())
    classes = limits["cadastre.domain.tolerances.BOUNDARY_CLASSES"]
    assert [row["limit_m"] for row in classes] == ["0.10", "0.15", "0.20"]
    assert "surveys.checks.bl02_self_intersection.CODE" not in limits


def test_the_statements_are_in_the_digest():
    assert {name for name, _ in check_edition._statements()} >= {"pa03_overlaps_register.sql"}
