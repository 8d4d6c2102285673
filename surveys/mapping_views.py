"""The page of an organisation's field mapping: its own names, what they mean, and since when."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation, Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError, InvalidInput, NotAllowed
from cadastre.domain.findings import Text
from cadastre.http import said, status_of
from importers.field_codes import FIELDS_BY_KIND
from importers.format_names import READ
from surveys import selectors, services
from surveys.domain.field_mapping import MappingEntry
from surveys.mappings import fields_wanting_words, mapping_as_dict
from surveys.models import FieldMapping

EMPTY_ROWS = 3


def _organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    if not services.may_map(request.user, organisation):
        raise NotAllowed(
            Text(
                "只有登记人员和该单位自己的测绘人员可以查看和设置字段对照。",
                "Only a registrar, or a surveyor of the organisation itself, sees its mapping.",
            )
        )
    return organisation


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SURVEYOR, Role.REGISTRAR)
def mapping_page(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show and set the mapping; ``?result=&finding=`` offers the fields a finding names."""
    organisation = _organisation(request, organisation_id)
    newest = organisation.field_mappings.first()
    status, refusal = 200, ""
    if request.method == "POST":
        rows = _rows_sent(request)
        try:
            services.mapping_set(
                organisation,
                [MappingEntry(**row) for row in rows if row["field"] and row["word"]],
                on_version=_version_sent(request),
                by=request.user,
                now=timezone.now(),
            )
        except CadastreError as error:
            status = status_of(error)
            refusal = f"{said(error.message)} {said(error.advice)}".strip()
        else:
            messages.success(request, _("The mapping is set; files read from now on follow it."))
            return redirect("surveys:mapping", organisation.pk)
    else:
        rows = list(newest.entries) if newest else []
        rows += _offered(request, rows)
    empty: dict[str, str] = {"field": "", "word": "", "format": ""}
    context = {
        "organisation": organisation,
        "newest": newest,
        "versions": organisation.field_mappings.select_related("set_by"),
        "rows": rows + [empty] * EMPTY_ROWS,
        "refusal": refusal,
        "kinds": _kinds(),
        "formats": [(word, said(name.title)) for word, name in READ.items()],
    }
    return render(request, "surveys/mapping.html", context, status=status)


@require_safe
@role_required(Role.SURVEYOR, Role.REGISTRAR)
def mapping_json(request: HttpRequest, organisation_id: int, version: int) -> HttpResponse:
    """Return one version as the document a desk takes (``cadastre check --mapping``)."""
    organisation = _organisation(request, organisation_id)
    mapping = get_object_or_404(FieldMapping, organisation=organisation, version=version)
    answer = JsonResponse(
        mapping_as_dict(mapping), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    name = f"mapping-{organisation.pk}-v{version}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows_sent(request: HttpRequest) -> list[dict[str, str]]:
    columns = [request.POST.getlist(name) for name in ("field", "word", "format")]
    return [
        {"field": field.strip(), "word": word, "format": form}
        for field, word, form in zip(*columns, strict=False)
        if field.strip() or word
    ]


def _version_sent(request: HttpRequest) -> int:
    text = request.POST.get("on_version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise InvalidInput(
            Text("缺少对照表的版本。", "The version of the mapping is missing."),
            advice=Text("请刷新页面后重试。", "Reload the page and try again."),
        )
    return int(text)


def _offered(request: HttpRequest, known: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return rows for the fields that a finding says nobody knows."""
    number = request.GET.get("finding", "")
    try:
        result_id = UUID(request.GET.get("result", ""))
    except ValueError:
        return []
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return []
    result = selectors.result_seen_by(request.user, result_id)
    finding = result.findings.filter(position=int(number)).first()
    names = fields_wanting_words(finding) if finding else []
    taken = {row["field"] for row in known}
    return [{"field": name, "word": "", "format": ""} for name in names if name not in taken]


def _kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return our words by kind of layer, each with the Chinese heading it is usually given by."""
    titles = {"parcel": _("Parcel"), "building": _("Building"), "unit": _("Unit")}
    return [
        (titles[kind], [(f"{kind}.{role}", _shown(names)) for role, names in roles.items()])
        for kind, roles in FIELDS_BY_KIND.items()
    ]


def _shown(names: tuple[str, ...]) -> str:
    code = next((name for name in names if name.isascii()), "")
    heading = next((name for name in names if not name.isascii()), "")
    return " ".join(dict.fromkeys(word for word in (heading, code) if word))
