"""The disclosure app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    """What the public may see."""

    name = "disclosure"
    verbose_name = _("Disclosure")
