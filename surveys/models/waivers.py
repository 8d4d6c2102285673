"""Warnings that a reviewer let pass, and why (豁免)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.results import SurveyResult


class FindingWaiver(models.Model):
    """A warning of one result that a reviewer waived; the row is never changed nor deleted.

    It names the finding by what makes it the same in another version
    (:mod:`surveys.domain.report_compare`), so that the next version can be asked about it again.
    ``confirms`` is the waiver of an earlier version that was confirmed with this one.
    """

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="waivers")
    position = models.PositiveIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("kind"), max_length=40)
    object_key = models.CharField(_("object"), max_length=100, blank=True)
    file = models.CharField(_("file"), max_length=255, blank=True)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=100, blank=True)
    found = models.TextField(_("found"), blank=True)
    reason = models.TextField(_("reason"))
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    waived_at = models.DateTimeField(_("waived at"))
    confirms = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("waiver of a warning")
        verbose_name_plural = _("waivers of warnings")
        ordering = ("result", "position")
        constraints = (
            models.UniqueConstraint(name="finding_waiver_once", fields=("result", "position")),
            models.CheckConstraint(
                name="finding_waiver_has_its_reason", condition=~Q(reason__regex=r"^\s*$")
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.object_key}"
