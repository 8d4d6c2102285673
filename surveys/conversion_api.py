"""Results as files of other formats, over REST."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import Role
from accounts.permissions import HasRole
from cadastre.http import finding_as_dict
from exporters import formats
from surveys.check_api import CheckThrottle
from surveys.result_conversion import converted_as_asked
from surveys.selectors import result_seen_by
from surveys.written_files import NOT_HELD, file_answer


class ResultConverted(APIView):
    """What was delivered, as a file of another format."""

    permission_classes = [HasRole.of(Role.SURVEYOR, Role.REVIEWER, Role.REGISTRAR)]
    throttle_classes = [CheckThrottle]

    @extend_schema(
        operation_id="result_converted",
        parameters=[
            OpenApiParameter(
                "file",
                required=True,
                enum=[one.FORMAT for one in formats.writers()],
                description="format to write",
            ),
            OpenApiParameter(
                "findings",
                enum=["1"],
                description="1: what the format cannot hold, as JSON, in place of the file",
            ),
        ],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (200, "application/json"): OpenApiTypes.OBJECT,
        },
        description=f"The header {NOT_HELD} counts what the format could not hold.",
    )
    def get(self, request: Request, result_id: UUID) -> HttpResponse:
        """Read the kept files once more and write them in the format."""
        result = result_seen_by(request.user, str(result_id))
        made = converted_as_asked(result, request.query_params)
        if request.query_params.get("findings") == "1":
            told = [finding_as_dict(one) for one in made.findings]
            return JsonResponse({"file": made.name, "findings": told})
        return file_answer(made)
