"""What is done in a case beside its moves: supplements, disputes, a unit list that changed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError, InvalidInput
from cadastre.domain.findings import Text
from registration import selectors
from registration.services import case_units_confirm
from registration.services.confirming import require_open
from registration.supplements import dispute_of
from registration.views import refused
from surveys import services


class DisputeForm(forms.Form):
    """A boundary line in dispute."""

    line = forms.CharField(max_length=80)
    since = forms.DateField()
    about = forms.CharField(required=False, max_length=300)


class DayForm(forms.Form):
    """The day on which a dispute ended."""

    on = forms.DateField()


def _read(form: forms.Form) -> dict[str, Any]:
    """Return what was filled in. Raises InvalidInput naming each field that cannot be read."""
    if form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        return values
    wrong = "; ".join(f"{name}: {' '.join(errors)}" for name, errors in form.errors.items())
    raise InvalidInput(Text(f"请求不成立：{wrong}", f"The request cannot be read: {wrong}"))


@require_POST
@role_required(Role.REGISTRAR)
def supplement_order(request: HttpRequest, number: str) -> HttpResponse:
    """Order a task of the decision; a ground, which no form has, is refused with its clause."""
    case = selectors.case_seen_by(request.user, number)
    try:
        require_open(case)
        services.supplement_order(
            case.parcel_code,
            building_number=case.building_number,
            task_id=request.POST.get("task_id", "")[:40],
            ground=request.POST.get("ground", ""),
            by=request.user,
            now=timezone.now(),
        )
    except CadastreError as error:
        return refused(request, number, error)
    messages.success(request, _("The supplementary survey is ordered: this and nothing more."))
    return redirect("registration:case", number)


@require_POST
@role_required(Role.REGISTRAR)
def dispute_enter(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a boundary line of the case's parcel in dispute; the boundary waits until it ends."""
    case = selectors.case_seen_by(request.user, number)
    try:
        require_open(case)
        data = _read(DisputeForm(request.POST))
        services.dispute_enter(case.parcel_code, **data, by=request.user, now=timezone.now())
    except CadastreError as error:
        return refused(request, number, error)
    messages.success(request, _("The dispute is entered; the boundary waits until it ends."))
    return redirect("registration:case", number)


@require_POST
@role_required(Role.REGISTRAR)
def dispute_end(request: HttpRequest, number: str, dispute_id: int) -> HttpResponse:
    """End a dispute of the case's parcel on a day, today at the latest."""
    case = selectors.case_seen_by(request.user, number)
    dispute = dispute_of(case, dispute_id)
    try:
        require_open(case)
        services.dispute_end(
            dispute, on=_read(DayForm(request.POST))["on"], by=request.user, now=timezone.now()
        )
    except CadastreError as error:
        return refused(request, number, error)
    messages.success(request, _("The dispute has ended."))
    return redirect("registration:case", number)


@require_POST
@role_required(Role.REGISTRAR)
def units_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Settle a unit list that changed since presale, as the page showed it."""
    case = selectors.case_seen_by(request.user, number)
    sent = {name: request.POST.get(name, "") for name in ("presale", "completion", "reason")}
    try:
        case_units_confirm(
            case,
            building_number=request.POST.get("building_number", "")[:4],
            **sent,
            by=request.user,
            now=timezone.now(),
        )
    except CadastreError as error:
        return refused(request, number, error, units_reason=sent["reason"])
    messages.success(request, _("The unit list is settled."))
    return redirect("registration:case", number)
