"""Read delivered files chunk by chunk in a process of their own, while ours takes what it reads.

For files without a cap: the records come through a pipe as they are read, so neither process grows
with them, and both work at a time. What was yielded counts only when no ``reader_stopped`` follows.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, Final, TextIO

from importers import sandbox, wire
from importers.field_mapping import NO_MAPPING
from importers.gdal_door import DRIVERS
from importers.limits import MEBIBYTE, Limits
from importers.records import Delivery
from importers.turns import likely_driver

_LINES: Final = 5_000
_CHARACTERS: Final = 64 * MEBIBYTE
"""How many records one chunk has at most, and how long it may be: more is no record of ours."""


def read_chunks_in_child(
    paths: list[Path], *, office_srid: int, limits: Limits
) -> Iterator[Delivery]:
    """Read files as :func:`importers.formats.read_chunks` does, in a bounded process.

    Yields
    ------
    Delivery
        At most 5,000 records each. When the reading process dies or goes over a limit, the last
        one is the finding ``reader_stopped``, and nothing before it may be kept.

    Raises
    ------
    FileNotFoundError
        When a path leads nowhere.
    """
    request = {
        "paths": [str(path.resolve(strict=True)) for path in paths],
        "office_srid": office_srid,
        "mapping": dict(NO_MAPPING),
        "limits": asdict(limits),
    }
    deadline = monotonic() + limits.wall_seconds
    due, done = [likely_driver(paths)], set[str | None]()
    while due:
        driver = due.pop(0)
        turn = {"driver": driver, "first": not done, **request}
        with tempfile.TemporaryDirectory(prefix="reading-") as folder:
            if not (yield from _turn(turn, Path(folder), deadline)):
                return
            left = json.loads((Path(folder) / "result.left").read_text(encoding="ascii"))
        done.add(driver)
        due += sorted((frozenset(left) & DRIVERS) - done - set(due))


def _turn(turn: dict[str, Any], place: Path, deadline: float) -> Generator[Delivery, None, bool]:
    """Yield what one process reads; return whether it came to its end."""
    os.mkfifo(place / "result")
    process = sandbox.start(turn, place)
    out = os.open(place / "result", os.O_RDONLY | os.O_NONBLOCK)
    # While we hold an end for writing, reading waits for the process instead of ending at once.
    held = os.open(place / "result", os.O_WRONLY)
    os.set_blocking(out, True)
    reason = None
    with ThreadPoolExecutor(1) as watching, os.fdopen(out, encoding="ascii") as lines:
        followed = watching.submit(_followed, process, deadline, held)
        try:
            while some := _some(lines):
                yield wire.from_lines(some)
        except (wire.WireError, UnicodeDecodeError):
            reason = "output"
        finally:
            sandbox.end(process)
        reading, in_time = followed.result()
    reason = reason or sandbox.reason_of(process.returncode, in_time=in_time)
    if reason is not None:
        sandbox.log_stopped(reason, process.returncode, reading, place)
        names = reading or ", ".join(Path(path).name for path in turn["paths"][:5])
        yield Delivery(findings=[sandbox.stopped(names, reason)])
    return reason is None


def _followed(process: subprocess.Popen[bytes], deadline: float, held: int) -> tuple[str, bool]:
    """Wait for the process, then let go of the pipe, so that its reader comes to the end."""
    try:
        return sandbox.follow(process, deadline)
    finally:
        os.close(held)


def _some(lines: TextIO) -> list[str]:
    """Return the next lines; none at the end."""
    some: list[str] = []
    room = _CHARACTERS
    while len(some) < _LINES and room > 0 and (line := lines.readline(room)):
        some.append(line)
        room -= len(line)
    return some
