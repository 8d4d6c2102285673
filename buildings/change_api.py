"""Changes of buildings and units over REST, for registrars."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from buildings.domain.requests import KINDS
from buildings.requests import building_change_make
from parcels.api_changes import ANSWERS, KEY, MAY_CHANGE, asked_of


class ChangedUnitSerializer(serializers.Serializer):
    """A unit that comes of a change; areas in m2 as decimal strings. Its code is given out."""

    kind = serializers.CharField(required=False, help_text="room (default), storey, building …")
    section = serializers.CharField(required=False)
    storey_number = serializers.IntegerField(required=False, help_text="negative below ground")
    storey_label = serializers.CharField(required=False)
    room = serializers.CharField()
    use = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    built_m2 = serializers.CharField(required=False)
    inner_m2 = serializers.CharField(required=False)
    shared_m2 = serializers.CharField(required=False)
    presale_built_m2 = serializers.CharField(required=False)
    land_share_m2 = serializers.CharField(required=False)
    area_rule = serializers.CharField(required=False)


class ListedUnitSerializer(serializers.Serializer):
    """A row of a presale or completion unit list."""

    section = serializers.CharField(required=False)
    storey_number = serializers.IntegerField(required=False)
    room = serializers.CharField()
    built_m2 = serializers.CharField(required=False)


class BuildingChangeRequestSerializer(serializers.Serializer):
    """A change; which of the fields it has depends on its kind."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    unit = serializers.CharField(required=False, help_text="of changes of one unit")
    units_before = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="of units_merge"
    )
    building = serializers.CharField(required=False, help_text="of changes of a building")
    source = serializers.JSONField(
        required=False, help_text="key of a source, or its title, stage, document …"
    )
    reason = serializers.CharField(required=False)
    document_number = serializers.CharField(required=False)
    units = ChangedUnitSerializer(many=True, required=False)
    whole = ChangedUnitSerializer(required=False)
    figures = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="of unit_correct, by field"
    )
    storey = serializers.JSONField(
        required=False, help_text="number, label, floor_area_m2 (whole building), completed_on"
    )
    content = serializers.JSONField(
        required=False, help_text="of building_rebuild: rings, areas, storeys, units"
    )
    is_new_building = serializers.BooleanField(required=False)
    outside_parcel = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="of building_mark: why it stands outside its parcel; empty takes the mark off",
    )
    presale = ListedUnitSerializer(many=True, required=False)
    completion = ListedUnitSerializer(many=True, required=False)


class BuildingChangeSerializer(serializers.Serializer):
    """What a change did: codes by what became of them."""

    kind = serializers.CharField()
    issued = serializers.ListField(child=serializers.CharField(), required=False)
    retired = serializers.ListField(child=serializers.CharField(), required=False)
    kept = serializers.ListField(child=serializers.CharField(), required=False)
    given = serializers.ListField(child=serializers.CharField(), required=False)


class BuildingChanges(APIView):
    """Change registered buildings and units."""

    permission_classes = [MAY_CHANGE]

    @extend_schema(
        request=BuildingChangeRequestSerializer,
        parameters=[KEY],
        responses={201: BuildingChangeSerializer, **ANSWERS, 422: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        """Split, merge, correct or retire units; extend, rebuild or retire a building."""
        body, key = asked_of(request)
        told = building_change_make(body, by=request.user, now=timezone.now(), request_key=key)
        return Response(told, status=status.HTTP_201_CREATED)
