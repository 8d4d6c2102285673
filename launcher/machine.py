"""What this machine lacks, asked by capability; ``python -m launcher.machine PROFILE`` lists it.

Profiles: ``app`` (an office's own database is used), ``base`` (the private cluster too) and
``test`` (the tools of the browser tests too). Prints one word a line, nothing when all is there.
"""

import ctypes.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from launcher.servers import postgis_servers

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def missing(profile: str) -> list[str]:
    """Return the missing capabilities of ``profile`` in words that bin/lib/setup.sh knows."""
    wanted: dict[str, Callable[[], object]] = {
        "gdal": lambda: _library("gdal") and _library("geos_c"),
        "msgfmt": lambda: shutil.which("msgfmt"),
        "pango": lambda: _library("pangoft2-1.0") and _library("harfbuzz-subset"),
        "fonts": _chinese_fonts,
    }
    if profile != "app":
        wanted["postgis"] = postgis_servers
    if profile == "test":
        wanted["chromium"] = chromium
        wanted["atomic"] = lambda: _library("atomic")  # the browser driver's Node.js needs it
    return [word for word, found in wanted.items() if not found()]


def chromium() -> str | None:
    """Return the browser of the browser tests: $CADASTRE_CHROMIUM, or what the PATH has."""
    named = os.environ.get("CADASTRE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _library(name: str) -> bool:
    return ctypes.util.find_library(name) is not None


def _chinese_fonts() -> bool:
    return any(
        path
        for folder in FONT_FOLDERS
        if folder.is_dir()
        for path in folder.rglob("*CJK*.*t[tc][cf]")
    )


if __name__ == "__main__":
    print("\n".join(missing(sys.argv[1])))
