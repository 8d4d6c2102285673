"""From whatever brings a file in to an Upload the services take."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from surveys.file_store import BLOCK
from surveys.services import Upload


def upload_from_form(file: UploadedFile) -> Upload:
    """Return a file of a form or an API call as an Upload."""
    return Upload(name=file.name or "", size=file.size or 0, blocks=file.chunks(BLOCK))


def upload_from_path(path: Path) -> Upload:
    """Return a file on disk as an Upload; its bytes are read once, in blocks."""

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    return Upload(name=path.name, size=path.stat().st_size, blocks=blocks())
