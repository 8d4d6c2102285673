"""The same disclosure for programs, without an account."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from disclosure.models import PublicBuilding, PublicParcel, PublicUnit
from disclosure.public_view import BUILDING_COLUMNS, PARCEL_COLUMNS, UNIT_COLUMNS
from disclosure.selectors import find, public_object
from disclosure.throttling import PublicThrottle


class PublicParcelSerializer(serializers.ModelSerializer):
    """A parcel's natural state."""

    class Meta:
        model = PublicParcel
        fields = PARCEL_COLUMNS


class PublicBuildingSerializer(serializers.ModelSerializer):
    """A building's natural state."""

    class Meta:
        model = PublicBuilding
        fields = BUILDING_COLUMNS


class PublicUnitSerializer(serializers.ModelSerializer):
    """A unit's natural state."""

    class Meta:
        model = PublicUnit
        fields = UNIT_COLUMNS


class PublicObjectSerializer(serializers.Serializer):
    """What anybody may see of a parcel or unit: natural state and kinds of restriction."""

    code = serializers.CharField()
    parcel = PublicParcelSerializer()
    building = PublicBuildingSerializer(allow_null=True)
    unit = PublicUnitSerializer(allow_null=True)
    restrictions = serializers.ListField(child=serializers.CharField())
    as_of = serializers.DateTimeField()


class PublicLookup(APIView):
    """Look up a parcel or unit by its exact code or address."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [PublicThrottle]

    @extend_schema(responses=PublicObjectSerializer, auth=[])
    def get(self, request: Request, question: str) -> Response:
        """The same 404 for what is not there and what is not public."""
        shown = public_object(find(question))
        return Response(
            PublicObjectSerializer(
                {
                    "code": shown.code,
                    "parcel": shown.parcel,
                    "building": shown.building,
                    "unit": shown.unit,
                    "restrictions": list(shown.restrictions),
                    "as_of": timezone.now(),
                }
            ).data
        )
