"""What changed between two dates, and lists as files, for programs."""

import json
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from parcels.api import MAY_READ, MOMENT, refusals
from parcels.changes_between import BASES, KINDS, between_asked_for, changes_between
from parcels.export_files import FORMS, form_asked_for
from parcels.export_views import file_answer
from parcels.exports import Export, changes_export, parcels_export
from parcels.moments import moment_asked_for

AREA = OpenApiParameter("area", str, description="code of a county, district or sub-district")
BETWEEN = [
    OpenApiParameter("from", str, description="first date, as of its end; a year before the last"),
    OpenApiParameter("to", str, description="last date, as of its end; now without it"),
    OpenApiParameter(
        "basis",
        str,
        enum=BASES,
        description="said: what the register said on each day; true: what was so, as known today",
    ),
    AREA,
    OpenApiParameter("kind", str, enum=KINDS, description="only these changes"),
]
FILE = OpenApiParameter("file", str, enum=FORMS, description="form of the file; csv without it")


class DifferenceSerializer(serializers.Serializer):
    """One parcel that is not at the end what it was at the beginning; shapes in EPSG:4490."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    code = serializers.CharField()
    code_before = serializers.CharField(allow_null=True)
    address = serializers.CharField()
    shift_m = serializers.DecimalField(
        max_digits=12,
        decimal_places=3,
        allow_null=True,
        help_text="largest distance between the boundaries",
    )
    area_before_m2 = serializers.DecimalField(max_digits=15, decimal_places=2, allow_null=True)
    area_after_m2 = serializers.DecimalField(max_digits=15, decimal_places=2, allow_null=True)
    differences = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    became = serializers.ListField(child=serializers.CharField())
    came_from = serializers.ListField(child=serializers.CharField())
    shape_before = serializers.SerializerMethodField()
    shape_after = serializers.SerializerMethodField()

    def get_shape_before(self, row: Any) -> dict[str, Any] | None:
        """The outline before, as GeoJSON."""
        return json.loads(row.shape_before) if row.shape_before else None

    def get_shape_after(self, row: Any) -> dict[str, Any] | None:
        """The outline after, as GeoJSON."""
        return json.loads(row.shape_after) if row.shape_after else None


class DifferencesSerializer(serializers.Serializer):
    """One page of differences, how many there are of each kind, and the next page's address."""

    counts = serializers.DictField(child=serializers.IntegerField())
    next = serializers.CharField(allow_null=True)
    results = DifferenceSerializer(many=True)


class ParcelDifferences(APIView):
    """What is different between two dates: new, retired, moved boundaries, changed attributes."""

    permission_classes = [MAY_READ]

    @extend_schema(
        parameters=[
            *BETWEEN,
            OpenApiParameter("after", str, description="code that the page before ended with"),
        ],
        responses={
            200: DifferencesSerializer,
            **refusals(invalid="A date is none, or they are the wrong way round."),
        },
    )
    def get(self, request: Request) -> Response:
        """Answer with a hundred at a time, in the order of the codes."""
        asked = between_asked_for(request.query_params, now=timezone.now())
        page = changes_between(request.user, asked)
        following = f"{request.path}?{asked.query}&after={page.after}" if page.after else None
        body = {"counts": page.counts, "next": following, "results": page.rows}
        return Response(DifferencesSerializer(body).data)


class ConfirmationSerializer(serializers.Serializer):
    """Why more than 25 km² may leave, and who answers for it; kept in the journal."""

    confirmation = serializers.CharField(max_length=300)


def _described(*parameters: OpenApiParameter) -> dict[str, Any]:
    return {
        "parameters": [*parameters, FILE],
        "responses": {
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/geopackage+sqlite3"): OpenApiTypes.BINARY,
            409: OpenApiResponse(description="More than 25 km²: send a confirmation by POST."),
            **refusals(invalid="A parameter is missing or cannot be read."),
        },
    }


class ListFile(APIView):
    """A list of the register as a file; without shapes as CSV, with them as GeoPackage."""

    permission_classes = [MAY_READ]

    def export_asked_for(self, request: Request) -> Export:
        """Return the list that the address asks for."""
        raise NotImplementedError

    def answer(self, request: Request, confirmation: str = "") -> HttpResponseBase:
        """Let the list out."""
        form = form_asked_for(request.query_params)
        export = self.export_asked_for(request)
        return file_answer(export, form=form, by=request.user, confirmation=confirmation)

    def confirmed(self, request: Request) -> HttpResponseBase:
        """Let the list out with the words of a confirmation."""
        given = ConfirmationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.answer(request, given.validated_data["confirmation"])


class ParcelsFile(ListFile):
    """The parcels of a district or sub-district at a moment, as a file."""

    def export_asked_for(self, request: Request) -> Export:
        """Read area and moment."""
        query = request.query_params
        return parcels_export(request.user, query.get("area", ""), moment=moment_asked_for(query))

    @extend_schema(**_described(AREA, *MOMENT))
    def get(self, request: Request) -> HttpResponseBase:
        """Answer with the file when it covers at most 25 km²."""
        return self.answer(request)

    @extend_schema(request=ConfirmationSerializer, **_described(AREA, *MOMENT))
    def post(self, request: Request) -> HttpResponseBase:
        """Answer with the file after a confirmation."""
        return self.confirmed(request)


class ChangesFile(ListFile):
    """What is different between two dates, as a file."""

    def export_asked_for(self, request: Request) -> Export:
        """Read the two dates."""
        asked = between_asked_for(request.query_params, now=timezone.now())
        return changes_export(request.user, asked)

    @extend_schema(**_described(*BETWEEN))
    def get(self, request: Request) -> HttpResponseBase:
        """Answer with the file when it covers at most 25 km²."""
        return self.answer(request)

    @extend_schema(request=ConfirmationSerializer, **_described(*BETWEEN))
    def post(self, request: Request) -> HttpResponseBase:
        """Answer with the file after a confirmation."""
        return self.confirmed(request)
