"""Finds the PostgreSQL servers of this machine that have PostGIS."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from launcher.console import Refusal

OLDEST_MAJOR = 15
PROGRAMS = ("postgres", "initdb", "pg_ctl", "pg_isready", "psql")


def postgis_servers() -> dict[int, Path]:
    """Return major version → folder of its programs, for every server that has PostGIS.

    Looks where Debian, the RPM packages and a source build put them, then on the PATH. Versions
    before 15 are left out. Empty when there is none.
    """
    found: dict[int, Path] = {}
    for folder in _program_folders():
        major = _major_version(folder)
        if major is not None and major >= OLDEST_MAJOR and _has_postgis(folder, major):
            found.setdefault(major, folder)
    return found


def newest_server() -> tuple[int, Path]:
    """Return the newest server with PostGIS. Raises Refusal when there is none."""
    found = postgis_servers()
    if not found:
        raise Refusal(
            f"找不到带 PostGIS 的 PostgreSQL {OLDEST_MAJOR} 或更高版本。",
            f"No PostgreSQL {OLDEST_MAJOR} or later with PostGIS was found.",
        )
    major = max(found)
    return major, found[major]


def _program_folders() -> Iterator[Path]:
    for pattern in (
        "lib/postgresql/*/bin",
        "lib/postgresql*/bin",
        "pgsql-*/bin",
        "local/pgsql/bin",
    ):
        yield from sorted(Path("/usr").glob(pattern))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _major_version(folder: Path) -> int | None:
    if not all((folder / program).exists() for program in PROGRAMS):
        return None
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    match = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    return int(match.group(1)) if match else None


def _has_postgis(folder: Path, major: int) -> bool:
    shares = (
        Path(f"/usr/share/postgresql/{major}"),
        folder.parent / "share",
        folder.parent / "share/postgresql",
        Path("/usr/share/pgsql"),
    )
    return any((share / "extension/postgis.control").exists() for share in shares)
