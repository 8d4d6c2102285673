"""Files to take away: a list of the register, its large ones after a confirmation."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Account
from accounts.permissions import role_required
from cadastre.boxes import LARGEST_BOX_KM2
from parcels.changes_between import between_asked_for
from parcels.export_files import MEDIA_TYPES, csv_blocks, form_asked_for, gpkg_bytes
from parcels.exports import Export, changes_export, export_allow, parcels_export
from parcels.moments import moment_asked_for
from parcels.views import READERS


@require_http_methods(["GET", "POST"])
@role_required(*READERS)
def parcels_file(request: HttpRequest) -> HttpResponseBase:
    """Answer with the parcels of ``area`` at a moment, as CSV or GeoPackage (``file``)."""
    export = parcels_export(
        request.user, request.GET.get("area", ""), moment=moment_asked_for(request.GET)
    )
    return page_or_file(request, export)


@require_http_methods(["GET", "POST"])
@role_required(*READERS)
def changes_file(request: HttpRequest) -> HttpResponseBase:
    """Answer with what is different between two dates, as CSV or GeoPackage (``file``)."""
    asked = between_asked_for(request.GET, now=timezone.now())
    return page_or_file(request, changes_export(request.user, asked))


def page_or_file(request: HttpRequest, export: Export) -> HttpResponseBase:
    """Answer with the file, or with the page that asks for the confirmation it needs."""
    form = form_asked_for(request.GET)
    if export.needs_confirmation and request.method == "GET":
        context = {"export": export, "limit_km2": LARGEST_BOX_KM2}
        return render(request, "parcels/export_confirm.html", context, status=409)
    return file_answer(
        export, form=form, by=request.user, confirmation=request.POST.get("confirmation", "")
    )


def file_answer(
    export: Export, *, form: str, by: Account, confirmation: str = ""
) -> HttpResponseBase:
    """Let the list out and answer with its file. Raises as :func:`parcels.exports.export_allow`."""
    export_allow(export, form=form, by=by, now=timezone.now(), confirmation=confirmation)
    answer: HttpResponseBase
    if form == "csv":
        answer = StreamingHttpResponse(csv_blocks(export.table), content_type=MEDIA_TYPES[form])
    else:
        answer = HttpResponse(gpkg_bytes(export.table), content_type=MEDIA_TYPES[form])
    name = "-".join([export.table.name, *export.objects])[:80]
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
