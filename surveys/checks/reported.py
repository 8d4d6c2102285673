"""What the readers have said already, so that no fault is reported twice."""

from typing import Final

from cadastre.domain.findings import Severity
from importers.records import Delivery
from surveys.checks.shapes import Shape

_CHANGE_THE_SHAPE: Final = frozenset(
    {"hole_outside", "non_finite_coordinate", "unclosed_ring", "unreadable_row"}
)


def explained_by_reader(delivery: Delivery, shape: Shape) -> bool:
    """Tell whether a reader's error about the file or the object explains that rings are missing.

    A file whose coordinate system was refused yields objects without polygons, for example.
    """
    for finding in delivery.findings:
        if finding.severity is not Severity.ERROR or finding.file != shape.record.file:
            continue
        about_file = not finding.object_key
        if about_file or finding.object_key == shape.key or finding.line == shape.record.line:
            return True
    return False


def shapes_in_doubt(delivery: Delivery) -> frozenset[tuple[str, str]]:
    """Return file and business number of the objects whose shape is not what was meant.

    The reader reported why, as an error: a row that it could not read, a ring left open, a hole
    outside. What only follows from the shape, its area for one, would be the same fault again.
    """
    return frozenset(
        (finding.file, finding.object_key)
        for finding in delivery.findings
        if finding.severity is Severity.ERROR and finding.kind in _CHANGE_THE_SHAPE
    )
