"""The words of a report for people, in both languages, and how its figures are set."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from cadastre.domain.findings import Text

LANGUAGES: Final = ("zh", "en")
WORST_FIRST: Final = ("error", "warning", "information")
OUTCOMES_IN_ORDER: Final = (*WORST_FIRST, "could_not_check", "passed", "not_applicable")

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("测绘成果检查报告", "Report of the check of survey files"),
    "clean": Text("未发现错误", "No error found"),
    "errors": Text("发现错误", "Errors found"),
    "incomplete": Text(
        "未发现错误，但先前版本的部分检查未能重演",
        "No error found, but not every check of the edition could be replayed",
    ),
    "unreadable": Text("有文件未能读取", "Not everything could be read"),
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "information": Text("提示", "information"),
    "passed": Text("通过", "passed"),
    "not_applicable": Text("不适用", "not applicable"),
    "could_not_check": Text("无法检查", "could not be checked"),
    "supply": Text("供地", "land supply"),
    "planning": Text("规划", "planning"),
    "presale": Text("预售", "presale"),
    "completion": Text("竣工", "completion"),
    "legacy": Text("统一登记以前", "before unified registration"),
    "delivery": Text("仅检查交付的文件", "the delivered files alone"),
    "register": Text(
        "对照登记簿和本项目以往成果", "against the register and the project's earlier results"
    ),
    "scope": Text("范围", "Scope"),
    "stage": Text("阶段", "Stage"),
    "system": Text("坐标系", "System"),
    "accuracy_class": Text("界址点精度等级", "Accuracy class"),
    "area_standard": Text("面积标准", "Standard of the floor areas"),
    "parcel_code": Text("项目宗地", "Parcel of the project"),
    "county_code": Text("县（区）代码", "County"),
    "rule_set": Text("检查规则", "Checks"),
    "mapping": Text("字段对照", "Field mapping"),
    "held": Text("内容", "Held"),
    "findings": Text("检查发现", "Findings"),
    "no_findings": Text(
        "没有发现问题：能够检查的都已通过。",
        "No findings: everything that could be checked passed.",
    ),
    "checked": Text("检查项目", "What was checked"),
    "files": Text("交付文件", "Delivered files"),
    "as_read": Text("读取结果", "As read"),
    "whole": Text("整个交付", "The delivery as a whole"),
    "measured": Text("实测", "measured"),
    "limit": Text("限差", "limit"),
    "field": Text("字段", "field"),
    "found": Text("读到", "found"),
    "expected": Text("应为", "expected"),
    "clause": Text("依据", "rule"),
    "advice": Text("处理", "to do"),
    "map": Text("示意图", "Sketch"),
    "compared": Text("与先前报告比较", "Against the earlier report"),
    "fixed": Text("已改正", "fixed"),
    "still": Text("仍存在", "still there"),
    "new": Text("新出现", "new"),
    "not_looked_at": Text("这次没有检查", "not looked at this time"),
    "bytes": Text("字节", "bytes"),
    "refused": Text("未读取", "not read"),
    "north": Text("北", "N"),
    "page": Text("第", "page"),
    "parcels": Text("宗地", "parcels"),
    "buildings": Text("自然幢", "buildings"),
    "units": Text("户", "units"),
    "points": Text("点", "points"),
    "rings": Text("圈", "rings"),
    "records": Text("记录", "records"),
    "rows": Text("行", "rows"),
    "sheets": Text("工作表", "sheets"),
    "totals": Text("合计行", "total rows"),
}
"""Every word by the key that a report or a renderer has for it."""

SIGNS: Final[Mapping[str, str]] = {
    "error": "■",
    "warning": "▲",
    "information": "●",
    "passed": "✓",
    "not_applicable": "–",
    "could_not_check": "?",
    "clean": "✓",
    "errors": "■",
    "incomplete": "?",
    "unreadable": "?",
}
"""The shape beside a word, so that nothing is told by colour alone."""

_SHOWN_PLACES: Final = {"m": Decimal("0.001"), "m2": Decimal("0.01"), "°": Decimal("0.01")}
_UNIT_SIGNS: Final = {"m2": "m²"}
_CODE: Final = re.compile(r"(\d{6})(\d{6})([A-Z]{2}\d{5})([A-Z]\d{8})?")


def word(key: str, language: str) -> str:
    """Return the word for a key; a key without one is returned as it is."""
    text = WORDS.get(key)
    return key if text is None else said(text, language)


def said(text: Text | Mapping[str, str], language: str) -> str:
    """Return a sentence in one language."""
    if isinstance(text, Text):
        return text.en if language == "en" else text.zh
    return text.get(language) or text.get("zh", "")


def shown_figure(value: Decimal | str | None, unit: str) -> str:
    """Return a figure with its unit, rounded half up to what the unit is read to (mm, cm²)."""
    if value is None:
        return ""
    figure = Decimal(value)
    places = _SHOWN_PLACES.get(unit)
    if places is not None and _decimals(figure) > _decimals(places):
        figure = figure.quantize(places, rounding=ROUND_HALF_UP)
    return f"{figure:f} {_UNIT_SIGNS.get(unit, unit)}".strip()


def _decimals(value: Decimal) -> int:
    """Return how many digits a finite figure has after the point."""
    return -int(value.as_tuple().exponent)


def shown_code(key: str) -> str:
    """Return a parcel or unit code in its segments; anything else as it is."""
    match = _CODE.fullmatch(key)
    return " ".join(part for part in match.groups() if part) if match else key


def counted(counts: Mapping[str, int], language: str) -> str:
    """Return counts in words, those of zero left out."""
    return (
        "，".join(_said_counts(counts, language))
        if language != "en"
        else ", ".join(_said_counts(counts, language))
    )


def _said_counts(counts: Mapping[str, int], language: str) -> Iterator[str]:
    for name, count in counts.items():
        if count:
            number = (
                f"{word(name, language)} {count}" if language != "en" else _english(name, count)
            )
            yield number


def _english(name: str, count: int) -> str:
    """Return a count with its word in the right number: 1 error, 2 errors, 1 parcel."""
    if name in ("error", "warning"):
        return f"{count} {name}" + ("s" if count != 1 else "")
    return f"{count} {name.removesuffix('s') if count == 1 else name}"


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one object, or of one file where they are of no object; worst first."""

    title: str
    findings: tuple[Mapping[str, Any], ...]


