"""When the environment is made, mended or left alone."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from launcher import environment
from launcher.console import Refusal

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
msgid "Parcel"
msgstr "宗地"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    for name in ("base", "test"):
        (tmp_path / f"requirements/{name}.lock").write_text(f"# {name}\n")
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for pip, which would ask a package index; environments are really made."""
    made: list[str] = []

    def logged(words: Sequence[str], root: Path, log: Path) -> None:
        made.append(words[2])
        if words[2] == "venv":
            words = [words[0], "-m", "venv", "--without-pip", words[-1]]
            subprocess.run(words, check=True)

    monkeypatch.setattr(environment, "_logged", logged)
    return made


def test_a_second_run_asks_for_nothing(root: Path, calls: list[str]):
    assert environment.make_environment(root, "base") is True
    assert calls == ["venv", "pip", "pip"]

    assert environment.make_environment(root, "base") is False
    assert len(calls) == 3


def test_the_test_profile_adds_to_the_base_environment(root: Path, calls: list[str]):
    environment.make_environment(root, "base")
    marker = root / ".venv/kept"
    marker.touch()

    assert environment.make_environment(root, "test") is True
    assert marker.exists()
    assert environment.make_environment(root, "base") is False


def test_a_changed_lock_file_is_installed(root: Path, calls: list[str]):
    environment.make_environment(root, "base")
    (root / "requirements/base.lock").write_text("# another version\n")

    assert environment.make_environment(root, "base") is True


def test_a_run_that_was_cut_off_is_made_anew(root: Path, calls: list[str]):
    environment.make_environment(root, "base")
    (root / ".venv/cadastre-unfinished").touch()
    (root / ".venv/half-a-package").touch()

    assert environment.make_environment(root, "base") is True
    assert not (root / ".venv/half-a-package").exists()
    assert not (root / ".venv/cadastre-unfinished").exists()


def test_a_moved_checkout_gets_scripts_with_its_new_path(root: Path, calls: list[str]):
    environment.make_environment(root, "base")
    moved = root.with_name("moved")
    root.rename(moved)

    assert environment.make_environment(moved, "base") is True
    assert calls.count("venv") == 2


def test_a_failing_installer_is_quoted_and_leaves_its_mark(root: Path):
    log = root / "setup.log"

    with pytest.raises(Refusal, match="package index") as caught:
        environment._logged(
            [sys.executable, "-c", "raise SystemExit('no matching hash')"], root, log
        )
    assert "no matching hash" in caught.value.zh


def test_translations_are_compiled_once_and_again_when_newer(root: Path):
    source = root / "portal/locale/zh_Hans/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE, encoding="utf-8")

    assert environment.compile_translations(root) == 1
    assert "宗地".encode() in source.with_suffix(".mo").read_bytes()
    assert environment.compile_translations(root) == 0
    later = time.time() + 5
    os.utime(source, (later, later))
    assert environment.compile_translations(root) == 1


def test_a_broken_catalogue_is_named(root: Path):
    source = root / "portal/locale/zh_Hans/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE + 'msgid "no end\n', encoding="utf-8")

    with pytest.raises(Refusal, match=r"django\.po is broken"):
        environment.compile_translations(root)
    assert list(source.parent.iterdir()) == [source]
