"""The findings of a result on its page: searched, page by page, in step with the map."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import role_required
from surveys import layers, selectors, services
from surveys.domain.report_words import WORST_FIRST
from surveys.finding_counts import findings_counted
from surveys.finding_search import (
    FINDINGS_PER_PAGE,
    LONGEST_WORDS,
    MOST_ON_MAP,
    FindingSearch,
    checks_found,
    found_by,
    on_map,
    page_with,
    search_asked,
)
from surveys.mappings import UNKNOWN_FIELDS
from surveys.models import ResultStatus, SurveyResult
from surveys.raw_lines import files_with_lines
from surveys.result_findings import Changes, changes_since_last_version, finding_groups
from surveys.views import SURVEY_ROLES
from surveys.waivers import earlier_waivers, waivers_of


@require_safe
@role_required(*SURVEY_ROLES)
def result_found(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return the list of findings alone, for a page that shows the rest already."""
    result = selectors.result_seen_by(request.user, result_id)
    return render(request, "surveys/result_findings.html", found(request, result))


@require_safe
@role_required(*SURVEY_ROLES)
def findings_layer(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return the findings of a search that the map shows as GeoJSON (EPSG:4490)."""
    result = selectors.result_seen_by(request.user, result_id)
    search = search_asked(request.GET)
    changes = changes_since_last_version(result) if search.since else None
    rows = on_map(found_by(search, result, changes=changes), search.page)
    return JsonResponse(layers.findings(rows), content_type="application/geo+json")


def found(request: HttpRequest, result: SurveyResult) -> dict[str, Any]:
    """Return what the list of findings shows: the search, its page, and what led to it.

    ``?at=`` names a finding by its position: the page it is on is shown, without the search when
    that leaves it out.
    """
    changes = changes_since_last_version(result)
    search, at = _at(request.GET.get("at", ""), search_asked(request.GET), result, changes)
    page = Paginator(found_by(search, result, changes=changes), FINDINGS_PER_PAGE).get_page(
        search.page
    )
    rows = list(page.object_list)
    counts = findings_counted(result)
    waived, before = waivers_of(result), earlier_waivers(result)
    groups = finding_groups(rows, changes=changes, waived=waived, waived_before=before)
    return _addresses(result, replace(search, page=page.number)) | {
        "result": result,
        "unknown_fields": UNKNOWN_FIELDS,
        "may_map": services.may_map(request.user, result.project.organisation),
        "may_review": result.status == ResultStatus.SUBMITTED
        and services.may_review(request.user, result),
        "waived_count": len(waived),
        "open_warnings": counts.get("warning", 0) - len(waived),
        "waived_before_count": len(before),
        "longest_reason": services.LONGEST_REASON,
        "longest_words": LONGEST_WORDS,
        "most_on_map": MOST_ON_MAP,
        "search": search,
        "checks": checks_found(result, severity=search.severity),
        "changes": changes,
        "groups": groups,
        "page": page,
        "at": next((f"finding-{row.pk}" for row in rows if row.position == at), ""),
        "finding_total": sum(counts.values()),
        "severities": [(word, counts[word]) for word in WORST_FIRST if counts.get(word)],
        "line_files": files_with_lines(result),
    }


def _at(
    asked: str, search: FindingSearch, result: SurveyResult, changes: Changes | None
) -> tuple[FindingSearch, int | None]:
    """Return the search with the page of the finding asked for, and the finding's position."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
        return search, None
    position = int(asked)
    for tried in (search, FindingSearch()):
        number = page_with(found_by(tried, result, changes=changes), position)
        if number:
            return replace(tried, page=number), position
    return search, None


def _addresses(result: SurveyResult, search: FindingSearch) -> dict[str, str]:
    """Return where the list comes from: alone, on its page, on the map; the last two as shown."""
    asked = "&".join(filter(None, [search.query, urlencode({"page": search.page})]))
    return {
        "found_url": reverse("surveys:result_found", args=[result.pk]),
        "shown_url": f"{reverse('surveys:result', args=[result.pk])}?{asked}",
        "layer_url": f"{reverse('surveys:findings_layer', args=[result.pk])}?{asked}",
    }
