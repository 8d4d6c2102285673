"""What the description of the API says of a delivered result: :mod:`surveys.report` writes it."""

from rest_framework import serializers

from parcels.api import SaidSerializer
from surveys.models import ReadingStep


class DeliveredBeforeAnswer(serializers.Serializer):
    """The newest earlier delivery of the very same bytes in the project."""

    result = serializers.UUIDField()
    stage = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField(help_text="what the file was called then")


class DeliveredFileAnswer(serializers.Serializer):
    """A file as it came."""

    name = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="bytes")
    delivered_before = DeliveredBeforeAnswer(
        allow_null=True, help_text="null for a file that is new to its project"
    )


class ReadFileAnswer(serializers.Serializer):
    """What a reader understood of a file or a member of an archive."""

    name = serializers.CharField()
    format = serializers.CharField()
    encoding = serializers.CharField()
    srid = serializers.IntegerField(allow_null=True)
    zone_prefix = serializers.IntegerField(allow_null=True)
    axes_swapped = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())


class ResultCountsAnswer(serializers.Serializer):
    """How much was taken in."""

    parcels = serializers.IntegerField()
    buildings = serializers.IntegerField()
    units = serializers.IntegerField()


class ResultFindingAnswer(serializers.Serializer):
    """One finding; figures are decimal strings."""

    position = serializers.IntegerField()
    code = serializers.CharField()
    kind = serializers.CharField()
    severity = serializers.CharField()
    message = SaidSerializer()
    advice = SaidSerializer()
    object = serializers.CharField()
    file = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    field = serializers.CharField()
    found = serializers.CharField()
    expected = serializers.CharField()
    measured = serializers.CharField(allow_null=True)
    limit = serializers.CharField(allow_null=True)
    unit = serializers.CharField()
    location = serializers.ListField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="easting and northing in the office's plane system",
    )
    cites = serializers.CharField()


class ResultOutcomeAnswer(serializers.Serializer):
    """What became of one check."""

    code = serializers.CharField()
    outcome = serializers.CharField()
    title = SaidSerializer()
    missing = SaidSerializer()


class SurveyResultAnswer(serializers.Serializer):
    """A delivered result with what was read and found."""

    id = serializers.UUIDField()
    project = serializers.CharField(help_text="project number")
    stage = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.CharField()
    progress = serializers.IntegerField(help_text="percent")
    progress_step = serializers.ChoiceField(
        ReadingStep.choices,
        allow_blank=True,
        help_text="what is being done while the result is read; else empty",
    )
    files = DeliveredFileAnswer(many=True)
    read_files = ReadFileAnswer(many=True)
    counts = ResultCountsAnswer()
    findings = ResultFindingAnswer(many=True)
    outcomes = ResultOutcomeAnswer(many=True)
    review_reason = serializers.CharField()
