"""Provenance and versions: the two things every row of the register has."""

import uuid

from django.db import models
from django.db.models import F, Q
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


class VersionedObject(models.Model):
    """A row that was true for a half-open period (ISO 19152 VersionedObject).

    ``valid_to`` is empty while the version is current. What is current is never deleted: a new
    version closes the old one.
    """

    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(class)s_period_is_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        )


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
