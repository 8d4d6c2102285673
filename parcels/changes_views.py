"""The page of what changed between two dates, with a map of it."""

import json
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import role_required
from parcels.changes_between import (
    KINDS,
    ParcelDifference,
    between_asked_for,
    changes_between,
)
from parcels.map_features import collection, parcels_layer
from parcels.models import Layer
from parcels.selectors import sub_districts_counted
from parcels.views import READERS


@require_safe
@role_required(*READERS)
def changes_page(request: HttpRequest) -> HttpResponse:
    """Show what is new, retired, moved or said otherwise between ``from`` and ``to``."""
    asked = between_asked_for(request.GET, now=timezone.now())
    page = changes_between(request.user, asked)
    following = f"?{asked.query}&after={page.after}" if page.after else ""
    context = {
        "asked": asked,
        "page": page,
        "kinds": [
            (kind, page.counts[kind], replace(asked, kinds=(kind,)).query, asked.kinds == (kind,))
            for kind in KINDS
        ],
        "all_query": replace(asked, kinds=KINDS).query,
        "next": following,
        "districts": sub_districts_counted(request.user),
        "map_options": {"layers": _layers(page.rows)},
    }
    return render(request, "parcels/changes.html", context)


def _layers(rows: tuple[ParcelDifference, ...]) -> list[dict[str, Any]]:
    old = [row for row in rows if row.shape_before and row.kind in ("retired", "boundary")]
    return [
        parcels_layer(Layer.SURFACE, name=_("Register today"), opacity=0.4, visible=False),
        _layer("before", _("Before"), "legacy", [(row, row.shape_before) for row in old]),
        *(
            _layer(kind, name, stage, [(r, r.shape_after) for r in rows if r.kind == kind])
            for kind, name, stage in (
                ("new", _("New parcels"), "completion"),
                ("boundary", _("Moved boundaries"), "presale"),
                ("attributes", _("Changed attributes"), "supply"),
            )
        ),
    ]


def _layer(
    key: str, name: str, stage: str, shapes: list[tuple[ParcelDifference, str | None]]
) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            # A boundary that moved has two outlines: the row of the table is linked to the new one.
            "id": row.code if row.kind != "boundary" or key != "before" else f"{row.code}-before",
            "geometry": json.loads(shape),
            "properties": {
                "parcel_code": row.code,
                "area_m2": str(row.area_after_m2 or row.area_before_m2),
                "tooltip": f"{row.code} {row.address}",
            },
        }
        for row, shape in shapes
        if shape
    ]
    return {
        "id": key,
        "name": name,
        "role": "staged",
        "stage": stage,
        "data": collection(features),
    }
