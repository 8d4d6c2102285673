"""The pages of one survey result: being read, what was found, its layers, files and decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from surveys import layers, selectors, services
from surveys.figures import figures_of
from surveys.file_store import path_of
from surveys.finding_views import found
from surveys.models import (
    CheckOutcome,
    ReadingStep,
    ResultStatus,
    StagedParcelPoint,
    SurveyResult,
)
from surveys.raw_lines import raw_line
from surveys.read_files import files_delivered_before, read_file_shown
from surveys.reading_state import UNREAD, reading_state
from surveys.result_conversion import converted_as_asked, written_formats
from surveys.result_map import SHIFT_EXAGGERATION, result_map
from surveys.result_report import older_rules, report_answer
from surveys.review_facts import review_rows
from surveys.tasks import enqueue_reading
from surveys.views import SURVEY_ROLES
from surveys.waivers import waivers_as_dict
from surveys.written_files import file_answer

ROWS_SHOWN = 200
POINTS_SHOWN = 300
"""Of one parcel; every point stands in the delivered file, and in what is exported."""
STOP_POLLING = 286
"""The status by which htmx ends asking again and again."""
QUEUE_SHOWN = 50
OUTCOMES_IN_ORDER = (
    "error",
    "warning",
    "information",
    "could_not_check",
    "passed",
    "not_applicable",
)
LAYERS = {
    "parcels": layers.staged_parcels,
    "buildings": layers.staged_buildings,
    "points": layers.staged_points,
    "shifts": layers.shifts,
}


@require_safe
@role_required(*SURVEY_ROLES)
def result_page(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Show what was read on a map, the findings beside it, and the one decision allowed now."""
    result = selectors.result_seen_by(request.user, result_id)
    if result.status in UNREAD:
        return render(request, "surveys/result_reading.html", _progress(request, result))
    context = {
        "result": result,
        "figures": figures_of([result])[result.pk],
        "versions": selectors.results_of(request.user, result.project).filter(stage=result.stage),
        "has_shapes": layers.has_shapes(result),
        "exaggeration": SHIFT_EXAGGERATION,
        "may_submit": result.status == ResultStatus.CHECKED
        and services.may_deliver(request.user, result.project),
        "may_deliver": services.may_deliver(request.user, result.project),
    }
    listed = found(request, result)
    context |= listed | _checked(result) | _delivered(result)
    context["map_options"] = result_map(result, findings=listed["layer_url"], selected=listed["at"])
    return render(request, "surveys/result.html", context)


def _checked(result: SurveyResult) -> dict[str, Any]:
    outcomes: dict[str, list[CheckOutcome]] = {}
    for outcome in result.outcomes.all():
        outcomes.setdefault(outcome.outcome, []).append(outcome)
    return {
        "older_rules": older_rules(result),
        "outcome_groups": [
            (word, outcomes[word]) for word in OUTCOMES_IN_ORDER if word in outcomes
        ],
        "outcome_total": sum(map(len, outcomes.values())),
    }


def _delivered(result: SurveyResult) -> dict[str, Any]:
    files = list(result.files.all())
    known = files_delivered_before(result)
    return {
        "files": [(file, known.get(file.sha256)) for file in files],
        "written_formats": written_formats(),
        "nothing_new": bool(files) and all(file.sha256 in known for file in files),
        "read_files": [read_file_shown(file) for file in result.read_files.all()],
        "parcels": result.parcels.annotate(point_count=Count("points")).prefetch_related(
            Prefetch("points", StagedParcelPoint.objects.all()[:POINTS_SHOWN], "first_points")
        )[:ROWS_SHOWN],
        "buildings": result.buildings.all()[:ROWS_SHOWN],
        "units": result.units.all()[:ROWS_SHOWN],
    }


def _progress(request: HttpRequest, result: SurveyResult) -> dict[str, Any]:
    steps = list(ReadingStep)
    at = steps.index(ReadingStep(result.progress_step)) if result.progress_step else -1
    return {
        "result": result,
        "steps": [(step.label, number - at) for number, step in enumerate(steps)],
        "state": reading_state(result, now=timezone.now()),
        "may_read_again": services.may_deliver(request.user, result.project),
    }


