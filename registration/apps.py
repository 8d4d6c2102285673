"""The registration app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from registration.office_defaults import fill_empty_office


class RegistrationConfig(AppConfig):
    """Cases with their clocks and materials, restrictions, and the office's limits."""

    name = "registration"
    verbose_name = _("Registration")

    def ready(self) -> None:
        """Fill an empty office after migrate; let building tables know what is restricted."""
        post_migrate.connect(fill_empty_office, sender=self)
        import_module("registration.unit_marks")
