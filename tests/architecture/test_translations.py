"""Every sentence of pages and models has its Chinese."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.architecture.sources import APPS, ROOT

FORMS = {"zh_Hans": "zh_Hans/LC_MESSAGES/django.po"}


def run(*words, folder) -> subprocess.CompletedProcess[str]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    return subprocess.run(
        words, cwd=folder, env=settings, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """Return a function giving all msgids an app has today, as a template for translators."""
    folder = tmp_path_factory.mktemp("extracted")

    def template_of(app):
        copy = folder / app
        shutil.copytree(ROOT / app, copy, ignore=shutil.ignore_patterns("locale", "__pycache__"))
        (copy / "locale").mkdir()
        # -P: the folder of an app holds modules named as those of the standard library.
        words = (sys.executable, "-P", "-m", "django", "makemessages", "-l", "zh_Hans")
        made = run(*words, "--no-location", "--keep-pot", "-v0", folder=copy)
        assert made.returncode == 0, made.stderr
        return copy / "locale" / "django.pot"

    return template_of


@pytest.mark.parametrize("app", APPS)
def test_every_sentence_of_an_app_has_its_chinese(app, extracted):
    template = extracted(app)
    if not template.is_file():  # an app without a sentence needs no translation
        return
    catalogue = ROOT / app / "locale" / FORMS["zh_Hans"]
    assert catalogue.is_file(), f"{app} has sentences, and no {FORMS['zh_Hans']}"
    compared = run("msgcmp", str(catalogue), str(template), folder=ROOT)
    assert compared.returncode == 0, compared.stderr


@pytest.mark.parametrize("app", APPS)
def test_the_catalogue_is_sound(app):
    catalogue = ROOT / app / "locale" / FORMS["zh_Hans"]
    if not catalogue.is_file():
        return
    checked = run("msgfmt", "--check", "-o", "/dev/null", str(catalogue), folder=ROOT)
    assert checked.returncode == 0, checked.stderr
    fuzzy = run("msgattrib", "--only-fuzzy", "--no-obsolete", str(catalogue), folder=ROOT)
    assert fuzzy.stdout == ""
    empty = run("msgattrib", "--untranslated", "--no-obsolete", str(catalogue), folder=ROOT)
    assert empty.stdout == ""
