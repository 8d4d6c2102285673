"""The map of a result: what was read, over what the project and the register have already."""

from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import Transform
from django.urls import reverse
from django.utils.translation import gettext as _

from cadastre.geometry import GEOGRAPHIC_SRID
from cadastre.templatetags.cadastre_tags import in_language
from parcels.models import CadastralSubDistrict
from surveys.layers import accepted_supply_of, has_shapes
from surveys.models import (
    ResultStatus,
    StagedBuildingPoint,
    StagedParcelPoint,
    SurveyResult,
)

SHIFT_EXAGGERATION = 200
MOST_POINTS_DRAWN = 1000
"""More hide the boundaries they belong to; the list of layers shows them when asked."""


def result_map(result: SurveyResult, *, findings: str, selected: str = "") -> dict[str, Any]:
    """Return the options of the map of a result (see ``cadastre/map.js``).

    Parameters
    ----------
    findings
        The address of the layer of findings.
    selected
        The key of the finding the map goes to at first.
    """
    register = {
        "id": "register",
        "name": _("Register parcels"),
        "role": "parcel",
        "url": reverse("parcels:features"),
        "bbox": True,
        "min_zoom": 16,
    }
    drawn = has_shapes(result)
    earlier = _earlier(result, visible=not drawn)
    options: dict[str, Any] = {"layers": [register, *earlier, *_own(result, findings)]}
    if selected:
        options["selected"] = selected
    if not drawn and not earlier:
        options["bounds"] = _where(result.project.parcel_code)
    return options


def _where(parcel_code: str) -> list[float] | None:
    """Return west, south, east, north of the parcel's sub-district: shown when nothing is drawn."""
    districts = CadastralSubDistrict.objects.filter(code=parcel_code[:12])
    extent = districts.aggregate(extent=Extent(Transform("geom", GEOGRAPHIC_SRID)))["extent"]
    return list(extent) if extent else None


def _layer(
    result: SurveyResult, layer: str, name: str, role: str, *, url: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "id": f"{layer}-{result.stage_id}",
        "name": name,
        "role": role,
        "stage": result.stage.base,
        "url": url or reverse("surveys:result_layer", args=[result.pk, layer]),
        **more,
    }


def _own(result: SurveyResult, findings: str) -> list[dict[str, Any]]:
    points = _layer(result, "points", _("Boundary points and corners"), "point")
    layers = [
        _layer(result, "parcels", _("Parcels as delivered"), "staged"),
        _layer(result, "buildings", _("Buildings as delivered"), "staged"),
        points | {"visible": _points(result) <= MOST_POINTS_DRAWN},
    ]
    if accepted_supply_of(result) and result.parcels.filter(geom__isnull=False).exists():
        name = _("Shifts since land supply")
        shifts = _layer(result, "shifts", name, "shift", exaggeration=SHIFT_EXAGGERATION)
        layers.append(shifts)
    return [*layers, _layer(result, "findings", _("Findings"), "finding", url=findings)]


def _points(result: SurveyResult) -> int:
    """Return how many boundary points and corners a result has, counted no further than needed."""
    owners = ((StagedParcelPoint, "parcel"), (StagedBuildingPoint, "building"))
    return sum(
        model.objects.filter(**{f"{owner}__result": result})[: MOST_POINTS_DRAWN + 1].count()
        for model, owner in owners
    )


def _earlier(result: SurveyResult, *, visible: bool) -> list[dict[str, Any]]:
    """Return the shapes of the project's accepted results of earlier stages."""
    others = (
        SurveyResult.objects.filter(
            project=result.project,
            status=ResultStatus.ACCEPTED,
            stage__position__lt=result.stage.position,
        )
        .select_related("stage")
        .order_by("stage__position", "-version")
        .distinct("stage__position")
    )
    return [
        _layer(other, layer, f"{_name(other)} · {word}", "staged", visible=visible)
        for other in others
        for layer, word in (("parcels", _("parcel")), ("buildings", _("buildings")))
        if getattr(other, layer).filter(geom__isnull=False).exists()
    ]


def _name(result: SurveyResult) -> str:
    return str(in_language(result.stage, "name"))
