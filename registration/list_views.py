"""The case list: filtered, sorted, kept as views, exported."""

import csv
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.http import said
from registration import selectors, services
from registration.case_rows import CaseRow, rows_shown
from registration.clocks import office_clock
from registration.domain.case import CaseStatus
from registration.domain.items import ITEMS
from registration.forms import CaseFilter
from registration.models import Case

CASES_PER_PAGE = 25
EXPORTED_AT_ONCE = 500
FILTERS = ("q", "status", "light", "kind", "step", "who", "sort")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


@require_safe
@role_required(Role.REGISTRAR)
def case_list(request: HttpRequest) -> HttpResponse:
    """List the cases of the registrar's districts; each open one asks for its decision itself.

    A decision reads everything delivered for a parcel, so the page comes without and its open
    rows fetch theirs as they come into view.
    """
    now = timezone.now()
    form = CaseFilter(request.GET)
    asked = form.asked()
    cases = selectors.cases_listed(request.user, asked, now=now)
    page = Paginator(selectors.keys_of(cases), CASES_PER_PAGE).get_page(request.GET.get("page"))
    shown = selectors.cases_of(cases, page)
    query = _query(request.GET)
    context = {
        "page": page,
        "rows": rows_shown(shown, clock=office_clock(), now=now),
        "form": form,
        "asked": asked,
        "filtered": any(query.get(name) for name in FILTERS if name != "sort"),
        "query": query.urlencode(),
        "sorts": _sorts(query, asked.sort),
        "views": request.user.case_views.all(),
        "counts": selectors.light_counts(request.user, now=now),
    }
    return render(request, "registration/case_list.html", context)


def _query(given: QueryDict) -> QueryDict:
    """Return the filters of an address without its page and what else stands there."""
    query = QueryDict(mutable=True)
    for name in FILTERS:
        if given.get(name):
            query[name] = given[name]
    return query


def _sorts(query: QueryDict, chosen: str) -> dict[str, dict[str, str]]:
    """Return for each column the address that sorts by it, and how it is sorted now."""
    sorts = {}
    for word in selectors.SORTS:
        other = query.copy()
        other["sort"] = f"-{word}" if chosen == word else word
        direction = {word: "ascending", f"-{word}": "descending"}.get(chosen, "none")
        sorts[word] = {"address": f"?{other.urlencode()}", "direction": direction}
    return sorts


class _Echo:
    """A file that gives back what is written, for the csv module to stream."""

    def write(self, line: str) -> str:
        return line


@require_safe
@role_required(Role.REGISTRAR)
def case_export(request: HttpRequest) -> StreamingHttpResponse:
    """Return all of the list as it is filtered, as CSV in UTF-8 with a mark for spreadsheets."""
    now = timezone.now()
    cases = selectors.cases_listed(request.user, CaseFilter(request.GET).asked(), now=now)
    answer = StreamingHttpResponse(_lines(cases, now), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cases-{now:%Y%m%d}.csv"'
    return answer


def _lines(cases: QuerySet[Case], now: datetime) -> Iterator[str]:
    writer, clock = csv.writer(_Echo()), office_clock()
    yield "\ufeff" + writer.writerow(
        [
            _("Light"),
            _("Left"),
            _("Last day"),
            _("Case"),
            _("Kind"),
            _("Item"),
            _("Parcel code"),
            _("Building"),
            _("Place"),
            _("Project"),
            _("State"),
            _("Step"),
            _("Who"),
            _("Back-up"),
            _("Opened at"),
            _("Decided at"),
        ]
    )
    rows = cases.iterator(chunk_size=EXPORTED_AT_ONCE)
    while batch := list(islice(rows, EXPORTED_AT_ONCE)):
        for row in rows_shown(batch, clock=clock, now=now):
            yield writer.writerow([_cell(value) for value in _cells(row)])


def _cells(row: CaseRow) -> list[object]:
    case, clock, project = row.case, row.clock, row.project
    is_open = case.status == CaseStatus.OPEN
    return [
        said(clock.light_words),
        said(clock.left_words or clock.missing) if clock.left_words or clock.missing else "",
        clock.due_on or "",
        case.number,
        case.get_kind_display(),
        said(ITEMS[case.item].name),
        case.parcel_code,
        case.building_number,
        project.address if project else "",
        project.name if project else "",
        case.get_status_display(),
        case.get_step_display() if is_open else "",
        case.handler or "",
        case.backup or "",
        _minute(case.opened_at),
        _minute(case.decided_at) if case.decided_at else "",
    ]


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


@require_POST
@role_required(Role.REGISTRAR)
def view_keep(request: HttpRequest) -> HttpResponse:
    """Keep the list's filter under a name."""
    query = _query(QueryDict(request.POST.get("query", "")[:2000])).urlencode()
    view = services.case_view_keep(request.POST.get("name", ""), query, by=request.user)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(f"{reverse('registration:case_list')}?{query}")


@require_POST
@role_required(Role.REGISTRAR)
def view_drop(request: HttpRequest) -> HttpResponse:
    """Drop a kept filter."""
    kept = request.POST.get("view", "")
    if kept.isdecimal() and len(kept) < 19:
        services.case_view_drop(int(kept), by=request.user)
    return redirect("registration:case_list")
