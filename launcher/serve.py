"""Serves the demo: the web server and the job worker, watched until somebody stops them."""

import http.client
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from launcher.children import end, start_detached
from launcher.console import Refusal, say, warn
from launcher.ports import base_url

READY_SECONDS = 90
LONGEST_PAUSE_SECONDS = 30
HEALTHY_SECONDS = 60
WORKER_MEMORY_KIB = 4 * 1024 * 1024
"""Address space of the job worker: a job that needs more fails by itself, and the worker goes on.

Killed by the kernel instead, it would be given the same job again by the worker after it. What a
delivery holds is bounded by ``Limits.result_bytes``, so that it is read and checked below this.
"""
WORK = f"""
ulimit -v {WORKER_MEMORY_KIB} 2>/dev/null
"$0" manage.py requeue_unread --older-than 0
"$0" manage.py sweep_uploads
exec "$0" manage.py db_worker --queue-name '*' --verbosity 0 --no-startup-delay
"""
"""What a worker before this one left half done is queued again before it takes new jobs."""


class Worker:
    """The process that runs background jobs, started again when it dies."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._environment = environment
        self._pause_seconds = 1.0
        self._start_again_at: float | None = None
        self._start()

    def watch(self) -> None:
        """Start it again if it has ended, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        if self._start_again_at is not None:
            if now >= self._start_again_at:
                self._start()
        elif self.process.poll() is not None:
            if now - self._started_at > HEALTHY_SECONDS:
                self._pause_seconds = 1.0
            warn(
                f"后台任务进程已退出（{self.process.returncode}），"
                f"{self._pause_seconds:.0f} 秒后重启",
                f"The job worker ended ({self.process.returncode}); "
                f"starting it again in {self._pause_seconds:.0f} s",
            )
            self._start_again_at = now + self._pause_seconds
            self._pause_seconds = min(self._pause_seconds * 2, LONGEST_PAUSE_SECONDS)

    def _start(self) -> None:
        words: list[str | Path] = ["/bin/sh", "-c", WORK, self._root / ".venv/bin/python"]
        self.process = start_detached(words, self._environment, folder=self._root)
        self._started_at = time.monotonic()
        self._start_again_at = None


def serve(root: Path, environment: Mapping[str, str], bound: socket.socket) -> None:
    """Serve on ``bound`` until Stopped is raised; leave no process behind.

    Raises
    ------
    Refusal
        When the web server does not come up or ends by itself.
    """
    address = base_url(bound)
    web = start_detached(_web_words(root, bound), environment, folder=root, passed=[bound.fileno()])
    bound.close()  # gunicorn alone holds it now: when it ends, visitors are refused at once
    children = [web]
    try:
        worker = Worker(root, environment)
        children.append(worker.process)
        hello = subprocess.run(
            [root / ".venv/bin/python", root / "manage.py", "demo_hello", "--base-url", address],
            env=environment,
            cwd=root,
            stdout=subprocess.PIPE,
            check=True,
        )
        _wait_until_it_answers(address, web)
        print(hello.stdout.decode("utf-8"), flush=True)
        say(f"正在服务 {address}，按 Ctrl-C 结束", f"Serving {address}; Ctrl-C ends it")
        while web.poll() is None:
            worker.watch()
            children[1:] = [worker.process]
            time.sleep(0.2)
        raise Refusal(
            f"网页服务已自行退出（{web.returncode}），原因见上。",
            f"The web server ended by itself ({web.returncode}), as said above.",
        )
    finally:
        end(children)


def _web_words(root: Path, bound: socket.socket) -> list[str | Path]:
    words: list[str | Path] = [root / ".venv/bin/python", "-m", "gunicorn", "cadastre.wsgi"]
    words += ["--bind", f"fd://{bound.fileno()}", "--workers", "2", "--threads", "4"]
    words += ["--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning"]
    # Its control socket would lie in the home folder of whoever runs the demo.
    words += ["--no-control-socket"]
    return words


def _wait_until_it_answers(address: str, web: subprocess.Popen[bytes]) -> None:
    parts = urlsplit(address)
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=READY_SECONDS
        )
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise Refusal("网页服务没有启动，原因见上。", "The web server did not come up, as said above.")
