"""What the workbench's map shows: the stages and the register over each other, and the shifts."""

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadastre import geometry
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.domain.unit_code import parse_parcel_code
from cadastre.http import said
from parcels.map_features import buildings_layer, collection, feature, parcels_layer
from registration.shifts import (
    Comparison,
    Shift,
    boundary_result,
    boundary_rings,
    exaggeration_of,
    rings_in,
)
from surveys.domain.evidence import Rings
from surveys.models import StagedBuilding, StagedParcel, SurveyResult
from surveys.selectors import staged_parcel_of


def map_options(
    decision: dict[str, Any],
    results: Sequence[SurveyResult],
    compared: Comparison | None,
    *,
    findings: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the options of the workbench's map; ``findings`` as GeoJSON."""
    space = parse_parcel_code(decision["parcel_code"]).layer
    register = parcels_layer(
        space, id="register", name=pgettext("the book", "Register"), opacity=0.6
    )
    buildings = [{**layer, "opacity": 0.6} for layer in buildings_layer()]
    return {
        "imagery": "off",
        "layers": [
            register,
            *buildings,
            *(stage_layer(result) for result in results if has_shapes(result)),
            *_adopted_layers(decision, boundary_result(decision, results)),
            *_point_layers(decision, results, compared),
            *_finding_layers(findings),
        ],
    }


def _finding_layers(findings: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the layer of findings, none without a place to show.

    Shown at once only where one is an error: the signs of remarks would hide the arrows.
    """
    if not findings or not findings["features"]:
        return []
    worst = any(one["properties"]["severity"] == "error" for one in findings["features"])
    layer = {"id": "findings", "name": _("Findings"), "role": "finding", "data": findings}
    return [{**layer, "visible": worst}]


def layer_id(result: SurveyResult) -> str:
    """Return the id of a result's layer."""
    return f"stage-{result.stage_id}"


def has_shapes(result: SurveyResult) -> bool:
    """Tell whether a result has anything to draw; a building table alone has not."""
    return any(shape.geom for shape in (*result.parcels.all(), *result.buildings.all()))


def stage_layer(result: SurveyResult) -> dict[str, Any]:
    """Return the layer of one result's parcels and footprints."""
    features = [
        feature(
            f"{layer_id(result)}-parcel-{parcel.pk}",
            geometry.degrees(parcel.geom),
            parcel_code=parcel.parcel_code or parcel.name,
            tooltip=_shape_text(result, _("boundary"), parcel),
        )
        for parcel in result.parcels.all()
        if parcel.geom
    ]
    features += [
        feature(
            f"{layer_id(result)}-building-{building.pk}",
            geometry.degrees(building.geom),
            building_number=building.building_number,
            tooltip=_shape_text(
                result,
                _("footprint of building %(number)s") % {"number": building.building_number},
                building,
            ),
        )
        for building in result.buildings.all()
        if building.geom
    ]
    return {
        "id": layer_id(result),
        "name": said_stage(result),
        "role": "staged",
        "stage": result.stage.base,
        "labels": False,
        "data": collection(features),
    }


def said_stage(result: SurveyResult) -> str:
    """Return the name of a result's stage in the language of the page."""
    return said(Text(result.stage.name_zh, result.stage.name_en))


def _shape_text(result: SurveyResult, what: str, shape: StagedParcel | StagedBuilding) -> str:
    area = shape.computed_area_m2
    figure = f" · {rounded(area):f} m²" if area is not None else ""
    return f"{said_stage(result)} v{result.version} · {what}{figure}"


def _adopted_layers(decision: dict[str, Any], origin: SurveyResult | None) -> list[dict[str, Any]]:
    """Return what goes into the register, one feature for each row of the datum table."""
    adopted = decision["adopted"]
    layers = []
    boundary = _shape(rings_in(adopted["boundary"]))
    if boundary is not None:
        area = (adopted["area"] or {}).get("land_area_m2", "")
        staged = staged_parcel_of(origin) if origin else None
        words = {
            "parcel_code": decision["parcel_code"],
            "area_m2": area,
            "land_use_code": staged.land_use_code if staged else "",
        }
        layers += _row_layers(
            "adopted-boundary",
            _("Adopted boundary"),
            "parcel",
            [(row_key("boundary", ""), row_key("land_area", ""), boundary, words)],
        )
    footprints = [
        (number, shape)
        for row in adopted["footprint"]
        for number in (row["building_number"],)
        if (shape := _shape(rings_in(row))) is not None
    ]
    if footprints:
        layers += _row_layers(
            "adopted-footprints",
            _("Adopted footprints"),
            "building",
            [
                (row_key("footprint", number), row_key(datum, number), shape, {"label": number})
                for number, shape in footprints
                for datum in ("floor_area", "unit_areas")
            ],
        )
    return layers


def row_key(datum: str, building_number: str) -> str:
    """Return the key that links a row of the datum table with its shape."""
    return f"{datum}-{building_number}" if building_number else datum


def _row_layers(
    layer: str,
    name: str,
    role: str,
    shapes: list[tuple[str, str, GEOSGeometry, dict[str, str]]],
) -> list[dict[str, Any]]:
    """Return a layer with the shapes, and an unlisted one below it for rows without a shape."""
    shown = {key: feature(key, shape, **words) for key, _other, shape, words in shapes}
    others = {other: feature(other, shape, **words) for _key, other, shape, words in shapes}
    return [
        {
            "id": f"{layer}-rows",
            "role": role,
            "labels": False,
            "data": collection(others.values()),
        },
        {"id": layer, "name": name, "role": role, "data": collection(shown.values())},
    ]


def _shape(rings: Rings) -> GEOSGeometry | None:
    shape = geometry.multipolygon([rings]) if rings else None
    return geometry.degrees(shape) if shape is not None else None


def _point_layers(
    decision: dict[str, Any], results: Sequence[SurveyResult], compared: Comparison | None
) -> list[dict[str, Any]]:
    points = [
        feature(
            point_key(ring_number, point.label),
            geometry.degrees(geometry.point(point)),
            label=point.label,
        )
        for ring_number, ring in enumerate(boundary_rings(decision, results))
        for point in ring
    ]
    layers: list[dict[str, Any]] = []
    if points:
        layers.append(
            {
                "id": "points",
                "name": _("Boundary points"),
                "role": "point",
                "label_zoom": 18,
                "data": collection(points),
            }
        )
    if compared or sum(has_shapes(result) for result in results) > 1:
        shifts = compared.shifts if compared else ()
        layers.append(
            {
                "id": "shifts",
                "name": _("Shifts between stages"),
                "role": "shift",
                "stage": compared.other.stage.base if compared else "completion",
                "exaggeration": exaggeration_of(shifts),
                "data": shifts_collection(shifts),
            }
        )
    return layers


def point_key(ring: int, label: str) -> str:
    """Return the key that links a boundary point with its row."""
    return f"point-{ring}-{label}"


def shifts_collection(shifts: Sequence[Shift], *, kind: str = "shift") -> dict[str, Any]:
    """Return the arrows of shifts as GeoJSON; ``kind`` begins their keys.

    A point that was found in the same place has none.
    """
    return collection(_arrow(shift, kind) for shift in shifts if shift.length_m)


def _arrow(shift: Shift, kind: str) -> dict[str, Any]:
    line = geometry.degrees(geometry.line(shift.start, shift.end))
    return feature(f"{kind}-{shift.start.label}", line, length_cm=shift.length_cm)
