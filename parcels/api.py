"""Parcels for integrators: one by code, many by box (GeoJSON in EPSG:4490)."""

from typing import Any

from django.contrib.gis.db.models.functions import Transform
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from accounts.models import Role
from accounts.permissions import HasRole
from cadastre.boxes import parse_box
from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Text
from cadastre.models import SpatialSource
from parcels.models import BoundaryLine, BoundaryPoint, Parcel
from parcels.selectors import GEOGRAPHIC_SRID, parcels_in_box, parcels_seen_by

MAY_READ = HasRole.of(Role.INTEGRATOR, Role.REGISTRAR, Role.REVIEWER)


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


class ParcelFeatureSerializer(GeoFeatureModelSerializer):
    """A parcel as a GeoJSON feature in CGCS2000 longitude and latitude."""

    shape = GeometryField()

    class Meta:
        model = Parcel
        geo_field = "shape"
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


class ParcelDetail(RetrieveAPIView):
    """One current parcel of the account's districts by its 19-character code."""

    permission_classes = [MAY_READ]
    serializer_class = ParcelSerializer
    lookup_field = "parcel_code"

    def get_queryset(self) -> QuerySet[Parcel]:
        """Only what the account may see."""
        return (
            parcels_seen_by(self.request.user)
            .select_related("source", "area_source")
            .prefetch_related("points", "lines__start", "lines__end")
        )

    def get_object(self) -> Parcel:
        """The same answer for a code that is not there and one that may not be seen."""
        code = self.kwargs["parcel_code"]
        parcel = self.get_queryset().filter(parcel_code=code).first()
        if parcel is None:
            raise NotFound(
                Text(
                    f"没有您可查看的现势宗地 {code}。",
                    f"There is no current parcel {code} that you may see.",
                )
            )
        return parcel


@extend_schema(
    parameters=[
        OpenApiParameter(
            "bbox",
            OpenApiTypes.STR,
            required=True,
            description="west,south,east,north in decimal degrees (EPSG:4490), at most 25 km²",
        )
    ]
)
class ParcelsInBox(ListAPIView):
    """Current parcels of the account's districts in a box, as GeoJSON in EPSG:4490."""

    permission_classes = [MAY_READ]
    serializer_class = ParcelFeatureSerializer
    pagination_class = ParcelBoxPagination

    def get_queryset(self) -> QuerySet[Parcel]:
        """Parcels by box, in the order of their codes."""
        box = parse_box(self.request.query_params["bbox"])
        return (
            parcels_in_box(
                parcels_seen_by(self.request.user),
                west=box.west,
                south=box.south,
                east=box.east,
                north=box.north,
            )
            .annotate(shape=Transform("geom", GEOGRAPHIC_SRID))
            .order_by("parcel_code")
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask for a box before anything else: there is no list of everything."""
        if "bbox" not in request.query_params:
            raise InvalidInput(
                Text("缺少参数 bbox。", "Parameter bbox is missing."),
                advice=Text(
                    "请加上 ?bbox=西,南,东,北（十进制度）。",
                    "Add ?bbox=west,south,east,north in decimal degrees.",
                ),
            )
        return super().list(request, *args, **kwargs)
