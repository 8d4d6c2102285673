"""BU01: buildings of a map layer have a footprint."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.reported import explained_by_reader
from surveys.checks.shapes import building_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="BU01",
    kind="empty_geometry",
    severity=Severity.ERROR,
    title=Text("图层中的自然幢有图形", "Buildings of a map layer have a footprint"),
    needs=("footprints",),
    cites="TD/T 1066-2021 自然幢",
)
def empty_footprint(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building has no footprint though others of the same file have one.

    Why: a building without a place cannot be drawn or adopted. Building tables carry no
    footprints, so files without any are left alone.

    Put right: draw the footprint, or delete the empty record.
    """
    shapes = building_shapes(delivery)
    drawn = {shape.record.file for shape in shapes if shape.polygons}
    for shape in shapes:
        if shape.polygons or shape.record.file not in drawn:
            continue
        if explained_by_reader(delivery, shape):
            continue
        yield empty_footprint.finding(
            Text(f"{shape.thing.zh} 没有图形。", f"{shape.thing.en} has no footprint."),
            advice=Text(
                "请补画图形，或删去这条空记录后重新上传。",
                "Draw it or delete the empty record, then upload again.",
            ),
            **shape.place,
        )
