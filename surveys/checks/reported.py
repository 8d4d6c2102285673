"""What the readers have said already, so that no fault is reported twice."""

from cadastre.domain.findings import Severity
from importers.records import Delivery
from surveys.checks.shapes import Shape


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
