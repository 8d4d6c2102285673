"""Field mappings as pages and programs ask for them."""

from typing import Any

from importers.field_codes import is_holder_field
from importers.headings import as_delivered
from surveys.domain.field_mapping import (
    AppliedMapping,
    applied_mapping,
    entries_of,
    mapping_as_document,
)
from surveys.models import FieldMapping, ResultFinding

UNKNOWN_FIELDS = frozenset({"unknown_layer"})
"""Kinds of finding whose ``found`` lists the fields that nobody knows."""


def fields_wanting_words(finding: ResultFinding) -> list[str]:
    """Return the field names that a finding lists and that may be mapped: none of a holder."""
    if finding.kind not in UNKNOWN_FIELDS:
        return []
    names = [name.strip() for name in finding.found.removesuffix(" …").split(",")]
    return [
        name for name in dict.fromkeys(names) if as_delivered(name) and not is_holder_field(name)
    ]


def applied(mapping: FieldMapping | None) -> AppliedMapping | None:
    """Return a version as files are read with it; None for none, and for one without entries."""
    if mapping is None:
        return None
    return applied_mapping(
        entries_of(mapping.entries), name=mapping.organisation.name, version=mapping.version
    )


def mapping_as_dict(mapping: FieldMapping) -> dict[str, Any]:
    """Return one version as the document that pages, programs and desks exchange."""
    return mapping_as_document(
        entries_of(mapping.entries),
        organisation=mapping.organisation.name,
        version=mapping.version,
        set_by=mapping.set_by.username,
        set_at=mapping.set_at.isoformat(),
    )
