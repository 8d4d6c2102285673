"""Staged features and findings as GeoJSON in CGCS2000 degrees, for the maps of the pages."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db.models import F, FloatField, Func, QuerySet, Value
from django.db.models.functions import Cast

from cadastre.domain.findings import Text
from cadastre.domain.same_boundary import compare_boundaries
from cadastre.domain.tolerances import boundary_class
from cadastre.geometry import GEOGRAPHIC_SRID, degrees, line
from cadastre.http import said
from parcels.map_features import collection
from surveys.domain.evidence import BaseStage, Rings, SurveyPoint
from surveys.models import (
    ResultFinding,
    ResultStatus,
    StagedBuilding,
    StagedBuildingPoint,
    StagedParcel,
    StagedParcelPoint,
    SurveyResult,
)
from surveys.selectors import staged_parcel_of, staged_rings

LARGEST_LAYER = 5000
"""Features one layer of a result page may have; the table beside it lists all of them."""


def _plane_point() -> Func:
    """Return the point of a row's exact coordinates: x is the easting."""
    pair = Func(
        Cast(F("easting_m"), FloatField()),
        Cast(F("northing_m"), FloatField()),
        function="ST_MakePoint",
    )
    return Func(
        pair,
        Value(settings.SRID),
        function="ST_SetSRID",
        output_field=PointField(srid=settings.SRID),
    )


def _geojson(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    filled = rows.exclude(**{f"{field}__isnull": True})
    return filled.annotate(shape=AsGeoJSON(Transform(field, GEOGRAPHIC_SRID), precision=9))[
        :LARGEST_LAYER
    ]


def _feature(key: str, shape: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": key,
        "geometry": json.loads(shape),
        "properties": {"key": key, **properties},
    }


def parcel_key(parcel: StagedParcel) -> str:
    """Return the key that links a staged parcel on the map with its rows."""
    return f"parcel-{parcel.pk}"


def building_key(building: StagedBuilding) -> str:
    """Return the key that links a staged building on the map with its rows."""
    return f"building-{building.pk}"


def staged_parcels(result: SurveyResult) -> dict[str, Any]:
    """Return the parcels of a result."""
    stage = result.stage.base
    return collection(
        [
            _feature(
                parcel_key(parcel),
                parcel.shape,
                stage=stage,
                parcel_code=parcel.parcel_code or parcel.name,
                land_use_code=parcel.land_use_code,
                area_m2=f"{parcel.computed_area_m2:.2f}" if parcel.computed_area_m2 else "",
            )
            for parcel in _geojson(result.parcels.all(), "geom")
        ]
    )


def staged_buildings(result: SurveyResult) -> dict[str, Any]:
    """Return the footprints of a result."""
    stage = result.stage.base
    return collection(
        [
            _feature(
                building_key(building),
                building.shape,
                stage=stage,
                building_number=building.building_number,
                label=building.name or building.building_number,
            )
            for building in _geojson(result.buildings.all(), "geom")
        ]
    )


def staged_points(result: SurveyResult) -> dict[str, Any]:
    """Return the boundary points and corners of a result with their labels."""
    features = []
    for model, owner in ((StagedParcelPoint, "parcel"), (StagedBuildingPoint, "building")):
        points = model.objects.filter(**{f"{owner}__result": result}).annotate(
            shape=AsGeoJSON(Transform(_plane_point(), GEOGRAPHIC_SRID), precision=9)
        )[:LARGEST_LAYER]
        features += [
            _feature(f"{owner}-point-{point.pk}", point.shape, label=point.label)
            for point in points
        ]
    return collection(features)


def findings(rows: QuerySet[ResultFinding]) -> dict[str, Any]:
    """Return the findings that have a place; which of them is for the caller to say."""
    return collection(
        [
            _feature(
                f"finding-{finding.pk}",
                finding.shape,
                severity=finding.severity,
                position=finding.position,
                message=said(Text(finding.message_zh, finding.message_en)),
            )
            for finding in _geojson(rows, "location")
        ]
    )


def shifts(result: SurveyResult) -> dict[str, Any]:
    """Return how far each boundary point moved since the accepted land supply, as lines.

    Empty when the result is the land supply itself, has no single boundary, or cannot be matched
    with it point by point.
    """
    supply = accepted_supply_of(result)
    before, after = _rings_of(supply), _rings_of(result)
    if not before or not after:
        return collection([])
    accuracy = boundary_class(result.accuracy_class)
    comparison = compare_boundaries(before, after, accuracy=accuracy)
    old, new = _by_label(before), _by_label(after)
    return collection(
        [
            _shift(old[shift.label], new[shift.other_label], shift.shift_m)
            for shift in comparison.shifts
            if shift.shift_m and shift.label in old and shift.other_label in new
        ]
    )


def accepted_supply_of(result: SurveyResult) -> SurveyResult | None:
    """Return the newest accepted land supply of the result's project, if it is another result."""
    return (
        SurveyResult.objects.filter(
            project=result.project,
            stage__base=BaseStage.SUPPLY.value,
            status=ResultStatus.ACCEPTED,
        )
        .exclude(pk=result.pk)
        .order_by("-version")
        .first()
    )


def _rings_of(result: SurveyResult | None) -> Rings:
    parcel = staged_parcel_of(result) if result else None
    return staged_rings(parcel) if parcel else ()


def _by_label(rings: Rings) -> dict[str, SurveyPoint]:
    """Return the points whose label comes once."""
    points = [point for ring in rings for point in ring]
    often = Counter(point.label for point in points)
    return {point.label: point for point in points if often[point.label] == 1}


def _shift(old: SurveyPoint, new: SurveyPoint, shift_m: Decimal) -> dict[str, Any]:
    course = degrees(line(old, new))
    length_cm = f"{shift_m * 100:.1f}"
    return _feature(
        f"shift-{new.label}",
        course.geojson,
        length_cm=length_cm,
        tooltip=f"{old.label} → {new.label}  {length_cm} cm",
    )


def has_shapes(result: SurveyResult) -> bool:
    """Tell whether anything of a result can be drawn."""
    return (
        result.parcels.filter(geom__isnull=False).exists()
        or result.buildings.filter(geom__isnull=False).exists()
    )
