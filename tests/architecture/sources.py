"""What belongs to the product: the files that git knows, or all of a folder without git."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "accounts",
    "buildings",
    "cadastre",
    "demo",
    "disclosure",
    "parcels",
    "portal",
    "registration",
    "surveys",
    "tiles",
)
NOT_OURS = ("/static/vendor/",)
NOT_KEPT = {".git", ".venv", "var", "build", "__pycache__", "node_modules", ".hypothesis"}


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the product, vendored ones left out."""
    git = shutil.which("git")
    listed = [git, "-c", "core.quotepath=off", "ls-files", "-z"]
    asked = git and subprocess.run(listed, cwd=ROOT, capture_output=True, check=False)
    if asked and asked.returncode == 0:
        names = asked.stdout.decode().split("\0")
    else:  # no git here, or an unpacked archive of the sources
        names = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if not any(
                part in NOT_KEPT or part.endswith((".egg-info", "_cache", ".mo"))
                for part in path.relative_to(ROOT).parts
            )
        ]
    paths = [ROOT / name for name in names if name and not any(n in f"/{name}" for n in NOT_OURS)]
    return tuple(sorted(path for path in paths if path.is_file()))


def named(path: Path) -> str:
    """Return a file's name as the repository knows it."""
    return path.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    """Return our Python, without migrations (they are written by Django and never edited)."""
    return [p for p in tracked() if p.suffix == ".py" and "migrations" not in p.parts]


def sql_files() -> list[Path]:
    """Return the statements kept as files."""
    return [p for p in tracked() if p.suffix == ".sql"]


def text_of(path: Path) -> str:
    """Return a file's text; a picture or another binary file has none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
