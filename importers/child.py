"""Entry of the process that reads delivered files: ``python -m importers.child REQUEST RESULT``.

It binds itself before it opens anything: memory, time, open files, no network where the kernel
lets it, and one GDAL driver at most. It writes its records to the file RESULT chunk by chunk, so
that its memory does not grow with the files, the drivers that further files need to RESULT.left,
and one line of JSON a step to its output.
"""

import ctypes
import errno
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final

from importers import gdal_door
from importers.limits import Limits
from importers.turns import Turn

OUT_OF_MEMORY: Final = 91
"""Exit code for a file that needs more memory than it may have."""
TOO_MUCH: Final = 93
"""Exit code for what takes more room on the disk than one file may: unpacked, or as records."""
UNSAFE: Final = 92
"""Exit code when a driver that must not be there could not be taken out."""

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000


def bind(limits: Limits) -> None:
    """Lower what this process may use; never raises what its parent already lowered."""
    cpu = limits.child_cpu_seconds
    wanted = {
        resource.RLIMIT_AS: (limits.child_memory_bytes, limits.child_memory_bytes),
        resource.RLIMIT_CPU: (cpu, cpu + 2),
        resource.RLIMIT_FSIZE: (limits.child_file_bytes, limits.child_file_bytes),
        resource.RLIMIT_NOFILE: (limits.child_open_files, limits.child_open_files),
        resource.RLIMIT_NPROC: (limits.child_processes, limits.child_processes),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, (soft, hard) in wanted.items():
        now = resource.getrlimit(kind)[1]
        if now != resource.RLIM_INFINITY:
            soft, hard = min(soft, now), min(hard, now)
        resource.setrlimit(kind, (soft, hard))


def leave_network() -> bool:
    """Move into an empty network of our own; False where the kernel does not allow it."""
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    return bool(unshare(flags) == 0)


def main(request_path: str, result_path: str) -> int:
    """Read what the request names, write the delivery, and return the exit code."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    limits = Limits(**request["limits"])
    leave_network()
    bind(limits)
    try:
        gdal_door.bind_to(request["driver"])
        _read(request, limits, Path(result_path))
    except MemoryError:
        return OUT_OF_MEMORY
    except OSError as error:
        if error.errno == errno.EFBIG:
            return TOO_MUCH
        raise
    except gdal_door.DriverNotAllowed:
        return UNSAFE
    return 0


def _read(request: dict[str, Any], limits: Limits, result: Path) -> None:
    from importers import formats, wire  # only now, under the limits

    turn = Turn(request["driver"], first=request["first"])
    with result.open("w", encoding="ascii") as stream:
        chunks = formats.read_chunks(
            [Path(path) for path in request["paths"]],
            office_srid=request["office_srid"],
            limits=limits,
            progress=_tell,
            mapping=request["mapping"],
            turn=turn,
            drop=lambda file: dropped.append(wire.dropped_line(file)),
        )
        dropped: list[str] = []
        for chunk in chunks:
            wire.write(chunk, stream)
            stream.writelines(dropped)
            dropped.clear()
            if os.fstat(stream.fileno()).st_size > limits.result_bytes:  # of a pipe it is nothing
                raise OSError(errno.EFBIG, "the records take more room than they may")
        stream.writelines(dropped)
    result.with_suffix(".left").write_text(json.dumps(sorted(turn.left)), encoding="ascii")


def _tell(percent: int, name: str) -> None:
    sys.stdout.write(json.dumps({"percent": percent, "name": name}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
