"""The rule sets of offices and regions, as data, and the way to one of them.

``<office>.json`` holds the rules that a document of that office brought, and the versions of its
rule set; rules of ``national.json`` may be named in every set. ``procedures.json`` holds stages and
kinds of result. A version that was published is never edited: a change is a new version.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from surveys.domain.rule_records import (
    OfficeKind,
    OfficeStage,
    Procedure,
    Prohibition,
    Rule,
    RuleSet,
)

NATIONAL = "national"
_PROCEDURES = "procedures.json"


class RuleSetUnknown(NotFound):
    """There is no rule set of this office, day or version."""

    code = "rule_set_unknown"


@cache
def all_rule_sets() -> tuple[RuleSet, ...]:
    """Return every published rule set, by office and then from the oldest to the newest."""
    offices = {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".json") and file.name != _PROCEDURES
    }
    shared = _in_force(offices[NATIONAL])
    return tuple(
        _rule_set(office, version, {**shared, **_in_force(office)})
        for office in offices.values()
        for version in office["versions"]
    )


def rule_set_for(office: str, *, on: date) -> RuleSet:
    """Return the rule set that an office decides by on a day.

    Parameters
    ----------
    office
        Id of an office (``jiaozuo``), or the leading digits of a place: a county code, or any code
        that begins with one. Of several regions the narrowest counts; without one the national
        set does.
    on
        The day of the decision.

    Raises
    ------
    RuleSetUnknown
        There is no such office, or no set was in force on that day.
    """
    mine = _of_office(office)
    for rule_set in mine:
        if rule_set.valid_from <= on and (rule_set.valid_to is None or on < rule_set.valid_to):
            return rule_set
    first = mine[0]
    raise RuleSetUnknown(
        Text(
            f"{first.name.zh}在 {on} 没有生效的规则集，最早的一版自 {first.valid_from} 起。",
            f"No rule set of {first.name.en} was in force on {on}; the oldest holds from "
            f"{first.valid_from} on.",
        )
    )


def rule_set_named(rule_set_id: str, version: str = "") -> RuleSet:
    """Return a rule set by id and version; without a version the newest.

    Raises
    ------
    RuleSetUnknown
        There is none.
    """
    mine = [row for row in all_rule_sets() if row.rule_set_id == rule_set_id]
    found = [row for row in mine if version in ("", row.version)]
    if found:
        return found[-1]
    known = ", ".join(f"{row.rule_set_id} {row.version}" for row in mine or all_rule_sets())
    raise RuleSetUnknown(
        Text(
            f"没有规则集 {rule_set_id} {version}。现有：{known}。",
            f"There is no rule set {rule_set_id} {version}. There are: {known}.",
        )
    )


def procedure_for(office: str, *, on: date) -> Procedure:
    """Return stages and kinds of result of an office (id or leading digits) on a day."""
    region = _of_office(office)[0].regions if not office[:1].isdigit() else (office,)
    place = region[0] if region else ""
    found = [
        (len(prefix), row.valid_from, row)
        for row in _procedures()
        for prefix in row.regions
        if place.startswith(prefix)
        and row.valid_from <= on
        and (row.valid_to is None or on < row.valid_to)
    ]
    return max(found, key=lambda match: match[:2])[2]


def _of_office(office: str) -> list[RuleSet]:
    if office[:1].isdigit():
        matches = [
            (len(prefix), row.rule_set_id)
            for row in all_rule_sets()
            for prefix in row.regions
            if office.startswith(prefix)
        ]
        office = max(matches)[1] if matches else NATIONAL
    mine = [row for row in all_rule_sets() if row.rule_set_id == office]
    if mine:
        return mine
    known = "、".join(dict.fromkeys(row.rule_set_id for row in all_rule_sets()))
    raise RuleSetUnknown(
        Text(
            f"没有“{office}”的规则集。现有：{known}。",
            f"There is no rule set of '{office}'. There are: {known.replace('、', ', ')}.",
        )
    )


def _in_force(office: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the rules of a file that were verified, as data; remembered ones stay switched off."""
    return {
        row["id"]: {**row, "scope": office["name"]} for row in office["rules"] if row["verified"]
    }


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        rule_id=row["id"],
        title=Text(**row["title"]),
        says=Text(**row["says"]),
        scope=Text(**row["scope"]),
        document=row["document"],
        clause=row["clause"],
        adopts=tuple(row["adopts"]),
        example=Text(**row["example"]),
        precondition=row["precondition"],
        forbids=tuple(
            Prohibition(item["id"], Text(item["zh"], item["en"]), item.get("ground", False))
            for item in row["forbids"]
        ),
        valid_from=date.fromisoformat(row["valid_from"]),
        day_known=row["day_known"],
    )


def _rule_set(
    office: Mapping[str, Any], version: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]
) -> RuleSet:
    own = [rules[rule_id] for rule_id in version["rules"]]
    unified = version.get("unified_registration_on")
    return RuleSet(
        rule_set_id=office["office"],
        version=version["version"],
        rules=tuple(_rule(row) for row in own),
        name=Text(**office["name"]),
        regions=tuple(office["regions"]),
        valid_from=date.fromisoformat(version["valid_from"]),
        valid_to=date.fromisoformat(version["valid_to"]) if version["valid_to"] else None,
        precedence={
            datum: tuple((kind, rule_id) for kind, rule_id in rows)
            for datum, rows in version["precedence"].items()
        },
        held_materials=tuple(version["held_materials"]),
        max_age_months=version.get("max_age_months", {}),
        unified_registration_on=date.fromisoformat(unified) if unified else None,
        digest=_digest([office["office"], office["name"], office["regions"], version, own]),
    )


def _digest(published: object) -> str:
    words = json.dumps(published, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


@cache
def _procedures() -> tuple[Procedure, ...]:
    text = (resources.files(__name__) / _PROCEDURES).read_text(encoding="utf-8")
    return tuple(
        Procedure(
            name=Text(**row["name"]),
            regions=tuple(row["regions"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            stages=tuple(
                OfficeStage(code, Text(zh, en), base) for code, zh, en, base in row["stages"]
            ),
            kinds=tuple(
                OfficeKind(code, stage, Text(zh, en)) for code, stage, zh, en in row["kinds"]
            ),
        )
        for row in json.loads(text)["procedures"]
        if row["verified"]
    )
