"""``bin/demo``: the database, the demo county, and the site on this machine."""

import argparse
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from launcher.children import Stopped, Words, die_with_parent, stopping_on_signals
from launcher.cluster import DATABASE, ROOT, Cluster
from launcher.console import Refusal, run, say, warn
from launcher.locks import only_one
from launcher.places import make_var
from launcher.ports import base_url, listen
from launcher.serve import serve
from launcher.variables import private_settings

VAR = ROOT / "var"
LOADED = "demo county loaded"
RESET = ("files-demo", "demo")


def main(arguments: list[str]) -> int:
    """Run ``bin/demo``; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="载入演示县并在本机提供服务 / Load the demo county and serve it here",
    )
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 / address to listen on")
    parser.add_argument("--port", type=_port, help="端口，默认 8000 / port, 8000 unless taken")
    parser.add_argument("--reset", action="store_true", help="删除演示数据重新开始 / start anew")
    parser.add_argument(
        "--no-serve", action="store_true", help="只准备和载入 / set up and load, then stop"
    )
    chosen = parser.parse_args(arguments)
    make_var(VAR)
    address = VAR / "demo.address"
    running = address.read_text(encoding="ascii") if address.is_file() else ""
    with only_one(
        VAR / "demo.lock",
        zh=f"演示已在运行 {running}，请打开它，或先在那边按 Ctrl-C 结束。",
        en=f"The demo is running already {running}; open it, or end it there with Ctrl-C first.",
    ):
        try:
            return _demo(chosen, address)
        except Stopped:
            say("已全部停止，数据保留", "All stopped, the data are kept")
            return 0
        finally:
            address.unlink(missing_ok=True)


def _demo(chosen: argparse.Namespace, address: Path) -> int:
    bound = None if chosen.no_serve else listen(chosen.host, chosen.port)
    if bound:
        address.write_text(base_url(bound), encoding="ascii")
    cluster = Cluster(VAR, "demo")
    with stopping_on_signals():
        if chosen.reset:
            _reset(cluster)
        with cluster.in_use() as url:
            settings = private_settings(VAR, mode="demo", database_url=url)
            settings["CADASTRE_ALLOWED_HOSTS"] += f",{_allowed(chosen.host)}"
            _manage(settings, "migrate", "--noinput", "--verbosity", "0")
            _load(cluster, settings)
            if bound:
                serve(ROOT, settings, bound)
    return 0


def _load(cluster: Cluster, settings: Mapping[str, str]) -> None:
    """Load the demo county unless the database itself says that it holds it."""
    marked = f"select shobj_description(oid, 'pg_database') from pg_database where datname = '{DATABASE}'"  # noqa: S608, E501
    if cluster.sql(marked) == LOADED:
        return
    say("载入演示县", "Loading the demo county")
    _manage(settings, "load_demo")
    cluster.sql(f"comment on database {DATABASE} is '{LOADED}'")


def _reset(cluster: Cluster) -> None:
    say(
        "删除演示数据库和演示文件，重新开始", "Deleting the demo's database and files to start anew"
    )
    cluster.remove()
    for name in RESET:
        shutil.rmtree(VAR / name, ignore_errors=True)


def _manage(settings: Mapping[str, str], *words: str) -> None:
    command: Words = [ROOT / ".venv/bin/python", ROOT / "manage.py", *words]
    code = subprocess.run(
        command, env=settings, cwd=ROOT, check=False, preexec_fn=die_with_parent
    ).returncode
    if code:
        raise Refusal(
            f"manage.py {words[0]} 没有成功，原因见上。",
            f"manage.py {words[0]} failed, as said above.",
        )


def _allowed(host: str) -> str:
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        return f"[{host}]" if ":" in host else host
    warn(
        "局域网内任何人都能打开演示，演示账号的密码是公开的。",
        "Anybody in your network can open the demo, and the demo passwords are public.",
    )
    return "*"


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(
            f"端口应为 1 至 65535 的整数 / expected a port from 1 to 65535: {text!r}"
        )
    return int(text)


if __name__ == "__main__":
    raise SystemExit(run(main))
