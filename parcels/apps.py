"""The parcels app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParcelsConfig(AppConfig):
    """Parcels, boundary points and boundary lines."""

    name = "parcels"
    verbose_name = _("Parcels")
