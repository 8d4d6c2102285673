"""The office's own data: its calendar, its time limits, and who does what where."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.domain.case import Step
from registration.domain.clock import LimitUnit

STEPS = [
    (Step.ACCEPTANCE.value, pgettext_lazy("step", "Acceptance")),
    (Step.EXAMINATION.value, pgettext_lazy("step", "Examination")),
    (Step.ENTRY.value, pgettext_lazy("step", "Entry")),
]
UNITS = [
    (LimitUnit.WORKING_DAY.value, _("working days")),
    (LimitUnit.WORKING_HOUR.value, _("working hours")),
    (LimitUnit.HOUR.value, _("hours")),
]
LEVELS = [
    ("statutory", pgettext_lazy("time limit", "by law")),
    ("promised", pgettext_lazy("time limit", "promised")),
]
STANDINGS = [
    ("verified", _("read in the document")),
    ("remembered", _("from memory, not checked")),
    ("office", _("decided by the office")),
]


class OfficeYear(models.Model):
    """A year whose working days were entered; without it nothing is counted in that year."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    source = models.CharField(_("source"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("year of the calendar")
        verbose_name_plural = _("years of the calendar")
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)


class OfficeDay(models.Model):
    """A day unlike its week: a weekday off, or a weekend day worked (调休)."""

    day = models.DateField(_("day"), primary_key=True)
    year = models.ForeignKey(OfficeYear, on_delete=models.PROTECT, related_name="days")
    is_workday = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ("day",)
        constraints = (
            models.CheckConstraint(
                name="office_day_lies_in_its_year", condition=Q(day__year=F("year"))
            ),
        )

    def __str__(self) -> str:
        return str(self.day)


class TimeLimit(models.Model):
    """A time limit of an item in the districts under ``scope``, from a date on, with its clause.

    ``scope`` is the front of parcel codes, empty for the whole country; the longest that fits
    decides. With ``step`` it limits one step of a case. Only what was read in its document, or
    decided by the office, is in force.
    """

    scope = models.CharField(_("districts"), max_length=12, blank=True)
    item = models.CharField(_("item of business"), max_length=24)
    step = models.CharField(_("step"), max_length=12, blank=True, choices=STEPS)
    level = models.CharField(_("level"), max_length=10, choices=LEVELS)
    amount = models.PositiveSmallIntegerField(_("amount"), help_text=_("0 is: done at once"))
    unit = models.CharField(_("unit"), max_length=12, choices=UNITS)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    standing = models.CharField(_("standing"), max_length=10, choices=STANDINGS)
    in_force = models.BooleanField(_("in force"), default=False)
    document = models.CharField(_("document"), max_length=100)
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    note_zh = models.CharField(_("Chinese note"), max_length=200, blank=True)
    note_en = models.CharField(_("English note"), max_length=200, blank=True)
    data_version = models.CharField(_("version of the data file"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ("scope", "item", "step", "level", "valid_from")
        constraints = (
            models.UniqueConstraint(
                name="time_limit_once", fields=("scope", "item", "step", "level", "valid_from")
            ),
            models.CheckConstraint(
                name="time_limit_from_memory_is_off",
                condition=Q(in_force=False) | ~Q(standing="remembered"),
            ),
            models.CheckConstraint(
                name="time_limit_period_is_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} {self.item} {self.level} {self.amount}"

    @property
    def cites(self) -> str:
        """Document and clause as they are quoted."""
        return f"{self.document} {self.clause}".strip()


class StepDuty(models.Model):
    """Who works at a step in the districts under ``scope``, and who stands in."""

    scope = models.CharField(_("districts"), max_length=12, blank=True)
    step = models.CharField(_("step"), max_length=12, choices=STEPS)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    backup = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("back-up"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("duty at a step")
        verbose_name_plural = _("duties at steps")
        ordering = ("scope", "step")
        constraints = (
            models.UniqueConstraint(name="step_duty_once", fields=("scope", "step")),
            models.CheckConstraint(
                name="step_duty_backup_is_another_person",
                condition=Q(backup__isnull=True) | ~Q(backup=F("handler")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} {self.step}"
