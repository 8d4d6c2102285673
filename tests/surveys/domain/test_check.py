"""How checks are declared, run and described."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.domain import check as engine
from surveys.domain.check import (
    CheckContext,
    Outcome,
    Unchecked,
    check,
    describe_checks,
    registered_checks,
    run_checks,
)
from surveys.domain.check_context import NEEDS
from surveys.domain.evidence import BaseStage
from tests.surveys.checks.cases import CODE, DESK, OTHER_CODE, parcel, ring, square, unit

TITLE = Text("示例", "Example")
DECLARATION = {
    "code": "PA90",
    "kind": "example",
    "severity": Severity.ERROR,
    "title": TITLE,
    "needs": (),
    "cites": "示例标准 1.1",
}


def silent(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Nothing is wrong.

    Why: this is an example.

    Put right: nothing.
    """
    yield from ()


def vague(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Something is wrong."""
    yield from ()


@pytest.fixture
def only(monkeypatch):
    """Give an empty registry for a test's own checks."""
    monkeypatch.setattr(engine, "_REGISTRY", {})
    monkeypatch.setattr(engine, "CHECKS_PACKAGE", "tests.surveys")


@pytest.mark.parametrize(
    ("change", "function", "said"),
    [
        ({"code": "XX01"}, silent, "code is malformed"),
        ({"code": "PA1"}, silent, "code is malformed"),
        ({"cites": " "}, silent, "citation is missing"),
        ({"needs": ("moonlight",)}, silent, "need is unknown"),
        ({}, vague, "docstring"),
    ],
)
def test_a_careless_declaration_is_refused(only, change, function, said):
    with pytest.raises(ValueError, match=said):
        check(**DECLARATION | change)(function)


def test_a_taken_code_is_refused(only):
    check(**DECLARATION)(silent)
    with pytest.raises(ValueError, match="taken"):
        check(**DECLARATION)(silent)


def test_a_kind_that_was_not_declared_is_refused(only):
    declared = check(**DECLARATION)(silent)
    with pytest.raises(ValueError, match="kind"):
        declared.finding(TITLE, kind="other")


def outcome_of(*said: object, context: CheckContext = DESK, **change: object):
    def example(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
        yield from said

    example.__doc__ = silent.__doc__
    declared = check(**DECLARATION | change)(example)
    [outcome] = run_checks(Delivery(), context, codes={declared.code}).outcomes
    return outcome


def finding(severity: Severity) -> Finding:
    return Finding("PA90", "example", severity, TITLE)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ((), Outcome.PASSED),
        ((finding(Severity.INFORMATION),), Outcome.INFORMATION),
        ((finding(Severity.INFORMATION), finding(Severity.WARNING)), Outcome.WARNING),
        ((finding(Severity.WARNING), finding(Severity.ERROR)), Outcome.ERROR),
        ((Unchecked(TITLE),), Outcome.COULD_NOT_CHECK),
        ((Unchecked(TITLE), finding(Severity.WARNING)), Outcome.WARNING),
    ],
)
def test_the_worst_finding_is_the_outcome(only, said, outcome):
    assert outcome_of(*said).outcome is outcome


def test_what_was_left_out_is_named_once_and_not_at_any_length(only):
    said = [Unchecked(Text(f"缺少第 {number} 件", f"missing {number}")) for number in range(100)]
    missing = outcome_of(*said, *said).missing
    assert missing.zh.count("缺少第 12 件") == 1
    assert max(len(missing.zh), len(missing.en)) <= 200


def test_a_check_for_another_stage_is_not_applicable(only):
    assert outcome_of(stages=(BaseStage.COMPLETION,)).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("word", sorted(NEEDS))
def test_what_is_absent_decides_the_outcome(only, word):
    outcome = outcome_of(needs=(word,), context=CheckContext(office_srid=4547))
    assert outcome.outcome is NEEDS[word].absent
    assert outcome.missing == NEEDS[word].missing


