"""Parcels for integrators: one by code, many by box (GeoJSON in EPSG:4490)."""

from typing import Any

from django.contrib.gis.db.models.functions import Transform
from django.db.models import QuerySet
from drf_spectacular.contrib.rest_framework_gis import GeoFeatureModelSerializerExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from accounts.models import Role
from accounts.permissions import HasRole
from accounts.selectors import in_districts
from cadastre.domain.unit_code import parse_parcel_code
from cadastre.geometry import GEOGRAPHIC_SRID
from cadastre.models import SpatialSource
from parcels.map_features import box_asked_for
from parcels.models import BoundaryLine, BoundaryPoint, Parcel
from parcels.moments import moment_asked_for
from parcels.parcel_json import parcel_as_json
from parcels.selectors import absent_at, parcels_in_box, parcels_seen_by
from parcels.written_json import WrittenJSONRenderer

MAY_READ = HasRole.of(Role.INTEGRATOR, Role.REGISTRAR, Role.REVIEWER)


MOMENT = [
    OpenApiParameter(
        "at",
        OpenApiTypes.STR,
        description="when it was so: 2024-03-15 (the end of that day) or 2024-03-15T10:30+08:00; "
        "today without it",
    ),
    OpenApiParameter(
        "known",
        OpenApiTypes.STR,
        description="what the register said at that moment, even if it was corrected later; "
        "what it says today without it",
    ),
]
"""The two times that every read of the register takes."""


class SaidSerializer(serializers.Serializer):
    """One sentence in both languages."""

    zh = serializers.CharField()
    en = serializers.CharField()


class RefusalSerializer(serializers.Serializer):
    """Why nothing was answered: a stable code, the reason, and what to do instead."""

    code = serializers.CharField()
    message = SaidSerializer()
    advice = SaidSerializer()


def refusals(*, invalid: str, absent: str = "") -> dict[int, OpenApiResponse]:
    """Return how an address's refusals are described; ``absent`` is empty where none is a 404."""
    told = {
        400: OpenApiResponse(RefusalSerializer, description=invalid),
        401: OpenApiResponse(description="No token, or one that is not known."),
        403: OpenApiResponse(description="The account lacks the role."),
    }
    if absent:
        told[404] = OpenApiResponse(RefusalSerializer, description=absent)
    return told


class SourceSerializer(serializers.ModelSerializer):
    """Where a figure comes from."""

    class Meta:
        model = SpatialSource
        fields = (
            "title",
            "stage",
            "organisation",
            "surveyed_on",
            "accuracy_class",
            "document_number",
            "result_id",
            "files",
        )


class BoundaryPointSerializer(serializers.ModelSerializer):
    """A boundary point with the coordinates as delivered (decimal strings, metres)."""

    northing_m = serializers.CharField()
    easting_m = serializers.CharField()

    class Meta:
        model = BoundaryPoint
        fields = (
            "part",
            "ring",
            "sequence",
            "label",
            "northing_m",
            "easting_m",
            "source_file",
            "source_line",
        )


class BoundaryLineSerializer(serializers.ModelSerializer):
    """A boundary line by the labels of its ends."""

    start = serializers.CharField(source="start.label")
    end = serializers.CharField(source="end.label")

    class Meta:
        model = BoundaryLine
        fields = ("start", "end", "length_m", "side")


class ParcelSerializer(serializers.ModelSerializer):
    """A parcel with its boundary, registered area and the source of each."""

    source = SourceSerializer()
    area_source = SourceSerializer()
    points = BoundaryPointSerializer(many=True)
    lines = BoundaryLineSerializer(many=True)
    srid = serializers.IntegerField(source="geom.srid")

    class Meta:
        model = Parcel
        fields = (
            "parcel_code",
            "layer",
            "address",
            "land_use_system",
            "land_use_code",
            "land_use_name",
            "area_m2",
            "area_rule",
            "boundary_rule",
            "srid",
            "valid_from",
            "source",
            "area_source",
            "points",
            "lines",
        )


POSITION = {
    "type": "array",
    "description": "longitude, latitude in degrees of CGCS2000 (EPSG:4490)",
    "items": {"type": "number", "format": "double"},
    "minItems": 2,
    "maxItems": 2,
}
RING = {"type": "array", "items": POSITION, "minItems": 4}
CORNERS = [[113.2542, 35.2131], [113.2545, 35.2131], [113.2545, 35.2129], [113.2542, 35.2131]]
MULTIPOLYGON = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["MultiPolygon"]},
        "coordinates": {"type": "array", "items": {"type": "array", "items": RING}},
    },
    "example": {"type": "MultiPolygon", "coordinates": [[CORNERS]]},
}


