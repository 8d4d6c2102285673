"""The surveys app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from surveys.office_defaults import fill_empty_office


class SurveysConfig(AppConfig):
    """Survey projects and results."""

    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        """Fill an empty office with the usual stages after migrate."""
        post_migrate.connect(fill_empty_office, sender=self)
