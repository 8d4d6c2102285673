"""A report as PDF: the page of HTML, set for A4; the same report gives the same bytes."""

from collections.abc import Mapping, Sequence
from typing import Any

from cadastre.pdf import pdf_of
from surveys.domain.report_html import report_html
from surveys.domain.report_sketch import Shape
from surveys.domain.report_waivers import ReportWaiver

MOST_FINDINGS = 400
"""Setting pages takes time; the JSON has every finding."""


def report_pdf(
    report: Mapping[str, Any],
    *,
    shapes: Sequence[Shape],
    language: str,
    waivers: Sequence[ReportWaiver] = (),
) -> bytes:
    """Return a report as PDF with the first :data:`MOST_FINDINGS` findings."""
    text = report_html(
        report, shapes=shapes, language=language, most=MOST_FINDINGS, waivers=waivers
    )
    return pdf_of(text)
