"""Files that come in piece by piece and are not delivered yet."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.projects import SurveyProject


class PartialUpload(models.Model):
    """A file of which ``received`` of ``size`` bytes have come in, in their order.

    ``stated_sha256`` is what the sender said it would be, ``sha256`` what it is once finished.
    The bytes lie in :mod:`surveys.chunked_store` until the file is delivered or given up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="partial_uploads"
    )
    project = models.ForeignKey(SurveyProject, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    received = models.PositiveBigIntegerField(_("bytes received"), default=0)
    stated_sha256 = models.CharField(_("SHA-256 as stated"), max_length=64, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    begun_at = models.DateTimeField(_("begun at"))
    touched_at = models.DateTimeField(_("last received at"), db_index=True)

    class Meta:
        verbose_name = _("file being uploaded")
        verbose_name_plural = _("files being uploaded")
        ordering = ("begun_at", "id")
        constraints = (
            models.CheckConstraint(
                name="partial_upload_no_more_than_its_size", condition=Q(received__lte=F("size"))
            ),
            models.CheckConstraint(
                name="partial_upload_finished_when_whole",
                condition=Q(sha256="") | Q(received=F("size")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_finished(self) -> bool:
        """Tell whether it is whole and its digest was looked at."""
        return bool(self.sha256)
