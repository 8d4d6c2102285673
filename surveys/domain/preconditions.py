"""The preconditions of the rules: small named functions that the rule sets call by their names.

Each says why a source does not serve under a rule, and nothing when it does. Whether a result was
accepted in review (R-09) is asked of every result before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cadastre.domain.findings import NO_TEXT, Text
from surveys.domain.evidence import BaseStage, ResultEvidence
from surveys.domain.reuse_facts import Facts
from surveys.domain.rule_records import Rule

BOUNDARY_CHANGED = Text(
    "界址已变化，统一登记前的成果不再适用",
    "the boundary has changed: a result from before unified registration does not serve",
)
ACCEPTANCE_PENDING = Text(
    "竣工联合验收未通过或未取得验收文件", "no passed joint completion acceptance yet"
)
_NOT_USED = Text(
    "调查表、宗地图、坐标未齐，或者未用于供地",
    "form, map and coordinates are not all there, or did not serve the supply",
)
_NO_COORDINATES = Text("供地文件不含坐标", "no supply document contains coordinates")


@dataclass(frozen=True, slots=True)
class Subject:
    """A result about to serve, for which building, and whether the boundary has moved since."""

    facts: Facts
    result: ResultEvidence
    building_number: str = ""
    boundary_changed: bool = False


def accepted_in_review(subject: Subject) -> Text:
    """R-01: nothing beyond the review that every result has to pass."""
    return NO_TEXT


def investigation_used_for_supply(subject: Subject) -> Text:
    """R-02A: form, map and coordinates are there and served the supply."""
    return NO_TEXT if was_used_for_supply(subject.result) else _NOT_USED


def supply_document_has_coordinates(subject: Subject) -> Text:
    """R-02C: a contract or allocation decision contains coordinates."""
    return NO_TEXT if documents_bind(subject.facts) else _NO_COORDINATES


def acceptance_passed(subject: Subject) -> Text:
    """R-03, R-04: the building, or the whole project, has a passed joint acceptance."""
    passed = subject.facts.acceptance(subject.building_number)
    return ACCEPTANCE_PENDING if passed is None else NO_TEXT


def before_unified_registration(subject: Subject) -> Text:
    """R-05: measured before unified registration began, and the boundary stands."""
    return BOUNDARY_CHANGED if subject.boundary_changed else NO_TEXT


def always(subject: Subject) -> Text:
    """R-16, R-02B: the register, or a document, states it; that is all there is to ask."""
    return NO_TEXT


PRECONDITIONS: dict[str, Callable[[Subject], Text]] = {
    "": always,
    "accepted_in_review": accepted_in_review,
    "investigation_used_for_supply": investigation_used_for_supply,
    "supply_document_states_area": always,
    "supply_document_has_coordinates": supply_document_has_coordinates,
    "acceptance_passed": acceptance_passed,
    "before_unified_registration": before_unified_registration,
    "current_in_register": always,
}


@dataclass(frozen=True, slots=True)
class Grade:
    """The place of a source in the precedence and its rule; without place it must not be used."""

    rank: int | None
    rule: str
    why_not: Text = NO_TEXT


def grade(subject: Subject, datum: str, source: str) -> Grade:
    """Return the best place of a result in the precedence of a datum.

    Parameters
    ----------
    datum
        ``boundary``, ``land_area`` or ``building``.
    source
        Kind of source: ``supply``, ``legacy``, ``legacy_map``, ``completion``.
    """
    steps = subject.facts.rule_set.steps(datum, source)
    if not steps:
        return Grade(None, "", _no_rule(subject.facts))
    why_not = _standing(subject)
    if why_not != NO_TEXT:
        return Grade(None, steps[0][1].rule_id, why_not)
    for rank, rule in steps:
        why_not = holds(rule, subject)
        if why_not == NO_TEXT:
            return Grade(rank, rule.rule_id)
    return Grade(None, steps[-1][1].rule_id, why_not)


def holds(rule: Rule, subject: Subject) -> Text:
    """Say why a rule's precondition does not hold, nothing when it does.

    Raises
    ------
    KeyError
        The rule set names a precondition that there is not.
    """
    return PRECONDITIONS[rule.precondition](subject)


def _standing(subject: Subject) -> Text:
    """Say what keeps a result from serving under any rule: its review, its age, its time."""
    if subject.result.stage is not BaseStage.LEGACY:
        return subject.facts.why_not_yet(subject.result)
    why_not = subject.facts.why_not_legacy(subject.result)
    return BOUNDARY_CHANGED if why_not == NO_TEXT and subject.boundary_changed else why_not


def _no_rule(facts: Facts) -> Text:
    name, version = facts.rule_set.name, facts.rule_set.version
    return Text(
        f"{name.zh}规则集（{version}）没有允许这样采用的规则",
        f"no rule of the set of {name.en} ({version}) lets it in",
    )


def documents_bind(facts: Facts) -> bool:
    """Return whether a contract or allocation decision contains coordinates."""
    return any(document.has_coordinates for document in facts.supply_documents())


def was_used_for_supply(result: ResultEvidence) -> bool:
    """Return whether form, map and coordinates are there and served the supply."""
    return (
        result.has_investigation_form
        and result.has_parcel_map
        and result.has_coordinates
        and result.used_for_supply
    )
