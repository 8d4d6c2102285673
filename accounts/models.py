"""Accounts, roles and organisations."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an account may do. An account may have several roles, or none."""

    SURVEYOR = "surveyor", _("Surveyor")
    REVIEWER = "reviewer", _("Reviewer")
    REGISTRAR = "registrar", _("Registrar")
    INTEGRATOR = "integrator", _("Integrator")


class Organisation(models.Model):
    """A surveying firm, the registry itself, or a department that pulls data."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Account(AbstractUser):
    """Somebody who signs in. ``districts`` are code prefixes: 410811, 410811001, 410811001002."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
    )
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        verbose_name=_("roles"),
        default=list,
        blank=True,
    )
    districts = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("districts"),
        default=list,
        blank=True,
        help_text=_("Code prefixes of the districts this account works in, e.g. 410811."),
    )

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def has_role(self, *roles: str) -> bool:
        """Tell whether the account holds any of ``roles``."""
        return self.is_active and any(role in self.roles for role in roles)

    def covers(self, code: str) -> bool:
        """Tell whether ``code`` (of a district, parcel or unit) lies in the account's districts."""
        return any(code.startswith(prefix) for prefix in self.districts)
