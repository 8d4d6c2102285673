"""The units of presale and completion are not the same: who settled it, or that nobody has yet.

A new survey cannot lift it: units were merged, split, added or taken away, and a person has to look
at what became of each. What was settled holds for the two results that were looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cadastre.domain.findings import Text
from surveys.domain.decision import Block, Datum, Note, UnitChange, joined
from surveys.domain.evidence import UnitListConfirmed
from surveys.domain.presale_history import PresaleHistory
from surveys.domain.reuse_facts import Facts
from surveys.domain.rules import RuleSet


@dataclass(frozen=True, slots=True)
class UnitListVerdict:
    """What a changed unit list means; everything empty where nothing changed.

    Either ``block`` says why the units must wait, or ``note`` who settled it, and ``rules`` name
    the rule that the adopted units then rest on beside their own.
    """

    block: Block | None = None
    note: Note | None = None
    rules: tuple[str, ...] = ()


def unit_list_verdict(
    facts: Facts, history: PresaleHistory | None, changes: Sequence[UnitChange]
) -> UnitListVerdict:
    """Tell whether a unit list that changed since presale was settled, and by whom.

    Parameters
    ----------
    history
        Presale beside what is to be adopted; None where there is nothing to compare.
    changes
        What became of the units that are not the same.
    """
    if history is None or history.comparison.is_same:
        return UnitListVerdict()
    rule = facts.rule_set.first("R-14", "R-09")
    told = joined(change.text for change in changes)
    settled = _settled(facts, history, rule)
    if settled is not None:
        return UnitListVerdict(note=_note(facts.rule_set, settled, told), rules=(rule,))
    text = Text(
        f"预售与竣工楼盘表的户不一致，须人工核定后再登记。{told.zh}",
        "The units of presale and completion are not the same; a person has to settle it "
        f"before anything is registered. {told.en}",
    )
    return UnitListVerdict(
        Block(
            "unit_list_mismatch",
            text,
            (Datum.UNIT_AREAS,),
            stops_case=True,
            rule=rule,
            building_number=history.building_number,
            results=_compared(history),
        )
    )


def _compared(history: PresaleHistory) -> tuple[str, str]:
    """Return the ids of the two results that a person looks at."""
    return history.presale.result.result_id, history.adopted.result.result_id


def _settled(facts: Facts, history: PresaleHistory, rule: str) -> UnitListConfirmed | None:
    """Return the first confirmation of exactly these two results under this rule."""
    looked_at = (history.building_number, *_compared(history), rule)
    found = [
        row
        for row in facts.evidence.unit_lists_confirmed
        if (row.building_number, row.presale, row.completion, row.rule) == looked_at
    ]
    return min(found, key=lambda row: (row.on, repr(row)), default=None)


def _note(rule_set: RuleSet, settled: UnitListConfirmed, told: Text) -> Note:
    cites = rule_set[settled.rule].cites
    number, day = settled.building_number, settled.on.isoformat()
    return Note(
        "unit_list_confirmed",
        Text(
            f"幢 {number}：预售与竣工楼盘表的户不一致，{settled.by} 于 {day} 依 {settled.rule}"
            f"（{cites}）核定：{settled.reason}。{told.zh}",
            f"Building {number}: the units of presale and completion are not the same; "
            f"{settled.by} settled it on {day} under {settled.rule} ({cites}): "
            f"{settled.reason}. {told.en}",
        ),
        number,
    )
