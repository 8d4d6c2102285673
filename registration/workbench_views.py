"""The panels of the workbench that come by themselves: two stages of a case compared."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from registration import selectors
from registration.compared import comparison_shown, filter_named
from surveys.comparing import compared
from surveys.selectors import result_seen_by


@require_safe
@role_required(Role.REGISTRAR)
def case_compared(
    request: HttpRequest, number: str, first_id: UUID, second_id: UUID
) -> HttpResponse:
    """Return the comparison of two results of a case; ``?show=`` filters the unit tables."""
    case = selectors.case_seen_by(request.user, number)
    results = [result_seen_by(request.user, one) for one in (first_id, second_id)]
    if any(result.project.parcel_code != case.parcel_code for result in results):
        raise NotFound(
            Text(
                f"这份成果不属于案件 {case.number} 的宗地。",
                f"This result is not of the parcel of case {case.number}.",
            )
        )
    context = comparison_shown(
        compared(*results),
        show=filter_named(request.GET.get("show", "")),
        building_number=case.building_number,
    )
    return render(request, "registration/case_compared.html", {"case": case, **context})
