"""The monthly report as page, CSV and JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.permissions import role_required
from registration.selectors import cases_seen_by
from registration.statistics import month_read, monthly_report, report_csv, report_json


@require_safe
@role_required(Role.REGISTRAR, Role.REVIEWER)
def statistics(request: HttpRequest) -> HttpResponse:
    """Show what reuse saved in the districts of the account; ``?as=csv`` or ``json`` to keep."""
    month = month_read(request.GET.get("month", "").strip())
    rows = monthly_report(cases_seen_by(request.user), month=month)
    report = report_json(rows, month=month)
    name = f"reuse-{month or 'all'}"
    if request.GET.get("as") == "json":
        return JsonResponse(report, json_dumps_params={"ensure_ascii": False, "indent": 2})
    if request.GET.get("as") == "csv":
        answer = HttpResponse("\ufeff" + report_csv(rows), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    context = {"rows": rows, "totals": report["totals"], "month": month}
    return render(request, "registration/statistics.html", context)
