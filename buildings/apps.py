"""The buildings app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuildingsConfig(AppConfig):
    """Buildings, storeys and units."""

    name = "buildings"
    verbose_name = _("Buildings")

    def ready(self) -> None:
        """Let parcels know what stands on them."""
        import_module("buildings.services.following")
