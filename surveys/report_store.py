"""The reports of results as they were made: kept on disk, byte for byte, by result and scope."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from cadastre.domain.pace import passing
from surveys.domain.report import Report, Scope, report_bytes

FOLDER = "reports"
RULES_FILE = "rule_set.json"


def place_of(result_id: UUID, scope: Scope) -> Path:
    """Return where the report of a result is kept."""
    return _folder(result_id) / _name(scope)


def _folder(result_id: UUID) -> Path:
    name = str(result_id)
    return Path(settings.FILES_DIR) / FOLDER / name[:2] / name


def _name(scope: Scope) -> str:
    return f"{scope.value}.json"


def documents_of(reports: Mapping[Scope, Report]) -> dict[str, bytes]:
    """Return the files in which the reports of a result are kept, by their names."""
    documents = {}
    for scope, report in passing(reports.items()):
        documents[_name(scope)] = report_bytes(report)
        documents[RULES_FILE] = json.dumps(report["rule_set"]).encode("ascii")
    return documents


def keep(result_id: UUID, documents: Mapping[str, bytes]) -> None:
    """Keep the reports of a result; those of an earlier reading are replaced.

    Each is complete and on disk before its name exists, so a crash leaves no half report.
    """
    for name, content in documents.items():
        _write(_folder(result_id) / name, content)


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh = Path(file.name)
    fresh.chmod(0o440)
    fresh.replace(place)


def kept(result_id: UUID, scope: Scope) -> bytes | None:
    """Return the report of a result as it was made; None when none was kept."""
    try:
        return place_of(result_id, scope).read_bytes()
    except FileNotFoundError:
        return None


def rules_of(result_id: UUID) -> dict[str, Any] | None:
    """Return the rule set a result was checked with; None when no report was kept."""
    place = place_of(result_id, Scope.REGISTER).with_name(RULES_FILE)
    try:
        found: dict[str, Any] = json.loads(place.read_bytes())
    except FileNotFoundError:
        return None
    return found
