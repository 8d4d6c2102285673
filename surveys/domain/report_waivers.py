"""The part beside a report that says which warnings were waived: for pages, print and PDF.

It is no part of the report: the report says what the checks found, and stays byte for byte what it
was when the result was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from cadastre.domain.findings import Text
from surveys.domain.report_words import said

TITLE: Final = Text("已豁免的警告（不属于检查报告）", "Warnings waived (no part of the report)")
_BY: Final = Text("豁免人", "waived by")
_REASON: Final = Text("理由", "reason")


@dataclass(frozen=True, slots=True)
class ReportWaiver:
    """A waiver as it is shown; ``at`` is UTC, ``confirms_version`` the version it was given in."""

    code: str
    kind: str
    object: str
    file: str
    line: int | None
    field: str
    reason: str
    by: str
    at: str
    confirms_version: int | None = None


def waivers_html(
    report: Mapping[str, Any], waivers: Sequence[ReportWaiver], *, language: str
) -> Iterator[str]:
    """Yield the part as lines of HTML; nothing without waivers.

    Sentences are taken from the report, in which holders' identities are masked.
    """
    if not waivers:
        return
    sentences = {_place(finding): finding["message"] for finding in report["findings"]}
    yield f"<h2>{_text(_say(TITLE, language))} ({len(waivers)})</h2>"
    for waiver in waivers:
        place = (waiver.code, waiver.kind, waiver.object, waiver.file, waiver.line, waiver.field)
        message = said(sentences[place], language) if place in sentences else ""
        yield (
            f'<div class="finding is-warning"><p><span class="code">{_text(waiver.code)}</span> '
            f"{_text(message)}</p><p>{_text(_say(_REASON, language))}: {_text(waiver.reason)}</p>"
            f'<p class="note">{_text(_note(waiver, language))}</p></div>'
        )


def _note(waiver: ReportWaiver, language: str) -> str:
    note = f"{_say(_BY, language)} {waiver.by} · {waiver.at}"
    if waiver.confirms_version is None:
        return note
    before = Text(
        f"第 {waiver.confirms_version} 版已豁免，本版再次确认",
        f"waived in version {waiver.confirms_version}, confirmed again",
    )
    return f"{note} · {_say(before, language)}"


def _place(finding: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(finding[name] for name in ("code", "kind", "object", "file", "line", "field"))


def _say(text: Text, language: str) -> str:
    return text.zh if language == "zh" else text.en


def _text(text: object) -> str:
    held = "".join(sign if sign.isprintable() else " " for sign in str(text))
    return escape(held)
