"""The settings of demo and tests come from us alone."""

from pathlib import Path

import pytest

from launcher.variables import demo_secret, deployment_database, private_settings


def test_a_deployment_s_settings_do_not_shine_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://office")
    monkeypatch.setenv("CADASTRE_SRID", "4549")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "elsewhere")
    monkeypatch.setenv("PGHOST", "office")
    monkeypatch.setenv("CADASTRE_CHROMIUM", "/opt/chromium")

    settings = private_settings(tmp_path, mode="demo", database_url="postgresql://private")

    assert settings["DATABASE_URL"] == "postgresql://private"
    assert settings["DJANGO_SETTINGS_MODULE"] == "cadastre.settings"
    assert settings["CADASTRE_MODE"] == "demo"
    assert settings["CADASTRE_CHROMIUM"] == "/opt/chromium"
    assert "CADASTRE_SRID" not in settings
    assert "PGHOST" not in settings


def test_the_demo_secret_is_made_once_for_this_user_and_recognisable(tmp_path: Path):
    secret = demo_secret(tmp_path / "demo-secret")

    assert secret.startswith("demo-only-")
    assert len(secret) > 60
    assert (tmp_path / "demo-secret").stat().st_mode & 0o777 == 0o600
    assert demo_secret(tmp_path / "demo-secret") == secret


def test_a_deployment_is_known_by_its_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert deployment_database(tmp_path) is None

    (tmp_path / ".env").write_text("# DATABASE_URL=no\nDATABASE_URL=postgresql://file\n")
    assert deployment_database(tmp_path) == "postgresql://file"

    monkeypatch.setenv("DATABASE_URL", "postgresql://environment")
    assert deployment_database(tmp_path) == "postgresql://environment"
