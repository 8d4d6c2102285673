"""Waivers over REST: which warnings of a result are waived, and waiving one."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from accounts.permissions import HasRole
from surveys import services
from surveys.report_api import MAY_SEE
from surveys.selectors import result_seen_by
from surveys.waivers import waiver_as_dict, waivers_as_dict

MAY_WAIVE = HasRole.of(Role.REVIEWER)


class WaiverSerializer(serializers.Serializer):
    """A warning to be waived, and why."""

    position = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="position of the finding in the result"
    )
    reason = serializers.CharField(max_length=services.LONGEST_REASON)


class ResultWaivers(APIView):
    """The waivers of a result."""

    def get_permissions(self) -> list[BasePermission]:
        """Everybody who sees the result reads; reviewers waive."""
        return [MAY_SEE() if self.request.method in SAFE_METHODS else MAY_WAIVE()]

    @extend_schema(operation_id="result_waivers", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, result_id: UUID) -> Response:
        """Return what is waived, and what was in an earlier version and waits to be confirmed."""
        return Response(waivers_as_dict(result_seen_by(request.user, str(result_id))))

    @extend_schema(
        operation_id="result_waive", request=WaiverSerializer, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request, result_id: UUID) -> Response:
        """Waive one warning (201)."""
        form = WaiverSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        waiver = services.finding_waive(
            result_seen_by(request.user, str(result_id)),
            form.validated_data["position"],
            reason=form.validated_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(waiver_as_dict(waiver), status=status.HTTP_201_CREATED)
