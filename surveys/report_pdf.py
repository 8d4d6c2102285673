"""A report as PDF: the page of HTML, set for A4; the same report gives the same bytes."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from surveys.domain.report_html import report_html
from surveys.domain.report_sketch import Shape
from surveys.domain.report_waivers import ReportWaiver

MOST_FINDINGS = 400
"""Setting pages takes time; the JSON has every finding."""
EPOCH = "1577836800"
"""The date inside embedded fonts, so that a PDF does not depend on the day it is made."""


def report_pdf(
    report: Mapping[str, Any],
    *,
    shapes: Sequence[Shape],
    language: str,
    waivers: Sequence[ReportWaiver] = (),
) -> bytes:
    """Return a report as PDF with the first :data:`MOST_FINDINGS` findings."""
    import weasyprint  # slow to load, and needed here only

    os.environ.setdefault("SOURCE_DATE_EPOCH", EPOCH)
    text = report_html(
        report, shapes=shapes, language=language, most=MOST_FINDINGS, waivers=waivers
    )
    page = weasyprint.HTML(string=text, url_fetcher=_no_address)
    written: bytes = page.write_pdf()
    return written


def _no_address(url: str, *arguments: object, **named: object) -> NoReturn:
    raise ValueError(f"a report fetches nothing: {url[:80]}")
