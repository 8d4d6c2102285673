"""The report of a result as programs receive it: the same by page, API and command line."""

from typing import Any

from surveys.models import DeliveredFile, ResultFinding, SurveyResult
from surveys.read_files import files_delivered_before


def finding_row_as_dict(finding: ResultFinding) -> dict[str, Any]:
    """Return a stored finding as programs receive it; location in the office's plane system."""

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "position": finding.position,
        "code": finding.code,
        "kind": finding.kind,
        "severity": finding.severity,
        "message": {"zh": finding.message_zh, "en": finding.message_en},
        "advice": {"zh": finding.advice_zh, "en": finding.advice_en},
        "object": finding.object_key,
        "file": finding.file,
        "line": finding.line,
        "field": finding.field,
        "found": finding.found,
        "expected": finding.expected,
        "measured": text(finding.measured),
        "limit": text(finding.limit),
        "unit": finding.unit,
        "location": None if finding.location is None else list(finding.location.coords),
        "cites": finding.cites,
    }


def _file_as_dict(file: DeliveredFile, before: DeliveredFile | None) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": file.sha256,
        "size": file.size,
        "delivered_before": before
        and {
            "result": str(before.result_id),
            "stage": before.result.stage_id,
            "version": before.result.version,
            "name": before.name,
        },
    }


def result_as_dict(result: SurveyResult) -> dict[str, Any]:
    """Return a result with what was read and found, as programs receive it.

    The description of the API has it in :mod:`surveys.result_answer`.
    """
    known = files_delivered_before(result)
    return {
        "id": str(result.pk),
        "project": result.project.number,
        "stage": result.stage_id,
        "version": result.version,
        "status": result.status,
        "progress": result.progress,
        "progress_step": result.progress_step,
        "files": [_file_as_dict(file, known.get(file.sha256)) for file in result.files.all()],
        "read_files": [
            {
                "name": file.name,
                "format": file.format,
                "encoding": file.encoding,
                "srid": file.srid,
                "zone_prefix": file.zone_prefix,
                "axes_swapped": file.axes_swapped,
                "counts": file.counts,
            }
            for file in result.read_files.all()
        ],
        "counts": {
            "parcels": result.parcels.count(),
            "buildings": result.buildings.count(),
            "units": result.units.count(),
        },
        "findings": [finding_row_as_dict(finding) for finding in result.findings.all()],
        "outcomes": [
            {
                "code": outcome.code,
                "outcome": outcome.outcome,
                "title": {"zh": outcome.title_zh, "en": outcome.title_en},
                "missing": {"zh": outcome.missing_zh, "en": outcome.missing_en},
            }
            for outcome in result.outcomes.all()
        ],
        "review_reason": result.review_reason,
    }
