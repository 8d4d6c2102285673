"""The case pages: opening, workbench, restrictions, holders. Each calls a selector or service."""

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Account, Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError, NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import parse_parcel_code, parse_unit_code
from cadastre.http import said, status_of
from registration import layers, selectors, services, workbench
from registration.beside import around_case
from registration.case_rows import clock_shown
from registration.clocks import office_clock
from registration.domain.case import Move, after
from registration.domain.restrictions import MEANINGS, RestrictionKind
from registration.forms import PARCEL_CODE_LENGTH, CaseForm
from registration.models import Case, Restriction
from registration.moves import moves_shown
from registration.shifts import comparison
from registration.supplements import supplement_shown

access_log = logging.getLogger("cadastre.access")

READERS = (Role.REGISTRAR, Role.REVIEWER, Role.SURVEYOR, Role.INTEGRATOR)
"""Who opens register pages; the restrictions are a part of those."""
RESTRICTION_ICONS = {
    RestrictionKind.SEIZURE: "house-lock",
    RestrictionKind.MORTGAGE: "bank",
    RestrictionKind.OBJECTION: "flag",
    RestrictionKind.ADVANCE_NOTICE: "hourglass-split",
    RestrictionKind.EASEMENT: "signpost-split",
}


@role_required(Role.REGISTRAR)
def case_new(request: HttpRequest) -> HttpResponse:
    """Open a case for a parcel, a building or a project; ``?code=`` fills the form in."""
    start = {"code": request.GET.get("code", ""), "kind": request.GET.get("kind", "first")}
    form = CaseForm(request.POST or None, initial=start)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            return _open_case(request, form)
        status = 400
    return render(request, "registration/case_new.html", {"form": form}, status=status)


def _open_case(request: HttpRequest, form: CaseForm) -> HttpResponse:
    wanted = form.cleaned_data["code"]
    try:
        case = services.case_open(
            wanted.parcel_code,
            building_number=wanted.building_number,
            kind=form.cleaned_data["kind"],
            by=request.user,
            now=timezone.now(),
        )
    except CadastreError as error:
        form.add_error("code", f"{said(error.message)} {said(error.advice)}".strip())
        there = selectors.open_case_of(request.user, wanted.parcel_code, wanted.building_number)
        context = {"form": form, "open_case": there}
        return render(request, "registration/case_new.html", context, status=status_of(error))
    messages.success(request, _("The case is open."))
    return redirect("registration:case", case.number)


@require_safe
@role_required(Role.REGISTRAR)
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the workbench of a case: what is adopted from where, what is missing, and why."""
    case = selectors.case_seen_by(request.user, number)
    return render(request, "registration/case.html", workbench_of(case, request.user))


def workbench_of(case: Case, account: Account) -> dict[str, Any]:
    """Return what the workbench page of a case shows to an account."""
    decision = selectors.decision_of(case)
    results = selectors.results_named(decision)
    compared = comparison(decision, results)
    documents = selectors.documents_on(case.parcel_code)
    adopted = case.status == "adopted"
    registered = selectors.units_registered(case) if adopted else []
    rows = workbench.datum_rows(decision, results, documents, compared)
    around = around_case(decision, results)
    return {
        **around,
        "case": case,
        "project": selectors.projects_on([case.parcel_code]).get(case.parcel_code),
        "decision": decision,
        "rows": rows,
        "reused": sum(row["state"] == "adopted" for row in rows),
        "may_adopt": after(case.state, Move.ADOPT) is not None
        and case.kind == "first"
        and workbench.may_be_adopted(decision),
        "to_confirm": [row for row in rows if row["needs_confirmation"]],
        "stages": workbench.stages_shown(results),
        "compared": compared,
        "documents": documents,
        "units": workbench.units_shown(decision, registered),
        "unit_totals": workbench.unit_totals(decision["adopted"]["units"]),
        "registered_units": registered,
        "no_survey": workbench.rules_named(["R-01"])[0],
        "events": case.events.select_related("by"),
        "map_options": layers.map_options(
            decision, results, compared, findings=around["findings"]["layer"]
        ),
        "clock": clock_shown(case, clock=office_clock(), now=timezone.now(), with_stops=True),
        "moves": moves_shown(case, account),
        "supplement": supplement_shown(case, decision, account),
    }


@require_safe
@role_required(Role.REGISTRAR)
def case_outcome(request: HttpRequest, number: str) -> HttpResponse:
    """Return the word of a case's decision, for its row in the list."""
    case = selectors.case_seen_by(request.user, number)
    decision = selectors.decision_of(case)
    return render(request, "registration/outcome.html", {"outcome": decision["decision"]})