def grouped(findings: Sequence[Mapping[str, Any]], language: str) -> list[Group]:
    """Return a report's findings by object, the object with the worst finding first."""
    ranks = {severity: rank for rank, severity in enumerate(WORST_FIRST)}
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for finding in sorted(findings, key=lambda each: ranks[each["severity"]]):
        place = (finding["object"], "" if finding["object"] else finding["file"])
        groups.setdefault(place, []).append(finding)
    return [
        Group(shown_code(key) or file or word("whole", language), tuple(held))
        for (key, file), held in groups.items()
    ]


def by_reason(
    outcomes: Iterable[Mapping[str, Any]], language: str
) -> Iterator[tuple[str, list[str]]]:
    """Yield each reason with its checks' codes: what does not apply is many for few reasons."""
    codes: dict[str, list[str]] = {}
    for each in outcomes:
        codes.setdefault(said(each["because"], language), []).append(each["code"])
    yield from codes.items()


def figure_note(finding: Mapping[str, Any], language: str) -> str:
    """Return measured and limit of a finding in words; empty when it has neither."""
    parts = [
        f"{word(name, language)} {shown_figure(finding[name], finding['unit'])}"
        for name in ("measured", "limit")
        if finding.get(name) is not None
    ]
    return " / ".join(parts)


def place_note(finding: Mapping[str, Any]) -> str:
    """Return file and line of a finding."""
    return ":".join(str(part) for part in (finding["file"], finding.get("line")) if part)


def rules_name(report: Mapping[str, Any]) -> str:
    """Return version and beginning of the digest of a report's rule set."""
    rules = report["rule_set"]
    name = f"{rules['version']} ({rules['digest'][:12] or '–'})"
    installed = rules.get("replayed_with")
    return f"{name} ← {installed['version']} ({installed['digest'][:12]})" if installed else name


def mapping_name(report: Mapping[str, Any]) -> str:
    """Return name, version and beginning of the digest of the field mapping; empty for none."""
    mapping = report.get("mapping")
    if not mapping:
        return ""
    version = f" v{mapping['version']}" if mapping["version"] is not None else ""
    return f"{mapping['name']}{version} ({mapping['digest'][:12]})"
