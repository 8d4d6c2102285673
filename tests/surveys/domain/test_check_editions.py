"""Editions of the checks: frozen as data, replayed as far as they are unchanged."""

import hashlib
import json
from dataclasses import replace
from importlib import resources

import jsonschema
import pytest

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from importers.records import Delivery, FileSummary
from surveys.domain import check_digest, check_editions
from surveys.domain.check import registered_checks, run_checks
from surveys.domain.check_digest import digest_of
from surveys.domain.check_edition import EDITION, RuleSet, rule_set
from surveys.domain.check_editions import (
    FOLDER,
    Edition,
    FrozenCheck,
    edition,
    edition_asked,
    edition_document,
    edition_names,
    edition_of,
    run_edition,
)
from surveys.domain.field_mapping import MappingEntry, applied_mapping
from surveys.domain.report import InputFile, replay_note
from surveys.domain.report_html import report_html
from surveys.domain.report_text import report_text
from surveys.file_check import check_read
from tests.reports import closed_report_schema
from tests.surveys.checks.cases import DESK, parcel, ring

FROZEN = {"2026.11.1": "73474e0029dab790fc0dee64b3472c6776d237147bc908e83ea791918206d28b"}
"""SHA-256 of the files of older editions: what was frozen stays as it was."""
BOW_TIE = Delivery(
    files=[FileSummary("宗地.txt", "coordinate_txt")],
    parcels=[parcel(ring("0 0", "-100 100", "0 100", "-100 0"))],
)
INPUTS = [InputFile("宗地.txt", "0" * 64, 1)]


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_a_frozen_edition_is_never_written_again(name):
    data = (FOLDER / f"{name}.json").read_bytes()
    assert hashlib.sha256(data).hexdigest() == FROZEN[name]


def installed() -> Edition:
    """Return the edition of the checks as they are now, whatever its file says."""
    return edition_of(edition_document())


def test_the_newest_edition_is_the_installed_one():
    assert edition_names() == [*sorted(FROZEN), EDITION]
    assert edition(EDITION).checks.keys() == installed().checks.keys()
    assert installed().rules == rule_set()
    assert installed().changed == ()
    assert installed().is_installed


def with_one_changed(code: str, *, gone: str = "") -> Edition:
    """Return the installed edition under another name, with one check of another digest."""
    checks = dict(installed().checks)
    checks[code] = replace(checks[code], digest="0" * 64)
    if gone:
        checks[gone] = FrozenCheck("1" * 64, Text("旧检查", "an old check"))
    return Edition(RuleSet("2020.1", "f" * 64, len(checks)), checks)


def test_a_changed_check_is_named_and_not_run():
    told = run_edition(BOW_TIE, DESK, with_one_changed("BL02", gone="PA99"))
    outcomes = {result.code: result for result in told.outcomes}
    assert [finding.code for finding in told.findings] == []
    assert outcomes["BL02"].outcome == "could_not_check"
    assert "2020.1" in outcomes["BL02"].missing.zh and "changed" in outcomes["BL02"].missing.en
    assert "dropped" in outcomes["PA99"].missing.en
    assert outcomes["BL01"].outcome == "passed"
    assert list(outcomes) == sorted(outcomes)


def test_unchanged_checks_say_the_same_as_ever():
    told = run_edition(BOW_TIE, DESK, with_one_changed("UN03"))
    now = run_checks(BOW_TIE, DESK)
    assert told.findings == now.findings
    assert {r for r in told.outcomes if r.code != "UN03"} == {
        r for r in now.outcomes if r.code != "UN03"
    }


def test_a_check_that_came_later_is_not_run():
    asked = with_one_changed("UN03")
    checks = {code: check for code, check in asked.checks.items() if code != "BL02"}
    told = run_edition(BOW_TIE, DESK, replace(asked, checks=checks))
    assert "BL02" not in {result.code for result in told.outcomes}
    assert told.findings == ()


def test_the_report_says_the_edition_and_what_it_was_replayed_with():
    asked = with_one_changed("UN03")
    report = check_read(BOW_TIE, context=DESK, inputs=INPUTS, edition=asked).report
    jsonschema.Draft202012Validator(closed_report_schema()).validate(report)
    assert report["rule_set"]["version"] == "2020.1"
    assert report["rule_set"]["replayed_with"] == {
        "version": EDITION,
        "digest": rule_set().digest,
        "left_out": 1,
    }


