"""The buildings app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuildingsConfig(AppConfig):
    """Buildings, storeys and units."""

    name = "buildings"
    verbose_name = _("Buildings")
