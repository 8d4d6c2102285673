"""Field mappings of sending organisations, version by version (字段对照)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class FieldMapping(models.Model):
    """One version of an organisation's mapping; the newest one is used, none is ever changed."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="field_mappings"
    )
    version = models.PositiveIntegerField(_("version"))
    entries = models.JSONField(_("entries"), default=list)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("field mapping")
        verbose_name_plural = _("field mappings")
        ordering = ("organisation", "-version")
        constraints = (
            models.UniqueConstraint(
                name="field_mapping_version_once", fields=("organisation", "version")
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} v{self.version}"
