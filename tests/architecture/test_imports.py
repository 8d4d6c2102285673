"""The rooms import in one direction only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT

LINTER = Path(sys.executable).with_name("lint-imports")


def kept(configuration: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache", "--config", configuration],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_import_contracts_hold():
    answer = kept(ROOT / ".importlinter", ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_contracts_name_every_app():
    contracts = (ROOT / ".importlinter").read_text(encoding="utf-8")
    rooms = contracts.split("[importlinter:contract:rooms]")[1].split("[importlinter:")[0]
    assert [app for app in (*APPS, "exporters", "importers") if app not in rooms] == []


def test_an_import_upwards_is_caught(tmp_path):
    """The linter is really asked: a room that imports the one above breaks the contract."""
    for room, imports in (("cadastre", "import demo\n"), ("demo", "")):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text(imports)
    contract = tmp_path / "contract"
    contract.write_text(
        "[importlinter]\nroot_packages =\n    cadastre\n    demo\n"
        "[importlinter:contract:rooms]\nname = rooms\ntype = layers\n"
        "layers =\n    demo\n    cadastre\n"
    )
    assert kept(contract, tmp_path).returncode == 1


@pytest.mark.parametrize("room", ["exporters", "importers", "surveys.checks", "surveys.domain"])
def test_what_needs_no_django_starts_none(room):
    """Readers and rules run in a process that has never configured Django."""
    code = f"import {room}, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
