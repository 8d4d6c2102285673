"""The project's own PostGIS cluster: unix socket only, no system service, under var/.

``python -m launcher.cluster start|stop|status|url [--name demo] [--var FOLDER]``
"""

import argparse
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from launcher import locks, processes
from launcher.account import naming_prefix
from launcher.console import Refusal, run, say, warn
from launcher.places import (
    SOCKET_FILE,
    Places,
    choose_places,
    forget_short_socket,
    make_var,
    private_folder,
)
from launcher.server_settings import write_settings
from launcher.servers import newest_server, postgis_servers

ROOT = Path(__file__).resolve().parent.parent
USER = DATABASE = "cadastre"
START_SECONDS = 120
LARGEST_LOG_BYTES = 5_000_000

THROWAWAY_NAMES = ("test",)


Words = list[str | Path]


class Cluster:
    """One private cluster, for example ``demo``; ``test`` is quick and may be lost in a crash."""

    def __init__(self, var: Path, name: str) -> None:
        make_var(var)
        self.var = var
        self.name = name
        self.is_throwaway = name in THROWAWAY_NAMES
        self._users = var / f"pg-{name}.users"
        self._lock = var / f"pg-{name}.lock"
        self._kept = var / f"pg-{name}.kept"

    @property
    def places(self) -> Places:
        """Where it lives now; asked anew each time because a start or reset may change it."""
        return choose_places(self.var, self.name)

    def url(self) -> str:
        """Return its address for DATABASE_URL."""
        places = self.places
        socket = processes.socket_of(places.data) or places.socket
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(socket), safe='/')}"

    def is_running(self) -> bool:
        """Tell whether its server process is alive."""
        return processes.postmaster_of(self.places.data) is not None

    def start(self) -> bool:
        """Bring it up, making it first where there is none; False when it was up already.

        Two starts at once wait for each other. What a crash or a reboot left behind is cleared.

        Raises
        ------
        Refusal
            When the data were made by another PostgreSQL version, or the server does not start.
        """
        with locks.one_at_a_time(self._lock):
            places = self.places
            programs = self._programs(places.data)
            if processes.postmaster_of(places.data) is not None:
                self._wait_until_ready(programs)
                return False
            if not (places.data / "PG_VERSION").exists():
                self._create(places, programs)
            processes.clear_leftovers(places.data)
            private_folder(places.socket, places.account)
            for leftover in (SOCKET_FILE, f"{SOCKET_FILE}.lock"):
                (places.socket / leftover).unlink(missing_ok=True)
            write_settings(places, self.name, is_throwaway=self.is_throwaway)
            self._launch(places, programs)
            self._wait_until_ready(programs)
            self._create_database(programs)
            return True

    def stop(self) -> bool:
        """Stop it, letting nobody finish; False when it was not running."""
        with locks.one_at_a_time(self._lock):
            places = self.places
            if processes.postmaster_of(places.data) is None:
                forget_short_socket(self.var, self.name)
                return False
            # Any version's pg_ctl stops any version's server.
            _, programs = newest_server()
            self._run(places, [programs / "pg_ctl", "stop", "-m", "fast", "-w", "-t", "60"])
            self._kept.unlink(missing_ok=True)
            forget_short_socket(self.var, self.name)
            return True

    def keep(self) -> None:
        """Leave it running when the last command that uses it ends."""
        self._kept.touch()

    def is_in_use(self) -> bool:
        """Tell whether some command of ours is using it at this moment."""
        with locks.lock_file(self._users) as users:
            return not locks.try_exclusive(users)

    @contextmanager
    def in_use(self) -> Iterator[str]:
        """Have it up while the block runs and yield its address; the last one out stops it."""
        with locks.lock_file(self._users) as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self.start()
                yield self.url()
            finally:
                fcntl.flock(users, fcntl.LOCK_UN)
                if locks.try_exclusive(users) and not self._kept.exists():
                    self.stop()

    def remove(self) -> None:
        """Stop it and delete its data. Raises Refusal while another command uses it."""
        with locks.lock_file(self._users) as users:
            if not locks.try_exclusive(users):
                raise Refusal(
                    f"数据库 {self.name} 正被另一个命令使用，请先结束它。",
                    f"The {self.name} database is in use by another command; end that first.",
                )
            self.stop()
            places = self.places
            for folder in (places.data, _unfinished(places.data), places.socket):
                if folder.exists():
                    shutil.rmtree(folder)

    def sql(self, statement: str) -> str:
        """Run one statement as the cluster's owner and return the bare answer."""
        _, programs = newest_server()
        return self._psql(programs, DATABASE, statement)

    def _programs(self, data: Path) -> Path:
        if not (data / "PG_VERSION").exists():
            return newest_server()[1]
        made_by = int((data / "PG_VERSION").read_text(encoding="ascii"))
        found = postgis_servers()
        if made_by in found:
            return found[made_by]
        if self.is_throwaway and processes.postmaster_of(data) is None:
            shutil.rmtree(data)
            return newest_server()[1]
        here = "、".join(str(major) for major in sorted(found)) or "无"
        raise Refusal(
            f"{data} 是用 PostgreSQL {made_by} 建立的，本机带 PostGIS 的版本是：{here}。"
            f"请装回 PostgreSQL {made_by}，或用 bin/demo --reset 重新开始（演示数据会重新载入）。",
            f"{data} was made by PostgreSQL {made_by}; this machine has, with PostGIS: "
            f"{', '.join(str(major) for major in sorted(found)) or 'none'}. Install PostgreSQL "
            f"{made_by} again, or start anew with bin/demo --reset (it loads the demo data again).",
        )

    def _create(self, places: Places, programs: Path) -> None:
        say(f"建立 {self.name} 数据库集群", f"Creating the {self.name} database cluster")
        if places.is_outside:
            warn(
                f"用户 {places.account.name} 进不了 {self.var}，数据放在 {places.data}；"
                "把项目移到所有人可进入的目录即可避免。",
                f"{places.account.name} may not enter {self.var}, so the data lie in "
                f"{places.data}; a checkout in a folder open to all avoids that.",
            )
        unfinished = _unfinished(places.data)
        if unfinished.exists():  # an earlier start was cut off
            shutil.rmtree(unfinished)
        private_folder(unfinished, places.account)
        words: Words = [*naming_prefix(places.account), programs / "initdb", "-D", unfinished]
        words += ["-U", USER, "-A", "trust", "-k", "-E", "UTF8", "--locale=C.UTF-8"]
        words += ["--no-instructions", *(["--no-sync"] if self.is_throwaway else [])]
        self._run(places, words)
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("\ninclude 'cadastre.conf'\n")
        unfinished.rename(places.data)

    def _launch(self, places: Places, programs: Path) -> None:
        log = places.data / "server.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
            log.unlink()
        words: Words = [
            programs / "pg_ctl",
            "start",
            "-w",
            "-t",
            str(START_SECONDS),
            "-l",
            log.name,
        ]
        try:
            self._run(places, words, folder=places.data)
        except Refusal as refusal:
            tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
            told = "\n  ".join(tail)
            raise Refusal(
                f"数据库没有启动，日志 {log} 的末尾：\n  {told}",
                f"The database did not start; {log} ends with the lines above.",
            ) from refusal

    def _wait_until_ready(self, programs: Path) -> None:
        """Wait for a server that another command may have started a moment ago."""
        socket = processes.socket_of(self.places.data) or self.places.socket
        deadline = time.monotonic() + START_SECONDS
        words: Words = [programs / "pg_isready", "-q", "-h", socket, "-d", "postgres", "-U", USER]
        while subprocess.run(words, check=False, env=plain_environment()).returncode:
            if time.monotonic() > deadline:
                raise Refusal(
                    f"数据库 {START_SECONDS} 秒内没有响应。",
                    f"The database did not answer within {START_SECONDS} s.",
                )
            time.sleep(0.05)

    def _create_database(self, programs: Path) -> None:
        question = f"select 1 from pg_database where datname = '{DATABASE}'"  # noqa: S608
        if not self._psql(programs, "postgres", question):
            self._psql(programs, "postgres", f"create database {DATABASE}")

    def _psql(self, programs: Path, database: str, statement: str) -> str:
        socket = processes.socket_of(self.places.data) or self.places.socket
        words: Words = [programs / "psql", "-XqtA", "-v", "ON_ERROR_STOP=1", "-h", socket]
        words += ["-U", USER, "-d", database, "-c", statement]
        answer = subprocess.run(
            words, capture_output=True, text=True, check=True, env=plain_environment()
        )
        return answer.stdout.strip()

    def _run(self, places: Places, words: Words, *, folder: Path = Path("/")) -> None:
        """Run a server program as the cluster's account. Raises Refusal with what it said."""
        # The server must not keep our terminal's pipes open, so its words go through a file.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                words,
                check=False,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env=plain_environment() | {"PGDATA": str(places.data)},
                **places.account.arguments(),
            )
            said.seek(0)
            told = said.read().decode("utf-8", "replace").strip()
        if done.returncode:
            program = next(Path(word).name for word in words if isinstance(word, Path))
            raise Refusal(f"{program} 没有成功：\n  {told}", f"{program} failed, as said above.")


