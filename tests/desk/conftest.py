"""Files of the golden development, and the command run in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.golden import GOLDEN
from demo.stage_files import supply_txt, write_stage_files
from desk.cli import main
from tests.architecture.sources import ROOT

GOLDEN_TXT = supply_txt(GOLDEN)
UNCLOSED_COUNT = GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2701")
"""Its head line counts two points more than there are: a warning (FI11)."""


@pytest.fixture
def golden(tmp_path) -> dict[str, list[Path]]:
    """The files of each stage of the golden development."""
    files: dict[str, list[Path]] = {}
    for file in write_stage_files(tmp_path / "golden"):
        files.setdefault(file.stage, []).append(file.path)
    return files


@pytest.fixture
def supply(tmp_path) -> Path:
    path = tmp_path / "勘测定界.txt"
    path.write_bytes(GOLDEN_TXT)
    return path


@pytest.fixture
def crossed(tmp_path) -> Path:
    """A file whose boundary crosses itself: two neighbouring points have changed places."""
    path = tmp_path / "自相交.txt"
    path.write_bytes(with_a_crossing(GOLDEN_TXT))
    return path


def with_a_crossing(text: bytes) -> bytes:
    """Return the file with the coordinates of its second and third point exchanged."""
    lines = text.split(b"\r\n" if b"\r\n" in text else b"\n")
    ending = b"\r\n" if b"\r\n" in text else b"\n"
    points = [number for number, line in enumerate(lines) if line.startswith(b"J")]
    second, third = points[1], points[2]
    one, other = lines[second].split(b","), lines[third].split(b",")
    lines[second] = b",".join(one[:2] + other[2:])
    lines[third] = b",".join(other[:2] + one[2:])
    return ending.join(lines)


Told = tuple[int, str, str]


@pytest.fixture
def cadastre(capfdbinary) -> Callable[..., Told]:
    """Run the command here; returns exit code, output and complaints."""

    def run(*words: object) -> Told:
        capfdbinary.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as left:
            code = int(left.code or 0)
        out, complaints = capfdbinary.readouterr()
        return code, out.decode(), complaints.decode()

    return run


@pytest.fixture
def process() -> Callable[..., Told]:
    """Run the command in a process of its own, with the environment given."""

    def run(*words: object, cwd: Path = ROOT, **environment: str) -> Told:
        done = subprocess.run(
            [sys.executable, "-m", "desk", *map(str, words)],
            cwd=cwd,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run
