"""Two reports of the same thing compared: what is fixed, still there, new, or not looked at again.

A finding is the same as one of the other report when rule, kind, object, file, field and the value
found are; of those left over, when all but the file are; of those, when all but the value are.
"""

import json
from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from surveys.domain.check_context import Outcome
from surveys.domain.report import FORMAT, FORMAT_VERSION, Report

T = TypeVar("T")
Key = Callable[[T], Hashable]

ALIKE: Final = (
    ("code", "kind", "object", "file", "field", "found"),
    ("code", "kind", "object", "field", "found"),
    ("code", "kind", "object", "field"),
)
"""What makes two findings the same, the strictest first."""
NOT_LOOKED_AT: Final = frozenset({Outcome.COULD_NOT_CHECK.value, Outcome.NOT_APPLICABLE.value})
LARGEST_REPORT_BYTES: Final = 512 << 20
_COMPARED: Final = ("code", "kind", "object", "file", "field", "found", "severity")


@dataclass(frozen=True, slots=True)
class Matched(Generic[T]):
    """The findings of an earlier and a later report, in their order.

    ``gone`` are of the earlier, ``still`` and ``new`` of the later one.
    """

    gone: tuple[T, ...]
    still: tuple[T, ...]
    new: tuple[T, ...]


def match(
    before: Sequence[T], after: Sequence[T], *, value: Callable[[T, str], Hashable]
) -> Matched[T]:
    """Find the partner of each finding in the other report.

    Parameters
    ----------
    value
        Returns a field of a finding by its name in a report.
    """
    old, new = list(before), list(after)
    for fields in ALIKE:

        def key(finding: T, fields: tuple[str, ...] = fields) -> Hashable:
            return tuple(value(finding, field) for field in fields)

        old, new = _beyond(old, map(key, new), key), _beyond(new, map(key, old), key)
    fresh = {id(finding) for finding in new}
    still = tuple(finding for finding in after if id(finding) not in fresh)
    return Matched(tuple(old), still, tuple(new))


def partners(
    before: Iterable[T], after: Iterable[T], *, value: Callable[[T, str], Hashable]
) -> list[tuple[T, T]]:
    """Return each finding of the earlier report with the one that is the same in the later one.

    Those of the later one are what :func:`match` calls ``still``.
    """
    old, new = list(before), list(after)
    pairs: list[tuple[T, T]] = []
    for fields in ALIKE:
        waiting: dict[Hashable, deque[T]] = {}
        for finding in old:
            key = tuple(value(finding, field) for field in fields)
            waiting.setdefault(key, deque()).append(finding)
        left, taken = [], set()
        for finding in new:
            same = waiting.get(tuple(value(finding, field) for field in fields))
            if same:
                earlier = same.popleft()
                taken.add(id(earlier))
                pairs.append((earlier, finding))
            else:
                left.append(finding)
        old, new = [finding for finding in old if id(finding) not in taken], left
    return pairs


def _beyond(findings: Iterable[T], others: Iterable[Hashable], key: Key[T]) -> list[T]:
    """Return the findings for which the others have no partner left."""
    partners = Counter(others)
    left = []
    for finding in findings:
        if partners[key(finding)]:
            partners[key(finding)] -= 1
        else:
            left.append(finding)
    return left


def compare(before: Report, after: Report) -> dict[str, Any]:
    """Return what changed from one report to the next, as the schema's ``comparison`` says.

    ``fixed`` and ``not_looked_at`` hold findings of the earlier report: gone because the check
    passed, or because it did not take place. ``still`` and ``new`` are ids of the later one.
    """
    matched = match(before["findings"], after["findings"], value=lambda finding, f: finding[f])
    idle = {each["code"] for each in after["outcomes"] if each["outcome"] in NOT_LOOKED_AT}
    fixed, unseen = split_gone(matched.gone, idle, code=lambda finding: finding["code"])
    return {
        "before": {name: before[name] for name in ("scope", "verdict", "rule_set", "facts")}
        | {"inputs": before["inputs"]},
        "notes": [{"zh": note.zh, "en": note.en} for note in _notes(before, after)],
        "counts": {
            "fixed": len(fixed),
            "still": len(matched.still),
            "new": len(matched.new),
            "not_looked_at": len(unseen),
        },
        "fixed": fixed,
        "not_looked_at": unseen,
        "still": [finding["id"] for finding in matched.still],
        "new": [finding["id"] for finding in matched.new],
    }


