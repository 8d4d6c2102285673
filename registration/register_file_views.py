"""The register in exchange formats, for people: the formats to choose from, and the file."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Account, Role
from accounts.permissions import role_required
from cadastre.boxes import LARGEST_BOX_KM2
from cadastre.domain.findings import Finding, Text
from exporters import formats
from registration.register_files import (
    MEDIA_TYPES,
    Asked,
    format_asked_for,
    not_held,
    register_asked_for,
    register_file,
)
from surveys.written_files import file_answer

MAY_EXPORT = (Role.REGISTRAR, Role.REVIEWER, Role.INTEGRATOR)


@dataclass(frozen=True, slots=True)
class Offer:
    """A format to choose; ``left_out`` is None while nobody looked what it leaves out."""

    form: str
    title: Text
    ending: str
    left_out: list[Finding] | None


@require_http_methods(["GET", "POST"])
@role_required(*MAY_EXPORT)
def register_file_page(request: HttpRequest) -> HttpResponse:
    """Answer with the file of a parcel or sub-district, or ask for the confirmation it needs."""
    form = format_asked_for(request.GET)
    asked = register_asked_for(request.user, request.GET)
    if asked.export.needs_confirmation and request.method == "GET":
        context = {"export": asked.export, "limit_km2": LARGEST_BOX_KM2}
        return render(request, "parcels/export_confirm.html", context, status=409)
    words = request.POST.get("confirmation", "")
    return register_answer(asked, form=form, by=request.user, confirmation=words)


@require_safe
@role_required(*MAY_EXPORT)
def register_formats(request: HttpRequest) -> HttpResponse:
    """Show the formats a parcel or sub-district can be had in, and what each leaves out.

    Of a sub-district only the format in ``file`` is looked at, for it takes seconds. With ``menu``
    the answer is the menu of the parcel's page.
    """
    asked = register_asked_for(request.user, request.GET)
    chosen = format_asked_for(request.GET) if "file" in request.GET else ""
    is_menu = "menu" in request.GET
    looked_at = {chosen} - {""} if asked.is_sub_district or is_menu else set(MEDIA_TYPES)
    context = {
        "asked": asked,
        "limit_km2": LARGEST_BOX_KM2,
        "offers": _offers(asked, looked_at, by=request.user, now=timezone.now()),
    }
    name = "_register_menu" if is_menu else "register_formats"
    return render(request, f"registration/{name}.html", context)


def _offers(asked: Asked, looked_at: set[str], *, by: Account, now: datetime) -> list[Offer]:
    found = not_held(asked, forms=looked_at, by=by, now=now) if looked_at else {}
    return [
        Offer(form, formats.title(formats.writer(form)), formats.ending(form), found.get(form))
        for form in MEDIA_TYPES
    ]


def register_answer(
    asked: Asked, *, form: str, by: Account, confirmation: str = ""
) -> HttpResponse:
    """Let the file out and answer with it. Raises as :func:`register_file`."""
    now = timezone.now()
    return file_answer(register_file(asked, form=form, by=by, now=now, confirmation=confirmation))
