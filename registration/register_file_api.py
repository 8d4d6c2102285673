"""The register in exchange formats, for programs."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadastre.http import finding_as_dict
from parcels.api import MAY_READ, MOMENT, SaidSerializer, refusals
from parcels.api_reading import ConfirmationSerializer
from registration.register_file_views import register_answer
from registration.register_files import (
    MEDIA_TYPES,
    Asked,
    format_asked_for,
    not_held,
    register_asked_for,
)
from surveys.written_files import NOT_HELD

ASKED = [
    OpenApiParameter("sub_district", str, description="code of 12 digits; this or parcel"),
    OpenApiParameter("parcel", str, description="a parcel code; this or sub_district"),
    OpenApiParameter(
        "file", str, enum=tuple(MEDIA_TYPES), description="word of the format; vct without it"
    ),
    *MOMENT,
]


class NotHeldSerializer(serializers.Serializer):
    """One kind of content that a format leaves out or changes; ``found`` is how many there are."""

    code = serializers.CharField()
    kind = serializers.CharField()
    severity = serializers.CharField()
    message = SaidSerializer()
    advice = SaidSerializer()
    found = serializers.CharField()


class FindingsSerializer(serializers.Serializer):
    """All that a format would not hold."""

    findings = NotHeldSerializer(many=True)


def _described(*parameters: OpenApiParameter) -> dict[str, Any]:
    counted = OpenApiParameter(
        NOT_HELD,
        int,
        OpenApiParameter.HEADER,
        response=[200],
        description="kinds of content that the format could not hold; findings=1 names them",
    )
    files = {(200, media.partition(";")[0]): OpenApiTypes.BINARY for media in MEDIA_TYPES.values()}
    return {
        "parameters": [*ASKED, *parameters, counted],
        "responses": {
            **files,
            (200, "application/json"): FindingsSerializer,
            409: OpenApiResponse(description="More than 25 km²: send a confirmation by POST."),
            **refusals(
                invalid="A parameter is missing or cannot be read, or it is too much for a file.",
                absent="No such parcel or sub-district, or none that you may see.",
            ),
        },
    }


class RegisterFiles(APIView):
    """Parcels, boundary points and lines, buildings and units of a moment in an exchange format."""

    permission_classes = [MAY_READ]

    @extend_schema(
        **_described(
            OpenApiParameter(
                "findings", str, enum=("1",), description="JSON: what the format would not hold"
            )
        )
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Answer with the file when it covers at most 25 km², or with what it would not hold."""
        form, asked = _asked(request)
        if request.query_params.get("findings") == "1":
            found = not_held(asked, forms=[form], by=request.user, now=timezone.now())
            return Response({"findings": [finding_as_dict(finding) for finding in found[form]]})
        return register_answer(asked, form=form, by=request.user)

    @extend_schema(request=ConfirmationSerializer, **_described())
    def post(self, request: Request) -> HttpResponseBase:
        """Answer with the file after a confirmation."""
        form, asked = _asked(request)
        given = ConfirmationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        words = given.validated_data["confirmation"]
        return register_answer(asked, form=form, by=request.user, confirmation=words)


def _asked(request: Request) -> tuple[str, Asked]:
    query = request.query_params
    return format_asked_for(query), register_asked_for(request.user, query)
