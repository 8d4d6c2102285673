"""Decide again what was decided before, by the rules of that time, and tell every difference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from surveys.domain.decision import Decision
from surveys.domain.evidence import CaseEvidence
from surveys.domain.evidence_json import EvidenceMalformed, evidence_from_json
from surveys.domain.reuse import decide
from surveys.domain.rule_records import RuleSet
from surveys.rule_sets import rule_set_named


class RuleSetChanged(Conflict):
    """The published rule set is no longer the one the decision was made by."""

    code = "rule_set_changed"


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision made again, and where it differs from the stored one (paths in the JSON)."""

    decision: Decision
    differences: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the decision came out word for word."""
        return not self.differences


def replay(stored: Mapping[str, Any]) -> Replay:
    """Decide a stored decision again from the input kept in it.

    Parameters
    ----------
    stored
        The words of :meth:`surveys.domain.decision.Decision.to_dict`, as stored with a case or
        printed by ``bin/manage decide --json``. Keys beside them, such as the ``findings`` of the
        readers, are not of the decision and not compared.

    Raises
    ------
    EvidenceMalformed
        The decision has no input, or one that cannot be read.
    RuleSetUnknown, RuleSetChanged
        Its rule set is not published here, or its digest is another one.
    """
    rule_set = _rule_set(stored)
    decision = decide(_input(stored), rule_set)
    made = decision.to_dict()
    own = {name: words for name, words in stored.items() if name in made}
    return Replay(decision, tuple(differences(own, made)))


def _input(stored: Mapping[str, Any]) -> CaseEvidence:
    words = stored.get("input")
    if words is None:
        raise EvidenceMalformed(
            "input", "决定没有保存输入，无法重演", "the decision was stored without its input"
        )
    return evidence_from_json(words)


def _rule_set(stored: Mapping[str, Any]) -> RuleSet:
    named = stored.get("rule_set")
    if not isinstance(named, Mapping) or not {"id", "version", "digest"} <= set(named):
        raise EvidenceMalformed(
            "rule_set", "应有 id、version 和 digest", "must have id, version and digest"
        )
    rule_set = rule_set_named(str(named["id"]), str(named["version"]))
    if rule_set.digest != named["digest"]:
        raise RuleSetChanged(
            Text(
                f"规则集 {rule_set.rule_set_id} {rule_set.version} 的摘要是 {rule_set.digest}，"
                f"决定所依据的是 {named['digest']}。",
                f"Rule set {rule_set.rule_set_id} {rule_set.version} has the digest "
                f"{rule_set.digest}; the decision was made by {named['digest']}.",
            ),
            advice=Text(
                "请用作出决定时的版本重演。", "Replay it with the release that made the decision."
            ),
        )
    return rule_set


def differences(stored: Any, made: Any, path: str = "") -> Iterator[str]:
    """Yield the places where two JSON texts differ; what only the newer one has is no difference.

    A later release may say more in a decision; it must not say anything else.
    """
    if isinstance(stored, Mapping) and isinstance(made, Mapping):
        for name in stored:
            place = f"{path}.{name}" if path else str(name)
            yield from differences(stored[name], made.get(name, _NOTHING), place)
    elif isinstance(stored, list) and isinstance(made, list) and len(stored) == len(made):
        for index, (old, new) in enumerate(zip(stored, made, strict=True)):
            yield from differences(old, new, f"{path}[{index}]")
    elif stored != made:
        yield path


_NOTHING = object()
