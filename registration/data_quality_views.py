"""The office's list of gaps in old data as page, CSV and JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.permissions import role_required
from registration.data_quality import GAPS, gaps_csv, gaps_json, gaps_seen_by
from registration.workbench import rules_named

RULE_AND_ITS_OFFICE = {"id": "jinan", "version": ""}
"""Whose document speaks of gaps; every office keeps the list."""


@require_safe
@role_required(Role.REGISTRAR)
def data_quality(request: HttpRequest) -> HttpResponse:
    """Show what the office has to fill in its districts; ``?as=csv`` or ``json`` to keep."""
    gaps = gaps_seen_by(request.user)
    if request.GET.get("as") == "json":
        return JsonResponse(gaps_json(gaps), json_dumps_params={"ensure_ascii": False, "indent": 2})
    if request.GET.get("as") == "csv":
        answer = HttpResponse("\ufeff" + gaps_csv(gaps), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="data-quality.csv"'
        return answer
    context = {
        "gaps": gaps,
        "looked_for": GAPS.values(),
        "rule": rules_named(["R-13"], RULE_AND_ITS_OFFICE)[0],
        "total": sum(gap.count for gap in gaps),
    }
    return render(request, "registration/data_quality.html", context)
