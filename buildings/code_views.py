"""The page of a code: its state, its versions, and its lineage as a drawing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.permissions import role_required
from buildings.domain.codes import Level
from buildings.domain.lineage_drawing import BOX_HEIGHT, BOX_WIDTH, drawing_of
from buildings.history import code_history
from buildings.models import CodeAct
from buildings.resolving import lineage_seen_by
from parcels.moments import day_asked_for
from parcels.views import READERS

PAGES = {
    Level.PARCEL: "parcels:detail",
    Level.BUILDING: "buildings:building",
    Level.UNIT: "buildings:unit",
}


@require_safe
@role_required(*READERS)
@cache_control(private=True, max_age=0)
def code_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a code of 19, 24 or 28 characters through time; ``at`` is a day."""
    day = request.GET.get("at", "")
    at = day_asked_for(day)
    asked, lineage = lineage_seen_by(request.user, code)
    context = {
        "asked": asked,
        "lineage": lineage,
        "dates": lineage.dates[asked.code],
        "state": lineage.state(at),
        "standing": [other for other in lineage.standing(at) if other != asked.code],
        "drawing": drawing_of(lineage, at=at),
        "size": {"width": BOX_WIDTH, "height": BOX_HEIGHT},
        "history": code_history(asked),
        "acts": CodeAct.objects.filter(steps__from_code__in=lineage.codes)
        .select_related("source")
        .distinct()[:50],
        "day": day,
        "object_url": reverse(PAGES[asked.level], args=[asked.code]),
    }
    return render(request, "buildings/code.html", context)
