"""Files that a writer made of records, and how they are answered with: of results and the register.

A header of each answer counts what the format could not hold.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpResponse

from cadastre.domain.findings import Finding
from exporters import formats
from importers.records import DeclaredSystem, Delivery

NOT_HELD = "X-Not-Held"
"""The header that says how many kinds of content the format could not hold."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file to hand out: its name, its bytes, and what its format could not hold."""

    name: str
    content: bytes
    findings: tuple[Finding, ...]
    media_type: str


def written_file(
    delivery: Delivery,
    *,
    name: str,
    format: str,
    system: DeclaredSystem,
    media_type: str = "application/octet-stream",
) -> WrittenFile:
    """Return records as a file; ``format`` and ``system`` as for :func:`exporters.formats.write`.

    ``name`` is that of the file, with the ending of the format. Raises InvalidInput when nothing
    writes the format.
    """
    with tempfile.TemporaryDirectory(prefix="cadastre-write-") as folder:
        path = Path(folder) / name
        findings = formats.write(delivery, path, format=format, system=system)
        return WrittenFile(name, path.read_bytes(), tuple(findings), media_type)


def file_answer(file: WrittenFile) -> HttpResponse:
    """Answer with a file, to be saved under its name."""
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer.headers[NOT_HELD] = str(len(file.findings))
    return answer
