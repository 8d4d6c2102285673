"""Delivered files on disk, each under its SHA-256: ``ab/cd/abcd…``, written once, read-only."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

BLOCK = 1 << 20


class FileDamaged(Exception):
    """A kept file no longer has the digest it is kept under."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store: digest (hex) and size in bytes."""

    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Return where the file with this digest is kept."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def keep(blocks: Iterable[bytes]) -> KeptFile:
    """Write the bytes under their SHA-256 and return it; the same bytes are kept once.

    The file is complete and on disk before its name exists, so a crash leaves no half file.
    """
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    with tempfile.NamedTemporaryFile(dir=root, prefix="incoming-", delete=False) as incoming:
        place = Path(incoming.name)
        try:
            for block in blocks:
                digest.update(block)
                size += len(block)
                incoming.write(block)
            incoming.flush()
            os.fsync(incoming.fileno())
            target = path_of(digest.hexdigest())
            if target.exists():
                place.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                place.chmod(0o440)
                place.rename(target)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    return KeptFile(digest.hexdigest(), size)


def copy_out(sha256: str, target: Path) -> None:
    """Copy a kept file to ``target``, checking its digest. Raises FileDamaged when it is wrong."""
    shutil.copyfile(path_of(sha256), target)
    if digest_of(target) != sha256:
        target.unlink()
        raise FileDamaged(sha256)


def digest_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
