"""``bin/test``: style, import contracts, types, migrations and every test, each timed."""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from launcher.children import run_attached
from launcher.cluster import ROOT, Cluster
from launcher.console import run, say, warn
from launcher.machine import chromium
from launcher.variables import private_settings

BIN = ROOT / ".venv/bin"
TYPED = ("*/domain", "desk", "importers", "surveys/checks", "launcher")


def main(arguments: list[str]) -> int:
    """Run ``bin/test``; returns 0 only when every step went well."""
    parser = argparse.ArgumentParser(
        prog="bin/test", description="全部检查和测试 / every check and test", allow_abbrev=False
    )
    parser.add_argument("--deep", action="store_true", help="含长时间测试 / with the long tests")
    parser.add_argument("--tests-only", action="store_true", help="只运行 pytest / only pytest")
    chosen, for_pytest = parser.parse_known_args(arguments)
    with Cluster(ROOT / "var", "test").in_use() as url:
        settings = private_settings(ROOT / "var", mode="test", database_url=url)
        settings["CADASTRE_CHROMIUM"] = chromium() or ""
        steps = {} if chosen.tests_only else _checks()
        failed = [name for name, words in steps.items() if not _passes(name, words, settings)]
        depth = ["--hypothesis-profile", "deep"] if chosen.deep else ["-m", "not deep"]
        words: list[str | Path] = [BIN / "pytest", "--ds", "tests.settings", "--durations", "20"]
        words += ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *depth, *for_pytest]
        code = run_attached(words, settings, folder=ROOT)
    if failed:
        names = ", ".join(failed)
        warn(f"测试之前的检查未通过：{names}", f"Failed before the tests: {names}")
    return code or bool(failed)


def _checks() -> dict[str, list[str | Path]]:
    typed = sorted(path for pattern in TYPED for path in ROOT.glob(pattern) if path.is_dir())
    return {
        "ruff check": [BIN / "ruff", "check", "--quiet", "."],
        "ruff format": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "lint-imports": [BIN / "lint-imports", "--no-cache"],
        "mypy": [BIN / "mypy", "--no-error-summary", *typed],
        "makemigrations --check": [
            sys.executable,
            ROOT / "manage.py",
            "makemigrations",
            "--check",
            "--dry-run",
        ],
    }


def _passes(name: str, words: list[str | Path], settings: Mapping[str, str]) -> bool:
    started = time.monotonic()
    code = run_attached(words, settings, folder=ROOT, ends_on_ctrl_c=True)
    seconds = time.monotonic() - started
    zh, en = ("未通过", "FAILED") if code else ("通过", "passed")
    say(f"{name} {zh}，{seconds:.1f} 秒", f"{name} {en}, {seconds:.1f} s")
    return code == 0


if __name__ == "__main__":
    raise SystemExit(run(main))
