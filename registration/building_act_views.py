"""What may be done to a building or a unit, and the page of each act: type, look, register."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.permissions import role_required
from buildings.models import Building, Unit
from buildings.selectors import building_seen_by, unit_seen_by
from cadastre.domain.errors import CadastreError, KeyReused, NotFound
from cadastre.domain.unit_code import parse_parcel_code
from cadastre.http import status_of
from parcels.map_features import buildings_layer, collection, feature, parcels_layer
from registration.building_act_forms import (
    NAMES,
    ActPapersForm,
    corners_of,
    fields_of,
    kinds_of,
    lists_of,
    nothing_typed,
    rows_of,
    typed_of,
)
from registration.building_acts import (
    Subject,
    act_make,
    acts_open,
    building_asked,
    others_in_building,
    require_current,
)
from registration.building_bodies import Thing, TypedAct, body_of
from registration.building_preview import preview_of
from registration.typed_units import FULL_LIST, SHORT_LIST

METHODS = ["GET", "HEAD", "POST"]
NEEDS_NOTHING = ("unit_retire", "unit_code_correct", "building_retire")
"""Acts whose effect is known before anything is typed."""


@require_safe
@role_required(Role.REGISTRAR)
def building_acts(request: HttpRequest, building_code: str) -> HttpResponse:
    """Show what may be done to a building and why the rest may not."""
    return _acts(request, building_asked(request.user, building_code))


@require_safe
@role_required(Role.REGISTRAR)
def unit_acts(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Show what may be done to a unit and why the rest may not."""
    return _acts(request, Subject(unit_seen_by(request.user, unit_code)))


@require_http_methods(METHODS)
@role_required(Role.REGISTRAR)
@never_cache
def building_act(request: HttpRequest, building_code: str, building_act: str) -> HttpResponse:
    """Show the form of an act on a building; a post shows its effect, or registers it."""
    subject = building_asked(request.user, building_code, version=_version(request))
    return _act(request, subject, building_act)


@require_http_methods(METHODS)
@role_required(Role.REGISTRAR)
@never_cache
def unit_act(request: HttpRequest, unit_code: str, unit_act: str) -> HttpResponse:
    """Show the form of an act on a unit; a post shows its effect, or registers it."""
    try:
        row = unit_seen_by(request.user, unit_code, version=_version(request))
    except NotFound:
        row = unit_seen_by(request.user, unit_code)
    return _act(request, Subject(row), unit_act)


def _version(request: HttpRequest) -> int | None:
    """Return the version that a post is about: a form sent twice finds it when it has ended."""
    posted = request.POST.get("version", "")
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 19 else None


def _acts(request: HttpRequest, subject: Subject) -> HttpResponse:
    context = {"subject": subject, "acts": acts_open(subject)}
    return render(request, "registration/building_acts.html", context)


def _act(request: HttpRequest, subject: Subject, act: str) -> HttpResponse:
    if act not in [one.kind for one in subject.acts]:
        raise Http404(act)
    if request.method != "POST":
        return _page(request, subject, act, ActPapersForm())
    papers = ActPapersForm(request.POST)
    is_complete = papers.is_valid()
    typed = typed_of(request.POST, kind=act, papers=papers)
    if "confirm" not in request.POST:
        return _shown(request, subject, papers, typed)
    if not is_complete:
        return _page(request, subject, act, papers, typed=typed, status=400)
    key = request.POST.get("request_key", "")
    try:
        done = act_make(subject, typed, by=request.user, now=timezone.now(), request_key=key)
    except CadastreError as error:
        return _page(request, subject, act, papers, typed=typed, refusal=error)
    messages.success(request, _told(done))
    if subject.code in done.get("retired", ()):
        return redirect("buildings:code", subject.code)
    return redirect(subject.page)


def _told(done: dict[str, Any]) -> str:
    sentences = [_("Registered.")]
    for name, sentence in (
        ("issued", _("Codes given: %(codes)s.")),
        ("retired", _("Codes retired: %(codes)s.")),
    ):
        if codes := done.get(name):
            more = " …" if len(codes) > 10 else ""
            sentences.append(sentence % {"codes": ", ".join(codes[:10]) + more})
    return " ".join(sentences)


