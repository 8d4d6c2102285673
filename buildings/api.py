"""Buildings and units for integrators."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.selectors import in_districts
from buildings.models import Building, Unit
from buildings.selectors import buildings_seen_by, parse_building_code, units_seen_by
from buildings.unit_json import unit_as_json
from cadastre.domain.unit_code import parse_parcel_code, parse_unit_code
from parcels.api import MAY_READ, MOMENT, SourceSerializer, refusals
from parcels.models import Parcel
from parcels.moments import moment_asked_for
from parcels.selectors import absent_at, parcels_seen_by
from parcels.written_json import WrittenJSONRenderer

REFUSALS = refusals(
    invalid="The code has not the form of GB/T 37346-2019, or a date is none.",
    absent="Nothing in the account's districts had this code at the moment asked for.",
)


class UnitSerializer(serializers.ModelSerializer):
    """A unit: code, place in the building, areas and their source. No holder, in no field."""

    unit_code = serializers.CharField(source="unit_code_id")
    building_code = serializers.CharField(source="building.building_code", default=None)
    storey_number = serializers.IntegerField(source="storey.number", default=None)
    storey_label = serializers.CharField(source="storey.label", default="")
    coefficient = serializers.CharField(allow_null=True)
    area_source = SourceSerializer()

    class Meta:
        model = Unit
        fields = (
            "unit_code",
            "kind",
            "parcel_code",
            "building_code",
            "section",
            "storey_number",
            "storey_label",
            "room",
            "address",
            "use",
            "use_2",
            "use_3",
            "house_code",
            "layout",
            "layout_form",
            "house_type",
            "house_nature",
            "built_m2",
            "inner_m2",
            "shared_m2",
            "coefficient",
            "basement_m2",
            "other_m2",
            "presale_built_m2",
            "land_share_m2",
            "shared_land_m2",
            "exclusive_land_m2",
            "area_standard",
            "area_rule",
            "area_source",
            "valid_from",
        )


class BuildingSerializer(serializers.ModelSerializer):
    """A building: storeys, areas and their sources."""

    source = SourceSerializer()
    area_source = SourceSerializer()

    class Meta:
        model = Building
        fields = (
            "building_code",
            "parcel_code",
            "building_number",
            "name",
            "address",
            "footprint_area_m2",
            "floor_area_m2",
            "area_standard",
            "storeys_above",
            "storeys_below",
            "structure",
            "completed_on",
            "project_name",
            "use",
            "presale_floor_area_m2",
            "site_area_m2",
            "height_m",
            "basement_depth_m",
            "area_rule",
            "footprint_rule",
            "valid_from",
            "source",
            "area_source",
        )


@extend_schema(parameters=MOMENT, responses={200: UnitSerializer, **REFUSALS})
class UnitDetail(RetrieveAPIView):
    """One unit of the account's districts by its 28-character code, today or at a moment."""

    permission_classes = [MAY_READ]
    renderer_classes = [WrittenJSONRenderer]
    serializer_class = UnitSerializer

    def retrieve(self, request: Request, unit_code: str) -> Response:
        """The same answer for a code that is not there and one that may not be seen."""
        code = str(parse_unit_code(unit_code))
        moment = moment_asked_for(request.query_params)
        text = unit_as_json(request.user, code, moment=moment)
        if text is None:
            seen = Unit.objects.filter(in_districts(request.user, "parcel_code"))
            raise absent_at(seen, code, moment, field="unit_code")
        return Response(text)


@extend_schema(parameters=MOMENT, responses={200: UnitSerializer(many=True), **REFUSALS})
class UnitsOfParcel(ListAPIView):
    """The units of a parcel, today or at a moment."""

    permission_classes = [MAY_READ]
    serializer_class = UnitSerializer

    def get_queryset(self) -> QuerySet[Unit]:
        """In the order of their codes; a parcel that may not be seen is answered like none."""
        code = str(parse_parcel_code(self.kwargs["parcel_code"]))
        moment = moment_asked_for(self.request.query_params)
        if not parcels_seen_by(self.request.user, moment=moment).filter(parcel_code=code).exists():
            seen = Parcel.objects.filter(in_districts(self.request.user, "parcel_code"))
            raise absent_at(seen, code, moment)
        units = units_seen_by(self.request.user, moment=moment)
        return units.filter(parcel_code=code).order_by("unit_code")


@extend_schema(parameters=MOMENT, responses={200: UnitSerializer(many=True), **REFUSALS})
class UnitsOfBuilding(ListAPIView):
    """The units of a building by its 24-character code, today or at a moment."""

    permission_classes = [MAY_READ]
    serializer_class = UnitSerializer

    def get_queryset(self) -> QuerySet[Unit]:
        """In the order of their codes; a building that may not be seen is answered like none."""
        code = parse_building_code(self.kwargs["building_code"])
        moment = moment_asked_for(self.request.query_params)
        buildings = buildings_seen_by(self.request.user, moment=moment)
        if not buildings.filter(building_code=code).exists():
            seen = Building.objects.filter(in_districts(self.request.user, "parcel_code"))
            raise absent_at(seen, code, moment, field="building_code")
        return (
            units_seen_by(self.request.user, moment=moment)
            .filter(building__building_code=code)
            .order_by("unit_code")
        )


@extend_schema(parameters=MOMENT, responses={200: BuildingSerializer, **REFUSALS})
class BuildingDetail(RetrieveAPIView):
    """One building of the account's districts by its 24-character code, today or at a moment."""

    permission_classes = [MAY_READ]
    serializer_class = BuildingSerializer

    def get_object(self) -> Building:
        """The same answer for a code that is not there and one that may not be seen."""
        code = parse_building_code(self.kwargs["building_code"])
        moment = moment_asked_for(self.request.query_params)
        found = buildings_seen_by(self.request.user, moment=moment).filter(building_code=code)
        building = found.first()
        if building is None:
            seen = Building.objects.filter(in_districts(self.request.user, "parcel_code"))
            raise absent_at(seen, code, moment, field="building_code")
        return building
