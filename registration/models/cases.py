"""Cases: where each stands, when it is due, and everything that happened in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.domain.case import CaseKind, CaseState, CaseStatus, Pause, Step
from registration.domain.stops import STOP_REASONS
from registration.models.office import STEPS, TimeLimit

CASE_STATUSES = [
    (CaseStatus.OPEN.value, _("open")),
    (CaseStatus.ADOPTED.value, _("registered")),
    (CaseStatus.CLOSED.value, _("closed without registration")),
    (CaseStatus.WITHDRAWN.value, _("withdrawn by the applicant")),
]
CASE_KINDS = [
    (CaseKind.FIRST.value, pgettext_lazy("case", "First registration")),
    (CaseKind.CHANGE.value, pgettext_lazy("case", "Change")),
    (CaseKind.CORRECTION.value, pgettext_lazy("case", "Correction")),
]
PAUSES = [
    (Pause.RUNNING.value, _("running")),
    (Pause.SUPPLEMENT.value, _("waiting for a supplement")),
    (Pause.STOPPED.value, _("stopped")),
]
EVENTS = {
    "opened": pgettext_lazy("case", "opened"),
    "adopted": pgettext_lazy("case", "written into the register"),
    "closed": _("closed without registration"),
    "withdrawn": _("withdrawn by the applicant"),
    "handed_over": _("handed over to examination"),
    "passed": _("examination passed"),
    "sent_back": _("sent back a step"),
    "supplement_requested": _("supplement requested"),
    "supplement_received": _("supplement received"),
    "stopped": _("clock stopped"),
    "resumed": _("clock running again"),
    "assigned": _("given to"),
    "units_confirmed": _("unit list settled"),
}
"""What a word of the history says on a page."""
STOP_CHOICES = [(code, reason.name.zh) for code, reason in STOP_REASONS.items()]
SOURCES = [
    ("extracted", pgettext_lazy("material", "extracted")),
    ("submitted", pgettext_lazy("material", "submitted")),
]


def _person(name: str, *, used: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=name,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=used,
    )


class Case(models.Model):
    """A case (首次, 变更 or 更正登记) for a parcel, or for one building of it.

    ``near_at``, ``due_at`` and the others of their kind are what its clocks last showed: the first
    instants that are yellow and late. They are empty while the clock stands, and where
    ``missing_year`` names a year whose calendar nobody has entered. ``revision`` counts its moves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("case number"), max_length=30, unique=True)
    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    building_number = models.CharField(_("building number"), max_length=4, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=CASE_STATUSES, default=CaseStatus.OPEN.value
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.JSONField(_("decision"), null=True, blank=True)
    close_reason = models.TextField(_("reason"), blank=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=CASE_KINDS, default=CaseKind.FIRST.value
    )
    item = models.CharField(_("item of business"), max_length=24, default="land_first")
    step = models.CharField(_("step"), max_length=12, choices=STEPS, default=Step.ACCEPTANCE.value)
    step_since = models.DateTimeField(_("at this step since"), null=True, blank=True)
    pause = models.CharField(
        _("clock"), max_length=10, choices=PAUSES, default=Pause.RUNNING.value, blank=True
    )
    two_persons = models.BooleanField(_("two persons"), default=False)
    examined_by = _person(_("examined by"))
    examined_at = models.DateTimeField(_("examined at"), null=True, blank=True)
    handler = _person(_("who"), used=True)
    backup = _person(_("back-up"), used=True)
    promised_limit = models.ForeignKey(
        TimeLimit, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    statutory_limit = models.ForeignKey(
        TimeLimit, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    near_at = models.DateTimeField(_("yellow from"), null=True, blank=True)
    due_at = models.DateTimeField(_("late from"), null=True, blank=True)
    statutory_due_at = models.DateTimeField(_("over the law's limit from"), null=True, blank=True)
    step_near_at = models.DateTimeField(_("step yellow from"), null=True, blank=True)
    step_due_at = models.DateTimeField(_("step late from"), null=True, blank=True)
    left_standing = models.IntegerField(_("left while the clock stands"), null=True, blank=True)
    missing_year = models.PositiveSmallIntegerField(
        _("year without a calendar"), null=True, blank=True
    )
    revision = models.PositiveIntegerField(_("revision"), default=0)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("-opened_at", "number")
        constraints = (
            models.UniqueConstraint(
                name="case_one_open_for_an_object",
                fields=("parcel_code", "building_number"),
                condition=Q(status="open"),
            ),
            models.CheckConstraint(
                name="case_decided_has_who_and_when",
                condition=Q(status="open") | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_registered_by_another_than_examined",
                condition=~Q(status="adopted", two_persons=True)
                | Q(examined_by__isnull=False)
                & Q(examined_at__isnull=False)
                & ~Q(examined_by=models.F("decided_by")),
            ),
            models.CheckConstraint(
                name="case_is_not_registered_while_its_clock_stands",
                condition=~Q(status="adopted") | Q(pause=""),
            ),
            models.CheckConstraint(
                name="case_backup_is_another_person",
                condition=Q(backup__isnull=True) | ~Q(backup=models.F("handler")),
            ),
        )
        indexes = (
            models.Index(
                name="case_open_by_due",
                fields=("due_at", "number"),
                condition=Q(status="open"),
            ),
            models.Index(name="case_by_opened", fields=("-opened_at", "number")),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> CaseState:
        """Where the case stands, as the rules of its moves see it."""
        return CaseState(
            CaseStatus(self.status), Step(self.step), Pause(self.pause), self.two_persons
        )


class CaseEvent(models.Model):
    """Who did what in a case, and when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what"), max_length=40)
    note = models.TextField(_("note"), blank=True)
    request = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                name="case_event_once_for_a_request",
                fields=("case", "request"),
                condition=~Q(request=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.what}"

    @property
    def said(self) -> str:
        """The word in the language of the page."""
        return str(EVENTS.get(self.what, self.what))


class CaseStop(models.Model):
    """A time during which the clock of a case stood, for a lawful reason (补正, 公告, 调查 …)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stops")
    reason = models.CharField(_("reason"), max_length=20, choices=STOP_CHOICES)
    note = models.TextField(_("note"), blank=True)
    started_at = models.DateTimeField(_("from"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)
    ended_by = _person(_("ended by"))

    class Meta:
        verbose_name = _("stop of a clock")
        verbose_name_plural = _("stops of clocks")
        ordering = ("started_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="case_stop_one_open", fields=("case",), condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="case_stop_period_is_forward",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class CaseMaterial(models.Model):
    """A material (材料) of a case: extracted from what the state holds, or submitted.

    What can be extracted is never demanded of an applicant; the database refuses it too.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="materials")
    kind = models.CharField(_("material"), max_length=24)
    source = models.CharField(_("source"), max_length=10, choices=SOURCES)
    shared_source = models.CharField(_("extracted from"), max_length=24, blank=True)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    there_since = models.DateTimeField(_("there since"), null=True, blank=True)
    brought_by = _person(_("entered by"))
    demanded_at = models.DateTimeField(_("demanded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("material of a case")
        verbose_name_plural = _("materials of cases")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="case_material_once", fields=("case", "kind")),
            models.CheckConstraint(
                name="case_material_extracted_is_not_demanded",
                condition=Q(source="submitted") | Q(demanded_at__isnull=True),
            ),
            models.CheckConstraint(
                name="case_material_extracted_says_from_where",
                condition=Q(source="submitted", shared_source="")
                | Q(source="extracted") & ~Q(shared_source=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CaseView(models.Model):
    """A filter of the case list that an account keeps under a name."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_views"
    )
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("query"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(name="case_view_once", fields=("account", "name")),)

    def __str__(self) -> str:
        return self.name
