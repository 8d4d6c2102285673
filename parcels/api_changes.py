"""Changes of parcels over REST, for registrars: done at once, or prepared and decided later."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from accounts.permissions import HasRole
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from parcels.api import refusals
from parcels.domain.requests import KINDS
from parcels.requests import change_make, change_prepare, change_register, change_withdraw

MAY_CHANGE = HasRole.of(Role.REGISTRAR)
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="chosen by the caller; the same key again gets the same answer and does nothing",
)


class ChangePointSerializer(serializers.Serializer):
    """A boundary point; coordinates in metres of the office's system, as decimal strings."""

    label = serializers.CharField()
    northing_m = serializers.CharField()
    easting_m = serializers.CharField()
    marker = serializers.CharField(required=False)
    method = serializers.CharField(required=False)
    accuracy_class = serializers.IntegerField(required=False)
    line_kind = serializers.CharField(required=False)
    line_position = serializers.CharField(required=False)
    line_quality = serializers.CharField(required=False)
    line_neighbour = serializers.CharField(required=False)
    source_id = serializers.CharField(
        required=False, help_text="source of a point taken over; the change's own without it"
    )
    source_file = serializers.CharField(required=False)
    source_line = serializers.IntegerField(required=False)


class ChangeResultSerializer(serializers.Serializer):
    """What a parcel says after the change; the outer ring first, then holes."""

    address = serializers.CharField(required=False)
    area_m2 = serializers.CharField()
    land_use_system = serializers.CharField(required=False)
    land_use_code = serializers.CharField(required=False)
    land_use_name = serializers.CharField(required=False)
    rings = serializers.ListField(child=ChangePointSerializer(many=True))


class ChangeRequestSerializer(serializers.Serializer):
    """A change: ``results`` of split and merge, ``moves`` of adjust, ``corrections`` of correct."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    parcels = serializers.ListField(child=serializers.CharField())
    source = serializers.JSONField(help_text="key of a source, or its title, stage, document …")
    reason = serializers.CharField(required=False)
    at = serializers.DateTimeField(required=False, help_text="effective from; now without it")
    results = ChangeResultSerializer(many=True, required=False)
    moves = serializers.ListField(child=serializers.JSONField(), required=False)
    corrections = serializers.ListField(child=serializers.JSONField(), required=False)
    areas_m2 = serializers.DictField(child=serializers.CharField(), required=False)
    fixtures = serializers.DictField(
        child=serializers.IntegerField(),
        required=False,
        help_text="building code to the place in results, from 0, that the building goes to",
    )


ANSWERS: dict[int, Any] = {
    **refusals(
        invalid="A field is missing or cannot be read; the message names it.",
        absent="There is no such parcel, version or change.",
    ),
    409: OpenApiTypes.OBJECT,
    422: OpenApiTypes.OBJECT,
}


def asked_of(request: Request) -> tuple[Any, str]:
    """Return the body of a request, which is an object, and its request key."""
    body = request.data
    if not isinstance(body, dict):
        raise InvalidInput(
            Text("请求体应为 JSON 对象。", "The body of the request should be a JSON object.")
        )
    return dict(body), request.headers.get("Idempotency-Key", "")


class ParcelChanges(APIView):
    """Change registered parcels."""

    permission_classes = [MAY_CHANGE]

    @extend_schema(
        request=ChangeRequestSerializer,
        parameters=[KEY],
        responses={201: OpenApiTypes.OBJECT, **ANSWERS},
    )
    def post(self, request: Request) -> Response:
        """Split, merge, adjust, correct or retire, whole or not at all."""
        body, key = asked_of(request)
        told = change_make(body, by=request.user, now=timezone.now(), request_key=key)
        return Response(told, status=status.HTTP_201_CREATED)


class PreparedParcelChanges(APIView):
    """Prepare a change without registering it."""

    permission_classes = [MAY_CHANGE]

    @extend_schema(
        request=ChangeRequestSerializer,
        parameters=[KEY],
        responses={201: OpenApiTypes.OBJECT, **ANSWERS},
    )
    def post(self, request: Request) -> Response:
        """Try the change out, keep the request, and tell what it would do."""
        body, key = asked_of(request)
        told = change_prepare(body, by=request.user, now=timezone.now(), request_key=key)
        return Response(told, status=status.HTTP_201_CREATED)


class ParcelChangeRegistration(APIView):
    """Register a prepared change."""

    permission_classes = [MAY_CHANGE]

    @extend_schema(request=None, responses={200: OpenApiTypes.OBJECT, **ANSWERS})
    def post(self, request: Request, change_id: str) -> Response:
        """Do what was prepared, under the rules of today."""
        return Response(change_register(change_id, by=request.user, now=timezone.now()))


class ParcelChangeWithdrawal(APIView):
    """Withdraw a prepared change."""

    permission_classes = [MAY_CHANGE]

    @extend_schema(request=None, responses={200: OpenApiTypes.OBJECT, **ANSWERS})
    def post(self, request: Request, change_id: str) -> Response:
        """Undo what was prepared; the register was never touched."""
        return Response(change_withdraw(change_id, by=request.user, now=timezone.now()))
