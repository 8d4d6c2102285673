"""A rule set in words: what an office reuses at each stage, and under which clause (R-07)."""

from dataclasses import asdict
from typing import Any, Final

from cadastre.domain.findings import Text
from surveys.domain.evidence import BaseStage
from surveys.domain.rule_records import Rule, RuleSet

_STAGES: Final[dict[BaseStage, tuple[Text, tuple[str, ...]]]] = {
    BaseStage.SUPPLY: (Text("供地", "land supply"), ("supply", "supply_document")),
    BaseStage.PLANNING: (Text("规划", "planning"), ()),
    BaseStage.PRESALE: (Text("预售（预测）", "presale, from drawings"), ()),
    BaseStage.COMPLETION: (Text("竣工（实测）", "completion, as built"), ("completion",)),
    BaseStage.LEGACY: (
        Text("统一登记前", "before unified registration"),
        ("legacy", "legacy_map"),
    ),
}
_SOURCES: Final = {
    "supply": Text("供地测绘成果", "survey result of the land supply"),
    "supply_document": Text("出让合同、划拨决定书", "land contract or allocation decision"),
    "completion": Text("竣工测绘成果", "survey result as built"),
    "legacy": Text("统一登记前的成果", "result from before unified registration"),
    "legacy_map": Text("没有坐标的旧图", "old map without coordinates"),
    "register": Text("登记簿", "the register"),
    "computed": Text("按采用的界址计算", "computed from the adopted boundary"),
}
_DATA: Final = {
    "boundary": (Text("界址", "boundary"),),
    "land_area": (Text("土地面积", "land area"),),
    "building": (
        Text("占地图形", "footprint"),
        Text("建筑面积", "floor area"),
        Text("分户面积", "unit areas"),
    ),
}
_SHOWN_ONLY: Final = {
    BaseStage.PLANNING: Text(
        "只作展示和对照，不作为登记数据。", "Shown and set beside the others; never registered."
    ),
    BaseStage.PRESALE: Text(
        "预售面积留作历史，不用于首次登记；单元代码沿用。",
        "Kept as history and not registered at a first registration; unit codes go on.",
    ),
}


def describe_rules(rule_set: RuleSet) -> dict[str, Any]:
    """Return a rule set as JSON-ready words, sentences in both languages.

    Returns
    -------
    dict
        ``rule_set`` (id, version, digest), ``office``, ``valid_from``, ``valid_to``, ``rules`` in
        their order, ``stages`` (what each stage's results serve for, under which clause: the page
        R-07 asks for), ``precedence`` by datum, ``forbidden_grounds``.
    """
    return {
        "rule_set": rule_set.reference,
        "office": asdict(rule_set.name),
        "valid_from": rule_set.valid_from.isoformat(),
        "valid_to": rule_set.valid_to.isoformat() if rule_set.valid_to else None,
        "rules": [_rule(rule) for rule in rule_set.rules],
        "stages": [_stage(rule_set, stage) for stage in BaseStage],
        "precedence": [
            {
                "data": [asdict(name) for name in names],
                "order": [
                    {"source": asdict(_SOURCES[source]), "kind": source, **_cited(rule_set[rule])}
                    for source, rule in rule_set.precedence[datum]
                ],
            }
            for datum, names in _DATA.items()
        ],
        "forbidden_grounds": [
            {"ground": ground, **asdict(row.text), **_cited(rule)}
            for ground, (rule, row) in rule_set.forbidden_grounds.items()
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        **_cited(rule),
        "title": asdict(rule.title),
        "says": asdict(rule.says),
        "example": asdict(rule.example),
        "scope": asdict(rule.scope),
        "adopts": list(rule.adopts),
        "forbids": [asdict(row.text) for row in rule.forbids],
        "valid_from": rule.valid_from.isoformat(),
        "day_known": rule.day_known,
    }


def _cited(rule: Rule) -> dict[str, str]:
    return {"rule": rule.rule_id, "clause": rule.cites}


def _stage(rule_set: RuleSet, stage: BaseStage) -> dict[str, Any]:
    name, sources = _STAGES[stage]
    served = [
        {
            "source": asdict(_SOURCES[source]),
            "data": [asdict(one) for one in names],
            **_cited(rule_set[rule]),
        }
        for datum, names in _DATA.items()
        for source, rule in rule_set.precedence[datum]
        if source in sources
    ]
    only = _SHOWN_ONLY.get(stage)
    return {
        "stage": stage.value,
        "name": asdict(name),
        "reused": served,
        "otherwise": asdict(only) if only else None,
    }
