"""Locks that vanish with the process that holds them, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.console import Refusal


@contextmanager
def lock_file(path: Path) -> Iterator[int]:
    """Yield a descriptor of ``path`` to lock; closing it at the end gives the lock back.

    Opened for reading only, so that a file which another account made still serves.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def try_exclusive(descriptor: int) -> bool:
    """Take the lock alone if nobody has it; tell whether that went well."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def only_one(path: Path, *, zh: str, en: str) -> Iterator[None]:
    """Hold ``path`` for the block. Raises Refusal with these words when another process does."""
    with lock_file(path) as descriptor:
        if not try_exclusive(descriptor):
            raise Refusal(zh, en)
        yield


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold ``path`` for the block, waiting for whoever has it."""
    with lock_file(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
