"""What the readers and checks found."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from cadastre.fields import ExactDecimalField
from surveys.models.results import SurveyResult


class ResultFinding(models.Model):
    """One finding of the readers or checks, as ``cadastre.domain.findings.Finding`` says it."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("kind"), max_length=40)
    severity = models.CharField(
        _("severity"),
        max_length=11,
        choices=[
            ("error", _("error")),
            ("warning", _("warning")),
            ("information", _("information")),
        ],
    )
    message_zh = models.TextField()
    message_en = models.TextField()
    advice_zh = models.TextField(blank=True)
    advice_en = models.TextField(blank=True)
    object_key = models.CharField(_("object"), max_length=100, blank=True)
    file = models.CharField(_("file"), max_length=255, blank=True)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=100, blank=True)
    found = models.TextField(_("found"), blank=True)
    expected = models.TextField(_("expected"), blank=True)
    measured = ExactDecimalField(_("measured"), null=True, blank=True)
    limit = ExactDecimalField(_("limit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    location = models.PointField(_("place"), srid=settings.SRID, null=True, blank=True)
    cites = models.CharField(_("rule"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.code} {self.object_key}"


class CheckOutcome(models.Model):
    """What became of one check on one result, so that the report lists what passed too."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="outcomes")
    code = models.CharField(_("code"), max_length=10)
    outcome = models.CharField(
        _("outcome"),
        max_length=20,
        choices=[
            ("passed", _("passed")),
            ("error", _("error")),
            ("warning", _("warning")),
            ("information", _("information")),
            ("not_applicable", _("not applicable")),
            ("could_not_check", _("could not be checked")),
        ],
    )
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    missing_zh = models.CharField(_("missing"), max_length=200, blank=True)
    missing_en = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("outcome of a check")
        verbose_name_plural = _("outcomes of checks")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(name="check_outcome_once", fields=("result", "code")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"
