"""Buildings and units for integrators."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView

from buildings.models import Building, Unit
from buildings.selectors import buildings_seen_by, parse_building_code, units_seen_by
from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import parse_parcel_code, parse_unit_code
from parcels.api import MAY_READ, SourceSerializer, refusals
from parcels.selectors import parcels_seen_by

REFUSALS = refusals(
    invalid="The code has not the form of GB/T 37346-2019; the message names the position.",
    absent="Nothing current in the account's districts has this code.",
)


class UnitSerializer(serializers.ModelSerializer):
    """A unit: code, place in the building, areas and their source. No holder, in no field."""

    unit_code = serializers.CharField(source="unit_code_id")
    building_code = serializers.CharField(source="building.building_code", default=None)
    storey_number = serializers.IntegerField(source="storey.number", default=None)
    storey_label = serializers.CharField(source="storey.label", default="")
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
            "built_m2",
            "inner_m2",
            "shared_m2",
            "presale_built_m2",
            "land_share_m2",
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
            "area_rule",
            "footprint_rule",
            "valid_from",
            "source",
            "area_source",
        )


def _absent(code: str) -> NotFound:
    return NotFound(
        Text(
            f"登记簿中没有您可查看的 {code}。",
            f"The register has no {code} that you may see.",
        )
    )


@extend_schema(responses={200: UnitSerializer, **REFUSALS})
class UnitDetail(RetrieveAPIView):
    """One current unit of the account's districts by its 28-character code."""

    permission_classes = [MAY_READ]
    serializer_class = UnitSerializer

    def get_object(self) -> Unit:
        """The same answer for a code that is not there and one that may not be seen."""
        code = str(parse_unit_code(self.kwargs["unit_code"]))
        unit = units_seen_by(self.request.user).filter(unit_code=code).first()
        if unit is None:
            raise _absent(code)
        return unit


@extend_schema(responses={200: UnitSerializer(many=True), **REFUSALS})
class UnitsOfParcel(ListAPIView):
    """The current units of a parcel."""

    permission_classes = [MAY_READ]
    serializer_class = UnitSerializer

    def get_queryset(self) -> QuerySet[Unit]:
        """In the order of their codes; a parcel that may not be seen is answered like none."""
        code = str(parse_parcel_code(self.kwargs["parcel_code"]))
        if not parcels_seen_by(self.request.user).filter(parcel_code=code).exists():
            raise _absent(code)
        return units_seen_by(self.request.user).filter(parcel_code=code).order_by("unit_code")


@extend_schema(responses={200: UnitSerializer(many=True), **REFUSALS})
class UnitsOfBuilding(ListAPIView):
    """The current units of a building, by its 24-character code."""

    permission_classes = [MAY_READ]
    serializer_class = UnitSerializer

    def get_queryset(self) -> QuerySet[Unit]:
        """In the order of their codes; a building that may not be seen is answered like none."""
        code = parse_building_code(self.kwargs["building_code"])
        if not buildings_seen_by(self.request.user).filter(building_code=code).exists():
            raise _absent(code)
        return (
            units_seen_by(self.request.user)
            .filter(building__building_code=code)
            .order_by("unit_code")
        )


@extend_schema(responses={200: BuildingSerializer, **REFUSALS})
class BuildingDetail(RetrieveAPIView):
    """One current building of the account's districts by its 24-character code."""

    permission_classes = [MAY_READ]
    serializer_class = BuildingSerializer

    def get_object(self) -> Building:
        """The same answer for a code that is not there and one that may not be seen."""
        code = parse_building_code(self.kwargs["building_code"])
        building = buildings_seen_by(self.request.user).filter(building_code=code).first()
        if building is None:
            raise _absent(code)
        return building
