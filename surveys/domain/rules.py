"""The reuse rules by name: the records of ``rule_records``, filled from the ``rule_sets``.

Pages, decisions and the register name a rule by its id. The sentences are ours; what a policy
document says is found under its number and clause.
"""

from surveys.domain.rule_records import Prohibition, Rule, RuleSet
from surveys.rule_sets import rule_set_named

__all__ = [
    "PRESALE_DIFFERENCE_PERCENT",
    "RULE_SET",
    "Prohibition",
    "Rule",
    "RuleSet",
]

RULE_SET = rule_set_named("jiaozuo")
"""The newest set of the office with the fullest rules; what is decided without naming a set."""

PRESALE_DIFFERENCE_PERCENT = 3
"""Above it 商品房销售管理办法 第二十条 gives the buyer a choice; the register never asks."""
