"""Runs other programs so that none of them outlives the command that started it."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 10
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

Words = Sequence[str | Path]


class Stopped(BaseException):
    """Somebody asked this command to stop: Ctrl-C, a closed terminal, or kill."""


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Raise Stopped at the first stop signal in the block, and let nothing disturb the clean-up."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before = {each: signal.signal(each, stop) for each in STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def run_attached(
    words: Words,
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    ends_on_ctrl_c: bool = False,
) -> int:
    """Run a program at this terminal and return its exit code.

    Ctrl-C reaches the program from the terminal itself; this process only waits for it, and with
    ``ends_on_ctrl_c`` raises KeyboardInterrupt afterwards. Other stop signals are passed on.
    """
    was_interrupted = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal was_interrupted
        was_interrupted = True

    def pass_on(number: int, frame: FrameType | None) -> None:
        note(number, frame)
        child.send_signal(number)

    child = subprocess.Popen(words, env=environment, cwd=folder, preexec_fn=die_with_parent)
    before = {each: signal.signal(each, pass_on) for each in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, note)
    try:
        code = child.wait()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if was_interrupted and ends_on_ctrl_c:
        raise KeyboardInterrupt
    return code if code >= 0 else 128 - code


def start_detached(
    words: Words, environment: Mapping[str, str], *, folder: Path, passed: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, out of Ctrl-C's reach; it dies if we are killed."""
    return subprocess.Popen(
        words,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        pass_fds=passed,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all of them to stop, and kill with their own children those that do not in time."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def die_with_parent() -> None:
    """Run in a new child before its program: plain signals, and an end when we are killed."""
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
