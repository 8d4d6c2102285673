"""From what is missing to the tasks of a supplement, and what nobody may be asked for."""

from collections.abc import Sequence

from cadastre.domain.findings import Text
from surveys.domain.decision import Material, MissingItem, Remedy
from surveys.domain.evidence import BaseStage
from surveys.domain.reuse_facts import Facts
from surveys.domain.rule_records import Rule, RuleSet
from surveys.domain.supplement import SupplementTask

_LIMIT = Text(
    "仅限上述内容，不得扩大；其余数据沿用已有成果。",
    "This and nothing more: every other datum is reused.",
)


def supplement_tasks(
    rule_set: RuleSet, missing: Sequence[MissingItem]
) -> tuple[SupplementTask, ...]:
    """Return one task for each survey that is missing, none for what is waited for.

    With R-15 in force several tasks of a case are one commission.
    """
    surveys = [item for item in missing if item.remedy is Remedy.SURVEY]
    joined = "R-15" if len(surveys) > 1 and "R-15" in rule_set else ""
    return tuple(_task(item, joined) for item in surveys)


def _task(item: MissingItem, joined: str) -> SupplementTask:
    number, part = item.building_number, item.scope.text
    where = Text(f"（幢 {number}）" if number else "", f" of building {number}" if number else "")
    return SupplementTask(
        task_id=f"{item.kind}-{number}" if number else item.kind,
        kind=item.kind,
        building_number=number,
        data=tuple(datum.value for datum in item.data),
        scope=item.scope,
        text=Text(
            f"{item.name.zh}{where.zh}{'：' + part.zh if part.zh else ''}",
            f"{item.name.en}{where.en}{': ' + part.en if part.en else ''}",
        ),
        limit=_LIMIT,
        rule=item.rule,
        commission=joined,
    )


def materials(facts: Facts) -> tuple[Material, ...]:
    """Return the documents of the case that the office extracts itself and must not ask for.

    Only kinds that the rule set lists as held; without R-11 in force there are none.
    """
    if "R-11" not in facts.rule_set:
        return ()
    held = facts.rule_set.held_materials
    papers: set[tuple[str, str]] = {
        (row.kind.value, row.number) for row in facts.documents if row.kind.value in held
    }
    if "survey_report" in held:
        papers |= {("survey_report", row.title) for row in facts.accepted(*BaseStage)}
    return tuple(Material(kind, number, "R-11") for kind, number in sorted(papers))


def refusal_text(shown: Text, rule: Rule) -> Text:
    """Say that a ground for a new survey is not admitted, with the clause."""
    return Text(
        f"“{shown.zh}”不能作为要求重新测绘的理由（{rule.cites}）。",
        f"'{shown.en}' is no reason to ask for a new survey ({rule.cites}).",
    )


def ground_refusal(rule_set: RuleSet, ground: str) -> tuple[Rule, Text]:
    """Return the rule by which a ground for a new survey is refused, and the refusal.

    A forbidden ground is refused by its own rule; every other by R-01, since a supplement is
    ordered for what the decision misses and on no other ground.
    """
    named = rule_set.forbidden_grounds.get(ground) or next(
        (
            (rule, row)
            for rule, row in rule_set.forbidden_grounds.values()
            if _same_words(ground, row.text)
        ),
        None,
    )
    rule = named[0] if named else rule_set["R-01"]
    return rule, refusal_text(named[1].text if named else Text(ground, ground), rule)


_FEWEST_LETTERS = 4
"""Shorter texts are in everything and say nothing."""


def _same_words(ground: str, text: Text) -> bool:
    """Tell whether free words are those of a forbidden ground, or a part of them."""
    said = ground.strip().casefold()
    return len(said) >= _FEWEST_LETTERS and any(
        said in words or words in said for words in (text.zh, text.en.casefold())
    )
