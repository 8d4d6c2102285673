"""The decision sheet of a case: PDF and JSON."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.permissions import role_required
from registration import selectors
from registration.domain.sheet import canonical
from registration.models import DecisionSheet
from registration.sheets import sheet_of, sheet_pdf


@require_safe
@role_required(Role.REGISTRAR)
def decision_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Return the sheet as PDF, in the language of the page."""
    sheet = sheet_of(selectors.case_seen_by(request.user, number))
    written = sheet_pdf(
        sheet,
        verify_address=verify_address(request, sheet),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    answer = HttpResponse(written, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


@require_safe
@role_required(Role.REGISTRAR)
def decision_sheet_json(request: HttpRequest, number: str) -> HttpResponse:
    """Return the very bytes that the digest is over."""
    sheet = sheet_of(selectors.case_seen_by(request.user, number))
    answer = HttpResponse(canonical(sheet.content), content_type="application/json")
    answer.headers["Content-Disposition"] = f'inline; filename="{number}.json"'
    answer.headers["ETag"] = f'"{sheet.digest}"'
    return answer


def verify_address(request: HttpRequest, sheet: DecisionSheet) -> str:
    """Return where the public verifies a sheet: on the office's public site when it has one."""
    path = reverse("disclosure:verified", args=[sheet.content["case"]["number"], sheet.digest])
    if settings.PUBLIC_ADDRESS:
        return settings.PUBLIC_ADDRESS.rstrip("/") + path
    return request.build_absolute_uri(path)
