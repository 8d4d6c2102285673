"""The private cluster on real PostgreSQL servers."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest

from launcher import account, places
from launcher.cluster import Cluster
from launcher.console import Refusal
from launcher.processes import postmaster_of

REPOSITORY = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0


def ask(url: str, statement: str) -> object:
    """Run one statement through libpq, as Django does, and return the first value."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


@pytest.fixture(scope="module")
def cluster(home: Path) -> Iterator[Cluster]:
    """A durable cluster made beside the rest of a start that was cut off."""
    made = Cluster(home / "var", "demo")
    (home / "var/pg-demo.unfinished").mkdir()
    (home / "var/pg-demo.unfinished/PG_VERSION").write_text("half")
    yield made
    made.remove()


@pytest.fixture
def started(cluster: Cluster) -> Cluster:
    cluster.start()
    return cluster


def test_it_listens_on_its_private_socket_only(started: Cluster):
    url = started.url()

    assert ask(url, "show listen_addresses") == ""
    assert started.places.account.owns(started.places.socket)
    assert started.places.socket.stat().st_mode & 0o777 == 0o700


def test_it_is_durable_with_checksums_and_without_jit(started: Cluster):
    url = started.url()

    assert ask(url, "show fsync") == "on"
    assert ask(url, "show data_checksums") == "on"
    assert ask(url, "show jit") == "off"
    assert ask(url, "show server_encoding") == "UTF8"
    assert ask(url, "show max_locks_per_transaction") == "256"


def test_it_can_make_the_extensions_that_migrations_ask_for(started: Cluster):
    ask(started.url(), "create extension if not exists postgis")
    ask(started.url(), "create extension if not exists btree_gist")

    assert ask(started.url(), "select ST_Area('POLYGON((0 0,0 2,3 2,3 0,0 0))')") == 6.0


def test_its_server_never_runs_as_root(started: Cluster):
    pid = postmaster_of(started.places.data)

    assert Path(f"/proc/{pid}").stat().st_uid == started.places.account.uid != 0


def test_a_second_start_finds_it_up(started: Cluster):
    assert started.start() is False
    assert started.is_running()


def test_starts_at_the_same_time_bring_up_one_server(cluster: Cluster):
    cluster.stop()
    others = [Cluster(cluster.var, "demo") for _ in range(4)]

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(Cluster.start, others))

    assert sorted(results) == [False, False, False, True]


def test_a_restart_keeps_the_data(started: Cluster):
    ask(started.url(), "create table kept as select 2700.61 as area_m2")
    started.stop()
    assert not started.is_running()

    started.start()

    assert str(ask(started.url(), "select area_m2 from kept")) == "2700.61"


def test_a_killed_server_comes_up_again(started: Cluster):
    ask(started.url(), "create table before_the_kill as select 7 as n")
    os.kill(postmaster_of(started.places.data), signal.SIGKILL)

    assert started.start() is True
    assert ask(started.url(), "select n from before_the_kill") == 7


def test_a_pid_file_that_names_another_program_does_not_hinder_it(started: Cluster):
    data = started.places.data
    lines = (data / "postmaster.pid").read_text()
    started.stop()
    with subprocess.Popen(["sleep", "60"], **started.places.account.arguments()) as other:
        stale = lines.replace(lines.splitlines()[0], str(other.pid), 1)
        (data / "postmaster.pid").write_text(stale)
        try:
            assert not started.is_running()
            assert started.start() is True
            assert other.poll() is None
        finally:
            other.kill()


def test_the_last_command_out_stops_it(cluster: Cluster):
    cluster.stop()
    with cluster.in_use():
        with Cluster(cluster.var, "demo").in_use():
            assert cluster.is_in_use()
        assert cluster.is_running()
    assert not cluster.is_running()


def test_a_kept_one_stays_up_when_the_last_command_ends(started: Cluster):
    started.keep()
    with started.in_use():
        pass
    assert started.is_running()
    started.stop()


def test_its_data_are_not_removed_under_a_command(cluster: Cluster):
    with Cluster(cluster.var, "demo").in_use(), pytest.raises(Refusal, match="in use"):
        cluster.remove()
    assert (cluster.places.data / "PG_VERSION").exists()


