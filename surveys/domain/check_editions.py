"""Editions of the checks as data: what each check was when a report was made, and what is left.

``data/check_editions`` of this package's room has one file an edition. A report of an older edition
is made again with those of its checks that are unchanged; of the others it says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from importers.records import Delivery
from surveys.domain.check import CheckReport, CheckResult, registered_checks, run_checks
from surveys.domain.check_context import CheckContext, Outcome
from surveys.domain.check_digest import digest_of
from surveys.domain.check_edition import EDITION, RuleSet, rule_set

SAME: Final = "same"
FOLDER: Final = resources.files("surveys") / "data" / "check_editions"


@dataclass(frozen=True, slots=True)
class FrozenCheck:
    """A check as an edition has it: its digest and its title."""

    digest: str
    title: Text


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its rule set and its checks by code."""

    rules: RuleSet
    checks: Mapping[str, FrozenCheck]

    @property
    def unchanged(self) -> frozenset[str]:
        """Codes of the checks that are installed here as this edition has them."""
        now = installed_digests()
        return frozenset(
            code for code, check in self.checks.items() if now.get(code) == check.digest
        )

    @property
    def changed(self) -> tuple[str, ...]:
        """Codes of the checks that were changed since, or are gone."""
        return tuple(sorted(self.checks.keys() - self.unchanged))

    @property
    def is_installed(self) -> bool:
        """Whether the checks that are installed here are this edition."""
        return not self.changed and self.rules == rule_set()


@cache
def installed_digests() -> dict[str, str]:
    """Return the digests of the checks that are installed here, by code."""
    return {check.code: digest_of(check) for check in registered_checks()}


def edition_names() -> list[str]:
    """Return the names of the editions that are known, the oldest first."""
    files = [file.name for file in FOLDER.iterdir()]
    names = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    return sorted(names, key=lambda name: [int(part) for part in name.split(".")])


@cache
def edition(name: str) -> Edition:
    """Return an edition by its name.

    Raises
    ------
    InvalidInput
        There is no such edition.
    """
    if name not in edition_names():
        known = "、".join(edition_names())
        raise InvalidInput(
            Text(
                f"没有检查规则版本“{name[:40]}”；可用：{known}。",
                f"There is no edition “{name[:40]}” of the checks; there are {known}.",
            )
        )
    return edition_of(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def edition_of(document: Mapping[str, Any]) -> Edition:
    """Return the edition that a document describes; see :func:`edition_document`."""
    checks = {
        code: FrozenCheck(each["digest"], Text(**each["title"]))
        for code, each in document["checks"].items()
    }
    return Edition(RuleSet(document["edition"], document["digest"], len(checks)), checks)


def edition_asked(name: str | None, before: Mapping[str, Any] | None = None) -> Edition | None:
    """Return the edition of a name, None for none; ``same`` is that of an earlier report.

    Raises
    ------
    InvalidInput
        There is no such edition, or no earlier report to take it from.
    """
    if name == SAME:
        if before is None:
            raise InvalidInput(
                Text(
                    "版本 same 取自先前的报告，须同时给出该报告。",
                    "The edition “same” is that of an earlier report, which was not given.",
                )
            )
        name = str(before["rule_set"]["version"])
    return edition(name) if name else None


def run_edition(delivery: Delivery, context: CheckContext, asked: Edition) -> CheckReport:
    """Run the checks of an edition, as far as they are unchanged.

    Returns
    -------
    CheckReport
        One outcome for each check of the edition. Those that changed since were not run: theirs is
        *could not be checked*, and says why. Checks that came later are not in it.
    """
    report = run_checks(delivery, context, codes=asked.unchanged)
    outcomes = {result.code: result for result in report.outcomes}
    for code in asked.changed:
        outcomes[code] = _not_replayed(code, asked)
    return CheckReport(report.findings, tuple(outcomes[code] for code in sorted(outcomes)))


def _not_replayed(code: str, asked: Edition) -> CheckResult:
    version = asked.rules.version
    if code in installed_digests():
        why = Text(
            f"该项检查在 {version} 版之后已修改，不能按该版重演",
            f"the check was changed after edition {version} and cannot be replayed",
        )
    else:
        why = Text(
            f"该项检查在 {version} 版之后已取消，不能按该版重演",
            f"the check was dropped after edition {version} and cannot be replayed",
        )
    return CheckResult(code, asked.checks[code].title, Outcome.COULD_NOT_CHECK, why)


def edition_document() -> dict[str, Any]:
    """Return the installed checks as the document of their edition."""
    titles = {check.code: check.title for check in registered_checks()}
    return {
        "edition": EDITION,
        "digest": rule_set().digest,
        "checks": {
            code: {"digest": digest, "title": {"zh": titles[code].zh, "en": titles[code].en}}
            for code, digest in sorted(installed_digests().items())
        },
    }


def edition_text() -> str:
    """Return the document of the installed edition as its file has it."""
    return json.dumps(edition_document(), ensure_ascii=False, indent=1) + "\n"
