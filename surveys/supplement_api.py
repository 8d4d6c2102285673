"""Supplementary surveys over REST: order a task of the decision."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from accounts.permissions import HasRole
from surveys import services


class SupplementSerializer(serializers.Serializer):
    """What is ordered: a task of the decision; a ground is answered by a refusal."""

    parcel_code = serializers.CharField(max_length=60)
    building_number = serializers.RegexField(r"^([0-9]{4})?$", default="", allow_blank=True)
    task_id = serializers.CharField(max_length=40, default="", allow_blank=True)
    ground = serializers.CharField(max_length=200, default="", allow_blank=True)


class Supplements(APIView):
    """Order a supplementary survey."""

    permission_classes = [HasRole.of(Role.REVIEWER, Role.REGISTRAR)]

    @extend_schema(request=SupplementSerializer, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        """Order one task of the decision (201); any ground is refused with its clause (409)."""
        form = SupplementSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        order = services.supplement_order(
            data["parcel_code"],
            building_number=data["building_number"],
            task_id=data["task_id"],
            ground=data["ground"],
            by=request.user,
            now=timezone.now(),
        )
        body = {"id": order.pk, "task": order.task, "rule_set": order.rule_set}
        return Response(body, status=status.HTTP_201_CREATED)