def _shown(
    request: HttpRequest, subject: Subject, papers: ActPapersForm, typed: TypedAct
) -> HttpResponse:
    """Answer with the effect: as a fragment to a page that asks for it, else as the whole page."""
    if request.headers.get("HX-Request") != "true":
        untouched = {name: papers.data.get(name, "") for name in papers.fields}
        return _page(request, subject, typed.kind, ActPapersForm(initial=untouched), typed=typed)
    effect, refusal = _effect(request, subject, typed)
    context = effect | {"refusal": refusal, "act": typed.kind}
    status = status_of(refusal) if refusal else 200
    return render(request, "registration/_building_effect.html", context, status=status)


def _effect(
    request: HttpRequest, subject: Subject, typed: TypedAct
) -> tuple[dict[str, Any], CadastreError | None]:
    """Return what the effect's template needs, and the refusal if nothing could be worked out."""
    try:
        require_current(subject, typed)
        body = body_of(subject.row, typed)
        preview = preview_of(body, by=request.user, now=timezone.now())
    except CadastreError as error:
        return {}, error
    shown = {
        "preview": preview,
        "layers": json.dumps(preview.layers),
        "figures": [(NAMES[name], *values) for name, *values in preview.figures],
        "sums": [(NAMES[one.name], one) for one in preview.sums],
    }
    return shown, preview.refusal


def _page(
    request: HttpRequest,
    subject: Subject,
    act: str,
    papers: ActPapersForm,
    *,
    typed: TypedAct | None = None,
    refusal: CadastreError | None = None,
    status: int = 200,
) -> HttpResponse:
    effect: dict[str, Any] = {}
    asked = typed
    if asked is None and act in NEEDS_NOTHING:
        asked = nothing_typed(subject.row, act)
    if asked is not None:
        effect, would_refuse = _effect(request, subject, asked)
        refusal = refusal or would_refuse
    if refusal and typed is not None and status == 200:
        status = status_of(refusal)
    key = request.POST.get("request_key") or str(uuid4())
    if isinstance(refusal, KeyReused):
        key = str(uuid4())  # what was sent before is registered; this is asked anew
    row = subject.row
    context = effect | {
        "subject": subject,
        "act": act,
        "shown": next(one for one in subject.acts if one.kind == act),
        "papers": papers,
        "rows": rows_of(row, act, typed),
        "fields": fields_of(row, act, typed),
        "lists": lists_of(row, act, typed),
        "columns": FULL_LIST if act == "building_rebuild" else SHORT_LIST,
        "corners": corners_of(row, act, typed),
        "kinds": kinds_of(row),
        "others": _others(row, act),
        "chosen": typed.chosen if typed else (),
        "request_key": key,
        "version": typed.version if typed else row.pk,
        "refusal": refusal,
        "map_options": _map(request, subject),
    }
    return render(request, "registration/building_act.html", context, status=status)


def _others(row: Thing, act: str) -> Sequence[Unit]:
    return others_in_building(row) if act == "units_merge" and isinstance(row, Unit) else ()


def _map(request: HttpRequest, subject: Subject) -> dict[str, Any] | None:
    """Return the map of the building, with a layer for what would take its place."""
    building = subject.building
    if building is None:
        return None
    if isinstance(subject.row, Unit):
        code = building.building_code
        building = building_seen_by(request.user, code, version=building.pk)
    return {
        "layers": [
            parcels_layer(_layer_of(building), name=_("Parcels"), opacity=0.55),
            *buildings_layer(opacity=0.4),
            _building_layer("before", _("As it is"), "building", building),
            {
                "id": "after",
                "name": _("As it would be"),
                "role": "staged",
                "stage": "completion",
                "data": collection([]),
            },
        ]
    }


def _building_layer(key: str, name: str, role: str, building: Building) -> dict[str, Any]:
    shape = feature(building.building_code, building.shape, name=building.name)
    return {"id": key, "name": name, "role": role, "labels": False, "data": collection([shape])}


def _layer_of(building: Building) -> str:
    return parse_parcel_code(building.parcel_code).layer
