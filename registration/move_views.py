"""Pages on which a case is moved: its moves, its materials, who has it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError, InvalidInput
from cadastre.domain.findings import Text
from cadastre.http import status_of
from registration import selectors, services
from registration.case_rows import clock_shown
from registration.clocks import office_clock
from registration.domain.case import CaseStatus
from registration.domain.items import ITEMS
from registration.domain.materials import KINDS, LIST, NOT_AGAIN, SHARED_SOURCES
from registration.models import Case
from registration.moves import move_asked, moves_shown
from registration.views import refused


@require_POST
@role_required(Role.REGISTRAR)
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Make a move; a refusal shows the workbench as it is now with the refusal on top."""
    case = selectors.case_seen_by(request.user, number)
    try:
        move_asked(case, request.POST, by=request.user)
    except CadastreError as error:
        return refused(request, number, error)
    messages.success(request, _("Done; it is in the history of the case."))
    return redirect("registration:case", number)


@require_safe
@role_required(Role.REGISTRAR)
def materials(request: HttpRequest, number: str) -> HttpResponse:
    """Show the materials of a case, where each comes from, and what may be asked for."""
    return _materials_page(request, selectors.case_seen_by(request.user, number))


def _materials_page(
    request: HttpRequest, case: Case, refusal: CadastreError | None = None
) -> HttpResponse:
    rows = [
        {
            "row": row,
            "kind": KINDS[row.kind],
            "held": SHARED_SOURCES.get(row.shared_source),
            "waits": row.there_since is None and row.demanded_at is not None,
        }
        for row in case.materials.select_related("brought_by")
    ]
    clock = clock_shown(case, clock=office_clock(), now=timezone.now(), with_stops=True)
    context = {
        "case": case,
        "item": ITEMS[case.item].name,
        "rows": rows,
        "there": sum(row["row"].there_since is not None for row in rows),
        "is_open": case.status == CaseStatus.OPEN,
        "cites": {"list": LIST, "not_again": NOT_AGAIN},
        "clock": clock,
        "moves": moves_shown(case, request.user),
        "people": selectors.registrars_of(case.parcel_code),
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "registration/materials.html", context, status=status)


@require_POST
@role_required(Role.REGISTRAR)
def material_receive(request: HttpRequest, number: str) -> HttpResponse:
    """Take a material the applicant brought."""
    case = selectors.case_seen_by(request.user, number)
    try:
        services.material_receive(
            case,
            request.POST.get("material", ""),
            reference=request.POST.get("reference", ""),
            by=request.user,
            now=timezone.now(),
        )
    except CadastreError as error:
        return _materials_page(request, case, error)
    return redirect("registration:materials", number)


@require_POST
@role_required(Role.REGISTRAR)
def materials_extract(request: HttpRequest, number: str) -> HttpResponse:
    """Extract what the state holds by now."""
    case = selectors.case_seen_by(request.user, number)
    try:
        came = services.materials_extract(case, by=request.user, now=timezone.now())
    except CadastreError as error:
        return _materials_page(request, case, error)
    messages.success(request, _("Newly extracted: %(came)s.") % {"came": came})
    return redirect("registration:materials", number)


@require_POST
@role_required(Role.REGISTRAR)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give the case to a registrar, with a back-up."""
    case = selectors.case_seen_by(request.user, number)
    people = {str(one.pk): one for one in selectors.registrars_of(case.parcel_code)}
    handler = people.get(request.POST.get("handler", ""))
    try:
        if handler is None:
            raise InvalidInput(Text("请选择经办人。", "Choose who works on the case."))
        services.case_assign(
            case,
            handler=handler,
            backup=people.get(request.POST.get("backup", "")),
            by=request.user,
            now=timezone.now(),
        )
    except CadastreError as error:
        return _materials_page(request, case, error)
    messages.success(request, _("The case is given to %(who)s.") % {"who": handler})
    return redirect("registration:materials", number)
