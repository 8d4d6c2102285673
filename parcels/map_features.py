"""What the register's maps are given: layers, and single things as GeoJSON features."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cadastre.boxes import Box, parse_box
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from parcels.models import BoundaryLine, BoundaryPoint, Layer, Parcel
from parcels.moments import TODAY, Moment
from parcels.selectors import FeaturePage

GEOJSON = "application/geo+json"
PARCELS_FROM_ZOOM = 16
BUILDINGS_FROM_ZOOM = 17


def feature(key: str, shape: GEOSGeometry, **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature; ``shape`` is in longitude and latitude already."""
    return {
        "type": "Feature",
        "id": key,
        "geometry": json.loads(shape.geojson),
        "properties": properties,
    }


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def parcel_feature(parcel: Parcel) -> dict[str, Any]:
    """Return a parcel that was read with its ``shape`` in EPSG:4490, with what its label says."""
    return feature(
        parcel.parcel_code,
        parcel.shape,
        parcel_code=parcel.parcel_code,
        land_use_code=parcel.land_use_code,
        area_m2=str(parcel.area_m2),
    )


def point_feature(point: BoundaryPoint) -> dict[str, Any]:
    """Return a boundary point; its key is the one of its row in the table of points."""
    return feature(f"point-{point.pk}", point.place, label=point.label)


def line_feature(line: BoundaryLine) -> dict[str, Any]:
    """Return a boundary line whose tooltip says its ends and length."""
    name = f"{line.start.label}–{line.end.label}"
    return feature(f"line-{line.pk}", line.course, tooltip=f"{name}  {line.length_m} m")


def parcels_layer(
    layer: str = Layer.SURFACE, *, moment: Moment = TODAY, **settings: Any
) -> dict[str, Any]:
    """Return the map layer of all parcels of one layer of space, today or at a moment."""
    names = {
        Layer.SURFACE: _("Parcels on the surface"),
        Layer.ABOVE: _("Parcels above ground"),
        Layer.BELOW: _("Parcels below ground"),
    }
    return {
        "id": f"parcels-{layer}",
        "name": names[Layer(layer)],
        "role": "parcel",
        "url": f"{reverse('parcels:features')}?layer={layer}{moment.also}",
        "bbox": True,
        "min_zoom": PARCELS_FROM_ZOOM,
        **settings,
    }


def buildings_layer(*, moment: Moment = TODAY, **settings: Any) -> list[dict[str, Any]]:
    """Return the map layer of all buildings of a moment, or nothing while no app offers them."""
    try:
        address = reverse("buildings:features")
    except NoReverseMatch:
        return []
    return [
        {
            "id": "buildings",
            "name": _("Buildings"),
            "role": "building",
            "url": f"{address}{moment.query}",
            "bbox": True,
            "min_zoom": BUILDINGS_FROM_ZOOM,
            **settings,
        }
    ]


def box_asked_for(query: Mapping[str, str]) -> Box:
    """Return the box in ``bbox``. Raises InvalidInput when it is missing or is no box."""
    if "bbox" not in query:
        raise InvalidInput(
            Text("缺少参数 bbox。", "Parameter bbox is missing."),
            advice=Text(
                "请加上 ?bbox=西,南,东,北（十进制度）。",
                "Add ?bbox=west,south,east,north in decimal degrees.",
            ),
        )
    return parse_box(query["bbox"])


def page_answer(request: HttpRequest, page: FeaturePage) -> HttpResponse:
    """Answer one page of features as a FeatureCollection that names the next page."""
    following = None
    if page.after:
        query: QueryDict = request.GET.copy()
        query["after"] = page.after
        following = f"{request.path}?{query.urlencode()}"
    # The features are JSON text from the database already: they are not read and written again.
    body = (
        f'{{"type":"FeatureCollection","next":{json.dumps(following)},"features":{page.features}}}'
    )
    return HttpResponse(body, content_type=GEOJSON)
