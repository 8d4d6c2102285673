"""Pages of the register: its map, the search and card beside it, and one parcel."""

import json
import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Account, Role
from accounts.permissions import role_required
from cadastre.domain.rings import polygon_area_m2
from parcels.map_features import (
    box_asked_for,
    buildings_layer,
    collection,
    line_feature,
    page_answer,
    parcel_feature,
    parcels_layer,
    point_feature,
)
from parcels.models import BoundaryLine, BoundaryPoint, Layer, Parcel
from parcels.moments import TODAY, Moment, moment_asked_for
from parcels.selectors import (
    lines_of,
    parcel_features,
    parcel_neighbours,
    parcel_seen_by,
    parcel_versions,
    parcels_found,
    points_of,
    sub_districts_counted,
)

READERS = (Role.REGISTRAR, Role.REVIEWER, Role.SURVEYOR, Role.INTEGRATOR)
NO_VERSION = 0
CARD_MARGIN_DEGREES = 0.0006


@require_safe
@role_required(*READERS)
def register_map(request: HttpRequest) -> HttpResponse:
    """Show the map of the register at a moment; ``code`` opens one parcel, ``q`` searches."""
    moment = moment_asked_for(request.GET)
    chosen = None
    if code := request.GET.get("code"):
        chosen = parcel_seen_by(request.user, code, moment=moment)
    query = request.GET.get("q", "")
    districts = sub_districts_counted(request.user, moment=moment)
    context = {
        "map_options": _register_layers(districts, chosen, moment),
        "moment": moment,
        "asked": {"code": request.GET.get("code", ""), "q": query},
        "districts": districts,
        "parcel": chosen,
        "typed": query,
        "found": parcels_found(request.user, query, moment=moment) if query else None,
    }
    return render(request, "parcels/map.html", context)


def _register_layers(
    districts: list[dict[str, Any]], chosen: Parcel | None, moment: Moment
) -> dict[str, Any]:
    extents = [
        {
            "type": "Feature",
            "id": district["code"],
            "geometry": json.loads(district["shape"]),
            "properties": {
                "name": _("%(name)s · %(parcels)d parcels") % district,
            },
        }
        for district in districts
    ]
    shown = Layer.SURFACE if chosen is None else chosen.layer
    options: dict[str, Any] = {
        "layers": [
            {
                "id": "districts",
                "name": _("Sub-districts"),
                "role": "district",
                "label_zoom": 12,
                "data": collection(extents),
            },
            *buildings_layer(moment=moment),
            *(parcels_layer(layer, moment=moment, visible=layer == shown) for layer in Layer),
        ]
    }
    if chosen is not None:
        west, south, east, north = chosen.shape.extent
        margin = CARD_MARGIN_DEGREES
        options["bounds"] = [west - margin, south - margin, east + margin, north + margin]
        options["selected"] = chosen.parcel_code
    return options


@require_safe
@role_required(*READERS)
@cache_control(private=True, max_age=0)
def parcels_json(request: HttpRequest) -> HttpResponse:
    """Answer a map with the parcels of one layer and moment in ``bbox``, 3000 at a time."""
    page = parcel_features(
        request.user,
        box_asked_for(request.GET),
        layer=request.GET.get("layer", Layer.SURFACE),
        after=request.GET.get("after", ""),
        moment=moment_asked_for(request.GET),
    )
    return page_answer(request, page)


@require_safe
@role_required(*READERS)
def search(request: HttpRequest) -> HttpResponse:
    """Answer the search box of the map with a list of parcels."""
    query = request.GET.get("q", "")
    moment = moment_asked_for(request.GET)
    context = {
        "typed": query,
        "found": parcels_found(request.user, query, moment=moment) if query else None,
        "moment": moment,
    }
    return render(request, "parcels/found.html", context)


