"""Survey results over REST: deliver one, and read what became of it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from accounts.permissions import HasRole
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from surveys import services
from surveys.models import Stage
from surveys.report import result_as_dict
from surveys.result_answer import SurveyResultAnswer
from surveys.selectors import project_to_deliver_for, result_seen_by
from surveys.tasks import enqueue_reading
from surveys.uploads import upload_from_form

MAY_DELIVER = HasRole.of(Role.SURVEYOR, Role.REGISTRAR)
MAY_SEE = HasRole.of(Role.SURVEYOR, Role.REVIEWER, Role.REGISTRAR)


class DeliverySerializer(serializers.Serializer):
    """A delivery: the project, the stage, what the surveyor states, and the files."""

    project = serializers.CharField(help_text="project number")
    stage = serializers.SlugField(help_text="code of the stage, e.g. supply")
    kind = serializers.SlugField(required=False, default="")
    surveyed_on = serializers.DateField()
    accuracy_class = serializers.ChoiceField(choices=[1, 2, 3], default=1)
    area_standard = serializers.CharField(default="GB/T 17986.1-2000", max_length=40)
    has_investigation_form = serializers.BooleanField(default=False)
    has_parcel_map = serializers.BooleanField(default=False)
    used_for_supply = serializers.BooleanField(default=False)
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), required=False, default=list
    )
    uploads = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        help_text="ids of finished uploads in pieces, beside or instead of files",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Demand a file, whichever way it came in."""
        if not attrs["files"] and not attrs["uploads"]:
            raise serializers.ValidationError({"files": ["files or uploads: at least one"]})
        return attrs


class SurveyResults(APIView):
    """Deliver a survey result."""

    permission_classes = [MAY_DELIVER]
    parser_classes = [MultiPartParser]

    @extend_schema(request=DeliverySerializer, responses={202: SurveyResultAnswer})
    def post(self, request: Request) -> Response:
        """Keep the files, open a result, and have it read in the background (202)."""
        form = DeliverySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        project = project_to_deliver_for(request.user, data["project"])
        stage = Stage.objects.filter(code=data["stage"]).first()
        if stage is None:
            known = ", ".join(Stage.objects.values_list("code", flat=True))
            raise InvalidInput(
                Text(
                    f"没有阶段 {data['stage']}；可用：{known}。",
                    f"There is no stage {data['stage']}; there are: {known}.",
                )
            )
        whole = services.finished_uploads(data["uploads"], project=project, by=request.user)
        result = services.survey_receive(
            project,
            stage,
            [
                *map(upload_from_form, data["files"]),
                *map(services.upload_as_whole, whole),
            ],
            services.Declaration(
                surveyed_on=data["surveyed_on"],
                kind_code=data["kind"],
                accuracy_class=int(data["accuracy_class"]),
                area_standard=data["area_standard"],
                has_investigation_form=data["has_investigation_form"],
                has_parcel_map=data["has_parcel_map"],
                used_for_supply=data["used_for_supply"],
            ),
            by=request.user,
            now=timezone.now(),
        )
        services.uploads_forget(whole)
        enqueue_reading(result)
        result.refresh_from_db()
        return Response(result_as_dict(result), status=status.HTTP_202_ACCEPTED)


class SurveyResultDetail(APIView):
    """What became of a delivered result."""

    permission_classes = [MAY_SEE]

    @extend_schema(responses=SurveyResultAnswer)
    def get(self, request: Request, result_id: str) -> Response:
        """Status, progress, what was read, and every finding."""
        return Response(result_as_dict(result_seen_by(request.user, result_id)))
