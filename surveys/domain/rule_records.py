"""What a rule, a rule set and an office's procedure are; the data themselves lie in ``rule_sets``.

A rule set is an office's, holds from a day on, and never changes once it was published: a decision
names id, version and digest of the set it was made by, and is replayed by that set for ever.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from cadastre.domain.findings import Text

PrecedenceRow = tuple[str, str]
"""A kind of source (``supply``, ``legacy`` …) and the rule under which it serves."""


@dataclass(frozen=True, slots=True)
class Prohibition:
    """Something a rule forbids; ``ground`` marks a ground nobody may give for a new survey."""

    prohibition_id: str
    text: Text
    ground: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of reuse.

    Parameters
    ----------
    rule_id
        Stable id, for example ``R-02B``.
    title, says
        Short title, and the rule in our own words.
    scope
        Where it is in force.
    document, clause
        Number of the policy document, law or standard, and the clause in it.
    adopts
        Words of :class:`surveys.domain.decision.Datum` that it lets into the register; empty for
        a rule that only says what must not be done.
    example
        What it comes to in one case.
    precondition
        Name of the function in :mod:`surveys.domain.preconditions` that must hold.
    forbids
        What must not be done, or given as a ground, while it is in force.
    valid_from, valid_to
        First day in force, and first day no longer. With ``day_known`` False only year or month
        of the document are known, and the first day is the earliest or latest that they allow.
    """

    rule_id: str
    title: Text
    says: Text
    scope: Text
    document: str
    clause: str
    adopts: tuple[str, ...] = ()
    example: Text = field(default_factory=lambda: Text("", ""))
    precondition: str = ""
    forbids: tuple[Prohibition, ...] = ()
    valid_from: date = date.min
    valid_to: date | None = None
    day_known: bool = True

    @property
    def cites(self) -> str:
        """Document and clause, as they are quoted beside a figure."""
        return f"{self.document} {self.clause}".strip()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules an office decides by from a day on; a decision names id, version and digest.

    ``precedence`` lists for ``boundary``, ``land_area`` and ``building`` which kind of source goes
    first under which rule. ``held_materials`` are kinds of documents the office extracts itself.
    ``max_age_months`` tells for a kind of result after how many months it serves no more.
    ``digest`` is the SHA-256 of the published data, in hexadecimal.
    """

    rule_set_id: str
    version: str
    rules: tuple[Rule, ...]
    name: Text = field(default_factory=lambda: Text("", ""))
    regions: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_to: date | None = None
    precedence: Mapping[str, tuple[PrecedenceRow, ...]] = field(default_factory=dict)
    held_materials: tuple[str, ...] = ()
    max_age_months: Mapping[str, int] = field(default_factory=dict)
    unified_registration_on: date | None = None
    digest: str = ""

    def __getitem__(self, rule_id: str) -> Rule:
        """Return a rule by its id.

        Raises
        ------
        KeyError
            The set has no such rule.
        """
        for rule in self.rules:
            if rule.rule_id == rule_id:
                return rule
        raise KeyError(rule_id)

    def __contains__(self, rule_id: str) -> bool:
        """Return whether the rule is in force in this set."""
        return any(rule.rule_id == rule_id for rule in self.rules)

    def in_order(self, rule_ids: set[str]) -> tuple[str, ...]:
        """Return the ids in the order of the set, each once.

        Raises
        ------
        KeyError
            One of them is not in the set.
        """
        for rule_id in rule_ids:
            self[rule_id]
        return tuple(rule.rule_id for rule in self.rules if rule.rule_id in rule_ids)

    def first(self, *rule_ids: str) -> str:
        """Return the first of these rules that is in force.

        Raises
        ------
        KeyError
            None of them is.
        """
        for rule_id in rule_ids:
            if rule_id in self:
                return rule_id
        raise KeyError(rule_ids)

    def steps(self, datum: str, source: str) -> tuple[tuple[int, Rule], ...]:
        """Return the places of a kind of source in the precedence of a datum, the first first."""
        return tuple(
            (place, self[rule_id])
            for place, (kind, rule_id) in enumerate(self.precedence[datum], start=1)
            if kind == source
        )

    @property
    def forbidden_grounds(self) -> dict[str, tuple[Rule, Prohibition]]:
        """Grounds that nobody may give for a new survey, each with the rule that forbids it."""
        return {
            row.prohibition_id: (rule, row)
            for rule in self.rules
            for row in rule.forbids
            if row.ground
        }

    @property
    def reference(self) -> dict[str, str]:
        """Id, version and digest, as a decision states them."""
        return {"id": self.rule_set_id, "version": self.version, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class OfficeStage:
    """A stage of an office's procedure and the base stage (供地、规划、预售、实测) it maps to."""

    code: str
    name: Text
    base: str


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """A kind of result and the stage it belongs to."""

    code: str
    stage: str
    name: Text


@dataclass(frozen=True, slots=True)
class Procedure:
    """Stages and kinds of result of a region from a day on."""

    name: Text
    regions: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    stages: tuple[OfficeStage, ...]
    kinds: tuple[OfficeKind, ...]

    def base_of(self, code: str) -> str | None:
        """Return the base stage of a stage, None for one that the procedure does not have."""
        return next((stage.base for stage in self.stages if stage.code == code), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the procedure as JSON-ready words."""
        return {
            "name": asdict(self.name),
            "valid_from": self.valid_from.isoformat(),
            "stages": [asdict(stage) for stage in self.stages],
            "kinds": [asdict(kind) for kind in self.kinds],
        }
