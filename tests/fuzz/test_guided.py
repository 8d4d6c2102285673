"""A minute of guided fuzzing for every format (see guided.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import SEEDS


@pytest.mark.deep
@pytest.mark.parametrize("name", SEEDS)
def test_a_minute_finds_nothing(name: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.fuzz.guided", name, str(tmp_path), "-max_total_time=60"]
    done = subprocess.run(words, env=os.environ, capture_output=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr[-3000:].decode(errors="replace")
