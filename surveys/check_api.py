"""Check files over REST without delivering them: for survey software, while the work goes on."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Text
from surveys.checking import dry_context
from surveys.domain.check_context import CheckContext
from surveys.domain.check_editions import edition_asked
from surveys.domain.evidence import BaseStage
from surveys.domain.field_mapping import AppliedMapping, applied_document
from surveys.domain.report import Scope, report_bytes
from surveys.domain.report_compare import compare, read_report
from surveys.domain.report_facts import USUAL, stated_facts
from surveys.dry_check import check_uploads, slot
from surveys.mappings import applied
from surveys.models import SurveyProject
from surveys.report_api import MAY_SEE, report_in_openapi
from surveys.selectors import projects_seen_by
from surveys.upload_limits import check_limits
from surveys.uploads import upload_from_form

SECONDS_TO_WAIT = 10
MOST_FILES = 50


class CheckSerializer(serializers.Serializer):
    """Files to be checked, and what is stated about them."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), min_length=1, max_length=MOST_FILES
    )
    stage = serializers.ChoiceField(
        choices=[stage.value for stage in BaseStage], default=USUAL.stage.value
    )
    accuracy_class = serializers.ChoiceField(choices=[1, 2, 3], default=USUAL.accuracy_class)
    area_standard = serializers.CharField(default=USUAL.area_standard, max_length=40)
    project = serializers.CharField(
        required=False,
        help_text="project number: its parcel, its accepted results and the register are known "
        "to the checks, and the report has the scope register",
    )
    scope = serializers.ChoiceField(
        choices=[scope.value for scope in Scope],
        required=False,
        help_text="delivery: what a desk without a register would say; register needs a project",
    )
    srid = serializers.IntegerField(
        required=False, help_text="EPSG code of the plane system; the office's unless given"
    )
    parcel_code = serializers.CharField(
        required=False, help_text="parcel code of the project; the project's own unless given"
    )
    county_code = serializers.CharField(
        required=False, allow_blank=True, help_text="six digits; the office's unless given"
    )
    mapping = serializers.FileField(
        required=False,
        help_text="the sender's own field names, the document of the page Field mapping; the "
        "mapping of the project's organisation unless given",
    )
    edition = serializers.CharField(
        required=False,
        max_length=40,
        help_text="an edition of the checks to replay; same: that of the report in against",
    )
    against = serializers.FileField(
        required=False, help_text="an earlier report (JSON): the answer says what changed"
    )


class CheckThrottle(UserRateThrottle):
    """How many checks one account may ask for; the rate is in the settings."""

    scope = "checks"


class FileChecks(APIView):
    """Check files; nothing of them is kept."""

    permission_classes = [MAY_SEE]
    parser_classes = [MultiPartParser]
    throttle_classes = [CheckThrottle]

    @extend_schema(
        request=CheckSerializer,
        responses={
            (200, "application/json"): OpenApiResponse(
                report_in_openapi(), "the report, whatever its verdict"
            )
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Read and check the files, and return the report; it is the one a desk makes."""
        form = CheckSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        project = _project(request, data)
        context = _context(data, project)
        before = _uploaded(data.get("against"), read_report)
        mapping = _mapping(data, project)
        edition = edition_asked(data.get("edition"), before)
        uploads = [upload_from_form(file) for file in data["files"]]
        with slot() as free:
            if not free:
                raise Throttled(wait=SECONDS_TO_WAIT)
            report = check_uploads(
                uploads, context=context, mapping=mapping, edition=edition
            ).report
        if before is not None:
            report |= {"comparison": compare(before, report)}
        return HttpResponse(report_bytes(report), content_type="application/json")


Read = TypeVar("Read")


def _uploaded(file: UploadedFile | None, read: Callable[..., Read]) -> Read | None:
    """Return what a document beside the files says; None where there is none."""
    if file is None:
        return None
    if (file.size or 0) > check_limits().file_bytes:
        raise InvalidInput(
            Text(f"“{file.name}”太大。", f"“{file.name}” is too large for what it should be.")
        )
    return read(file.read(), name=file.name or "?")


def _mapping(data: dict[str, Any], project: SurveyProject | None) -> AppliedMapping | None:
    """Return the mapping that came with the files, else that of the project's organisation."""
    if "mapping" in data:
        return _uploaded(data["mapping"], applied_document)
    return applied(project.organisation.field_mappings.first()) if project else None


def _project(request: Request, data: dict[str, Any]) -> SurveyProject | None:
    """Return the named project, which must be one the account may see; None where none is."""
    if "project" not in data:
        return None
    project = projects_seen_by(request.user).filter(number=data["project"]).first()
    if project is None:
        raise NotFound(
            Text(
                f"没有您可查看的项目 {data['project']}。",
                f"There is no project {data['project']} that you may see.",
            )
        )
    return project


def _context(data: dict[str, Any], project: SurveyProject | None) -> CheckContext:
    """Return what the checks may know; the register only beside a project of the account."""
    scope = Scope(data.get("scope", Scope.REGISTER if project else Scope.DELIVERY))
    named = ("stage", "srid", "area_standard", "parcel_code", "county_code")
    facts = stated_facts(
        {
            "srid": settings.SRID,
            "county_code": settings.COUNTY_CODE,
            "parcel_code": project.parcel_code if project else "",
        }
        | {name: data[name] for name in named if name in data}
        | {"accuracy_class": int(data["accuracy_class"])}
    )
    if scope is Scope.DELIVERY:
        return facts.context()
    if project is None:
        raise InvalidInput(
            Text("对照登记簿检查须写明项目。", "A check beside the register needs a project."),
            advice=Text("请加上 project。", "Add the field project."),
        )
    return dry_context(project, facts)
