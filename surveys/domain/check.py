"""Checks of delivered data: how one is declared, found, run and described.

A check is one small file of ``surveys.checks``; it is found by its file name, never listed. What it
looks at is the readers' :class:`~importers.records.Delivery` with its exact figures, so the same
check runs at a surveyor's desk without a database and in the office beside the register.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text
from cadastre.domain.pace import passing
from importers.records import Delivery
from surveys.domain.check_context import (
    NEEDS,
    CheckContext,
    Outcome,
    Query,
    Row,
    Rows,
    WatchedContext,
    watched,
)
from surveys.domain.evidence import BaseStage

__all__ = [
    "ALL_STAGES",
    "Check",
    "CheckContext",
    "CheckReport",
    "CheckResult",
    "Outcome",
    "Unchecked",
    "check",
    "describe_checks",
    "registered_checks",
    "run_checks",
    "without_register",
]

ALL_STAGES: tuple[BaseStage, ...] = tuple(BaseStage)
FAMILIES = ("FI", "CR", "BP", "BL", "PA", "CV", "BU", "UN", "XS")
CHECKS_PACKAGE = "surveys.checks"

_CODE = re.compile(rf"({'|'.join(FAMILIES)})\d\d")
_CHECK_MODULE = re.compile(r"[a-z]{2}\d\d_[a-z0-9_]+")
_DOCUMENTED = re.compile(r"(.+?)\n+\s*Why: (.+?)\n+\s*Put right: (.+)", re.S)
_LONGEST_MISSING = 180


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Yielded by a check for what it had to leave out: ``missing`` says what it lacked."""

    missing: Text


