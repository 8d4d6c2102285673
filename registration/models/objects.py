"""What lies on an object: restrictions for everybody, holders for registrars only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.domain.restrictions import RestrictionKind

RESTRICTION_KINDS = [
    (RestrictionKind.SEIZURE.value, _("seizure")),
    (RestrictionKind.MORTGAGE.value, _("mortgage")),
    (RestrictionKind.OBJECTION.value, _("objection")),
    (RestrictionKind.ADVANCE_NOTICE.value, _("advance notice")),
    (RestrictionKind.EASEMENT.value, _("easement")),
]


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
