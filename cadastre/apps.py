"""The site itself."""

from django.apps import AppConfig


class CadastreConfig(AppConfig):
    """Shared language, provenance and site."""

    name = "cadastre"
    verbose_name = "Cadastre"

    def ready(self) -> None:
        """Register the start-up checks."""
        from cadastre import system_checks  # noqa: F401
