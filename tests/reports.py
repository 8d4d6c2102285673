"""The published schema of reports, closed: readers ignore what is new, we write nothing else."""

from typing import Any

from surveys.domain.report import report_schema


def closed_report_schema() -> dict[str, Any]:
    """Return the schema of reports with no member allowed that it does not describe."""
    closed: dict[str, Any] = _closed(report_schema())
    return closed


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(each) for name, each in schema.items()}
    if closed.get("type") == "object" and isinstance(closed.get("properties"), dict):
        closed["additionalProperties"] = False
    return closed