def plain_environment() -> dict[str, str]:
    """Return the environment without the PG* variables that would lead libpq elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _unfinished(data: Path) -> Path:
    return data.with_name(data.name + ".unfinished")


def main(arguments: list[str]) -> int:
    """Run ``python -m launcher.cluster``; returns the exit code (status: 3 when it is down)."""
    parser = argparse.ArgumentParser(prog="python -m launcher.cluster")
    parser.add_argument("verb", choices=("start", "stop", "status", "url"))
    parser.add_argument("--name", default="demo")
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    chosen = parser.parse_args(arguments)
    cluster = Cluster(chosen.var.resolve(), chosen.name)
    if chosen.verb == "start":
        cluster.start()
        cluster.keep()
        print(cluster.url())
    elif chosen.verb == "stop":
        if cluster.is_in_use():
            raise Refusal(
                f"数据库 {cluster.name} 正被另一个命令使用，请先结束它。",
                f"The {cluster.name} database is in use by another command; end that first.",
            )
        cluster.stop()
    elif chosen.verb == "url":
        print(cluster.url())
    else:
        running = cluster.is_running()
        say("运行中" if running else "未运行", "running" if running else "not running")
        return 0 if running else 3
    return 0


if __name__ == "__main__":
    raise SystemExit(run(main))