@require_safe
@role_required(*READERS)
def parcel_card(request: HttpRequest, parcel_code: str) -> HttpResponse:
    """Answer a click on the map with the card of a parcel."""
    moment = moment_asked_for(request.GET)
    parcel = parcel_seen_by(request.user, parcel_code, moment=moment)
    return render(request, "parcels/card.html", {"parcel": parcel, "moment": moment})


@require_safe
@role_required(*READERS)
def parcel_detail(request: HttpRequest, parcel_code: str) -> HttpResponse:
    """Show one parcel: as of today, of a moment (``at``, ``known``), or one ``version`` of it."""
    moment = moment_asked_for(request.GET)
    version = version_asked_for(request)
    parcel = parcel_seen_by(request.user, parcel_code, version=version, moment=moment)
    points, lines = list(points_of(parcel)), list(lines_of(parcel))
    is_current = parcel.is_current
    has_surroundings = is_current or (version is None and not moment.is_today)
    context = {
        "parcel": parcel,
        "is_current": is_current,
        "moment": moment if version is None else TODAY,
        "has_surroundings": has_surroundings,
        "corners": _corners(points, lines),
        "perimeter_m": sum((line.length_m for line in lines), Decimal(0)),
        "plane_area_m2": _plane_area_m2(points),
        "sides": _sides(parcel, request.user, moment) if has_surroundings else [],
        "versions": parcel_versions(parcel.parcel_code),
        "map_options": _drawing(parcel, points, lines, moment),
    }
    return render(request, "parcels/detail.html", context)


def version_asked_for(request: HttpRequest) -> int | None:
    """Return the key in ``?version=``; None without one, a key of nothing when it is no number."""
    text = request.GET.get("version")
    if text is None:
        return None
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else NO_VERSION


def _corners(points: list[BoundaryPoint], lines: list[BoundaryLine]) -> list[dict[str, Any]]:
    """Pair each point with the side that leaves it; ``ring_begins`` marks where a ring begins."""
    leaving = {line.start_id: line for line in lines}
    rings: set[tuple[int, int]] = set()
    corners = []
    for point in points:
        ring = (point.part, point.ring)
        corners.append(
            {"point": point, "line": leaving.get(point.pk), "ring_begins": ring not in rings}
        )
        rings.add(ring)
    return corners


def _plane_area_m2(points: list[BoundaryPoint]) -> Decimal:
    parts: dict[int, dict[int, list[BoundaryPoint]]] = defaultdict(lambda: defaultdict(list))
    for point in points:
        parts[point.part][point.ring].append(point)
    areas = [
        polygon_area_m2(rings[0], [ring for number, ring in rings.items() if number])
        for rings in parts.values()
    ]
    return sum(areas, Decimal(0))


def _sides(parcel: Parcel, account: Account, moment: Moment) -> list[dict[str, Any]]:
    """Return the neighbours by side (四至); those outside the account's districts stay unnamed."""
    by_side: dict[str, list[dict[str, object]]] = {side: [] for side in "NESW"}
    for neighbour in parcel_neighbours(parcel, moment=moment):
        seen = account.covers(str(neighbour["parcel_code"]))
        shown = neighbour if seen else {"shared_m": neighbour["shared_m"]}
        by_side[str(neighbour["side"])].append(shown)
    return [{"side": side, "neighbours": found} for side, found in by_side.items()]


def _drawing(
    parcel: Parcel, points: list[BoundaryPoint], lines: list[BoundaryLine], moment: Moment
) -> dict[str, Any]:
    return {
        "layers": [
            parcels_layer(parcel.layer, moment=moment, name=_("Neighbours"), opacity=0.55),
            *buildings_layer(moment=moment),
            {
                "id": "parcel",
                "name": _("This parcel"),
                "role": "parcel",
                "data": collection([parcel_feature(parcel)]),
            },
            {
                "id": "lines",
                "role": "parcel",
                "labels": False,
                "data": collection(map(line_feature, lines)),
            },
            {
                "id": "points",
                "name": _("Boundary points"),
                "role": "point",
                "label_zoom": 18,
                "data": collection(map(point_feature, points)),
            },
        ]
    }