def test_a_socket_path_too_long_for_the_kernel_moves_to_tmp_and_is_tidied(home: Path):
    deep = home / ("county-" * 12) / "var"
    cluster = Cluster(deep, "test")
    with cluster.in_use() as url:
        socket = cluster.places.socket
        assert home not in socket.parents
        assert len(bytes(socket)) < 90
        assert cluster.places.socket == socket
        assert ask(url, "select 1") == 1
        assert ask(url, "show fsync") == "off"
    assert not socket.exists()
    cluster.remove()


def test_data_of_another_version_are_named_with_the_way_out(home: Path):
    data = home / "old/pg-demo"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    if IS_ROOT:
        os.chown(data, 65534, 65534)

    with pytest.raises(Refusal, match=r"made by PostgreSQL 9; .*--reset"):
        Cluster(home / "old", "demo").start()
    assert data.exists()


def normal_users() -> list[int]:
    """User ids to run as: a named and a nameless one when we may choose, else our own."""
    return [65534, 54321] if IS_ROOT else [os.geteuid()]


@pytest.mark.parametrize("uid", normal_users())
def test_a_normal_user_runs_it_as_that_user(home: Path, uid: int):
    mine = home / f"user-{uid}"
    mine.mkdir()
    subprocess.run(["cp", "-r", REPOSITORY / "launcher", mine], check=True)
    arguments = {"user": uid, "group": uid, "extra_groups": []} if IS_ROOT else {}
    if IS_ROOT:
        os.chown(mine, uid, uid)

    def command(verb: str) -> subprocess.CompletedProcess[str]:
        words = [sys._base_executable, "-m", "launcher.cluster", verb, "--name", "test"]
        return subprocess.run(
            words, cwd=mine, env={"PATH": os.environ["PATH"]}, text=True, capture_output=True,
            check=False, **arguments,
        )  # fmt: skip

    done = command("start")
    if done.returncode:  # a machine without user namespaces: an answer, never a traceback
        assert uid == 54321
        assert "User id 54321 has no name on this machine" in done.stderr
        return
    pid = postmaster_of(mine / "var/pg-test")
    assert Path(f"/proc/{pid}").stat().st_uid == uid
    assert command("status").returncode == 0
    assert command("stop").returncode == 0
    assert command("status").returncode == 3
    assert postmaster_of(mine / "var/pg-test") is None


if IS_ROOT:  # only root can lock out the account it drops to, or choose it

    def test_a_checkout_that_only_root_may_enter_keeps_its_data_outside(
        home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ):
        monkeypatch.setattr(places, "OUTSIDE", home / "outside")
        (home / "locked").mkdir(mode=0o700)
        cluster = Cluster(home / "locked/var", "test")

        with cluster.in_use() as url:
            assert ask(url, "select 1") == 1
            assert (home / "outside") in cluster.places.data.parents

        assert str(cluster.places.data) in capsys.readouterr().err
        cluster.remove()

    def test_root_drops_to_nobody_where_there_is_no_postgres(
        home: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(account, "UNPRIVILEGED_NAMES", ("no-such-account", "nobody"))
        cluster = Cluster(home / "var-nobody", "test")

        with cluster.in_use():
            pid = postmaster_of(cluster.places.data)
            assert Path(f"/proc/{pid}").stat().st_uid == 65534

    def test_a_normal_user_is_told_about_data_of_somebody_else(
        home: Path, monkeypatch: pytest.MonkeyPatch
    ):
        (home / "theirs/pg-demo").mkdir(parents=True)
        monkeypatch.setattr(os, "geteuid", lambda: 54321)

        with pytest.raises(Refusal, match="belongs to root; you are 54321"):
            account.cluster_account(home / "theirs/pg-demo")


def test_orphans_of_a_killed_server_are_waited_for(started: Cluster):
    data = started.places.data
    session = psycopg2.connect(started.url())
    try:
        os.kill(postmaster_of(data), signal.SIGKILL)
        assert started.start() is True
    finally:
        session.close()
