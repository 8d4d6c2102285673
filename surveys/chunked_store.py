"""The bytes of files that come in piece by piece: one file a piece-wise upload, on disk."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from surveys.file_store import BLOCK

FOLDER = "parts"


def folder() -> Path:
    """Return where the parts lie."""
    return Path(settings.FILES_DIR) / FOLDER


def place_of(upload_id: UUID) -> Path:
    """Return where the bytes of an upload lie."""
    return folder() / upload_id.hex


def put(upload_id: UUID, offset: int, data: bytes) -> None:
    """Write bytes at ``offset``, to the disk; whatever lay behind it is cut off.

    Raises
    ------
    OSError
        They could not be written. What lies before ``offset`` is as it was.
    """
    place = place_of(upload_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT, 0o640), "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def blocks_of(upload_id: UUID) -> Iterator[bytes]:
    """Yield the bytes of an upload in blocks."""
    with place_of(upload_id).open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def forget(upload_id: UUID) -> None:
    """Remove the bytes of an upload; none are no fault."""
    place_of(upload_id).unlink(missing_ok=True)


def free_bytes() -> int:
    """Return how much room the disk has."""
    place = Path(settings.FILES_DIR)
    place.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(place).free


def lying_here() -> Iterator[tuple[UUID, float]]:
    """Yield the uploads that have bytes here, each with the second it was last written."""
    if not folder().is_dir():
        return
    for place in folder().iterdir():
        try:
            yield UUID(place.name), place.stat().st_mtime
        except (ValueError, FileNotFoundError):  # not ours, or delivered in this moment
            continue
