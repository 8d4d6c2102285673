"""Decision sheets: what was decided in a registered case, as it was issued."""

from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from registration.domain.sheet import DIGEST_LENGTH
from registration.models.cases import Case

models.CharField.register_lookup(Length)


class DecisionSheet(models.Model):
    """The sheet of one registered case; ``digest`` is the SHA-256 of its canonical content."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="sheet", primary_key=True
    )
    digest = models.CharField(_("digest"), max_length=DIGEST_LENGTH, unique=True)
    content = models.JSONField(_("content"))
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("decision sheet")
        verbose_name_plural = _("decision sheets")
        ordering = ("-issued_at",)
        constraints = (
            models.CheckConstraint(
                name="decision_sheet_has_a_whole_digest",
                condition=models.Q(digest__length=DIGEST_LENGTH),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.digest[:8]}"
