"""Serving a small site of our own with the real web server, and stopping it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.serve import WORKER_MEMORY_KIB

REPOSITORY = Path(__file__).resolve().parents[2]

DRIVER = """
import os, pathlib, sys
from launcher.children import Stopped, stopping_on_signals
from launcher.console import run
from launcher.ports import listen
from launcher.serve import serve

def main(arguments):
    try:
        with stopping_on_signals():
            serve(pathlib.Path(arguments[0]), dict(os.environ), listen("127.0.0.1", None))
    except Stopped:
        return 0

raise SystemExit(run(main))
"""
SITE = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"county"]
"""
MANAGE = """
import pathlib, resource, sys, time
here = pathlib.Path(__file__).parent
if sys.argv[1] == "demo_hello":
    print("HELLO", sys.argv[3])
elif sys.argv[1] == "requeue_unread":
    (here / "queued").write_text(" ".join(sys.argv[2:]))
else:
    (here / "bound").write_text(str(resource.getrlimit(resource.RLIMIT_AS)[0]))
    with (here / "workers").open("a") as file:
        file.write("started\\n")
    if (here / "workers").read_text().count("started") > 1:
        time.sleep(60)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's root with this environment, one page, and a worker that dies once."""
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / "cadastre").mkdir()
    (tmp_path / "cadastre/__init__.py").touch()
    (tmp_path / "cadastre/wsgi.py").write_text(SITE)
    return tmp_path


@pytest.fixture
def serving(root: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "PYTHONPATH": f"{root}:{REPOSITORY}",
        "PYTHONUTF8": "1",
    }
    # The site's package comes first on the path; the launcher's own is found behind it.
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, root],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.kill()


def processes_in(folder: Path) -> list[str]:
    """Return the command lines of processes that work in ``folder``."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink() == folder:
                found.append((entry / "cmdline").read_text())
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return found


def read_until(process: subprocess.Popen[str], wanted: str) -> str:
    said = ""
    for line in process.stdout:
        said += line
        if wanted in line:
            return said
    raise AssertionError(said)


def test_it_answers_says_hello_restarts_its_worker_and_ctrl_c_leaves_nothing(
    serving: subprocess.Popen[str], root: Path
):
    said = read_until(serving, "Ctrl-C ends it")
    address = said.split("HELLO ")[1].split()[0]
    assert urllib.request.urlopen(address, timeout=10).read() == b"county"  # noqa: S310
    for _ in range(600):
        workers = root / "workers"
        if workers.exists() and workers.read_text().count("started") == 2:
            break
        time.sleep(0.05)
    assert (root / "workers").read_text().count("started") == 2
    assert (root / "queued").read_text() == "--older-than 0"
    assert int((root / "bound").read_text()) == WORKER_MEMORY_KIB * 1024
    for _ in range(600):
        if len(processes_in(root)) == 5:
            break
        time.sleep(0.05)
    assert len(processes_in(root)) == 5  # the driver, gunicorn with two workers, the job worker

    serving.send_signal(signal.SIGINT)

    assert serving.wait(60) == 0
    assert processes_in(root) == []
    assert not (root / ".gunicorn").exists()


def test_a_site_that_cannot_start_is_an_answer(root: Path, serving: subprocess.Popen[str]):
    (root / "cadastre/wsgi.py").write_text("raise RuntimeError('no settings')\n")

    said = serving.stdout.read()

    assert serving.wait(60) == 1
    assert "no settings" in said
    assert "The web server did not come up" in said
    assert processes_in(root) == []
