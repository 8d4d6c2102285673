"""Results by stage: what was delivered, and where its review stands."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.mappings import FieldMapping
from surveys.models.office import ResultKind, Stage
from surveys.models.projects import SurveyProject


class ResultStatus(models.TextChoices):
    """Where a result stands. ACCEPTED never changes again."""

    RECEIVED = "received", _("waiting to be read")
    READING = "reading", _("being read")
    CHECKED = "checked", _("checked")
    SUBMITTED = "submitted", _("in review")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")


class ReadingStep(models.TextChoices):
    """What is being done with a result that is being read, in this order."""

    OPENING = "opening", _("Open the files")
    READING = "reading", _("Read")
    CHECKING = "checking", _("Run the checks")
    KEEPING = "keeping", _("Keep the result")


class SurveyResult(models.Model):
    """One delivery for one stage of a project; a re-upload is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(SurveyProject, on_delete=models.PROTECT, related_name="results")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="results")
    kind = models.ForeignKey(
        ResultKind, on_delete=models.PROTECT, related_name="results", null=True, blank=True
    )
    version = models.PositiveIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=10, choices=ResultStatus.choices, default=ResultStatus.RECEIVED
    )
    surveyed_on = models.DateField(_("surveyed on"))
    surveyor_organisation = models.CharField(_("surveying organisation"), max_length=200)
    accuracy_class = models.PositiveSmallIntegerField(
        _("accuracy class of boundary points"), default=1, choices=[(1, "1"), (2, "2"), (3, "3")]
    )
    area_standard = models.CharField(
        _("standard of the floor areas"), max_length=40, default="GB/T 17986.1-2000"
    )
    has_investigation_form = models.BooleanField(_("investigation form present"), default=False)
    has_parcel_map = models.BooleanField(_("parcel map present"), default=False)
    used_for_supply = models.BooleanField(_("used for land supply"), default=False)
    mapping = models.ForeignKey(
        FieldMapping, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    progress_step = models.CharField(
        _("what is being done"), max_length=10, choices=ReadingStep.choices, blank=True
    )
    progress_note = models.CharField(_("file being read"), max_length=200, blank=True)
    progress_at = models.DateTimeField(_("last progress at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    review_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("survey result")
        verbose_name_plural = _("survey results")
        ordering = ("project", "stage__position", "-version")
        constraints = (
            models.UniqueConstraint(
                name="survey_result_version_once", fields=("project", "stage", "version")
            ),
            models.CheckConstraint(
                name="survey_result_reviewer_is_another_person",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="survey_result_decision_has_its_reviewer",
                condition=~Q(status__in=["accepted", "returned"])
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.project.number} {self.stage} v{self.version}"


class DeliveredFile(models.Model):
    """One file of a result as delivered, kept under its SHA-256."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("delivered file")
        verbose_name_plural = _("delivered files")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="delivered_file_digest_is_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        )

    def __str__(self) -> str:
        return self.name


class ReadFile(models.Model):
    """What the reader understood of one file: format, encoding, system, counts."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="read_files")
    name = models.CharField(_("file name"), max_length=255)
    format = models.CharField(_("format"), max_length=30)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    srid = models.PositiveIntegerField(_("coordinate system"), null=True, blank=True)
    zone_prefix = models.PositiveSmallIntegerField(_("zone prefix"), null=True, blank=True)
    stated_system = models.CharField(_("system as stated"), max_length=300, blank=True)
    axes_swapped = models.BooleanField(_("axes swapped"), default=False)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("file as read")
        verbose_name_plural = _("files as read")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
