"""Unit lists that changed between presale and completion, and who settled them (户核定)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.results import SurveyResult


class UnitListConfirmation(models.Model):
    """A registrar settled what became of the units of a building; never changed nor deleted.

    It speaks of two accepted results and holds for them only. ``changes`` are the sentences of the
    decision that were settled, ``rule`` and ``clause`` what the list was stopped under.
    """

    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    building_number = models.CharField(_("building number"), max_length=4)
    presale = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="+")
    completion = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(_("what became of the units"))
    rule = models.CharField(_("rule"), max_length=10)
    clause = models.CharField(_("clause"), max_length=200)
    rule_set = models.JSONField(_("rule set"))
    reason = models.TextField(_("reason"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("confirmed unit list")
        verbose_name_plural = _("confirmed unit lists")
        ordering = ("confirmed_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="unit_list_confirmed_once",
                fields=("parcel_code", "building_number", "presale", "completion", "rule"),
            ),
            models.CheckConstraint(
                name="unit_list_confirmation_has_its_reason", condition=~Q(reason__regex=r"^\s*$")
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel_code} {self.building_number}"
