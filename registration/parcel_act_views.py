"""What may be done to a parcel, and the page of each act: type, look at the effect, keep it."""

import json
from collections import defaultdict
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from accounts.permissions import role_required
from cadastre.domain.errors import CadastreError, KeyReused
from cadastre.http import status_of
from parcels.map_features import (
    buildings_layer,
    collection,
    parcel_feature,
    parcels_layer,
    point_feature,
)
from parcels.models import BoundaryPoint, Parcel
from parcels.selectors import parcel_seen_by, points_of
from registration import parcel_acts
from registration.change_bodies import Typed, split_cut
from registration.change_preview import Preview, preview_of
from registration.parcel_act_forms import (
    NAMES,
    PapersForm,
    attributes_of,
    rows_of,
    typed_of,
)
from registration.parcel_changes import prepared_of, prepared_withdraw

WITH_POINTS = ("split", "adjust", "correct")
WITH_NEIGHBOURS = ("adjust", "correct")


@require_safe
@role_required(Role.REGISTRAR)
def parcel_acts_page(request: HttpRequest, parcel_code: str) -> HttpResponse:
    """Show what may be done to a parcel, why the rest may not, and what is prepared already."""
    return _acts(request, parcel_seen_by(request.user, parcel_code))


def _acts(
    request: HttpRequest, parcel: Parcel, *, refusal: CadastreError | None = None
) -> HttpResponse:
    context = {
        "parcel": parcel,
        "acts": parcel_acts.acts_open(parcel, by=request.user, now=timezone.now()),
        "case": parcel_acts.case_of(parcel),
        "prepared": prepared_of(parcel.parcel_code),
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "registration/parcel_acts.html", context, status=status)


@require_POST
@role_required(Role.REGISTRAR)
def parcel_act_withdraw(request: HttpRequest, parcel_code: str, change_id: str) -> HttpResponse:
    """Undo a prepared change of a parcel, in whichever case it was prepared."""
    parcel = parcel_seen_by(request.user, parcel_code)
    try:
        prepared_withdraw(parcel.parcel_code, change_id, by=request.user, now=timezone.now())
    except CadastreError as error:
        return _acts(request, parcel, refusal=error)
    messages.success(request, _("The prepared change is withdrawn."))
    return redirect("registration:parcel_acts", parcel.parcel_code)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.REGISTRAR)
@never_cache
def parcel_act(request: HttpRequest, parcel_code: str, act: str) -> HttpResponse:
    """Show the form of an act; a post shows its effect, and keeps it when it says ``confirm``."""
    if act not in parcel_acts.ON_A_PAGE:
        raise Http404(act)
    parcel = parcel_seen_by(request.user, parcel_code)
    if request.method != "POST":
        return _page(request, parcel, act, PapersForm(act=act))
    papers = PapersForm(request.POST, act=act)
    is_complete = papers.is_valid()
    typed = typed_of(request.POST, act=act, papers=papers)
    if "confirm" not in request.POST:
        return _shown(request, parcel, papers, typed)
    if not is_complete:
        return _page(request, parcel, act, papers, typed=typed, status=400)
    try:
        kept = parcel_acts.act_prepare(
            parcel,
            typed,
            by=request.user,
            now=timezone.now(),
            request_key=request.POST.get("request_key", ""),
        )
    except CadastreError as error:
        return _page(request, parcel, act, papers, typed=typed, refusal=error)
    messages.success(request, _("The change is prepared. Nothing is registered yet."))
    return redirect("registration:parcel_change", kept["case"])


def _shown(request: HttpRequest, parcel: Parcel, papers: PapersForm, typed: Typed) -> HttpResponse:
    """Answer with the effect: as a fragment to a page that asks for it, else as the whole page."""
    if request.headers.get("HX-Request") != "true":
        return _page(request, parcel, typed.kind, _untouched(papers), typed=typed)
    effect, refusal = _effect(request, parcel, typed)
    context = effect | {"refusal": refusal, "parcel": parcel, "act": typed.kind}
    status = status_of(refusal) if refusal else 200
    return render(request, "registration/_act_effect.html", context, status=status)


def _effect(
    request: HttpRequest, parcel: Parcel, typed: Typed
) -> tuple[dict[str, Any], CadastreError | None]:
    """Return what the effect's template needs, and the refusal if nothing could be worked out."""
    try:
        body = parcel_acts.body_of(parcel, typed, by=request.user)
        preview: Preview = preview_of(body, by=request.user, now=timezone.now())
        meetings = split_cut(parcel, typed).meetings if typed.kind == "split" else ()
    except CadastreError as error:
        return {}, error
    shown = {
        "preview": preview,
        "meetings": meetings,
        "layers": json.dumps({layer["id"]: layer["data"] for layer in preview.layers}),
        "differences": [(NAMES[name], *values) for name, *values in preview.differences],
    }
    return shown, preview.refusal


