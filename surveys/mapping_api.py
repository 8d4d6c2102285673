"""Field mappings over REST: what an organisation's field names mean, and setting it."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Organisation, Role
from accounts.permissions import HasRole
from cadastre.domain.errors import NotAllowed
from cadastre.domain.findings import Text
from surveys import services
from surveys.domain.field_mapping import MOST_ENTRIES, WORDS, MappingEntry
from surveys.mappings import mapping_as_dict


class EntrySerializer(serializers.Serializer):
    """One field of a mapping."""

    field = serializers.CharField(max_length=100)
    word = serializers.CharField(max_length=60)
    format = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class MappingSerializer(serializers.Serializer):
    """The next version of a mapping."""

    on_version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="the version it was written on, 0 for none"
    )
    entries = EntrySerializer(many=True, max_length=MOST_ENTRIES)


class FieldMappings(APIView):
    """The field mapping of one organisation."""

    permission_classes = [HasRole.of(Role.SURVEYOR, Role.REGISTRAR)]

    @extend_schema(operation_id="field_mapping", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, organisation_id: int) -> Response:
        """Return every version, the newest first, and the words there are."""
        organisation = self._organisation(request, organisation_id)
        versions = organisation.field_mappings.select_related("set_by", "organisation")
        return Response({"versions": [mapping_as_dict(one) for one in versions], "words": WORDS})

    @extend_schema(
        operation_id="field_mapping_set",
        request=MappingSerializer,
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, organisation_id: int) -> Response:
        """Set the next version (201); 409 when somebody else did in between."""
        organisation = self._organisation(request, organisation_id)
        form = MappingSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        mapping = services.mapping_set(
            organisation,
            [MappingEntry(**row) for row in form.validated_data["entries"]],
            on_version=form.validated_data["on_version"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(mapping_as_dict(mapping), status=status.HTTP_201_CREATED)

    def _organisation(self, request: Request, organisation_id: int) -> Organisation:
        organisation = get_object_or_404(Organisation, pk=organisation_id)
        if not services.may_map(request.user, organisation):
            raise NotAllowed(
                Text(
                    "只有登记人员和该单位自己的测绘人员可以查看和设置字段对照。",
                    "Only a registrar, or a surveyor of the organisation, sees its mapping.",
                )
            )
        return organisation
