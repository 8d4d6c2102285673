"""Delivered files on disk, each under its SHA-256: ``ab/cd/abcd…``, written once, read-only."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

BLOCK = 1 << 20


class FileDamaged(Exception):
    """A kept file no longer has the digest it is kept under."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that has come in and is not kept yet: where it lies, its digest (hex), its bytes."""

    path: Path
    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Return where the file with this digest is kept."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def incoming() -> Iterator[Path]:
    """Yield a folder for files that come in; what is not kept from it is gone afterwards."""
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix="incoming-") as folder:
        yield Path(folder)


def take(path: Path, blocks: Iterable[bytes]) -> IncomingFile:
    """Write the bytes to ``path`` in an incoming folder, to the disk, and return their digest."""
    digest = hashlib.sha256()
    size = 0
    with path.open("xb") as file:
        for block in blocks:
            digest.update(block)
            size += len(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return IncomingFile(path, digest.hexdigest(), size)


def keep(file: IncomingFile) -> None:
    """Keep an incoming file under its digest; the same bytes are kept once.

    The file is complete and on disk before its name exists, so a crash leaves no half file.
    """
    target = path_of(file.sha256)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        file.path.chmod(0o440)
        file.path.rename(target)


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
