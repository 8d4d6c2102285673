"""Read delivered files in a process of their own, so that no file can take ours down.

The reading process has little memory and time, a bare environment, its own temporary folder and,
where the kernel allows it, no network. Whatever becomes of it, the caller gets a delivery.
"""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.pace import heard_by, reached
from importers import wire
from importers.child import OUT_OF_MEMORY, TOO_MUCH
from importers.field_mapping import NO_MAPPING
from importers.format_findings import lines_alone
from importers.gdal_door import DRIVERS
from importers.limits import DEFAULT_LIMITS, Limits
from importers.records import Delivery
from importers.turns import likely_driver
from importers.upload_pace import Progress

_LOG: Final = logging.getLogger(__name__)
_ROOT: Final = Path(__file__).resolve().parent.parent
_LIST_DRIVERS: Final = "import pyogrio; print('\\n'.join(pyogrio.list_drivers()))"
_LONGEST_LINE: Final = 10_000
_READING_SHARE: Final = 0.85
"""How much of the work the reading process does; the rest is to take its records over."""

_REASONS: Final = {
    "wall": Text("超过了允许的时间", "it took longer than is allowed"),
    "cpu": Text("计算时间超过上限", "it needed more computing time than is allowed"),
    "memory": Text("所需内存超过上限", "it needed more memory than is allowed"),
    "room": Text("内容或解压后的文件超过上限", "it holds or unpacks to more than is allowed"),
    "output": Text("返回的结果不完整", "its result was not complete"),
    "died": Text("读取程序意外停止", "the reading program stopped unexpectedly"),
}


def read_in_child(
    paths: list[Path],
    *,
    office_srid: int,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    mapping: Mapping[str, str] = NO_MAPPING,
) -> Delivery:
    """Read files as :func:`importers.formats.read_files` does, in a bounded process.

    Parameters
    ----------
    paths, office_srid, limits, mapping
        As there.
    progress
        Called in this process with percent and the name of the file while the other one reads, and
        while what it read is taken over.

    Returns
    -------
    Delivery
        When the reading process dies or goes over a limit: no records, and the one finding
        ``reader_stopped`` with the file it was reading.

    Raises
    ------
    FileNotFoundError
        When a path leads nowhere: that is the caller's mistake, not a bad file.
    """
    request = {
        "paths": [str(path.resolve(strict=True)) for path in paths],
        "office_srid": office_srid,
        "mapping": dict(mapping),
    }
    deadline = time.monotonic() + limits.wall_seconds
    result, told = Delivery(), _Told(progress)
    due, done = [likely_driver(paths)], set[str | None]()
    while due:
        driver = due.pop(0)
        turn = {"driver": driver, "first": not done, **request}
        read = _one_turn(turn, limits, deadline, told)
        if isinstance(read, _Stopped):
            name = read.reading or ", ".join(path.name for path in paths[:5])
            return Delivery(findings=[stopped(name, read.reason)])
        done.add(driver)
        result.extend(read.delivery)
        told.end_turn()
        due += sorted(read.drivers - done - set(due))
    result.findings += lines_alone(result)
    return result


@dataclass(frozen=True, slots=True)
class _Read:
    """What one process read, and the drivers that files it passed over need."""

    delivery: Delivery
    drivers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Stopped:
    """Why a process gave nothing, and the file it was reading."""

    reason: str
    reading: str


@dataclass(slots=True)
class _Told:
    """Tells how far the turns are: each reads some percent of the upload, which is then taken."""

    progress: Progress | None
    before: int = 0
    read: int = 0
    reading: str = ""
    last: tuple[int, str] | None = None

    def has_read(self, percent: int, name: str) -> None:
        """Tell how much the process of this turn has read."""
        self.read, self.reading = percent, name
        self._tell(percent * _READING_SHARE)

    def has_taken(self, share: float) -> None:
        """Tell which share, 0 to 1, of what it read is taken over."""
        self._tell(self.read * (_READING_SHARE + share * (1 - _READING_SHARE)))

    def end_turn(self) -> None:
        """Begin the next turn, if there is one, where this one came to."""
        self.before, self.read = self.before + self.read, 0

    def _tell(self, percent: float) -> None:
        step = min(100, self.before + int(percent)), self.reading
        if self.progress is not None and step != self.last:
            self.last = step
            self.progress(*step)


def _one_turn(
    turn: dict[str, Any], limits: Limits, deadline: float, told: _Told
) -> _Read | _Stopped:
    """Start one process with one GDAL driver, or none, and take what it gives."""
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        place = Path(folder)
        process = start({**turn, "limits": asdict(limits)}, place)
        reading, in_time = follow(process, deadline, told.has_read)
        reason = reason_of(process.returncode, in_time=in_time)
        if reason is None:
            with heard_by(told.has_taken):
                read = _result(place / "result")
            if read is not None:
                return read
            reason = "output"
        log_stopped(reason, process.returncode, reading, place)
    return _Stopped(reason, reading)