def _page(
    request: HttpRequest,
    parcel: Parcel,
    act: str,
    papers: PapersForm,
    *,
    typed: Typed | None = None,
    refusal: CadastreError | None = None,
    status: int = 200,
) -> HttpResponse:
    effect: dict[str, Any] = {}
    if typed is None and act == "retire":  # nothing has to be typed before its effect is known
        effect, refusal = _effect(request, parcel, _nothing_typed(parcel, act))
    elif typed is not None:
        effect, would_refuse = _effect(request, parcel, typed)
        refusal = refusal or would_refuse
        status = status_of(refusal) if refusal and status == 200 else status
    key = request.POST.get("request_key") or str(uuid4())
    if isinstance(refusal, KeyReused):
        key = str(uuid4())  # what was sent before is kept; this is asked anew
    points = list(points_of(parcel))
    neighbours = parcel_acts.neighbours_of(parcel, request.user) if act in WITH_NEIGHBOURS else []
    context = effect | {
        "parcel": parcel,
        "act": act,
        "shown": next(one for one in parcel_acts.ACTS if one.kind == act),
        "case": parcel_acts.case_of(parcel),
        "papers": papers,
        "rows": _rows(parcel, act, typed),
        "attributes": attributes_of(parcel, typed) if act == "correct" else [],
        "neighbours": neighbours,
        "together": typed.together if typed else (),
        "request_key": key,
        "version": typed.version if typed else parcel.pk,
        "refusal": refusal,
        "boundary": _boundary(points),
        "map_options": _map(parcel, points),
        "has_points": act in WITH_POINTS,
    }
    return render(request, "registration/parcel_act.html", context, status=status)


def _rows(parcel: Parcel, act: str, typed: Typed | None) -> list[dict[str, Any]]:
    """Return the rows of the table of points, each with the neighbours that share its point."""
    if act not in WITH_POINTS:
        return []
    rows = list(typed.points) if typed and typed.points else rows_of(parcel, act=act)
    shared = _shared_with(parcel) if act in WITH_NEIGHBOURS else {}
    return [{"typed": row, "shared": shared.get(row.point, [])} for row in rows]


def _shared_with(parcel: Parcel) -> dict[str, list[str]]:
    """Return by point the codes of the current parcels that have a point in the same place."""
    own = {point.shared_id: str(point.pk) for point in parcel.points.all() if point.shared_id}
    others = BoundaryPoint.objects.filter(
        shared_id__in=own, parcel__valid_to=None, parcel__recorded_to=None
    ).exclude(parcel=parcel)
    found: dict[str, set[str]] = defaultdict(set)
    for shared, code in others.values_list("shared_id", "parcel__parcel_code"):
        found[own[shared]].add(code)
    return {point: sorted(codes) for point, codes in found.items()}


def _boundary(points: list[BoundaryPoint]) -> list[dict[str, Any]]:
    """Return the points as the map's script snaps to them: digits as registered."""
    return [
        {
            "label": point.label,
            "ring": f"{point.part}.{point.ring}",
            "northing_m": str(point.northing_m),
            "easting_m": str(point.easting_m),
        }
        for point in points
    ]


def _map(parcel: Parcel, points: list[BoundaryPoint]) -> dict[str, Any]:
    west, south, east, north = parcel.shape.extent
    empty = collection([])
    return {
        "bounds": [west, south, east, north],
        "layers": [
            parcels_layer(parcel.layer, name=_("Neighbours"), opacity=0.55),
            *buildings_layer(),
            {
                "id": "before",
                "name": _("As it is"),
                "role": "parcel",
                "labels": False,
                "data": collection([parcel_feature(parcel)]),
            },
            {
                "id": "after",
                "name": _("As it would be"),
                "role": "staged",
                "stage": "supply",
                "data": empty,
            },
            {
                "id": "shifts",
                "name": _("Shifts"),
                "role": "shift",
                "stage": "supply",
                "data": empty,
            },
            {
                "id": "points",
                "name": _("Boundary points"),
                "role": "point",
                "label_zoom": 18,
                "data": collection(map(point_feature, points)),
            },
        ],
    }


def _nothing_typed(parcel: Parcel, act: str) -> Typed:
    source = {"title": "—", "stage": "change"}
    return Typed(kind=act, version=str(parcel.pk), points=(), source=source, reason="")


def _untouched(papers: PapersForm) -> PapersForm:
    """Return the form with what was typed and without complaints: nothing is confirmed yet."""
    fields = {name: papers.data.get(name, "") for name in papers.fields}
    return PapersForm(initial=fields, act="split" if "surveyed_on" in papers.fields else "retire")
