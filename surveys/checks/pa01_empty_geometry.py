"""PA01: a parcel has a shape."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.reported import explained_by_reader
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import ALL_STAGES, CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="PA01",
    kind="empty_geometry",
    severity=Severity.ERROR,
    title=Text("宗地有图形", "Every parcel has a shape"),
    needs=("parcels",),
    stages=tuple(stage for stage in ALL_STAGES if stage is not BaseStage.LEGACY),
    cites="GB/T 42547-2023; 焦“放管服”组〔2019〕2号 三(三)1",
)
def empty_geometry(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A parcel was delivered without any ring.

    Why: without boundary points nothing can be drawn, compared or registered. Results from before
    unified registration are free of this: they must not be refused for want of coordinates.

    Put right: deliver the boundary points of the parcel, or delete its empty record.
    """
    for shape in parcel_shapes(delivery):
        if shape.polygons or explained_by_reader(delivery, shape):
            continue
        yield empty_geometry.finding(
            Text(f"{shape.thing.zh} 没有图形。", f"{shape.thing.en} has no shape."),
            advice=Text(
                "请补充界址点坐标，或删去这条空记录后重新上传。",
                "Add its boundary points or delete the empty record, then upload again.",
            ),
            **shape.place,
        )
