"""What an office's start needs, and what it refuses."""

import pytest

from tests.cadastre import production
from tests.cadastre.production import ROOT


def test_the_example_file_is_a_whole_deployment_but_for_its_secret(tmp_path):
    """Its values, with a secret put in, start: no name is missing, no value malformed."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    secret = {"CADASTRE_SECRET_KEY": production.GOOD["CADASTRE_SECRET_KEY"]}
    told = production.settings("ALLOWED_HOSTS", "SRID", "MODE", **(example | secret))
    assert told == {"ALLOWED_HOSTS": ["cadastre.example.org"], "SRID": 4547, "MODE": "production"}


@pytest.mark.parametrize("name", ["CADASTRE_SECRET_KEY", "DATABASE_URL"])
def test_without_secret_or_database_nothing_starts(name):
    told = production.run("-c", production.SHOW, **{name: ""})
    assert told.returncode != 0
    assert f"SettingMissing: {name} is not set" in told.stderr


def test_an_office_starts_without_debug_and_over_https():
    told = production.settings(
        "DEBUG",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_CONTENT_TYPE_NOSNIFF",
        "X_FRAME_OPTIONS",
    )
    assert told == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "X_FRAME_OPTIONS": "DENY",
    }


def test_an_office_behind_its_own_proxy_may_do_without_https():
    told = production.settings(
        "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", CADASTRE_HTTPS="false"
    )
    assert told == {"SESSION_COOKIE_SECURE": False, "SECURE_SSL_REDIRECT": False}


def test_an_office_hands_reading_to_the_background_worker():
    told = production.settings("TASKS")
    assert told["TASKS"]["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"


def test_uploads_of_any_size_go_to_disk_not_to_memory(settings):
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.TemporaryFileUploadHandler"
    ]


def test_demo_and_test_leave_a_deployments_file_alone():
    """Beside a real office's .env, a test run must not touch its database."""
    code = (
        "import cadastre.env as e; e.load_env_file = lambda path: print('read', path); "
        "import cadastre.settings"
    )
    reads = {
        mode: "read" in production.run("-c", code, CADASTRE_MODE=mode).stdout
        for mode in ("demo", "test", "production")
    }
    assert reads == {"demo": False, "test": False, "production": True}
