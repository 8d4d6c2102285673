"""The report of a check as one published document: the same by page, API and command line.

A report is a function of what was delivered, what was stated about it and what the checks were;
no clock, machine or account goes into it, so the same input gives the same bytes. Its schema is
``report-1.schema.json`` beside this module.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources
from math import isfinite
from typing import Any, Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery, FileSummary
from surveys.domain.check import CheckReport, CheckResult, registered_checks
from surveys.domain.check_context import CheckContext, Outcome
from surveys.domain.check_edition import RuleSet, rule_set
from surveys.domain.evidence import BaseStage
from surveys.domain.field_mapping import AppliedMapping

Report = dict[str, Any]

FORMAT: Final = "cadastre-check-report"
FORMAT_VERSION: Final = "1.2"
"""The first figure rises when a reader of the old form would misunderstand the new one."""
SCHEMA_FILE: Final = "report-1.schema.json"
LOCATION_DECIMALS: Final = 4
_STOPPED: Final = "reader_stopped"
_MASK: Final = "＊＊＊"
_SHORTEST_IDENTITY: Final = 2


class Scope(StrEnum):
    """What the checks could look at.

    DELIVERY is what the delivered files and the stated facts tell by themselves: it is the same
    at a desk and in an office. REGISTER also knows the register and the project's earlier results.
    """

    DELIVERY = "delivery"
    REGISTER = "register"


class Verdict(StrEnum):
    """The one word of a report.

    INCOMPLETE is no error found by the checks of an older edition that could be replayed, while
    others could not: what those would have said is not known.
    """

    CLEAN = "clean"
    ERRORS = "errors"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """What is stated about a delivery beside its files.

    ``srid`` is the EPSG code of the plane system all coordinates are brought to; ``county_code``
    six digits or empty; ``area_standard`` the standard of the floor areas.
    """

    srid: int
    stage: BaseStage = BaseStage.SUPPLY
    accuracy_class: int = 1
    area_standard: str = "GB/T 17986.1-2000"
    parcel_code: str = ""
    county_code: str = ""

    def context(self) -> CheckContext:
        """Return what checks may know where there is no register: these facts alone."""
        return CheckContext(
            office_srid=self.srid,
            county_code=self.county_code,
            parcel_code=self.parcel_code,
            base_stage=self.stage,
            accuracy_class=self.accuracy_class,
            area_rule=self.area_standard,
        )


def facts_of(context: CheckContext) -> StatedFacts:
    """Return the stated facts among what checks knew."""
    return StatedFacts(
        srid=context.office_srid,
        stage=context.base_stage,
        accuracy_class=context.accuracy_class,
        area_standard=context.area_rule,
        parcel_code=context.parcel_code,
        county_code=context.county_code,
    )


@dataclass(frozen=True, slots=True)
class InputFile:
    """One delivered file as it came: its name, SHA-256 (hex) and bytes."""

    name: str
    sha256: str
    size: int


def report_of(
    delivery: Delivery,
    checked: CheckReport,
    *,
    facts: StatedFacts,
    inputs: Sequence[InputFile],
    scope: Scope,
    rules: RuleSet | None = None,
    left_out: int = 0,
    mapping: AppliedMapping | None = None,
) -> Report:
    """Return the report of a delivery.

    Parameters
    ----------
    inputs
        The files as delivered, in any order.
    rules
        The rule set the checks were run with; the installed one by default. Another one is an
        edition that was replayed, and the report says with what.
    left_out
        How many checks of that edition could not be replayed.
    mapping
        The sender's own field names that the files were read with.

    Returns
    -------
    Report
        Plain values for :func:`report_bytes`, in the order of the schema. An empty delivery has
        the verdict ``unreadable``. What a reader recognised as a holder's identity is masked.
    """
    rules = rules or rule_set()
    ordered = sorted(checked.findings, key=_order)
    findings = list(_numbered(ordered, _identities(delivery)))
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "scope": scope.value,
        "verdict": _verdict(delivery, checked, inputs, left_out).value,
        "rule_set": _rules(rules, left_out),
        "facts": facts_as_dict(facts),
        "mapping": mapping
        and {"name": mapping.name, "version": mapping.version, "digest": mapping.digest},
        "inputs": [
            {"name": file.name, "sha256": file.sha256, "size": file.size}
            for file in sorted(inputs, key=lambda file: (file.name, file.sha256))
        ],
        "read": [_read(file) for file in sorted(delivery.files, key=lambda file: file.name)],
        "counts": {
            "parcels": len(delivery.parcels),
            "buildings": len(delivery.buildings),
            "units": len(delivery.units),
        },
        "summary": _summary(checked),
        "outcomes": list(_outcomes(checked.outcomes)),
        "findings": findings,
    }


def _rules(rules: RuleSet, left_out: int) -> dict[str, Any]:
    named = {"version": rules.version, "digest": rules.digest, "checks": rules.checks}
    installed = rule_set()
    if rules == installed or not rules.digest:
        return named
    return named | {
        "replayed_with": {
            "version": installed.version,
            "digest": installed.digest,
            "left_out": left_out,
        }
    }


def replay_note(report: Mapping[str, Any]) -> Text | None:
    """Return what is missing of a replayed edition; None where nothing is, or none was replayed."""
    rules = report["rule_set"]
    left_out = rules.get("replayed_with", {}).get("left_out", 0)
    if not left_out:
        return None
    return Text(
        f"{rules['version']} 版的 {rules['checks']} 项检查中有 {left_out} 项未能重演。",
        f"{left_out} of {rules['checks']} checks of edition {rules['version']} could not be "
        "replayed.",
    )


def facts_as_dict(facts: StatedFacts) -> dict[str, Any]:
    """Return stated facts as a report carries them."""
    return {
        "stage": facts.stage.value,
        "srid": facts.srid,
        "accuracy_class": facts.accuracy_class,
        "area_standard": facts.area_standard,
        "parcel_code": facts.parcel_code,
        "county_code": facts.county_code,
    }


def report_bytes(report: Mapping[str, Any]) -> bytes:
    """Return a report as it is stored and sent: UTF-8, two spaces, one line end at the end.

    A name that is no Unicode (half a surrogate pair) has a question mark in its place.
    """
    text = json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")


@cache
def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of reports."""
    file = resources.files(__package__) / SCHEMA_FILE
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def _verdict(
    delivery: Delivery, checked: CheckReport, inputs: Sequence[InputFile], left_out: int
) -> Verdict:
    """Return UNREADABLE when any delivered file was left out of what was checked."""
    read = {file.name for file in delivery.files if file.format}
    refused = {file.name for file in delivery.files if not file.format}
    archives = {file.name for file in inputs} - read - refused
    for finding in delivery.findings:
        names_archive = finding.file in archives and finding.file.lower().endswith(".zip")
        if finding.kind == _STOPPED or (finding.severity is Severity.ERROR and names_archive):
            return Verdict.UNREADABLE
    if refused or not read:
        return Verdict.UNREADABLE
    if not checked.ok:
        return Verdict.ERRORS
    return Verdict.INCOMPLETE if left_out else Verdict.CLEAN


def _read(file: FileSummary) -> dict[str, Any]:
    system = file.system
    return {
        "name": file.name,
        "format": file.format,
        "encoding": file.encoding,
        "srid": system.srid if system else None,
        "zone_prefix": system.zone_prefix if system else None,
        "axes_swapped": bool(system and system.axes_swapped),
        "stated_system": system.stated if system else "",
        "counts": dict(sorted(file.counts.items())),
    }


def _summary(checked: CheckReport) -> dict[str, Any]:
    severities = Counter(finding.severity for finding in checked.findings)
    outcomes = Counter(result.outcome for result in checked.outcomes)
    return {
        "findings": {severity.value: severities[severity] for severity in Severity},
        "checks": {outcome.value: outcomes[outcome] for outcome in Outcome},
    }


def _outcomes(results: Sequence[CheckResult]) -> Iterator[dict[str, Any]]:
    known = {check.code: check for check in registered_checks()}
    for result in results:
        declared = known.get(result.code)
        yield {
            "code": result.code,
            "outcome": result.outcome.value,
            "kinds": list(declared.kinds) if declared else [],
            "severity": declared.severity.value if declared else None,
            "title": _both(result.title),
            "because": _both(result.missing),
            "clause": declared.cites if declared else "",
        }


Identities = Mapping[tuple[str, object], frozenset[str]]


def _identities(delivery: Delivery) -> Identities:
    """Return the holders' identities that were delivered, by file and row, and by object."""
    found: dict[tuple[str, object], set[str]] = {}
    for holder in delivery.holders:
        if len(holder.value) >= _SHORTEST_IDENTITY:
            for place in (holder.line, holder.object_key):
                if place not in (None, ""):
                    found.setdefault((holder.file, place), set()).add(holder.value)
    return {place: frozenset(values) for place, values in found.items()}


def _numbered(findings: Sequence[Finding], identities: Identities) -> Iterator[dict[str, Any]]:
    """Yield the findings with an id each, which a later report of the same fault has again."""
    seen: Counter[str] = Counter()
    for finding in findings:
        masked = _masked(_finding(finding), finding, identities)
        mark = _fingerprint(masked)
        seen[mark] += 1
        number = f"-{seen[mark]}" if seen[mark] > 1 else ""
        yield {"id": mark + number, **masked}


def _fingerprint(finding: Mapping[str, Any]) -> str:
    place = finding["object"] or "@" + finding["file"]
    parts = (finding["code"], finding["kind"], place, finding["field"], finding["found"])
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:16]


def _masked(entry: dict[str, Any], finding: Finding, identities: Identities) -> dict[str, Any]:
    values: set[str] = set()
    for place in (finding.line, finding.object_key):
        values |= identities.get((finding.file, place), frozenset())
    if not values:
        return entry
    hidden = sorted(values, key=len, reverse=True)

    def mask(value: object) -> object:
        if isinstance(value, dict):
            return {key: mask(item) for key, item in value.items()}
        if isinstance(value, str):
            for identity in hidden:
                value = value.replace(identity, _MASK)
        return value

    kept = ("code", "kind", "severity", "file", "unit", "clause")
    return {key: value if key in kept else mask(value) for key, value in entry.items()}


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.location
    if place is not None and not all(map(isfinite, place)):
        place = None
    return {
        "code": finding.code,
        "kind": finding.kind,
        "severity": finding.severity.value,
        "object": finding.object_key,
        "file": finding.file,
        "line": finding.line,
        "field": finding.field,
        "found": finding.found,
        "expected": finding.expected,
        "measured": _figure(finding.measured),
        "limit": _figure(finding.limit),
        "unit": finding.unit,
        "location": place and [round(float(figure), LOCATION_DECIMALS) for figure in place],
        "message": _both(finding.message),
        "advice": _both(finding.advice),
        "clause": finding.cites,
    }


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        finding.code,
        finding.file,
        finding.line or 0,
        finding.object_key,
        finding.field,
        finding.location or (0.0, 0.0),
        finding.found,
        finding.message.zh,
    )
