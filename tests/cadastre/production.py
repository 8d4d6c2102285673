"""The site as an office runs it, in a process of its own: what it says and how it is set."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "CADASTRE_MODE": "production",
    "CADASTRE_SECRET_KEY": "9vT-kq2L7xRzB4nWm8sYfD3hJcP6gAeUo1iXbNtQwEyVrKlS5u",
    "CADASTRE_ALLOWED_HOSTS": "cadastre.example.org",
    "DATABASE_URL": "postgresql:///nowhere?host=/nonexistent",
}
"""All a production start needs; the database is not asked."""

SHOW = (
    "import json, sys, django; django.setup(); from django.conf import settings; "
    "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))"
)


def environment(**changed: str) -> dict[str, str]:
    """Return the environment of an office; a changed value of "" means that it is not set."""
    own = ("CADASTRE_", "DATABASE_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, **GOOD, **changed, "DJANGO_SETTINGS_MODULE": "cadastre.settings"}


def run(*words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the office's settings."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(**changed),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def settings(*names: str, **changed: str) -> dict[str, Any]:
    """Return settings as the office has them."""
    told = run("-c", SHOW, *names, **changed)
    assert told.returncode == 0, told.stderr
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer
