"""HTML to PDF, with embedded Chinese fonts; the same text gives the same bytes."""

import os
from typing import NoReturn

EPOCH = "1577836800"
"""The date inside embedded fonts, so that a PDF does not depend on the day it is made."""


def pdf_of(html: str) -> bytes:
    """Return a page of HTML as PDF; it must carry all that it shows, for nothing is fetched."""
    import weasyprint  # slow to load, and needed for prints only

    os.environ.setdefault("SOURCE_DATE_EPOCH", EPOCH)
    written: bytes = weasyprint.HTML(string=html, url_fetcher=_no_address).write_pdf()
    return written


def _no_address(url: str, *arguments: object, **named: object) -> NoReturn:
    raise ValueError(f"a print fetches nothing: {url[:80]}")
