"""Reports over REST: of a result, in three forms, and the schema of all of them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from accounts.permissions import HasRole
from surveys.domain.report import Scope, report_schema
from surveys.domain.report_words import LANGUAGES
from surveys.result_report import PREVIOUS, report_answer
from surveys.selectors import result_seen_by

MAY_SEE = HasRole.of(Role.SURVEYOR, Role.REVIEWER, Role.REGISTRAR)
TOLD = [
    OpenApiParameter(
        "scope",
        enum=[scope.value for scope in Scope],
        description="register: beside the register; delivery: the files alone, as at a desk",
    ),
    OpenApiParameter("lang", enum=list(LANGUAGES), description="language of HTML and PDF"),
    OpenApiParameter(
        "against", description=f"id of another result of the project, or {PREVIOUS}: compare"
    ),
]


NOWHERE = ("$schema", "$id", "$defs")
NULL = {"type": "null"}


def as_openapi(schema: Any, defs: dict[str, Any]) -> Any:
    """Return a JSON Schema in the words of OpenAPI 3.0, its references put in place."""
    if isinstance(schema, list):
        return [as_openapi(entry, defs) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return as_openapi(defs[schema["$ref"].removeprefix("#/$defs/")], defs)
    own = {name: entry for name, entry in schema.items() if name not in NOWHERE}
    if "const" in own:
        own["enum"] = [own.pop("const")]
    if isinstance(own.get("type"), list):
        own["type"], _ = own["type"]  # the other one is null
        own["nullable"] = True
    if NULL in own.get("anyOf", ()):
        (value,) = [entry for entry in own.pop("anyOf") if entry != NULL]
        own |= {"nullable": True} | as_openapi(value, defs)
    return {name: as_openapi(entry, defs) for name, entry in own.items()}


def report_in_openapi() -> dict[str, Any]:
    """Return the schema of a report for the description of the API."""
    schema = report_schema()
    described: dict[str, Any] = as_openapi(schema, schema["$defs"])
    return described


class ResultReport(APIView):
    """The report of a result; the form is part of the address."""

    permission_classes = [MAY_SEE]
    form = "json"

    @extend_schema(
        operation_id="result_report_json",
        parameters=TOLD,
        responses={
            (200, "application/json"): OpenApiResponse(report_in_openapi(), "the kept document")
        },
    )
    def get(self, request: Request, result_id: UUID) -> HttpResponse:
        """Return the report as it was made when the result was read."""
        result = result_seen_by(request.user, str(result_id))
        return report_answer(result, self.form, request.query_params, by=request.user)


class ResultReportHtml(ResultReport):
    """The report of a result as one page of HTML."""

    form = "html"

    @extend_schema(
        operation_id="result_report_html",
        parameters=TOLD,
        responses={(200, "text/html"): OpenApiTypes.STR},
    )
    def get(self, request: Request, result_id: UUID) -> HttpResponse:
        """Return the report as a page that needs nothing else."""
        return super().get(request, result_id)


class ResultReportPdf(ResultReport):
    """The report of a result as PDF."""

    form = "pdf"

    @extend_schema(
        operation_id="result_report_pdf",
        parameters=TOLD,
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, result_id: UUID) -> HttpResponse:
        """Return the report set for A4."""
        return super().get(request, result_id)


class ReportSchema(APIView):
    """The JSON Schema of reports."""

    permission_classes = [MAY_SEE]

    @extend_schema(operation_id="report_schema", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Return the schema (draft 2020-12) that every report keeps to."""
        return Response(report_schema())