@extend_schema_field(OpenApiTypes.OBJECT)
class TransformedGeometryField(GeometryField):
    """The geometry that the query has transformed; its column holds the office's system."""


class ParcelFeatureSerializer(GeoFeatureModelSerializer):
    """A parcel as a GeoJSON feature in CGCS2000 longitude and latitude."""

    geom = TransformedGeometryField(source="shape")

    class Meta:
        model = Parcel
        geo_field = "geom"
        id_field = "parcel_code"
        fields = (
            "parcel_code",
            "layer",
            "address",
            "land_use_code",
            "land_use_name",
            "area_m2",
            "valid_from",
        )


class ParcelFeatureDescription(GeoFeatureModelSerializerExtension):
    """Describes the geometry as it is: longitude first, with a place in China for example."""

    target_class = "parcels.api.ParcelFeatureSerializer"
    match_subclasses = False
    priority = 1

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Put our geometry in the place of the general one, whose examples put latitude first."""
        schema = super().map_serializer(auto_schema, direction)
        schema["properties"]["geometry"] = MULTIPOLYGON
        return schema


class ParcelBoxPagination(LimitOffsetPagination):
    """At most 2000 features an answer, as one FeatureCollection with counts."""

    default_limit = 2000
    max_limit = 2000

    def get_paginated_response(self, data: dict[str, Any]) -> Response:
        """Add counts and links beside the features."""
        return Response(
            {
                "type": "FeatureCollection",
                "count": self.count,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "features": data["features"],
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the same: the FeatureCollection, with counts and links beside the features."""
        link = {"type": "string", "format": "uri", "nullable": True}
        beside = {"count": {"type": "integer"}, "next": link, "previous": link}
        return {"allOf": [schema, {"type": "object", "properties": beside}]}


@extend_schema(
    parameters=MOMENT,
    responses={
        200: ParcelSerializer,
        **refusals(
            invalid="The code has not the form of GB/T 37346-2019, or a date is none.",
            absent="No parcel of the account's districts had this code at the moment asked for.",
        ),
    },
)
class ParcelDetail(RetrieveAPIView):
    """One parcel of the account's districts by its 19-character code, today or at a moment."""

    permission_classes = [MAY_READ]
    renderer_classes = [WrittenJSONRenderer]
    serializer_class = ParcelSerializer
    queryset = Parcel.objects.none()
    lookup_field = "parcel_code"

    def retrieve(self, request: Request, parcel_code: str) -> Response:
        """The same answer for a code that is not there and one that may not be seen."""
        code = str(parse_parcel_code(parcel_code))
        moment = moment_asked_for(request.query_params)
        text = parcel_as_json(request.user, code, moment=moment)
        if text is None:
            seen = Parcel.objects.filter(in_districts(request.user, "parcel_code"))
            raise absent_at(seen, code, moment)
        return Response(text)


@extend_schema(
    parameters=[
        OpenApiParameter(
            "bbox",
            OpenApiTypes.STR,
            required=True,
            description="west,south,east,north in decimal degrees (EPSG:4490), at most 25 km²",
        ),
        *MOMENT,
    ],
    responses={
        200: ParcelFeatureSerializer(many=True),
        **refusals(invalid="The box is missing, turned over, outside the globe or over 25 km²."),
    },
)
class ParcelsInBox(ListAPIView):
    """Parcels of the account's districts in a box, today or at a moment: GeoJSON in EPSG:4490."""

    permission_classes = [MAY_READ]
    serializer_class = ParcelFeatureSerializer
    pagination_class = ParcelBoxPagination

    def get_queryset(self) -> QuerySet[Parcel]:
        """Parcels by box, in the order of their codes."""
        box = box_asked_for(self.request.query_params)
        return (
            parcels_in_box(
                parcels_seen_by(
                    self.request.user, moment=moment_asked_for(self.request.query_params)
                ),
                west=box.west,
                south=box.south,
                east=box.east,
                north=box.north,
            )
            .annotate(shape=Transform("geom", GEOGRAPHIC_SRID))
            .order_by("parcel_code")
        )
