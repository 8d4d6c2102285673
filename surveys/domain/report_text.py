"""A report as lines for a terminal: the verdict, the findings by object, and what passed too."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from surveys.domain.report_words import (
    OUTCOMES_IN_ORDER,
    SIGNS,
    WORST_FIRST,
    by_reason,
    counted,
    figure_note,
    grouped,
    mapping_name,
    place_note,
    rules_name,
    said,
    word,
)

MOST_FINDINGS: Final = 500
_COLOURS: Final = {"error": "31", "warning": "33", "information": "2", "passed": "32"}
_VERDICTS: Final = {"clean": "32", "errors": "31", "incomplete": "33", "unreadable": "31"}


def report_text(report: Mapping[str, Any], *, language: str = "zh", colour: bool = False) -> str:
    """Return a report as text; ``colour`` adds the signs of a terminal.

    More findings than :data:`MOST_FINDINGS` are counted and not listed.
    """
    paint = _painted if colour else _plain
    lines = [*_head(report, language, paint), ""]
    if "comparison" in report:
        lines += [*_comparison(report["comparison"], language), ""]
    lines += [*_findings(report, language, paint), ""]
    lines += _outcomes(report, language, paint)
    return "\n".join(lines) + "\n"


def _plain(text: str, colour: str) -> str:
    return text


def _painted(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if colour else text


def _head(report: Mapping[str, Any], language: str, paint: Any) -> Iterator[str]:
    verdict, facts = report["verdict"], report["facts"]
    found = counted(report["summary"]["findings"], language)
    line = f"{SIGNS[verdict]} {word(verdict, language)}"
    yield paint(line, _VERDICTS[verdict]) + (f"  {found}" if found else "")
    yield "  " + " · ".join(
        [
            f"{word('stage', language)} {word(facts['stage'], language)}",
            f"EPSG:{facts['srid']}",
            f"{word('accuracy_class', language)} {facts['accuracy_class']}",
            word(report["scope"], language),
            f"{word('rule_set', language)} {rules_name(report)}",
        ]
    )
    mapping = mapping_name(report)
    if mapping:
        yield f"  {word('mapping', language)} {_safe(mapping)}"
    for file in report["read"]:
        if file["format"]:
            held = counted(file["counts"], language)
            yield f"  {_safe(file['name'])}  {file['format']}" + (f"  {held}" if held else "")
        else:
            yield f"  {_safe(file['name'])}  {word('refused', language)}"


def _findings(report: Mapping[str, Any], language: str, paint: Any) -> Iterator[str]:
    findings = report["findings"]
    if not findings:
        yield word("no_findings", language)
        return
    new = set(report.get("comparison", {}).get("new", ()))
    left = MOST_FINDINGS
    for group in grouped(findings, language):
        if left <= 0:
            break
        yield f"{_safe(group.title)}  ({len(group.findings)})"
        for finding in group.findings[:left]:
            yield from _finding(finding, language, paint, is_new=finding["id"] in new)
        left -= len(group.findings)
    if len(findings) > MOST_FINDINGS:
        yield f"… {MOST_FINDINGS} / {len(findings)}"


def _finding(
    finding: Mapping[str, Any], language: str, paint: Any, *, is_new: bool
) -> Iterator[str]:
    severity = finding["severity"]
    sign = f"{SIGNS[severity]} {word(severity, language)}"
    fresh = f" [{word('new', language)}]" if is_new else ""
    yield f"  {paint(sign, _COLOURS[severity])} {finding['code']}{fresh}  " + _safe(
        said(finding["message"], language)
    )
    advice = said(finding["advice"], language)
    if advice:
        yield f"      → {_safe(advice)}"
    notes = [figure_note(finding, language), place_note(finding), finding["clause"]]
    note = " · ".join(_safe(part) for part in notes if part)
    if note:
        yield f"      {paint(note, '2')}"


def _comparison(comparison: Mapping[str, Any], language: str) -> Iterator[str]:
    counts = comparison["counts"]
    names = ("fixed", "still", "new", "not_looked_at")
    told = " · ".join(f"{word(name, language)} {counts[name]}" for name in names)
    yield f"{word('compared', language)}: {told}"
    for note in comparison["notes"]:
        yield f"  ! {said(note, language)}"
    for name, sign in (("fixed", "✓"), ("not_looked_at", "?")):
        for finding in comparison[name][:MOST_FINDINGS]:
            yield f"  {sign} {word(name, language)} {_safe(finding['code'])}  " + _safe(
                said(finding["message"], language)
            )


def _outcomes(report: Mapping[str, Any], language: str, paint: Any) -> Iterator[str]:
    yield f"{word('checked', language)} ({len(report['outcomes'])})"
    for outcome in OUTCOMES_IN_ORDER:
        those = [each for each in report["outcomes"] if each["outcome"] == outcome]
        if not those:
            continue
        sign = f"{SIGNS[outcome]} {word(outcome, language)}"
        yield f"  {paint(sign, _COLOURS.get(outcome, ''))} ({len(those)})"
        if outcome == "not_applicable":
            for because, codes in by_reason(those, language):
                yield f"      {because}: {' '.join(codes)}"
            continue
        for each in those:
            because = said(each["because"], language)
            reason = f": {because}" if because and outcome not in WORST_FIRST else ""
            yield f"      {each['code']} {said(each['title'], language)}{reason}"


def _safe(text: str) -> str:
    """Return a text without the signs that would steer a terminal."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)
