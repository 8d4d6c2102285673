"""The pages about checks and rules in the repository are what the code declares."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from surveys.domain.check import registered_checks
from surveys.domain.check_edition import EDITION
from surveys.domain.rules import RULE_SET
from surveys.management.commands import write_docs


@pytest.mark.parametrize(
    "place",
    [
        write_docs.CHECKS_PAGE,
        write_docs.RULES_PAGE,
        write_docs.FORMATS_PAGE,
        write_docs.EDITIONS / f"{EDITION}.json",
    ],
    ids=str,
)
def test_pages_in_the_repository_are_what_the_code_declares(place: Path):
    kept = (settings.BASE_DIR / place).read_text(encoding="utf-8")
    assert kept == write_docs.written(settings.BASE_DIR)[place]


def test_every_check_has_its_heading_and_every_link_leads_to_one():
    page = write_docs.checks_page()
    headings = re.findall(r"^### (.+)$", page, re.M)
    assert [heading[:4] for heading in headings] == sorted(
        (check.code for check in registered_checks()),
        key=lambda code: (list(write_docs.FAMILIES).index(code[:2]), code),
    )
    anchors = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
    assert set(re.findall(r"\(#([^)]+)\)", page)) == anchors


def test_every_rule_is_in_the_table_with_its_clause():
    table = write_docs.rules_table()
    for rule in RULE_SET.rules:
        assert f"| **{rule.rule_id}** |" in table and rule.cites in table


def test_lost_marks_are_named_and_a_stale_page_is_refused(tmp_path: Path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    rules = tmp_path / write_docs.RULES_PAGE
    rules.write_text("no marks", encoding="utf-8")
    with pytest.raises(CommandError, match="marks are missing"):
        call_command("write_docs")
    rules.write_text(f"before\n{write_docs.BEGIN}\n{write_docs.END}\nafter\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"docs/checks\.md differs"):
        call_command("write_docs", "--check")
    call_command("write_docs")
    call_command("write_docs", "--check")
    text = rules.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "R-02B" in text
