"""The office's own pages: its calendar of working days, and its time limits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError
from cadastre.http import said, status_of
from registration import services
from registration.domain.items import ITEMS
from registration.domain.stops import STOP_REASONS
from registration.limit_words import calendar_missing, limit_in_words
from registration.models import OfficeDay, OfficeYear, StepDuty, TimeLimit
from registration.office_forms import DutyForm, LimitForm, YearForm

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
    ).order_by("-year")
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


@role_required(Role.REGISTRAR)
def limits(request: HttpRequest) -> HttpResponse:
    """Show limits with clause and standing, lawful stops and duties; set a limit or a duty."""
    which = request.POST.get("set", "")
    limit_form = LimitForm(request.POST if which == "limit" else None)
    duty_form = DutyForm(request.POST if which == "duty" else None)
    status = 200
    if request.method == "POST":
        form, service = (
            (duty_form, services.step_duty_set) if which == "duty" else (limit_form, _limit_set)
        )
        status = _set(request, form, service)
        if status == 302:
            return redirect("registration:limits")
    context = _limits() | {"limit_form": limit_form, "duty_form": duty_form}
    return render(request, "registration/limits.html", context, status=status)


def _limit_set(*, item: str, **values: Any) -> object:
    return services.limit_set(item, **values)


def _set(request: HttpRequest, form: forms.Form, service: Callable[..., object]) -> int:
    """Let a service write what a form holds; return the status of the answer."""
    if not form.is_valid():
        return 400
    try:
        service(**form.cleaned_data, by=request.user, now=timezone.now())
    except CadastreError as error:
        form.add_error(None, f"{said(error.message)} {said(error.advice)}".strip())
        return status_of(error)
    messages.success(request, _("It is set, and in the journal."))
    return 302


def _limits() -> dict[str, Any]:
    """Return the limits by district, the office's own first, with stops and duties."""
    scopes: dict[str, list[dict[str, Any]]] = {}
    rows = [row for row in TimeLimit.objects.all() if row.item in ITEMS]
    for row in sorted(rows, key=lambda row: (row.scope, ITEMS[row.item].number, row.level)):
        words = limit_in_words(row.amount, row.unit)
        scopes.setdefault(row.scope, []).append(
            {"row": row, "item": ITEMS[row.item], "words": words}
        )

    def nearest(pair: tuple[str, list[dict[str, Any]]]) -> tuple[bool, int, str]:
        ours = settings.COUNTY_CODE.startswith(pair[0])
        return (not ours, -len(pair[0]) if ours else 0, pair[0])

    return {
        "scopes": sorted(scopes.items(), key=nearest),
        "total": len(rows),
        "stops": STOP_REASONS.values(),
        "duties": StepDuty.objects.select_related("handler", "backup"),
    }
