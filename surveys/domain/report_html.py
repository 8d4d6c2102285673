"""A report as one page of HTML that needs nothing else: for reading, for print, and for PDF."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from surveys.domain.report_sketch import Shape, sketch_svg
from surveys.domain.report_waivers import ReportWaiver, waivers_html
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
    shown_code,
    word,
)

MOST_FINDINGS: Final = 2_000
FONTS: Final = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
LANGUAGE_TAGS: Final = {"zh": "zh-Hans", "en": "en"}

_STYLE: Final = """
@page { size: A4; margin: 18mm 16mm 20mm;
  @bottom-left { content: "%(footer)s"; font: 8pt %(fonts)s; color: #667085; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt %(fonts)s;
    color: #667085; } }
body { font-family: %(fonts)s;
  font-size: 10pt; line-height: 1.5; color: #1d2939; max-width: 190mm; margin: 0 auto;
  padding: 1rem; }
@media print { body { padding: 0; max-width: none; }
  svg.sketch { max-height: 95mm; width: auto; } }
h1 { font-size: 15pt; margin: 0 0 .4rem; } h2 { font-size: 12pt; margin: 1.2rem 0 .4rem;
  border-bottom: 1px solid #d0d5dd; break-after: avoid; }
h3 { font-size: 10pt; margin: .8rem 0 .2rem; break-after: avoid; }
.verdict { font-size: 13pt; font-weight: 700; margin: .2rem 0; }
.error, .errors, .unreadable { color: #b42318; } .warning, .incomplete { color: #93370d; }
.information, .not_applicable { color: #475467; } .passed, .clean { color: #05603a; }
.could_not_check { color: #475467; font-style: italic; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; }
dt { color: #667085; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%%; font-size: 9pt; }
td, th { text-align: left; vertical-align: top; padding: .15rem .5rem .15rem 0;
  border-bottom: 1px solid #eaecf0; } th { color: #667085; font-weight: 400; }
.finding { margin: .3rem 0 .5rem; padding-left: .6rem; border-left: 3px solid #d0d5dd;
  break-inside: avoid; }
.finding.is-error { border-color: #b42318; } .finding.is-warning { border-color: #b54708; }
.finding p { margin: 0; } .note { color: #667085; font-size: 9pt; }
.code { font-family: "Noto Sans Mono CJK SC", ui-monospace, monospace; overflow-wrap: anywhere; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
svg.sketch { max-width: 100%%; height: auto; border: 1px solid #eaecf0; }
"""


def report_html(
    report: Mapping[str, Any],
    *,
    shapes: Sequence[Shape] = (),
    language: str = "zh",
    most: int = MOST_FINDINGS,
    waivers: Sequence[ReportWaiver] = (),
) -> str:
    """Return a report as a page of HTML with its style and drawing inside.

    Parameters
    ----------
    shapes
        What was delivered, for the drawing; without any, findings alone are drawn.
    language
        ``zh`` or ``en``.
    most
        So many findings are listed; the page says how many there are.
    waivers
        Warnings that were waived; they come in a part of their own behind the findings.
    """
    title = word("title", language)
    footer = f"{title} · {word('rule_set', language)} {rules_name(report)}"
    style = _STYLE % {"footer": _for_css(footer), "fonts": FONTS}
    parts = [
        f'<!doctype html>\n<html lang="{LANGUAGE_TAGS[language]}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>",
        *_head(report, language),
        *_comparison(report, language, most),
        *_findings(report, language, most),
        *waivers_html(report, waivers, language=language),
        *_drawing(report, shapes, language),
        *_outcomes(report, language),
        *_files(report, language),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _text(text: object) -> str:
    """Return a text for HTML; what cannot stand in a document has a dot in its place."""
    held = "".join(sign if sign.isprintable() else "·" for sign in str(text))
    return escape(held)


def _for_css(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and sign not in '"\\<>')


def _head(report: Mapping[str, Any], language: str) -> Iterator[str]:
    verdict, facts = report["verdict"], report["facts"]
    found = counted(report["summary"]["findings"], language)
    yield f"<h1>{_text(word('title', language))}</h1>"
    yield (
        f'<p class="verdict {verdict}">{SIGNS[verdict]} {_text(word(verdict, language))}'
        f"{' · ' + _text(found) if found else ''}</p>"
    )
    rows = [
        ("stage", word(facts["stage"], language)),
        ("parcel_code", shown_code(facts["parcel_code"])),
        ("county_code", facts["county_code"]),
        ("system", f"EPSG:{facts['srid']}"),
        ("accuracy_class", facts["accuracy_class"]),
        ("area_standard", facts["area_standard"]),
        ("held", counted(report["counts"], language)),
        ("scope", word(report["scope"], language)),
        ("rule_set", rules_name(report)),
        ("mapping", mapping_name(report)),
    ]
    yield (
        "<dl>"
        + "".join(
            f"<dt>{_text(word(name, language))}</dt><dd>{_text(value)}</dd>"
            for name, value in rows
            if value
        )
        + "</dl>"
    )


def _comparison(report: Mapping[str, Any], language: str, most: int) -> Iterator[str]:
    if "comparison" not in report:
        return
    comparison = report["comparison"]
    counts = comparison["counts"]
    yield f"<h2>{_text(word('compared', language))}</h2>"
    told = " · ".join(
        f"{word(name, language)} {counts[name]}"
        for name in ("fixed", "still", "new", "not_looked_at")
    )
    yield f"<p>{_text(told)}</p>"
    for note in comparison["notes"]:
        yield f'<p class="note">{_text(said(note, language))}</p>'
    for name in ("fixed", "not_looked_at"):
        for finding in comparison[name][:most]:
            yield (
                f'<p><span class="passed">{_text(word(name, language))}</span> '
                f'<span class="code">{_text(finding["code"])}</span> '
                f"{_text(said(finding['message'], language))}</p>"
            )


def _findings(report: Mapping[str, Any], language: str, most: int) -> Iterator[str]:
    findings = report["findings"]
    yield f"<h2>{_text(word('findings', language))} ({len(findings)})</h2>"
    if not findings:
        yield f"<p>{_text(word('no_findings', language))}</p>"
        return
    new = set(report.get("comparison", {}).get("new", ()))
    left = most
    for group in grouped(findings, language):
        if left <= 0:
            break
        yield f'<h3><span class="code">{_text(group.title)}</span> ({len(group.findings)})</h3>'
        for finding in group.findings[:left]:
            yield _finding(finding, language, is_new=finding["id"] in new)
        left -= len(group.findings)
    if len(findings) > most:
        yield f'<p class="note">{most} / {len(findings)}</p>'


def _finding(finding: Mapping[str, Any], language: str, *, is_new: bool) -> str:
    severity = finding["severity"]
    fresh = f" <b>{_text(word('new', language))}</b>" if is_new else ""
    advice = said(finding["advice"], language)
    notes = [figure_note(finding, language), place_note(finding)]
    notes += [
        f"{word(name, language)} {finding[name][:160]}"
        for name in ("field", "found", "expected")
        if finding[name]
    ]
    notes.append(finding["clause"])
    note = " · ".join(note for note in notes if note)
    return (
        f'<div class="finding is-{severity}"><p><span class="{severity}">{SIGNS[severity]} '
        f'{_text(word(severity, language))}</span> <span class="code">{_text(finding["code"])}'
        f"</span>{fresh} {_text(said(finding['message'], language))}</p>"
        + (f"<p>→ {_text(advice)}</p>" if advice else "")
        + (f'<p class="note">{_text(note)}</p>' if note else "")
        + "</div>"
    )


def _drawing(report: Mapping[str, Any], shapes: Sequence[Shape], language: str) -> Iterator[str]:
    drawing = sketch_svg(shapes, report["findings"], language=language)
    if drawing:
        yield f"<h2>{_text(word('map', language))}</h2>"
        yield drawing


def _outcomes(report: Mapping[str, Any], language: str) -> Iterator[str]:
    outcomes = report["outcomes"]
    yield f"<h2>{_text(word('checked', language))} ({len(outcomes)})</h2>"
    yield "<table>"
    for outcome in OUTCOMES_IN_ORDER:
        those = [each for each in outcomes if each["outcome"] == outcome]
        if outcome == "not_applicable":
            for because, codes in by_reason(those, language):
                yield _outcome_row(outcome, " ".join(codes), because, "", language)
            continue
        for each in those:
            because = "" if outcome in WORST_FIRST else said(each["because"], language)
            title = said(each["title"], language)
            yield _outcome_row(outcome, each["code"], title, because, language)
    yield "</table>"


def _outcome_row(outcome: str, codes: str, title: str, because: str, language: str) -> str:
    note = f'<br><span class="note">{_text(because)}</span>' if because else ""
    return (
        f'<tr><td class="{outcome}">{SIGNS[outcome]} {_text(word(outcome, language))}</td>'
        f'<td class="code">{_text(codes)}</td><td>{_text(title)}{note}</td></tr>'
    )


def _files(report: Mapping[str, Any], language: str) -> Iterator[str]:
    yield f"<h2>{_text(word('files', language))} ({len(report['inputs'])})</h2>"
    yield "<table>"
    for file in report["inputs"]:
        yield (
            f"<tr><td>{_text(file['name'])}<br>"
            f'<span class="code note">SHA-256 {_text(file["sha256"])}</span></td>'
            f'<td class="figure">{file["size"]} {_text(word("bytes", language))}</td></tr>'
        )
    yield "</table>"
    yield f"<h2>{_text(word('as_read', language))}</h2>"
    yield "<table>"
    for file in report["read"]:
        system = f"EPSG:{file['srid']}" if file["srid"] else ""
        notes = [
            file["format"] or word("refused", language),
            file["encoding"],
            system,
            file["stated_system"][:120],
            counted(file["counts"], language),
        ]
        told = " · ".join(note for note in notes if note)
        yield f"<tr><td>{_text(file['name'])}</td><td>{_text(told)}</td></tr>"
    yield "</table>"
