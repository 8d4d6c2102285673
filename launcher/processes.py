"""What a cluster's own files and /proc say about its server processes."""

import os
import signal
import time
from pathlib import Path

PID_LINE, SOCKET_LINE = 0, 4
LEAVE_SECONDS = 10


def postmaster_of(data: Path) -> int | None:
    """Return the process id of the server that has ``data`` open, or None.

    The pid file alone proves nothing: after a crash or a reboot its number may belong to any
    other program, so the process must be a postgres that works in that very folder.
    """
    lines = _pid_file_lines(data)
    if not lines or not lines[PID_LINE].strip().isdigit():
        return None
    pid = int(lines[PID_LINE])
    return pid if _is_server_in(pid, data.resolve()) else None


def socket_of(data: Path) -> Path | None:
    """Return the socket folder of the running server of ``data``, or None when it is down."""
    lines = _pid_file_lines(data)
    if postmaster_of(data) is None or len(lines) <= SOCKET_LINE or not lines[SOCKET_LINE]:
        return None
    return Path(lines[SOCKET_LINE])


def clear_leftovers(data: Path) -> None:
    """Remove a stale pid file of ``data`` after the last orphan of a killed server has gone.

    Orphans still hold shared memory and would write into the same files, so they are given ten
    seconds to notice that their server died, and are then ended.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    deadline = time.monotonic() + LEAVE_SECONDS
    while orphans := _servers_in(data.resolve()):
        if time.monotonic() > deadline:
            for pid in orphans:
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    pid_file.unlink()


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _servers_in(folder: Path) -> list[int]:
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if _is_server_in(pid, folder)]


def _is_server_in(pid: int, folder: Path) -> bool:
    process = Path("/proc") / str(pid)
    try:
        is_server = process.joinpath("comm").read_text(encoding="utf-8").strip() == "postgres"
        return is_server and process.joinpath("cwd").readlink() == folder
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False