@require_safe
@role_required(*SURVEY_ROLES)
def result_progress(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return how far the reading is; when it is done, tell the page to load itself anew.

    The page stops asking before it loads itself: one that still asked each second would begin to
    load again each second, and a long report would never come up.
    """
    result = selectors.result_seen_by(request.user, result_id)
    if result.status not in UNREAD:
        if "open" in request.GET:
            return HttpResponse(headers={"HX-Refresh": "true"})
        done = {"result": result}
        return render(request, "surveys/progress_done.html", done, status=STOP_POLLING)
    return render(request, "surveys/progress.html", _progress(request, result))


@require_POST
@role_required(Role.SURVEYOR, Role.REGISTRAR)
def result_read_again(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Queue a result again whose reading stopped."""
    result = selectors.result_seen_by(request.user, result_id)
    if result.status not in UNREAD or not reading_state(result, now=timezone.now()).stopped:
        raise Conflict(
            Text("该成果正在读取或已经读完。", "The result is being read, or has been read."),
            advice=Text("请刷新页面查看最新状态。", "Reload the page to see how it stands."),
        )
    enqueue_reading(result)
    return redirect("surveys:result", result.pk)


@require_safe
@role_required(*SURVEY_ROLES)
def result_layer(request: HttpRequest, result_id: UUID, layer: str) -> HttpResponse:
    """Return one map layer of a result as GeoJSON (EPSG:4490)."""
    result = selectors.result_seen_by(request.user, result_id)
    return JsonResponse(LAYERS[layer](result), content_type="application/geo+json")


@require_safe
@role_required(*SURVEY_ROLES)
def result_report(request: HttpRequest, result_id: UUID, form: str) -> HttpResponse:
    """Return the report of a result as JSON, HTML or PDF, the same that the API gives."""
    result = selectors.result_seen_by(request.user, result_id)
    return report_answer(result, form, request.GET, by=request.user)


@require_safe
@role_required(*SURVEY_ROLES)
def file_download(request: HttpRequest, result_id: UUID, file_id: int) -> HttpResponse:
    """Return a delivered file exactly as it came."""
    result = selectors.result_seen_by(request.user, result_id)
    file = get_object_or_404(result.files, pk=file_id)
    return FileResponse(path_of(file.sha256).open("rb"), as_attachment=True, filename=file.name)


@require_safe
@role_required(*SURVEY_ROLES)
def result_converted(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return what was delivered in another format, or say what that cannot hold."""
    result = selectors.result_seen_by(request.user, result_id)
    made = converted_as_asked(result, request.GET)
    if request.GET.get("findings") == "1":
        return render(request, "surveys/not_held.html", {"made": made})
    return file_answer(made)


@require_safe
@role_required(*SURVEY_ROLES)
def file_line(request: HttpRequest, result_id: UUID, file_id: int, line: int) -> HttpResponse:
    """Return one line of a delivered text file as it stands there."""
    result = selectors.result_seen_by(request.user, result_id)
    file = get_object_or_404(result.files, pk=file_id)
    context = {"file": file, "number": line, "text": raw_line(file, line)}
    return render(request, "surveys/file_line.html", context)


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
@role_required(*SURVEY_ROLES)
def result_waivers(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Return the waivers of a result as JSON: a part beside its report, never in it."""
    result = selectors.result_seen_by(request.user, result_id)
    return JsonResponse(waivers_as_dict(result), json_dumps_params={"ensure_ascii": False})


@require_POST
@role_required(Role.REVIEWER)
def finding_waive(request: HttpRequest, result_id: UUID, position: int) -> HttpResponse:
    """Waive a warning with a reason."""
    result = selectors.result_seen_by(request.user, result_id)
    waiver = services.finding_waive(
        result,
        position,
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("The warning is waived; the reason is kept."))
    place = waiver.position  # the list may be long: the page it is on, and there the finding
    return redirect(f"{reverse('surveys:result', args=[result.pk])}?at={place}#finding-{place}")


@require_safe
@role_required(Role.REVIEWER)
def review_queue(request: HttpRequest) -> HttpResponse:
    """List what waits for review, what this reviewer decided, and what was returned."""
    user = request.user
    waiting = selectors.review_queue(user)
    returned = selectors.returned_and_not_replaced(user)
    decided = selectors.reviewed_by(user)
    context = {
        "waiting": review_rows(waiting[:QUEUE_SHOWN]),
        "waiting_total": waiting.count(),
        "returned": review_rows(returned[:QUEUE_SHOWN]),
        "returned_total": returned.count(),
        "decided": review_rows(decided[:QUEUE_SHOWN]),
        "decided_total": decided.count(),
        "now": timezone.now(),
    }
    return render(request, "surveys/review_queue.html", context)
