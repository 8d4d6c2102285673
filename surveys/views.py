"""The pages of survey projects: the list, one project with its stages, and delivering."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError, FileRefused
from cadastre.http import said, status_of
from importers.limits import MEBIBYTE
from surveys import selectors, services
from surveys.forms import DeliveryForm, DocumentForm, ProjectForm
from surveys.models import Stage, SurveyProject, SurveyResult
from surveys.spine import neighbours_in_line, spine, spines
from surveys.tasks import enqueue_reading
from surveys.upload_limits import limits_for
from surveys.uploads import upload_from_form

PROJECTS_PER_PAGE = 50
CHUNKS_FROM_BYTES = 8 * MEBIBYTE
"""Files larger than this go up in pieces, where the browser runs scripts."""
SURVEY_ROLES = (Role.SURVEYOR, Role.REVIEWER, Role.REGISTRAR)


@require_safe
@role_required(*SURVEY_ROLES)
def project_list(request: HttpRequest) -> HttpResponse:
    """List the projects of the account, filtered by what was typed."""
    question = request.GET.get("q", "").strip()
    projects = selectors.projects_listed(request.user, question)
    page = Paginator(projects, PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    stages = list(selectors.stages_in_force(timezone.localdate()))
    context = {
        "page": page,
        "rows": spines(request.user, list(page.object_list), stages),
        "question": question,
        "may_create": request.user.has_role(Role.SURVEYOR, Role.REGISTRAR),
        "sees_firms": request.user.has_role(Role.REVIEWER, Role.REGISTRAR),
    }
    return render(request, "surveys/project_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SURVEYOR, Role.REGISTRAR)
def project_new(request: HttpRequest) -> HttpResponse:
    """Make a survey project."""
    form = ProjectForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                project = services.project_create(
                    **form.cleaned_data, by=request.user, now=timezone.now()
                )
            except CadastreError as error:
                status = _say_in(form, error)
            else:
                messages.success(request, _("The project is made. Upload its first result."))
                return redirect("surveys:project", project.pk)
    return render(request, "surveys/project_new.html", {"form": form}, status=status)


def _say_in(form: Form, error: CadastreError, field: str | None = None) -> int:
    """Put a refusal into the form, so that what was typed stays; return its HTTP status."""
    form.add_error(field, f"{said(error.message)} {said(error.advice)}".strip())
    return status_of(error)


@require_safe
@role_required(*SURVEY_ROLES)
def project_page(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show a project: its stages on one line, and the chosen stage's results."""
    project = selectors.project_seen_by(request.user, project_id)
    return _project(request, project, stage_code=request.GET.get("stage", ""))


def _project(
    request: HttpRequest,
    project: SurveyProject,
    *,
    stage_code: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Answer with the page of a project; ``context`` holds forms that were filled in."""
    stages = list(selectors.stages_in_force(timezone.localdate()))
    chosen = next((stage for stage in stages if stage.code == stage_code), stages[0])
    entries = spine(request.user, project, stages, chosen=chosen)
    before, after = neighbours_in_line(entries, chosen)
    entry = next(entry for entry in entries if entry.stage == chosen)
    uploads = request.user.partial_uploads.filter(project=project)
    context = {
        "project": project,
        "entries": entries,
        "chosen": entry,
        "stage_before": before,
        "stage_after": after,
        "not_in_line": [stage for stage in stages if stage not in [e.stage for e in entries]],
        "documents": project.documents.all(),
        "may_deliver": services.may_deliver(request.user, project),
        "may_document": request.user.has_role(Role.REVIEWER, Role.REGISTRAR),
        "form": DeliveryForm(stage=chosen),
        "document_form": DocumentForm(),
        "largest_mb": limits_for(request.user).file_bytes // MEBIBYTE,
        "chunks_from_bytes": CHUNKS_FROM_BYTES,
        "waiting_uploads": uploads.exclude(sha256=""),
        "broken_uploads": uploads.filter(sha256="", received__gt=0),
    } | context
    return render(request, "surveys/project.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SURVEYOR, Role.REGISTRAR)
def deliver(request: HttpRequest, project_id: UUID, stage_code: str) -> HttpResponse:
    """Take in the files of one stage and have them read in the background."""
    project = selectors.project_seen_by(request.user, project_id)
    stage = get_object_or_404(Stage, code=stage_code)
    if request.method != "POST":  # the address a refused delivery left in the browser
        return redirect(f"{reverse('surveys:project', args=[project.pk])}?stage={stage.code}")
    form = DeliveryForm(request.POST, request.FILES, stage=stage)
    status, finding = 400, None
    if form.is_valid():
        try:
            result = _receive(request, project, stage, form.cleaned_data)
        except FileRefused as error:
            finding, status = error.finding, status_of(error)
        except CadastreError as error:
            status = _say_in(form, error)
        else:
            enqueue_reading(result)
            return redirect("surveys:result", result.pk)
    return _project(
        request, project, stage_code=stage.code, status=status, form=form, refused=finding
    )


def _receive(
    request: HttpRequest, project: SurveyProject, stage: Stage, data: dict[str, Any]
) -> SurveyResult:
    kind = data["kind"]
    stated = {
        name: data[name]
        for name in (
            "accuracy_class",
            "area_standard",
            "has_investigation_form",
            "has_parcel_map",
            "used_for_supply",
        )
        if name in data
    }
    declaration = services.Declaration(
        surveyed_on=data["surveyed_on"], kind_code=kind.code if kind else "", **stated
    )
    whole = services.finished_uploads(data["uploads"], project=project, by=request.user)
    uploads = [
        *map(upload_from_form, data["files"]),
        *map(services.upload_as_whole, whole),
    ]
    result = services.survey_receive(
        project, stage, uploads, declaration, by=request.user, now=timezone.now()
    )
    services.uploads_forget(whole)
    return result


@require_POST
@role_required(Role.REVIEWER, Role.REGISTRAR)
def document_new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Enter an official document of a project."""
    project = selectors.project_seen_by(request.user, project_id)
    form = DocumentForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            services.document_record(
                project,
                services.NewDocument(**form.cleaned_data),
                by=request.user,
                now=timezone.now(),
            )
        except CadastreError as error:
            status = _say_in(form, error)
        else:
            messages.success(request, _("The document is entered."))
            return redirect(f"{reverse('surveys:project', args=[project.pk])}#documents-head")
    return _project(request, project, status=status, document_form=form)
