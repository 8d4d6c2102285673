"""Two survey results compared, over REST."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from surveys.api import MAY_SEE
from surveys.comparing import results_compared
from surveys.domain.compare_report import difference_as_dict, units_csv

UNITS = OpenApiParameter(
    "units",
    enum=["all", "changed"],
    description="`changed` leaves out the units of which nothing but the area changed",
)


class ResultComparison(APIView):
    """What changed from one result of a parcel to another."""

    permission_classes = [MAY_SEE]

    @extend_schema(parameters=[UNITS], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, result_id: str, other_id: str) -> Response:
        """Boundary point by point, areas with their limits, and every unit of every building."""
        found = results_compared(request.user, result_id, other_id)
        return Response(difference_as_dict(found, only_changed=only_changed(request.GET)))


class UnitComparison(APIView):
    """The units of two results beside each other, as a table."""

    permission_classes = [MAY_SEE]

    @extend_schema(parameters=[UNITS], responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, result_id: str, other_id: str) -> HttpResponse:
        """CSV in UTF-8 with a byte order mark, one row for each change of units."""
        found = results_compared(request.user, result_id, other_id)
        text = units_csv(found, only_changed=only_changed(request.GET))
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="unit-comparison.csv"'
        return answer


def only_changed(query: dict[str, str]) -> bool:
    """Read ``units`` of a query. Raises InvalidInput when it is neither ``all`` nor ``changed``."""
    wanted = query.get("units", "all")
    if wanted not in ("all", "changed"):
        raise InvalidInput(
            Text(
                f"units 为 {wanted!r}，应为 all 或 changed。",
                f"units is {wanted!r}; it must be all or changed.",
            )
        )
    return wanted == "changed"
