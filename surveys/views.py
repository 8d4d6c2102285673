"""The survey pages: projects, results, review. Each calls one selector or one service."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError
from cadastre.http import said, status_of
from surveys import layers, selectors, services
from surveys.file_store import path_of
from surveys.forms import DeliveryForm, DocumentForm, ProjectForm, ReasonForm
from surveys.models import ResultStatus, Stage, SurveyProject, SurveyResult
from surveys.report import result_as_dict
from surveys.tasks import enqueue_reading
from surveys.uploads import upload_from_form

PROJECTS_PER_PAGE = 50
FINDINGS_PER_PAGE = 200
SURVEY_ROLES = (Role.SURVEYOR, Role.REVIEWER, Role.REGISTRAR)
BEING_READ = {ResultStatus.RECEIVED, ResultStatus.READING}


@require_safe
@role_required(*SURVEY_ROLES)
def project_list(request: HttpRequest) -> HttpResponse:
    """List the projects of the account, filtered by what was typed."""
    question = request.GET.get("q", "").strip()
    projects = selectors.projects_listed(request.user, question)
    page = Paginator(projects, PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "question": question, "may_create": _may_create(request)}
    return render(request, "surveys/project_list.html", context)


def _may_create(request: HttpRequest) -> bool:
    return request.user.has_role(Role.SURVEYOR, Role.REGISTRAR)


@role_required(Role.SURVEYOR, Role.REGISTRAR)
def project_new(request: HttpRequest) -> HttpResponse:
    """Make a survey project."""
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project = services.project_create(
                **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except CadastreError as error:
            form.add_error(None, said(error.message))
            return render(
                request, "surveys/project_new.html", {"form": form}, status=status_of(error)
            )
        messages.success(request, _("The project is made. Upload its first result."))
        return redirect("surveys:project", project.pk)
    return render(request, "surveys/project_new.html", {"form": form})


@require_safe
@role_required(*SURVEY_ROLES)
def project_page(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show a project: its stages on one line, and the chosen stage's results."""
    project = selectors.project_seen_by(request.user, project_id)
    stages = list(selectors.stages_in_force(timezone.localdate()))
    chosen = _chosen_stage(stages, request.GET.get("stage", ""))
    context = _project_context(request, project, stages=stages, chosen=chosen)
    return render(request, "surveys/project.html", context)


def _chosen_stage(stages: list[Stage], code: str) -> Stage:
    return next((stage for stage in stages if stage.code == code), stages[0])


def _project_context(
    request: HttpRequest, project: SurveyProject, *, stages: list[Stage], chosen: Stage
) -> dict[str, Any]:
    by_stage: dict[str, list[SurveyResult]] = defaultdict(list)
    for result in selectors.results_of(request.user, project):
        by_stage[result.stage_id].append(result)
    return {
        "project": project,
        "chosen": chosen,
        "spine": [
            {
                "stage": stage,
                "counting": selectors.counting(by_stage[stage.code]),
                "results": by_stage[stage.code],
            }
            for stage in stages
        ],
        "results": by_stage[chosen.code],
        "documents": project.documents.all(),
        "may_deliver": services.may_deliver(request.user, project),
        "may_document": request.user.has_role(Role.REVIEWER, Role.REGISTRAR),
        "form": DeliveryForm(stage=chosen),
        "document_form": DocumentForm(),
    }


@require_POST
@role_required(Role.SURVEYOR, Role.REGISTRAR)
def deliver(request: HttpRequest, project_id: UUID, stage_code: str) -> HttpResponse:
    """Take in the files of one stage and have them read in the background."""
    project = selectors.project_seen_by(request.user, project_id)
    stages = list(selectors.stages_in_force(timezone.localdate()))
    stage = get_object_or_404(Stage, code=stage_code)
    form = DeliveryForm(request.POST, request.FILES, stage=stage)
    status = 400
    if form.is_valid():
        try:
            result = _receive(request, project, stage, form.cleaned_data)
        except CadastreError as error:
            form.add_error("files", f"{said(error.message)} {said(error.advice)}")
            status = status_of(error)
        else:
            enqueue_reading(result)
            return redirect("surveys:result", result.pk)
    context = _project_context(request, project, stages=stages, chosen=stage) | {"form": form}
    return render(request, "surveys/project.html", context, status=status)


def _receive(
    request: HttpRequest, project: SurveyProject, stage: Stage, data: dict[str, Any]
) -> SurveyResult:
    kind = data["kind"]
    declaration = services.Declaration(
        surveyed_on=data["surveyed_on"],
        kind_code=kind.code if kind else "",
        accuracy_class=data["accuracy_class"],
        area_standard=data["area_standard"],
        has_investigation_form=data["has_investigation_form"],
        has_parcel_map=data["has_parcel_map"],
        used_for_supply=data.get("used_for_supply", False),
    )
    uploads = [upload_from_form(file) for file in data["files"]]
    return services.survey_receive(
        project, stage, uploads, declaration, by=request.user, now=timezone.now()
    )


