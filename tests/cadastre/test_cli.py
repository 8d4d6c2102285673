"""The console command."""

import subprocess
import sys
from pathlib import Path

import pytest

from cadastre import cli


def test_alone_it_says_what_it_is_for(capsys):
    assert cli.main([]) == 0
    assert "usage: cadastre" in capsys.readouterr().out


def test_its_version_is_the_installed_ones(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("cadastre 0.")


def test_an_unknown_word_is_an_answer_with_exit_code_two(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["fly"])
    assert left.value.code == 2
    assert "fly" in capsys.readouterr().err


def test_it_is_installed_in_the_environment_and_needs_no_settings():
    command = Path(sys.executable).with_name("cadastre")
    done = subprocess.run([command], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
