"""The public on surveys: what the office reuses, what is measured already, a sheet's proof."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Text
from cadastre.http import said
from disclosure.throttling import too_many
from registration.public_answers import (
    HOW_TO_ASK,
    already_surveyed,
    office_reuse,
    place_map,
    surveyed_at,
)
from registration.sheets import verify

LONGEST_QUESTION = 200


@require_safe
def reuse_rules(request: HttpRequest) -> HttpResponse:
    """Show, stage by stage, what this office reuses and under which clause."""
    today = timezone.localdate()
    rule_set, stages = office_reuse(on=today)
    context = {"rule_set": rule_set, "stages": stages, "today": today}
    return render(request, "disclosure/reuse_rules.html", context)


@require_safe
@never_cache
def surveyed(request: HttpRequest) -> HttpResponse:
    """Tell whether a code, an address or a place on the map has been measured already."""
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    at = request.GET.get("at", "")
    if not question and not at:
        return render(request, "disclosure/surveyed.html", _map_asked(request))
    if refused := too_many(request):
        return refused
    try:
        if at:
            longitude, latitude = _degrees(at)
            question = surveyed_at(longitude=longitude, latitude=latitude)
        context = {"question": question, "found": already_surveyed(question)}
        return render(request, "disclosure/surveyed.html", context)
    except NotFound as nothing:
        context = {
            "question": question,
            "nothing": said(nothing.message),
            "advice": said(nothing.advice),
        }
        return render(request, "disclosure/surveyed.html", context, status=404)


def _map_asked(request: HttpRequest) -> dict[str, Any]:
    """Return the map to point at, where the office offers one and somebody asked for it."""
    if settings.PUBLIC_MAP != "point":
        return {}
    return {"map_options": place_map() if "map" in request.GET else None, "map_offered": True}


def _degrees(at: str) -> tuple[float, float]:
    try:
        longitude, latitude = (float(word) for word in at.split(","))
    except ValueError:
        longitude = latitude = float("nan")
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InvalidInput(
            Text(
                "位置应写成“经度,纬度”（度），例如 113.2536,35.2143。",
                "A place is written as longitude,latitude in degrees, for example "
                "113.2536,35.2143.",
            ),
            advice=HOW_TO_ASK,
        )
    return longitude, latitude


@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """Ask for the number and digest of a decision sheet, or go to the answer."""
    number, digest = request.GET.get("number", "").strip(), request.GET.get("digest", "")
    digest = "".join(digest.split())
    if number and digest:
        return redirect(reverse("disclosure:verified", args=[number[:40], digest[:128]]))
    return render(request, "disclosure/verification.html", {"number": number, "digest": digest})


@require_safe
@never_cache
def verified(request: HttpRequest, number: str, digest: str) -> HttpResponse:
    """Answer for a decision sheet; nobody can tell a wrong digest from an unknown number."""
    if refused := too_many(request):
        return refused
    found = verify(number, digest)
    context = {"number": number, "digest": digest, "found": found}
    return render(request, "disclosure/verification.html", context, status=200 if found else 404)
