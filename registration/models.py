"""First-registration cases, restrictions, and holders (registrars only)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.domain.case import CaseStatus
from registration.domain.restrictions import RestrictionKind

CASE_STATUSES = [
    (CaseStatus.OPEN.value, _("open")),
    (CaseStatus.ADOPTED.value, _("registered")),
    (CaseStatus.CLOSED.value, _("closed without registration")),
]
RESTRICTION_KINDS = [
    (RestrictionKind.SEIZURE.value, _("seizure")),
    (RestrictionKind.MORTGAGE.value, _("mortgage")),
    (RestrictionKind.OBJECTION.value, _("objection")),
    (RestrictionKind.ADVANCE_NOTICE.value, _("advance notice")),
    (RestrictionKind.EASEMENT.value, _("easement")),
]


class Case(models.Model):
    """A first-registration case (首次登记) for a parcel, or for one building of it."""

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

    class Meta:
        verbose_name = _("first-registration case")
        verbose_name_plural = _("first-registration cases")
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
        )

    def __str__(self) -> str:
        return self.number


class CaseEvent(models.Model):
    """Who did what in a case, and when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what"), max_length=40)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.case_id} {self.what}"


class Restriction(models.Model):
    """A restriction on a parcel or unit as a dated fact, without persons.

    ``object_code`` is a parcel code (19) or a unit code (28). A restriction is active until it is
    lifted, also when its term has run out: nobody may take it for lifted before it is.
    """

    object_code = models.CharField(_("parcel or unit code"), max_length=28, db_index=True)
    kind = models.CharField(_("kind"), max_length=16, choices=RESTRICTION_KINDS)
    registered_on = models.DateField(_("registered on"))
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        ordering = ("object_code", "registered_on")
        constraints = (
            models.CheckConstraint(
                name="restriction_is_lifted_after_it_began",
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=models.F("registered_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.object_code} {self.kind}"


class Holder(models.Model):
    """A holder of rights (权利人). Registrars only; nothing public or exported reads this table."""

    object_code = models.CharField(_("parcel or unit code"), max_length=28, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    identity_number = models.CharField(_("identity number"), max_length=40, blank=True)
    share = models.CharField(_("share"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("holder")
        verbose_name_plural = _("holders")
        ordering = ("object_code", "id")

    def __str__(self) -> str:
        return self.object_code
