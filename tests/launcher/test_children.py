"""No program outlives the command that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher import children

REPOSITORY = Path(__file__).resolve().parents[2]
STUBBORN = (
    "import pathlib, signal, time; signal.signal(15, signal.SIG_IGN);"
    "pathlib.Path('deaf').touch(); time.sleep(60)"
)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended within twenty seconds (a zombie has)."""
    for _ in range(400):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_child_that_ignores_the_request_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(children, "GRACE_SECONDS", 0.3)
    child = children.start_detached([sys.executable, "-c", STUBBORN], os.environ, folder=tmp_path)
    while not (tmp_path / "deaf").exists():
        assert child.poll() is None
        time.sleep(0.05)

    children.end([child])

    assert child.returncode == -signal.SIGKILL


def test_a_child_ends_when_its_parent_is_killed():
    code = (
        "import os, pathlib, time; from launcher.children import start_detached;"
        "child = start_detached(['sleep', '60'], os.environ, folder=pathlib.Path('/'));"
        "print(child.pid, flush=True);"
        "time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    with parent:
        child = int(parent.stdout.readline())
        parent.kill()
    assert is_gone(child)


def test_the_exit_code_of_an_attached_program_is_handed_on():
    assert children.run_attached(["sh", "-c", "exit 7"], os.environ) == 7
    assert children.run_attached(["sh", "-c", "kill -9 $$"], os.environ) == 128 + 9


def test_the_first_stop_signal_stops_and_a_second_cannot_disturb_the_clean_up():
    cleaned = False
    with pytest.raises(children.Stopped), children.stopping_on_signals():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            cleaned = True
    assert cleaned
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