def test_a_replay_that_left_checks_out_is_never_clean():
    """The crossing is what the changed check would have found: nobody can say what it said."""
    asked = with_one_changed("BL02")
    report = check_read(BOW_TIE, context=DESK, inputs=INPUTS, edition=asked).report
    assert report["findings"] == []
    assert report["verdict"] == "incomplete"
    note = replay_note(report)
    assert note is not None
    assert note.en == f"1 of {len(asked.checks)} checks of edition 2020.1 could not be replayed."
    found = check_read(BOW_TIE, context=DESK, inputs=INPUTS, edition=with_one_changed("UN03"))
    assert found.report["verdict"] == "errors"
    whole = check_read(BOW_TIE, context=DESK, inputs=INPUTS).report
    assert (whole["verdict"], replay_note(whole)) == ("errors", None)


def test_text_and_page_name_edition_and_mapping():
    mapping = applied_mapping([MappingEntry("DKBH", "parcel.parcel_code")], name="甲", version=3)
    asked = with_one_changed("UN03")
    report = check_read(BOW_TIE, context=DESK, inputs=INPUTS, edition=asked, mapping=mapping).report
    jsonschema.Draft202012Validator(closed_report_schema()).validate(report)
    for said in (report_text(report, language="en"), report_html(report, language="en")):
        assert f"2020.1 (ffffffffffff) ← {EDITION}" in said
        assert "Field mapping" in said and f"甲 v3 ({mapping.digest[:12]})" in said


def test_replaying_the_installed_edition_gives_the_very_report():
    plain = check_read(BOW_TIE, context=DESK, inputs=INPUTS).report
    again = check_read(BOW_TIE, context=DESK, inputs=INPUTS, edition=installed()).report
    assert again == plain
    assert "replayed_with" not in plain["rule_set"]


def test_same_is_the_edition_of_the_earlier_report():
    before = {"rule_set": {"version": EDITION}}
    assert edition_asked("same", before) is edition(EDITION)
    assert edition_asked(None) is None
    for name, report in (("same", None), ("2019.1", None), ("../x", None)):
        with pytest.raises(InvalidInput):
            edition_asked(name, report)


CHECK = {check.code: check for check in registered_checks()}


@pytest.fixture
def module(monkeypatch):
    """Give modules another text; returns a function (module, old, new)."""

    def become(name: str, old: str, new: str) -> None:
        source = check_digest._source

        def text(asked: str) -> str:
            own = source(asked)
            assert asked != name or old in own
            return own.replace(old, new) if asked == name else own

        monkeypatch.setattr(check_digest, "_source", text)
        for remembered in (check_digest._module, check_digest._definition):
            remembered.cache_clear()

    yield become
    monkeypatch.undo()
    for remembered in (check_digest._module, check_digest._definition):
        remembered.cache_clear()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("surveys.checks.bl21_long_side", "LONGEST_SIDE_M: Final = Decimal(2000)", "X = 1"),
        ("surveys.checks.bl21_long_side", "length <= LONGEST_SIDE_M", "length < LONGEST_SIDE_M"),
        ("surveys.checks.bl21_long_side", "Severity.INFORMATION", "Severity.WARNING"),
        ("cadastre.domain.rings", ".sqrt()", ".ln()"),
    ],
)
def test_the_digest_follows_what_decides(module, name, old, new):
    before = digest_of(CHECK["BL21"])
    module(name, old, new)
    assert digest_of(CHECK["BL21"]) != before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("surveys.checks.bl21_long_side", "请核对两端界址点。", "请核对。"),
        ("surveys.checks.bl21_long_side", "Why: so long", "Why: such"),
        ("surveys.checks.limits", 'GAP_WIDTH_M = Decimal("2.5")', 'GAP_WIDTH_M = Decimal("3")'),
        ("surveys.checks.shapes", '"""Return the delivered parcels', '"""Return all parcels'),
    ],
)
def test_words_and_other_checks_figures_are_not_in_it(module, name, old, new):
    before = digest_of(CHECK["BL21"])
    module(name, old, new)
    assert digest_of(CHECK["BL21"]) == before


def test_the_statement_that_asks_the_register_is_in_it(monkeypatch):
    before = digest_of(CHECK["PA03"])
    monkeypatch.setattr(check_digest, "_statement", lambda module: "select 1")
    assert digest_of(CHECK["PA03"]) != before


def test_an_edition_is_plain_data():
    for file in (resources.files("surveys") / "data" / "check_editions").iterdir():
        told = json.loads(file.read_text(encoding="utf-8"))
        assert told["edition"] == file.name.removesuffix(".json")
        assert all(each["title"]["zh"] and each["title"]["en"] for each in told["checks"].values())
    assert check_editions.SAME not in edition_names()
