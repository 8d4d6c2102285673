"""The findings of a result searched and turned over page by page, on its page and on its map."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from cadastre.domain.findings import Text
from cadastre.http import said
from surveys.domain.report_words import WORST_FIRST
from surveys.models import ResultFinding, SurveyResult
from surveys.result_findings import Changes, worst_first

FINDINGS_PER_PAGE = 100
MOST_ON_MAP = 500
"""Signs on the map at once; those of the page shown are always among them."""
LONGEST_WORDS = 100
SINCE = ("new", "still")


@dataclass(frozen=True, slots=True)
class FindingSearch:
    """What is looked for; empty words look for nothing, so that everything is found."""

    severity: str = ""
    code: str = ""
    since: str = ""
    words: str = ""
    page: int = 1

    @property
    def query(self) -> str:
        """Return the search as the query of an address, without its page."""
        asked = {
            "severity": self.severity,
            "code": self.code,
            "since": self.since,
            "q": self.words,
        }
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def narrows(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.query)


def search_asked(asked: Mapping[str, str]) -> FindingSearch:
    """Return the search an address asks for; what makes no sense in it counts as not asked."""
    severity, since = asked.get("severity", ""), asked.get("since", "")
    code, page = asked.get("code", ""), asked.get("page", "")
    return FindingSearch(
        severity=severity if severity in WORST_FIRST else "",
        code=code if code.isascii() and code.isalnum() and len(code) <= 10 else "",
        since=since if since in SINCE else "",
        words=asked.get("q", "").replace("\0", "").strip()[:LONGEST_WORDS],
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 else 1,
    )


def found_by(
    search: FindingSearch, result: SurveyResult, *, changes: Changes | None = None
) -> QuerySet[ResultFinding]:
    """Return the findings a search finds, worst first.

    Parameters
    ----------
    changes
        What is new and what is still there; without it, ``since`` leaves nothing out.
    """
    rows = worst_first(result.findings.all())
    if search.severity:
        rows = rows.filter(severity=search.severity)
    if search.code:
        rows = rows.filter(code=search.code)
    if search.since and changes:
        rows = rows.filter(pk__in=changes.new if search.since == "new" else changes.still)
    if search.words:
        rows = rows.filter(
            Q(object_key__icontains=search.words.replace(" ", ""))
            | Q(file__icontains=search.words)
            | Q(message_zh__icontains=search.words)
            | Q(message_en__icontains=search.words)
            | Q(found__icontains=search.words)
        )
    return rows


def page_with(rows: QuerySet[ResultFinding], position: int) -> int | None:
    """Return the number of the page a finding is on; None when it is not among the rows."""
    positions = list(rows.values_list("position", flat=True))
    if position not in positions:
        return None
    return positions.index(position) // FINDINGS_PER_PAGE + 1


def on_map(rows: QuerySet[ResultFinding], page: int) -> QuerySet[ResultFinding]:
    """Return the findings the map shows: the first of those found, and all of one page."""
    begin = (page - 1) * FINDINGS_PER_PAGE
    placed = rows.filter(location__isnull=False).values_list("pk", flat=True)
    shown = {
        *placed[: MOST_ON_MAP - FINDINGS_PER_PAGE],
        *rows.values_list("pk", flat=True)[begin : begin + FINDINGS_PER_PAGE],
    }
    return rows.filter(pk__in=shown)


def checks_found(result: SurveyResult, *, severity: str = "") -> list[tuple[str, str, int]]:
    """Return code, title and number of findings of each check that found something."""
    rows = result.findings.filter(severity=severity) if severity else result.findings.all()
    counted = rows.order_by("code").values_list("code").annotate(number=Count("pk"))
    titles = {
        outcome.code: said(Text(outcome.title_zh, outcome.title_en))
        for outcome in result.outcomes.all()
    }
    return [(code, titles.get(code, ""), number) for code, number in counted]
