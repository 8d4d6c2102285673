"""The office's own pages: its calendar of working days, and its time limits."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError
from cadastre.http import said, status_of
from registration import services
from registration.domain.items import ITEMS
from registration.domain.stops import STOP_REASONS
from registration.forms import YearForm
from registration.limit_words import calendar_missing, limit_in_words
from registration.models import OfficeDay, OfficeYear, StepDuty, TimeLimit

SOON = timedelta(days=120)
"""A limit of thirty working days begun today may end that far ahead."""


@role_required(Role.REGISTRAR)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the years that were entered and one year's days; take a year that is written out."""
    now = timezone.now()
    form = YearForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            wound = services.year_enter(
                data["year"],
                lines=data["lines"].splitlines(),
                source=data["source"],
                by=request.user,
                now=now,
            )
        except CadastreError as error:
            refusal = error
            form.add_error("lines", f"{said(error.message)} {said(error.advice)}".strip())
        else:
            told = {"year": data["year"], "cases": wound}
            messages.success(
                request, _("%(year)s is entered; the clocks of %(cases)s cases are set.") % told
            )
            return redirect("registration:calendar")
    status = 200
    if form.is_bound and form.errors:
        status = status_of(refusal) if refusal else 400
    return render(request, "registration/calendar.html", _calendar(request, form), status=status)


def _calendar(request: HttpRequest, form: YearForm) -> dict[str, object]:
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    shown = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    years = OfficeYear.objects.annotate(
        off=Count("days", filter=Q(days__is_workday=False)),
        worked=Count("days", filter=Q(days__is_workday=True)),
    )
    known = {year.year for year in years}
    needed = sorted({today.year, (today + SOON).year} - known)
    return {
        "years": years,
        "shown": shown,
        "days": OfficeDay.objects.filter(year=shown),
        "is_known": shown in known,
        "missing": [calendar_missing(year) for year in needed],
        "form": form,
    }


@require_safe
@role_required(Role.REGISTRAR)
def limits(request: HttpRequest) -> HttpResponse:
    """Show every limit with its clause and standing, lawful stops, and who is on duty."""
    rows = [
        {
            "row": row,
            "item": ITEMS[row.item],
            "words": limit_in_words(row.amount, row.unit),
        }
        for row in TimeLimit.objects.all()
        if row.item in ITEMS
    ]
    rows.sort(key=lambda one: (one["row"].scope, one["item"].number, one["row"].level))
    scopes: dict[str, list[dict[str, object]]] = {}
    for one in rows:
        scopes.setdefault(one["row"].scope, []).append(one)
    context = {
        "scopes": list(scopes.items()),
        "total": len(rows),
        "stops": STOP_REASONS.values(),
        "duties": StepDuty.objects.select_related("handler", "backup"),
    }
    return render(request, "registration/limits.html", context)