def test_at_a_desk_register_checks_say_that_the_register_is_missing():
    delivery = Delivery(parcels=[parcel(square())])
    outcomes = {each.code: each for each in run_checks(delivery, DESK).outcomes}
    assert outcomes["PA03"].outcome is Outcome.COULD_NOT_CHECK
    assert "登记簿" in outcomes["PA03"].missing.zh
    assert outcomes["UN02"].outcome is Outcome.NOT_APPLICABLE
    assert len(outcomes) == len(registered_checks())


def test_a_bug_in_a_check_is_not_swallowed(only):
    def broken(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
        yield from context.rows()

    broken.__doc__ = silent.__doc__
    check(**DECLARATION)(broken)
    with pytest.raises(LookupError, match="register"):
        run_checks(Delivery(), DESK)


def test_readers_findings_come_first_and_are_not_repeated():
    said = Finding(
        "FI57", "too_few_points", Severity.ERROR, TITLE, object_key=CODE, file="宗地.txt", line=9
    )
    other = parcel(ring("500 0", "500 5"), code=OTHER_CODE, line=20)
    delivery = Delivery(parcels=[parcel(ring("0 0", "0 5")), other], findings=[said])
    report = run_checks(delivery, DESK, codes={"BP01"})
    assert [(f.code, f.object_key) for f in report.findings] == [
        ("FI57", CODE),
        ("BP01", OTHER_CODE),
    ]
    assert not report.ok


def test_warnings_do_not_block():
    near = parcel(square("0", "100.02"), code=OTHER_CODE)
    report = run_checks(Delivery(parcels=[parcel(square()), near]), DESK, codes={"BP06"})
    assert report.findings
    assert report.ok


def test_the_report_does_not_depend_on_the_order_of_records():
    parcels = [
        parcel(square(), area="10010.01", line=9),
        parcel(square("0", "98"), code=OTHER_CODE, line=20),
        parcel(ring("500 0", "400 100", "500 100", "400 0"), code="410811001002GB00009", line=30),
    ]
    units = [unit("101"), unit("101", line=4), unit("102", areas="1 1 3", line=5)]
    there = run_checks(Delivery(parcels=parcels, units=units), DESK)
    back = run_checks(Delivery(parcels=parcels[::-1], units=units[::-1]), DESK)
    assert len(there.findings) > 5
    assert there == back


def test_sound_deliveries_give_no_finding_at_all():
    delivery = Delivery(
        parcels=[parcel(square(), area="10000.00", step="0.01")], units=[unit(), unit("102")]
    )
    for stage in BaseStage:
        assert run_checks(delivery, replace(DESK, base_stage=stage)).findings == ()


def test_a_parcel_survey_from_before_unified_registration_needs_no_coordinates():
    delivery = Delivery(parcels=[parcel()])
    assert not run_checks(delivery, DESK).ok
    assert run_checks(delivery, replace(DESK, base_stage=BaseStage.LEGACY)).ok


def test_checks_are_described_for_a_page():
    described = {each["code"]: each for each in describe_checks()}
    assert list(described) == sorted(described)
    overlap = described["PA03"]
    assert overlap["kinds"] == ("overlap", "contained")
    assert overlap["reads_register"] is True
    assert overlap["severity"] == "error"
    assert overlap["fault"].endswith("same layer of space.")
    assert overlap["why"].startswith("one piece of ground")
    assert overlap["remedy"].startswith("compare both boundaries")


def test_kinds_are_stable_words():
    kinds = {kind for declared in registered_checks() for kind in declared.kinds}
    assert kinds >= {
        *("self_intersection", "duplicate_vertex", "spike", "hole_outside", "empty_geometry"),
        *("overlap", "contained", "near_miss_vertex", "duplicate_parcel_code"),
        *("malformed_unit_code", "outside_district", "area_mismatch", "duplicate_point_number"),
        *("building_outside_parcel", "floor_area_sum", "apportionment", "duplicate_room"),
        *("missing_field",),
    }
    assert all(kind == kind.lower() and kind.isidentifier() for kind in kinds)
    assert all(len(kind) <= 40 for kind in kinds)
