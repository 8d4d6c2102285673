"""What was asked for beside the stages: supplements, refused demands, and boundary disputes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.results import SurveyResult


class SupplementOrder(models.Model):
    """One task of a supplementary survey (补充调查), as the decision wrote it.

    There is no field for a ground: the task is the ground. ``answered_by`` is the accepted result
    after which the decision no longer asks for it.
    """

    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    building_number = models.CharField(_("building number"), max_length=4, blank=True)
    task_id = models.CharField(_("task"), max_length=40)
    task = models.JSONField(_("what is to be surveyed"))
    rule_set = models.JSONField(_("rule set"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    answered_by = models.ForeignKey(
        SurveyResult, on_delete=models.PROTECT, related_name="answers", null=True, blank=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("supplementary survey")
        verbose_name_plural = _("supplementary surveys")
        ordering = ("ordered_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="supplement_order_open_once",
                fields=("parcel_code", "building_number", "task_id"),
                condition=Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="supplement_order_answer_has_its_time",
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel_code} {self.task_id}"


class RefusedDemand(models.Model):
    """A demand for a survey that was refused, with what was given as its ground (R-01, R-05)."""

    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    building_number = models.CharField(_("building number"), max_length=4, blank=True)
    ground = models.CharField(_("what was given as a ground"), max_length=200)
    rule = models.CharField(_("rule"), max_length=10)
    demanded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    demanded_at = models.DateTimeField(_("demanded at"))

    class Meta:
        verbose_name = _("refused demand for a survey")
        verbose_name_plural = _("refused demands for a survey")
        ordering = ("demanded_at", "id")

    def __str__(self) -> str:
        return f"{self.parcel_code} {self.ground}"


class BoundaryDispute(models.Model):
    """A boundary line of a parcel in dispute (界线性质 600003), until it ends."""

    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    line = models.CharField(_("boundary line"), max_length=80)
    about = models.CharField(_("what it is about"), max_length=300, blank=True)
    since = models.DateField(_("since"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("boundary dispute")
        verbose_name_plural = _("boundary disputes")
        ordering = ("since", "id")
        constraints = (
            models.CheckConstraint(
                name="boundary_dispute_ends_after_it_began",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel_code} {self.line}"
