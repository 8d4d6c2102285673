"""What our views are compared with: the shortest that Django REST framework lets one write.

A parcel as a GeoJSON feature by drf-gis, a unit by a model serializer; over the same tables, with
fewer fields, no sources, points and lines, no districts to look after and no date to ask for.
The address of each stands beside all of ours, behind the same token and middleware.
"""

from django.urls import include, path
from rest_framework.generics import RetrieveAPIView
from rest_framework.serializers import ModelSerializer
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from buildings.models import Unit
from parcels.models import Parcel


class ParcelPeerSerializer(GeoFeatureModelSerializer):
    """A parcel with its boundary in the office's own system."""

    class Meta:
        model = Parcel
        geo_field = "geom"
        id_field = "parcel_code"
        fields = ("parcel_code", "layer", "address", "land_use_code", "area_m2", "valid_from")


class ParcelPeer(RetrieveAPIView):
    """One parcel by its code."""

    queryset = Parcel.objects.current()
    serializer_class = ParcelPeerSerializer
    lookup_field = "parcel_code"


class UnitPeerSerializer(ModelSerializer):
    """A unit without its building, storey and source."""

    class Meta:
        model = Unit
        fields = ("unit_code", "kind", "parcel_code", "room", "address", "built_m2", "valid_from")


class UnitPeer(RetrieveAPIView):
    """One unit by its code."""

    queryset = Unit.objects.current()
    serializer_class = UnitPeerSerializer
    lookup_field = "unit_code"


urlpatterns = [
    path("peer/parcels/<str:parcel_code>/", ParcelPeer.as_view()),
    path("peer/units/<str:unit_code>/", UnitPeer.as_view()),
    path("", include("cadastre.urls")),
]
