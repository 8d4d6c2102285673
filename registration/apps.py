"""The registration app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    """First-registration cases and restrictions."""

    name = "registration"
    verbose_name = _("Registration")