def start(request: dict[str, Any], place: Path) -> subprocess.Popen[bytes]:
    """Start a process that reads what the request says, with its folder; it writes ``result``."""
    (place / "request.json").write_text(json.dumps(request), encoding="utf-8")
    (place / "tmp").mkdir()
    with (place / "errors").open("wb") as errors:
        return subprocess.Popen(  # our own program, no shell
            [sys.executable, "-m", "importers.child", "request.json", "result"],
            cwd=place,
            env=child_environment(place / "tmp", driver=request["driver"]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )


def log_stopped(reason: str, code: int, reading: str, place: Path) -> None:
    """Log why a process gave nothing, with the end of what it said."""
    _LOG.error(
        "reading process stopped (%s, code %s) at %r: %s",
        reason,
        code,
        reading,
        (place / "errors").read_bytes()[-4000:].decode(errors="replace"),
    )


@cache
def drivers_to_skip(driver: str) -> str:
    """Return all vector drivers of the installed GDAL but one, as ``GDAL_SKIP`` has them."""
    return ",".join(name for name in _all_drivers() if name != driver)


@cache
def _all_drivers() -> tuple[str, ...]:
    """Ask a program of its own, once a process: here GDAL is never loaded."""
    asked = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, "-c", _LIST_DRIVERS], capture_output=True, text=True, check=True
    )
    return tuple(asked.stdout.splitlines())


def child_environment(temporary: Path, *, driver: str | None = None) -> dict[str, str]:
    """Return the whole environment of the reading process; nothing of ours is passed on.

    ``driver`` is the one GDAL driver that registers there; without one, GDAL must not be loaded.
    """
    skipped = {} if driver is None else {"GDAL_SKIP": drivers_to_skip(driver)}
    return {
        **skipped,
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_NUM_THREADS": "1",
        "GDAL_PAM_ENABLED": "NO",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
        "PROJ_NETWORK": "OFF",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def follow(
    process: subprocess.Popen[bytes], deadline: float, progress: Progress | None = None
) -> tuple[str, bool]:
    """Pass progress on until the process ends or the deadline; return the last file named."""
    last, held, in_time = "", b"", True
    output: IO[bytes] | None = process.stdout
    assert output is not None  # noqa: S101 - asked for as a pipe
    with output, selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                in_time = False
                break
            data = os.read(output.fileno(), 65_536)
            if not data:
                break
            *lines, held = (held + data).split(b"\n")
            held = held[:_LONGEST_LINE]
            for line in lines:
                last = _pass_on(line, progress) or last
    if in_time:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            in_time = False
    end(process)
    return last, in_time


def end(process: subprocess.Popen[bytes]) -> None:
    """End the process, if it still runs, with all that it started: they share its group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _pass_on(line: bytes, progress: Progress | None) -> str:
    """Hand one line of progress on; return the file's name, empty when it is no such line."""
    try:
        step = json.loads(line)
        percent, name = int(step["percent"]), str(step["name"])[:200]
    except (ValueError, KeyError, TypeError):
        return ""
    if progress is not None:
        progress(max(0, min(100, percent)), name)
    return name


def reason_of(code: int, *, in_time: bool) -> str | None:
    """Return why a process stopped early, None when it came to its end."""
    if not in_time:
        return "wall"
    if code == OUT_OF_MEMORY:
        return "memory"
    if code == TOO_MUCH:
        return "room"
    if code == -signal.SIGXCPU:
        return "cpu"
    return "died" if code else None


def _result(path: Path) -> _Read | None:
    try:
        with path.open(encoding="ascii") as stream:
            delivery = wire.from_lines(_told_lines(stream, path.stat().st_size))
        with path.with_suffix(".left").open(encoding="ascii") as stream:
            drivers = frozenset(map(str, json.loads(stream.read(_LONGEST_LINE)))) & DRIVERS
        return _Read(delivery, drivers)
    except (wire.WireError, OSError, ValueError, TypeError):
        _LOG.exception("the reading process wrote something else than records")
        return None


def _told_lines(lines: Iterable[str], size: int) -> Iterator[str]:
    """Yield lines of ASCII, and say how many of all bytes are behind."""
    behind = 0
    for line in lines:
        yield line
        behind += len(line)
        reached(behind, size)


def stopped(name: str, why: str) -> Finding:
    """Return the finding for a file whose reading stopped for a reason of ``reason_of``."""
    reason = _REASONS[why]
    return Finding(
        code="FI28",
        kind="reader_stopped",
        severity=Severity.ERROR,
        message=Text(
            f"“{name}”没有读完：{reason.zh}。没有保存任何内容。",
            f"“{name}” was not read to its end: {reason.en}. Nothing was kept.",
        ),
        advice=Text(
            "请用制图软件打开核对，重新导出或分成几个文件后上传；仍不行请把文件交给管理员。",
            "Open it in your mapping program, export it anew or in parts, and upload again; if "
            "that fails, hand the file to the administrator.",
        ),
        file=name,
    )