@require_safe
@role_required(Role.REGISTRAR)
def decision_json(request: HttpRequest, number: str) -> HttpResponse:
    """Return the decision as JSON: the one a case was registered on, or today's."""
    case = selectors.case_seen_by(request.user, number)
    return JsonResponse(
        selectors.decision_of(case), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )


@require_POST
@role_required(Role.REGISTRAR)
def adopt(request: HttpRequest, number: str) -> HttpResponse:
    """Write everything the decision adopts into the register."""
    case = selectors.case_seen_by(request.user, number)
    confirmed = request.POST.get("confirmed") == "yes"
    try:
        services.case_adopt(case, by=request.user, confirmed=confirmed, now=timezone.now())
    except CadastreError as error:
        return refused(request, number, error)
    messages.success(request, _("Written into the register."))
    return redirect("registration:case", number)


@require_POST
@role_required(Role.REGISTRAR)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close a case without registration, with the reason that was given."""
    case = selectors.case_seen_by(request.user, number)
    reason = request.POST.get("reason", "")
    try:
        services.case_close(case, by=request.user, reason=reason, now=timezone.now())
    except CadastreError as error:
        return refused(request, number, error, reason=reason)
    messages.success(request, _("The case is closed without registration."))
    return redirect("registration:case", number)


def refused(request: HttpRequest, number: str, error: CadastreError, **typed: str) -> HttpResponse:
    """Show the workbench again as it is now, with the refusal on top and what was typed kept."""
    case = selectors.case_seen_by(request.user, number)
    context = workbench_of(case, request.user) | typed | {"refusal": error}
    return render(request, "registration/case.html", context, status=status_of(error))


@require_safe
@role_required(*READERS)
def restrictions(request: HttpRequest, code: str) -> HttpResponse:
    """Return the restrictions on a parcel or unit, for its page in the register.

    What restricts an object is disclosed to everybody; since when, and until when, is shown to
    registrars and reviewers.
    """
    checked = _object_code(request, code)
    today = timezone.localdate()
    context = {
        "code": checked,
        "active": [_described(row) for row in selectors.active_restrictions(checked)],
        "lifted": [_described(row) for row in selectors.lifted_restrictions(checked)],
        "today": today,
        "sees_dates": request.user.has_role(Role.REGISTRAR, Role.REVIEWER),
        "sees_holders": request.user.has_role(Role.REGISTRAR),
    }
    return render(request, "registration/restrictions.html", context)


def _described(row: Restriction) -> dict[str, Any]:
    kind = RestrictionKind(row.kind)
    return {"row": row, "icon": RESTRICTION_ICONS[kind], "meaning": MEANINGS[kind]}


def _object_code(request: HttpRequest, code: str) -> str:
    """Return a parcel or unit code of the account's districts.

    Raises
    ------
    CodeMalformed
        It is neither.
    NotFound
        It lies outside the account's districts.
    """
    parse = parse_parcel_code if len(code) <= PARCEL_CODE_LENGTH else parse_unit_code
    checked = str(parse(code))
    if not request.user.covers(checked):
        raise NotFound(
            Text("没有这个不动产，或您无权查看。", "There is no such object, or none you may see.")
        )
    return checked


@require_safe
@never_cache
@role_required(Role.REGISTRAR)
def holders(request: HttpRequest, code: str) -> HttpResponse:
    """Return the holders of a parcel or unit to a registrar; who asked is logged, names are not."""
    checked = _object_code(request, code)
    found = list(selectors.holders_of(checked, account=request.user))
    access_log.info("holders of %s shown to account %s", checked, request.user.get_username())
    return render(request, "registration/holders.html", {"code": checked, "holders": found})