CheckFunction = Callable[[Delivery, CheckContext], Iterator[Finding | Unchecked]]


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check; calling it yields its findings.

    ``fault``, ``why`` and ``remedy`` are the three parts of its docstring.
    """

    code: str
    kinds: tuple[str, ...]
    severity: Severity
    title: Text
    stages: tuple[BaseStage, ...]
    needs: tuple[str, ...]
    cites: str
    function: CheckFunction
    fault: str
    why: str
    remedy: str

    @property
    def module(self) -> str:
        """Name of the module, and of the ``.sql`` beside it when the check reads the register."""
        return self.function.__module__.rsplit(".", 1)[-1]

    def __call__(self, delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
        """Yield what is wrong with the delivery."""
        return self.function(delivery, context)

    def finding(
        self,
        message: Text,
        *,
        advice: Text = NO_TEXT,
        kind: str = "",
        severity: Severity | None = None,
        **details: Any,
    ) -> Finding:
        """Return a finding of this check; ``details`` are further fields of Finding.

        The kind is the first declared one and the severity the declared one unless given.

        Raises
        ------
        ValueError
            The kind was not declared.
        """
        if kind and kind not in self.kinds:
            raise ValueError(f"check {self.code} does not declare the kind {kind!r}")
        return Finding(
            code=self.code,
            kind=kind or self.kinds[0],
            severity=severity or self.severity,
            message=message,
            advice=advice,
            cites=self.cites,
            **details,
        )


_REGISTRY: dict[str, Check] = {}


def check(
    *,
    code: str,
    kind: str | tuple[str, ...],
    severity: Severity,
    title: Text,
    needs: tuple[str, ...],
    cites: str,
    stages: tuple[BaseStage, ...] = ALL_STAGES,
) -> Callable[[CheckFunction], Check]:
    """Declare a check; the decorated name becomes the :class:`Check`.

    Parameters
    ----------
    code
        Family and two digits, for example ``PA03``.
    kind
        Stable word(s) for programs; the first one is the usual one.
    severity
        What a finding weighs unless it says otherwise.
    needs
        Words of :data:`NEEDS`.
    cites
        Standard, clause, or the convention that the check rests on.

    Raises
    ------
    ValueError
        The code is malformed or taken, the docstring has not the three parts (what is wrong,
        ``Why:``, ``Put right:``), the citation is missing, or a need is unknown.
    """

    def register(function: CheckFunction) -> Check:
        documented = _DOCUMENTED.fullmatch((function.__doc__ or "").strip())
        problems = {
            "the code is malformed": not _CODE.fullmatch(code),
            "the code is taken": code in _REGISTRY,
            "the docstring lacks what is wrong, 'Why:' or 'Put right:'": documented is None,
            "the citation is missing": not cites.strip(),
            "a need is unknown": not set(needs) <= set(NEEDS),
        }
        wrong = [problem for problem, found in problems.items() if found]
        if wrong or documented is None:
            raise ValueError(f"check {code} ({function.__name__}): {'; '.join(wrong)}")
        fault, why, remedy = (" ".join(part.split()) for part in documented.groups())
        kinds = (kind,) if isinstance(kind, str) else kind
        declared = Check(
            code, kinds, severity, title, stages, needs, cites, function, fault, why, remedy
        )
        _REGISTRY[code] = declared
        return declared

    return register


def registered_checks() -> tuple[Check, ...]:
    """Find the checks in their folder and return them by code."""
    _load_checks()
    return tuple(declared for _, declared in sorted(_REGISTRY.items()))


@cache
def _load_checks() -> None:
    package = importlib.import_module(CHECKS_PACKAGE)
    for module in pkgutil.iter_modules(package.__path__):
        if _CHECK_MODULE.fullmatch(module.name):
            importlib.import_module(f"{CHECKS_PACKAGE}.{module.name}")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What became of one check; ``missing`` says what was not there to be looked at."""

    code: str
    title: Text
    outcome: Outcome
    missing: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything readers and checks say about one delivery; ``ok`` means no error among it.

    ``beyond`` are the codes of the checks that looked at the register or at earlier results; None
    where nobody watched.
    """

    findings: tuple[Finding, ...]
    outcomes: tuple[CheckResult, ...]
    beyond: frozenset[str] | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing blocks adoption."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def run_checks(
    delivery: Delivery, context: CheckContext, *, codes: Collection[str] | None = None
) -> CheckReport:
    """Run the checks on a delivery, which is not changed.

    Parameters
    ----------
    codes
        Only these checks; all by default.

    Returns
    -------
    CheckReport
        The readers' findings in their order, then the checks' by code, file, line and object;
        the same delivery gives the same report. What a reader has reported about an object is
        not repeated. Every check has an outcome.
    """
    context = watched(replace(context, shared={}))
    looked = context.looked if isinstance(context, WatchedContext) else set()
    findings: list[Finding] = []
    outcomes: list[CheckResult] = []
    beyond: list[str] = []
    wanted = [each for each in registered_checks() if codes is None or each.code in codes]
    for declared in passing(wanted):
        looked.clear()
        outcome, found = _run(declared, delivery, context)
        outcomes.append(outcome)
        findings += found
        beyond += [declared.code] if looked else []
    reported = _places(delivery.findings)
    fresh = [finding for finding in findings if not _places([finding]) & reported]
    ordered = sorted(fresh, key=_order)
    return CheckReport((*delivery.findings, *ordered), tuple(outcomes), frozenset(beyond))


def without_register(
    delivery: Delivery, checked: CheckReport, context: CheckContext
) -> CheckReport:
    """Return what a desk would say of a delivery that was checked beside the register.

    Checks that did not look beyond the delivery and the facts would say the same: only the others
    are run again.

    Parameters
    ----------
    checked
        What :func:`run_checks` said beside the register.
    context
        The same facts and nothing else.
    """
    if checked.beyond is None:
        return run_checks(delivery, context)
    again = run_checks(delivery, context, codes=checked.beyond)
    read = len(delivery.findings)
    kept = [finding for finding in checked.findings[read:] if finding.code not in checked.beyond]
    outcomes = {result.code: result for result in (*checked.outcomes, *again.outcomes)}
    return CheckReport(
        (*delivery.findings, *sorted([*kept, *again.findings[read:]], key=_order)),
        tuple(outcomes[result.code] for result in checked.outcomes),
        frozenset(),
    )


def _run(
    declared: Check, delivery: Delivery, context: CheckContext
) -> tuple[CheckResult, list[Finding]]:
    code, title = declared.code, declared.title
    if context.base_stage not in declared.stages:
        missing = Text("本阶段不适用", "not for this stage")
        return CheckResult(code, title, Outcome.NOT_APPLICABLE, missing), []
    for word in declared.needs:
        need = NEEDS[word]
        if not need.present(delivery, context):
            return CheckResult(code, title, need.absent, need.missing), []
    context = _with_rows(context, declared.module)
    said = list(declared(delivery, context))
    found = [each for each in said if isinstance(each, Finding)]
    missing = _joined([each.missing for each in said if isinstance(each, Unchecked)])
    if found:
        outcome = next(Outcome(s) for s in Severity if any(f.severity is s for f in found))
    else:
        outcome = Outcome.COULD_NOT_CHECK if missing.zh else Outcome.PASSED
    return CheckResult(code, title, outcome, missing), found


def _with_rows(context: CheckContext, module: str) -> CheckContext:
    """Return the context with the statement of one check; asking for it is no looking."""
    looked = set(context.looked) if isinstance(context, WatchedContext) else set()
    if context.query is not None:
        context = replace(context, rows=_own_rows(context.query, module))
    if isinstance(context, WatchedContext):
        context.looked.clear()
        context.looked.update(looked)
    return context


def _own_rows(query: Query, module: str) -> Rows:
    def rows(**parameters: Any) -> list[Row]:
        return query(module, parameters)

    return rows


def _joined(texts: list[Text]) -> Text:
    unique = sorted(set(texts), key=lambda text: text.zh)
    zh = "；".join(text.zh for text in unique)
    en = "; ".join(text.en for text in unique)
    return Text(_cut(zh), _cut(en))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_MISSING else text[:_LONGEST_MISSING] + "…"


def _places(findings: Collection[Finding]) -> set[tuple[str, str, object]]:
    """Return where findings of which kind stand: by line and by object of a file."""
    lines = {(f.kind, f.file, f.line) for f in findings if f.line is not None}
    objects = {(f.kind, f.file, f.object_key) for f in findings if f.object_key}
    return {*lines, *objects}


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.location or (0.0, 0.0)
    key = finding.object_key
    return finding.code, finding.file, finding.line or 0, key, place, finding.message.zh


def describe_checks() -> Iterator[Mapping[str, Any]]:
    """Yield each check as a page about checks needs it, by code.

    Keys: ``code``, ``kinds``, ``severity``, ``title`` (Text), ``stages``, ``needs``,
    ``reads_register``, ``cites``, and the English texts ``fault``, ``why``, ``remedy``.
    """
    for declared in registered_checks():
        yield {
            "code": declared.code,
            "kinds": declared.kinds,
            "severity": declared.severity.value,
            "title": declared.title,
            "stages": tuple(stage.value for stage in declared.stages),
            "needs": declared.needs,
            "reads_register": "register" in declared.needs,
            "cites": declared.cites,
            "fault": declared.fault,
            "why": declared.why,
            "remedy": declared.remedy,
        }
