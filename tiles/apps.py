"""The tiles app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TilesConfig(AppConfig):
    """Map imagery."""

    name = "tiles"
    verbose_name = _("Tiles")
