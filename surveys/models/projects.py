"""Survey projects and their official documents."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from surveys.domain.evidence import DocumentKind

DOCUMENT_KINDS = [
    (DocumentKind.LAND_CONTRACT.value, _("Land contract")),
    (DocumentKind.ALLOCATION_DECISION.value, _("Allocation decision")),
    (DocumentKind.PLANNING_PERMIT.value, _("Planning permit")),
    (DocumentKind.PRESALE_PERMIT.value, _("Presale permit")),
    (DocumentKind.ACCEPTANCE_RECORD.value, _("Acceptance record")),
]


class SurveyProject(models.Model):
    """One development, measured several times (多测合一): all stages hang on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("project number"), max_length=40, unique=True)
    name = models.CharField(_("project name"), max_length=200)
    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("surveying organisation"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("survey project")
        verbose_name_plural = _("survey projects")
        ordering = ("-created_at", "number")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class StageDocument(models.Model):
    """An official document of a project: contract, permit, acceptance record of a building."""

    project = models.ForeignKey(SurveyProject, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=DOCUMENT_KINDS)
    number = models.CharField(_("number"), max_length=100)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    building_number = models.CharField(_("building number"), max_length=4, blank=True)
    area_m2 = models.DecimalField(
        _("area (m²)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    area_standard = models.CharField(_("standard of the area"), max_length=40, blank=True)
    has_coordinates = models.BooleanField(_("contains coordinates"), default=False)
    passed = models.BooleanField(_("acceptance passed"), default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("issued_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="stage_document_once",
                fields=("project", "kind", "number", "building_number"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
