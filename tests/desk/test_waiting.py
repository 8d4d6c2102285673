"""What a person sees while a command works: one line on the terminal, and nothing elsewhere."""

import os
import pty
import re
import subprocess
import sys

import pytest

from tests.desk.conftest import ROOT

CLEARED = "\r\x1b[K"


def on_a_terminal(*words: object, **environment: str) -> tuple[int, bytes, str]:
    """Run the command with standard error on a terminal; returns exit code, output, what it saw."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "desk", *map(str, words)],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **environment},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        seen = b""
        while block := _read(ours):
            seen += block
        out, _ = process.communicate(timeout=60)
    os.close(ours)
    return process.returncode, out, seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # a terminal that nobody has open on the other side
        return b""


def test_a_terminal_shows_how_far_reading_and_checks_are(supply):
    code, out, seen = on_a_terminal("check", supply, "--json", TERM="xterm")
    assert code == 0
    assert out.startswith(b"{")
    lines = seen.split(CLEARED)
    assert lines[0] == lines[-1] == ""  # the line is gone when the report comes
    assert all(re.fullmatch(r" {0,2}\d{1,3} % .+", line) for line in lines[1:-1])
    assert f"100 % {supply.name}" in lines
    checks = [int(line[:3]) for line in lines if line.endswith("逐项检查")]
    assert checks == sorted(checks)
    assert checks[-1] == 100


@pytest.mark.parametrize("environment", [{}, {"TERM": "dumb"}])
def test_a_terminal_that_cannot_clear_a_line_stays_empty(supply, environment):
    assert on_a_terminal("check", supply, "--json", **environment)[2] == ""


def test_the_words_are_those_of_the_language(supply):
    _, _, seen = on_a_terminal("check", supply, "--json", TERM="xterm", LC_ALL="en_US.UTF-8")
    assert "100 % running the checks" in seen


def test_converting_shows_its_reading(supply, tmp_path):
    target = tmp_path / "written.vct"
    code, _, seen = on_a_terminal(
        "convert", supply, "--to", "vct", "--output", target, TERM="xterm"
    )
    assert (code, target.exists()) == (0, True)
    assert f"100 % {supply.name}{CLEARED}" in seen
