"""Provenance and versions: the two things every row of the register has."""

import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cadastre.fields import ExactDecimalField


class SpatialSource(models.Model):
    """Where a figure of the register comes from (测绘成果来源, LA_SpatialSource).

    One row is one accepted survey result or one document that a registration adopted figures
    from: who measured, when, in which file, and who accepted it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=300)
    stage = models.CharField(_("stage"), max_length=20)
    organisation = models.CharField(_("surveying organisation"), max_length=200, blank=True)
    surveyed_on = models.DateField(_("surveyed on"), null=True, blank=True)
    accuracy_class = models.PositiveSmallIntegerField(_("accuracy class"), null=True, blank=True)
    result_id = models.UUIDField(_("survey result"), null=True, blank=True, db_index=True)
    document_number = models.CharField(_("document"), max_length=200, blank=True)
    files = models.JSONField(_("files"), default=list, help_text=_("name and SHA-256 of each file"))
    accepted_by = models.CharField(_("accepted by"), max_length=150, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title


class Period(Func):
    """The half-open period between two columns, for exclusion constraints."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


VALID_PERIOD = Period("valid_from", "valid_to", RangeBoundary())
RECORDED_PERIOD = Period("recorded_from", "recorded_to", RangeBoundary())


class VersionQuerySet(models.QuerySet):
    """Versions by the two times: when it was true, and when the register said so."""

    def standing(self) -> Self:
        """Return what the register says today of any day: rows that nothing has corrected."""
        return self.filter(recorded_to__isnull=True)

    def current(self) -> Self:
        """Return what the register says today of today."""
        return self.filter(valid_to__isnull=True, recorded_to__isnull=True)

    def at(self, valid: datetime, *, recorded: datetime | None = None) -> Self:
        """Return what the register says of the moment ``valid``, or said at ``recorded``.

        An end that was recorded after ``recorded`` was not yet known then: the row counts as open.
        """
        holds = Q(valid_to__isnull=True) | Q(valid_to__gt=valid)
        if recorded is None:
            return self.standing().filter(holds, valid_from__lte=valid)
        return self.filter(
            Q(recorded_to__isnull=True) | Q(recorded_to__gt=recorded),
            holds | Q(closed_at__gt=recorded),
            recorded_from__lte=recorded,
            valid_from__lte=valid,
        )

    def close(self, *, now: datetime, valid_to: datetime | None = None) -> int:
        """End the current ones of these versions; return how many.

        The end is ``valid_to``, or ``now``; either way it is recorded at ``now``.
        """
        return self.current().update(valid_to=valid_to or now, closed_at=now)

    def supersede(self, *, now: datetime) -> int:
        """Take these rows out of what the register says, as a correction does; return how many."""
        return self.standing().update(recorded_to=now)


class VersionedObject(models.Model):
    """A row that was true for a half-open period, and was said for another (ISO 19152).

    ``valid_to`` is empty while the version is current; ``closed_at`` is when the register learnt
    it. ``recorded_from`` and ``recorded_to`` say from when to when the register said this row at
    all: ``recorded_to`` is empty while it stands, and is set when a correction takes its place.
    Nothing is ever deleted or rewritten: the database allows closing and superseding, once each.
    """

    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid to"), null=True, blank=True)
    closed_at = models.DateTimeField(_("end recorded at"), null=True, blank=True, editable=False)
    recorded_from = models.DateTimeField(_("recorded from"), db_default=Now(), editable=False)
    recorded_to = models.DateTimeField(_("recorded to"), null=True, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(class)s_period_is_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="%(class)s_period_is_recorded",
                condition=Q(valid_to__isnull=True, closed_at__isnull=True)
                | Q(
                    valid_to__isnull=False,
                    closed_at__isnull=False,
                    closed_at__gte=F("recorded_from"),
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_record_is_forward",
                condition=Q(recorded_to__isnull=True)
                | (
                    Q(recorded_to__gt=F("recorded_from"))
                    & (Q(closed_at__isnull=True) | Q(closed_at__lte=F("recorded_to")))
                ),
            ),
        )

    @property
    def is_current(self) -> bool:
        """Whether the register says this row today of today."""
        return self.valid_to is None and self.recorded_to is None


class AuditEntry(models.Model):
    """One act in the journal (日志): who did what to which objects, chained to the one before.

    The database writes the time by its own clock and, when the transaction commits, the number
    and the digests; nothing else may change an entry, and nothing may take one away.
    """

    seq = models.BigIntegerField(unique=True, null=True, editable=False)
    at = models.DateTimeField(null=True, editable=False)
    said_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    objects_named = ArrayField(models.CharField(max_length=60), default=list, db_column="objects")
    details = models.JSONField(default=dict)
    request_key = models.CharField(max_length=200, blank=True)
    db_role = models.CharField(max_length=63, blank=True, editable=False)
    previous = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - unsealed
    hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - unsealed

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ("id",)
        indexes = (GinIndex(name="audit_entry_of_object", fields=["objects_named"]),)

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class IdempotentAnswer(models.Model):
    """What a request with a key was answered, so that sending it again changes nothing."""

    actor = models.CharField(max_length=150)
    request_key = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    body_sha256 = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = (
            models.UniqueConstraint(name="idempotent_answer_once", fields=("actor", "request_key")),
        )

    def __str__(self) -> str:
        return f"{self.actor} {self.request_key}"


class PlanePoint(models.Model):
    """A surveyed corner: exact coordinates beside the geometry that the database indexes.

    ``northing_m`` is the surveyor's X（北）, ``easting_m`` the surveyor's Y（东）, in the office's
    plane system and without a zone prefix, with the decimals that were delivered.
    """

    part = models.PositiveSmallIntegerField(_("part"), default=0)
    ring = models.PositiveSmallIntegerField(
        _("ring"), default=0, help_text=_("0 is the outer ring")
    )
    sequence = models.PositiveIntegerField(_("sequence"))
    label = models.CharField(_("point number"), max_length=40)
    northing_m = ExactDecimalField(_("X (north)"))
    easting_m = ExactDecimalField(_("Y (east)"))
    source_line = models.PositiveIntegerField(_("line in the file"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("part", "ring", "sequence")
