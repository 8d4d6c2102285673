"""Makes ``.venv`` from the lock files and compiles the translations.

Run as ``python -m launcher.environment base|test``.

Does nothing when a stamp in ``.venv`` says that these very lock files are in, so that a second
start needs no network and no time.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from launcher.console import Refusal, run, say
from launcher.locks import one_at_a_time
from launcher.places import make_var

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"base": ("base",), "test": ("base", "test")}
FORMAT = "1"  # raise it when an old environment must be made anew
PIP_OVERRIDES = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")


def make_environment(root: Path, profile: str) -> bool:
    """Bring ``root``/.venv to what the lock files of ``profile`` say; False if it was there.

    A run that was cut off is recognised by its mark, and the environment is made anew.

    Raises
    ------
    Refusal
        When Python cannot make an environment or a package cannot be had.
    """
    venv = root / ".venv"
    if _is_current(root, profile):
        return False
    log = root / "var/log/setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    unfinished = venv / "cadastre-unfinished"
    if venv.exists() and (unfinished.exists() or not _is_of(venv, root)):
        shutil.rmtree(venv)
    say(
        "安装 Python 软件包到 .venv（首次约一分钟，需要网络）",
        "Installing the Python packages into .venv (about a minute at first, needs the network)",
    )
    started = time.monotonic()
    if not venv.exists():
        _logged([sys.executable, "-m", "venv", str(venv)], root, log)
    unfinished.touch()
    pip = [str(venv / "bin/python"), "-m", "pip", "install", "--no-input", "--quiet"]
    wanted = [f"--requirement=requirements/{name}.lock" for name in LOCKS[profile]]
    _logged([*pip, "--require-hashes", "--no-deps", "--only-binary=:all:", *wanted], root, log)
    _logged([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], root, log)
    for name in LOCKS[profile]:
        _stamp(venv, name).write_text(_digest(root, name), encoding="ascii")
    (venv / "cadastre-root").write_text(str(root), encoding="utf-8")
    unfinished.unlink()
    seconds = time.monotonic() - started
    say(f"Python 软件包就绪，{seconds:.0f} 秒", f"Python packages ready, {seconds:.0f} s")
    return True


def compile_translations(root: Path) -> int:
    """Compile each ``*.po`` that is newer than its ``*.mo``; return how many were compiled.

    Raises
    ------
    Refusal
        With msgfmt's words when a catalogue is broken.
    """
    compiled = 0
    for source in _catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # A name of its own and a rename: a start at the same time never reads half a catalogue.
        fresh = target.with_suffix(f".mo.{os.getpid()}")
        done = subprocess.run(
            ["msgfmt", "--check-format", "-o", fresh, source],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            fresh.unlink(missing_ok=True)
            raise Refusal(
                f"翻译文件 {source} 有误：\n{done.stderr}", f"{source} is broken, as said above."
            )
        fresh.rename(target)
        compiled += 1
    return compiled


def _is_current(root: Path, profile: str) -> bool:
    venv = root / ".venv"
    if (venv / "cadastre-unfinished").exists() or not _is_of(venv, root):
        return False
    return all(_read(_stamp(venv, name)) == _digest(root, name) for name in LOCKS[profile])


def _is_of(venv: Path, root: Path) -> bool:
    """Tell whether ``venv`` works and was made here: its scripts hold this folder's full path."""
    if _read(venv / "cadastre-root") not in ("", str(root)):
        return False
    python = venv / "bin/python"
    if not python.exists():
        return False
    return not subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode


def _digest(root: Path, name: str) -> str:
    digest = hashlib.sha256(FORMAT.encode())
    for path in (root / f"requirements/{name}.lock", root / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp(venv: Path, name: str) -> Path:
    return venv / f"cadastre-{name}.stamp"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _catalogues(root: Path) -> Iterator[Path]:
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and not folder.name.startswith(".") and folder.name != "var":
            yield from sorted(folder.rglob("locale/*/LC_MESSAGES/*.po"))


def _logged(words: Sequence[str], root: Path, log: Path) -> None:
    """Run a program with its noise in the log. Raises Refusal with the end of that noise."""
    variables = {name: text for name, text in os.environ.items() if name not in PIP_OVERRIDES}
    with log.open("ab") as noise:
        begin = noise.tell()
        done = subprocess.run(
            words, cwd=root, env=variables, stdout=noise, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        with log.open("rb") as noise:
            noise.seek(begin)
            told = noise.read().decode("utf-8", "replace").strip().splitlines()[-6:]
        end = "\n  ".join(told)
        raise Refusal(
            f"安装没有成功（需要能访问 Python 软件包源），日志 {log} 的末尾：\n  {end}",
            f"Installing failed (it needs a Python package index); {log} ends as shown above.",
        )


def main(arguments: list[str]) -> int:
    """Run ``python -m launcher.environment``; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m launcher.environment")
    parser.add_argument("profile", choices=tuple(LOCKS))
    chosen = parser.parse_args(arguments)
    make_var(ROOT / "var")
    with one_at_a_time(ROOT / "var/setup.lock"):
        make_environment(ROOT, chosen.profile)
        compile_translations(ROOT)
    return 0


if __name__ == "__main__":
    raise SystemExit(run(main))