def split_gone(
    gone: Iterable[T], idle: Collection[str], *, code: Callable[[T], str]
) -> tuple[list[T], list[T]]:
    """Part findings that are gone into fixed ones and those whose check did not take place."""
    fixed: list[T] = []
    unseen: list[T] = []
    for finding in gone:
        (unseen if code(finding) in idle else fixed).append(finding)
    return fixed, unseen


def rules_note(rule_set: Mapping[str, Any], now: Mapping[str, Any]) -> Text | None:
    """Say that a report was made with other checks than ``now``; None when they are the same."""
    if rule_set["digest"] == now["digest"]:
        return None
    old, new = _rules_name(rule_set), _rules_name(now)
    return Text(
        f"先前的报告是用检查规则 {old} 作出的，现在的规则是 {new}：差别可能来自规则本身。",
        f"The earlier report was made with the checks {old}, these are {new}: a difference may "
        "come from the checks themselves.",
    )


def _rules_name(rule_set: Mapping[str, Any]) -> str:
    return f"{rule_set['version']} ({str(rule_set['digest'])[:8] or '–'})"


def _notes(before: Report, after: Report) -> list[Text]:
    notes = []
    rules = rules_note(before["rule_set"], after["rule_set"])
    if rules is not None:
        notes.append(rules)
    for name, said in _DIFFERENT.items():
        if before[name] != after[name]:
            notes.append(said)
    if before["inputs"] == after["inputs"]:
        notes.append(
            Text("两份报告检查的是同一批文件。", "Both reports are about the very same files.")
        )
    return notes


_DIFFERENT: Final = {
    "scope": Text(
        "两份报告的范围不同：一份对照了登记簿，一份只看交付的文件。",
        "The reports differ in scope: one was held against the register, the other was not.",
    ),
    "facts": Text(
        "两份报告的阶段、坐标系、精度等级等说明不同。",
        "The reports differ in what was stated: stage, system, accuracy class or codes.",
    ),
}


def read_report(data: bytes, *, name: str) -> Report:
    """Return a report from its bytes, for comparing.

    Raises
    ------
    InvalidInput
        It is no report of this form; ``name`` is what people call it.
    """
    try:
        report = json.loads(data)
    except (ValueError, RecursionError):
        report = None
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise InvalidInput(
            Text(f"“{name}”不是检查报告（JSON）。", f"“{name}” is no report of a check (JSON)."),
            advice=Text(
                "请给出由 cadastre check --json 或网页下载的报告。",
                "Give one made by cadastre check --json or downloaded from the page.",
            ),
        )
    version = str(report.get("format_version"))
    if version.split(".")[0] != FORMAT_VERSION.split(".")[0]:
        raise InvalidInput(
            Text(
                f"“{name}”的格式版本是 {version[:20]}，这里能读的是 {FORMAT_VERSION}。",
                f"“{name}” has the format version {version[:20]}; {FORMAT_VERSION} is read here.",
            ),
            advice=Text("请用当前版本重新检查。", "Check the files again with this version."),
        )
    if not _is_whole(report):
        raise InvalidInput(
            Text(f"检查报告“{name}”不完整。", f"The report “{name}” is not complete."),
            advice=Text("请重新下载或重新检查。", "Download it again, or check again."),
        )
    return report


def _is_whole(report: Report) -> bool:
    """Tell whether a report has what comparing reads, of the right kinds."""
    rules, findings, outcomes = (report.get(n) for n in ("rule_set", "findings", "outcomes"))
    return (
        isinstance(rules, dict)
        and all(isinstance(rules.get(name), str) for name in ("version", "digest"))
        and isinstance(report.get("facts"), dict)
        and isinstance(report.get("scope"), str)
        and isinstance(report.get("verdict"), str)
        and isinstance(report.get("inputs"), list)
        and _all_hold(findings, (*_COMPARED, "id"))
        and all(_says_both(finding.get("message")) for finding in findings or ())
        and _all_hold(outcomes, ("code", "outcome"))
    )


def _all_hold(entries: object, names: Sequence[str]) -> bool:
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in names)
        for entry in entries
    )


def _says_both(text: object) -> bool:
    return isinstance(text, dict) and all(isinstance(text.get(word), str) for word in ("zh", "en"))