@require_POST
@role_required(Role.REVIEWER, Role.REGISTRAR)
def document_new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Enter an official document of a project."""
    project = selectors.project_seen_by(request.user, project_id)
    form = DocumentForm(request.POST)
    if form.is_valid():
        services.document_record(
            project,
            services.NewDocument(**form.cleaned_data),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The document is entered."))
    else:
        for problems in form.errors.values():
            messages.error(request, " ".join(problems))
    return redirect("surveys:project", project.pk)


@require_safe
@role_required(*SURVEY_ROLES)
def result_page(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Show what was read on a map, the findings beside it, and the one decision allowed now."""
    result = selectors.result_seen_by(request.user, result_id)
    if result.status in BEING_READ:
        return render(request, "surveys/result_reading.html", {"result": result})
    context = {
        "result": result,
        "findings": result.findings.all()[:FINDINGS_PER_PAGE],
        "finding_total": result.findings.count(),
        "outcomes": result.outcomes.all(),
        "read_files": result.read_files.all(),
        "files": result.files.all(),
        "parcels": result.parcels.all()[:FINDINGS_PER_PAGE],
        "buildings": result.buildings.all()[:FINDINGS_PER_PAGE],
        "units": result.units.all()[:FINDINGS_PER_PAGE],
        "unit_total": result.units.count(),
        "changes": selectors.changes_since_last_version(result),
        "may_submit": _may_submit(request, result),
        "may_review": result.status == ResultStatus.SUBMITTED
        and services.may_review(request.user, result),
        "reason_form": ReasonForm(),
        "map_options": _map_options(result),
    }
    return render(request, "surveys/result.html", context)


def _may_submit(request: HttpRequest, result: SurveyResult) -> bool:
    return result.status == ResultStatus.CHECKED and services.may_deliver(
        request.user, result.project
    )


def _map_options(result: SurveyResult) -> dict[str, Any]:
    stage = result.stage.base
    return {
        "layers": [
            {
                "id": "register",
                "name": _("Register"),
                "role": "parcel",
                "url": reverse("parcels:features"),
                "bbox": True,
                "min_zoom": 16,
            },
            {
                "id": "parcels",
                "name": _("Parcels"),
                "role": "staged",
                "stage": stage,
                "url": reverse("surveys:result_layer", args=[result.pk, "parcels"]),
            },
            {
                "id": "buildings",
                "name": _("Buildings"),
                "role": "staged",
                "stage": stage,
                "url": reverse("surveys:result_layer", args=[result.pk, "buildings"]),
            },
            {
                "id": "points",
                "name": _("Boundary points"),
                "role": "point",
                "stage": stage,
                "url": reverse("surveys:result_layer", args=[result.pk, "points"]),
            },
            {
                "id": "findings",
                "name": _("Findings"),
                "role": "finding",
                "url": reverse("surveys:result_layer", args=[result.pk, "findings"]),
            },
        ]
    }


@require_safe
@role_required(*SURVEY_ROLES)
def result_progress(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return how far the reading is; when it is done, tell the page to load itself anew."""
    result = selectors.result_seen_by(request.user, result_id)
    answer = render(request, "surveys/progress.html", {"result": result})
    if result.status not in BEING_READ:
        answer.headers["HX-Refresh"] = "true"
    return answer


LAYERS = {
    "parcels": layers.staged_parcels,
    "buildings": layers.staged_buildings,
    "points": layers.staged_points,
    "findings": layers.findings,
}


@require_safe
@role_required(*SURVEY_ROLES)
def result_layer(request: HttpRequest, result_id: UUID, layer: str) -> HttpResponse:
    """Return one map layer of a result as GeoJSON (EPSG:4490)."""
    result = selectors.result_seen_by(request.user, result_id)
    return JsonResponse(LAYERS[layer](result), content_type="application/geo+json")


@require_safe
@role_required(*SURVEY_ROLES)
def result_report(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return the report of a result as JSON, the same that the API gives."""
    result = selectors.result_seen_by(request.user, result_id)
    return JsonResponse(
        result_as_dict(result), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )


@require_safe
@role_required(*SURVEY_ROLES)
def file_download(request: HttpRequest, result_id: UUID, file_id: int) -> HttpResponse:
    """Return a delivered file exactly as it came."""
    result = selectors.result_seen_by(request.user, result_id)
    file = get_object_or_404(result.files, pk=file_id)
    return FileResponse(path_of(file.sha256).open("rb"), as_attachment=True, filename=file.name)


@require_POST
@role_required(Role.SURVEYOR, Role.REGISTRAR)
def result_submit(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Hand a result to review."""
    result = selectors.result_seen_by(request.user, result_id)
    services.survey_submit(result, by=request.user, now=timezone.now())
    messages.success(request, _("Handed to review."))
    return redirect("surveys:result", result.pk)


@require_POST
@role_required(Role.REVIEWER)
def result_accept(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Accept a result."""
    result = selectors.result_seen_by(request.user, result_id)
    reason = request.POST.get("reason", "")
    services.survey_accept(result, by=request.user, reason=reason, now=timezone.now())
    messages.success(request, _("Accepted. The result is kept and never changes again."))
    return redirect("surveys:result", result.pk)


@require_POST
@role_required(Role.REVIEWER)
def result_return(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return a result to the surveyor with a reason."""
    result = selectors.result_seen_by(request.user, result_id)
    reason = request.POST.get("reason", "")
    services.survey_return(result, by=request.user, reason=reason, now=timezone.now())
    messages.success(request, _("Returned to the surveyor."))
    return redirect("surveys:result", result.pk)


@require_safe
@role_required(Role.REVIEWER)
def review_queue(request: HttpRequest) -> HttpResponse:
    """List what waits for review, what this reviewer decided, and what was returned."""
    context = {
        "waiting": selectors.review_queue(request.user),
        "decided": selectors.reviewed_by(request.user)[:PROJECTS_PER_PAGE],
        "now": timezone.now(),
    }
    return render(request, "surveys/review_queue.html", context)
