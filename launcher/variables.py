"""The settings that demo and tests run with; a real deployment sets its own (.env.example)."""

import os
import secrets
from pathlib import Path

from launcher.cluster import plain_environment

KEPT = ("CADASTRE_CHROMIUM",)
LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"


def private_settings(var: Path, *, mode: str, database_url: str) -> dict[str, str]:
    """Return the process environment for ``mode`` (demo or test) on the private cluster.

    Nothing of a deployment's own settings shines through: neither from the environment nor, for
    what would change how the site is reached, from ``.env``.
    """
    (var / "static").mkdir(exist_ok=True)  # WhiteNoise warns about a missing folder
    inherited = {
        name: value
        for name, value in plain_environment().items()
        if name in KEPT or not name.startswith(("CADASTRE_", "DATABASE_URL", "DJANGO_"))
    }
    return inherited | {
        "CADASTRE_MODE": mode,
        "DATABASE_URL": database_url,
        "CADASTRE_SECRET_KEY": demo_secret(var / "demo-secret"),
        "CADASTRE_VAR_DIR": str(var),
        "CADASTRE_FILES_DIR": str(var / f"files-{mode}"),
        "CADASTRE_DEMO_FILES_DIR": str(var / "demo"),
        "CADASTRE_IMAGERY_FILE": str(var / "demo/imagery.tif"),
        "CADASTRE_DEBUG": "false",
        "CADASTRE_HTTPS": "false",
        "CADASTRE_ALLOWED_HOSTS": LOCAL_HOSTS,
        "CADASTRE_TRUSTED_ORIGINS": "",
        "CADASTRE_PUBLIC_MAP": "point",
        "CADASTRE_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "cadastre.settings",
    }


def demo_secret(path: Path) -> str:
    """Return the demo's own signing key, made once; production refuses keys that begin so."""
    if not path.is_file():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"demo-only-{secrets.token_urlsafe(48)}")
    return path.read_text(encoding="ascii")


def deployment_database(root: Path) -> str | None:
    """Return the DATABASE_URL of a deployment, from the environment or ``.env``, or None."""
    named = os.environ.get("DATABASE_URL")
    if named:
        return named
    settings = root / ".env"
    if settings.is_file():
        for line in settings.read_text(encoding="utf-8").splitlines():
            name, _, value = line.strip().partition("=")
            if name.strip() == "DATABASE_URL" and value.strip():
                return value.strip()
    return None
