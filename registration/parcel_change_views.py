"""The pages on which a case changes its parcel: make ready, look at old and new, register."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Account, Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError, KeyReused
from cadastre.http import status_of
from parcels.models import Parcel
from parcels.selectors import parcel_seen_by
from registration import parcel_changes, selectors
from registration.domain.case import CaseStatus, Move, after
from registration.models import Case
from registration.parcel_acts import acts_open, mergeable

KINDS = (
    ("split", pgettext_lazy("parcel", "Split")),
    ("merge", pgettext_lazy("parcel", "Merge")),
    ("retire", pgettext_lazy("parcel", "Retire")),
)


class ParcelChangeForm(forms.Form):
    """What shall become of the parcel."""

    kind = forms.ChoiceField(choices=KINDS, label=gettext_lazy("What happens"))
    neighbours = forms.MultipleChoiceField(required=False, label=gettext_lazy("Merged with"))
    file = forms.FileField(required=False, label=gettext_lazy("New boundaries (TXT)"))
    title = forms.CharField(required=False, max_length=200, label=gettext_lazy("Survey"))
    organisation = forms.CharField(required=False, max_length=200, label=gettext_lazy("Firm"))
    reason = forms.CharField(max_length=300, label=gettext_lazy("Reason"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.REGISTRAR)
def parcel_change(request: HttpRequest, number: str) -> HttpResponse:
    """Show the prepared changes of a case; a form makes another one ready."""
    case = selectors.case_seen_by(request.user, number)
    neighbours = _neighbours(case, request.user)
    asked = {"kind": request.GET.get("kind", "split")}
    form = ParcelChangeForm(request.POST or None, request.FILES or None, initial=asked)
    form.fields["neighbours"].choices = [(code, code) for code in neighbours]
    if request.method != "POST":
        return _page(request, case, form)
    if not form.is_valid():
        return _page(request, case, form, status=400)
    wanted = parcel_changes.Wanted(
        kind=form.cleaned_data["kind"],
        reason=form.cleaned_data["reason"],
        title=form.cleaned_data["title"],
        organisation=form.cleaned_data["organisation"],
        neighbours=tuple(form.cleaned_data["neighbours"]),
        file=form.cleaned_data["file"],
    )
    try:
        parcel_changes.change_prepare_in(
            case,
            wanted,
            by=request.user,
            now=timezone.now(),
            request_key=request.POST.get("request_key", ""),
        )
    except CadastreError as error:
        return _page(request, case, form, refusal=error, status=status_of(error))
    messages.success(request, _("The change is prepared. Nothing is registered yet."))
    return redirect("registration:parcel_change", case.number)


@require_POST
@role_required(Role.REGISTRAR)
def parcel_change_register(request: HttpRequest, number: str, change_id: str) -> HttpResponse:
    """Register a prepared change; the case ends with it."""
    case = selectors.case_seen_by(request.user, number)
    try:
        parcel_changes.change_register_in(case, change_id, by=request.user, now=timezone.now())
    except CadastreError as error:
        form = ParcelChangeForm()
        return _page(request, case, form, refusal=error, status=status_of(error))
    messages.success(request, _("The change is registered."))
    return redirect("registration:case", case.number)


@require_POST
@role_required(Role.REGISTRAR)
def parcel_change_withdraw(request: HttpRequest, number: str, change_id: str) -> HttpResponse:
    """Undo a prepared change; the register was never touched."""
    case = selectors.case_seen_by(request.user, number)
    try:
        parcel_changes.prepared_withdraw(
            case.parcel_code, change_id, by=request.user, now=timezone.now()
        )
    except CadastreError as error:
        return _page(request, case, ParcelChangeForm(), refusal=error, status=status_of(error))
    messages.success(request, _("The prepared change is withdrawn."))
    return redirect("registration:parcel_change", case.number)


def _neighbours(case: Case, account: Account) -> list[str]:
    parcel = _parcel(case, account)
    return [] if parcel is None else mergeable(parcel, account)


def _page(
    request: HttpRequest,
    case: Case,
    form: ParcelChangeForm,
    *,
    refusal: CadastreError | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = parcel_changes.prepared_in(case)
    parcel = _parcel(case, request.user)
    key = request.POST.get("request_key") or str(uuid4())
    context: dict[str, Any] = {
        "case": case,
        "parcel": parcel,
        "acts": [] if parcel is None else acts_open(parcel, by=request.user, now=timezone.now()),
        "form": form,
        "prepared": shown,
        "map_options": parcel_changes.layers_of(shown[0]) if shown else None,
        "refusal": refusal,
        "request_key": str(uuid4()) if isinstance(refusal, KeyReused) else key,
        "is_open": case.status == CaseStatus.OPEN and case.kind != "first",
        "may_register": after(case.state, Move.ADOPT) is not None,
    }
    return render(request, "registration/parcel_change.html", context, status=status)


def _parcel(case: Case, account: Account) -> Parcel | None:
    """Return the case's parcel as it is today; None once it has ended."""
    try:
        return parcel_seen_by(account, case.parcel_code)
    except CadastreError:
        return None
