"""PA29: a parcel is one piece of land."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.reported import shapes_in_doubt
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="PA29",
    kind="several_parts",
    severity=Severity.INFORMATION,
    title=Text("宗地为一个封闭地块", "A parcel is one piece of land"),
    needs=("parcel_shapes",),
    cites="GB/T 42547-2023 宗地",
)
def several_parts(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A parcel has several outer rings.

    Why: a parcel is land that one boundary encloses; separate pieces are mostly parcels of their
    own. Older registers keep parcels in pieces, so it is only remarked on.

    Put right: nothing, or give each piece its code.
    """
    in_doubt = shapes_in_doubt(delivery)
    for shape in parcel_shapes(delivery):
        if len(shape.polygons) < 2 or (shape.record.file, shape.key) in in_doubt:
            continue
        yield several_parts.finding(
            Text(
                f"{shape.thing.zh} 由 {len(shape.polygons)} 块组成。",
                f"{shape.thing.en} consists of {len(shape.polygons)} pieces.",
            ),
            advice=Text(
                "确为一宗的无须处理；否则请分别编码。",
                "Nothing to do where it is one parcel; else give each piece its code.",
            ),
            found=str(len(shape.polygons)),
            expected="1",
            **shape.place,
        )
