"""What a machine lacks is asked by capability."""

import subprocess
from pathlib import Path

import pytest

from launcher import demo, machine
from launcher.bench import names
from launcher.console import Refusal
from launcher.locks import only_one

REPOSITORY = Path(__file__).resolve().parents[2]


def test_a_machine_that_runs_these_tests_lacks_nothing():
    assert machine.missing("test") == []


def test_a_missing_tool_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("CADASTRE_CHROMIUM", "/nowhere/chromium")

    assert machine.missing("test") == ["msgfmt", "chromium"]


def test_an_office_with_its_own_database_needs_no_server_here(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "postgis_servers", dict)

    assert machine.missing("app") == []
    assert machine.missing("base") == ["postgis"]


def test_every_missing_thing_has_a_line_in_the_list_for_the_administrator():
    script = REPOSITORY / "bin/lib/setup.sh"
    words = ["python", "gdal", "msgfmt", "pango", "fonts", "postgis", "chromium", "atomic"]
    listing = 'source "$0"; cadastre_list_missing "$@"'
    done = subprocess.run(
        ["bash", "-c", listing, script, *words], capture_output=True, text=True, check=True
    )
    assert done.stderr.count("\n  - ") == len(words)


def test_a_second_demo_on_the_same_data_is_refused(tmp_path: Path):
    lock = tmp_path / "demo.lock"
    with only_one(lock, zh="", en=""), pytest.raises(Refusal, match="running already"):
        with only_one(lock, zh="已在运行", en="running already"):
            pass
    with only_one(lock, zh="", en=""):
        pass


def test_a_port_that_is_none_is_refused_before_anything_starts(
    capsys: pytest.CaptureFixture[str],
):
    with pytest.raises(SystemExit) as caught:
        demo.main(["--port", "80x"])
    assert caught.value.code == 2
    assert "expected a port from 1 to 65535: '80x'" in capsys.readouterr().err


def test_benchmarks_are_the_files_of_their_folder(tmp_path: Path):
    for name in ("tiles.py", "api.py", "__init__.py", "notes.md"):
        (tmp_path / name).touch()

    assert names(tmp_path) == ["api", "tiles"]
    assert names(tmp_path / "none") == []
