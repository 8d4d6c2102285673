"""BP07: points on a registered boundary have the registered coordinates."""

from collections.abc import Iterator
from itertools import repeat

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.near_miss import ADVICE, sentence
from surveys.checks.overlaps import layer, own_code
from surveys.checks.shapes import location_of
from surveys.domain.check import CheckContext, check


@check(
    code="BP07",
    kind="near_miss_vertex",
    severity=Severity.WARNING,
    title=Text("与邻宗现势界址点坐标一致", "Points shared with registered neighbours are exact"),
    needs=("parcel_shapes", "register"),
    cites=f"测绘法 第二十二条; {CONVENTION}",
)
def near_miss_in_register(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A point lies more than a millimetre and up to ten centimetres from a registered neighbour's.

    Why: a point shared with a registered parcel is registered already; a second coordinate for it
    makes slivers and gaps.

    Put right: take over the registered coordinate, or confirm that these are two points.
    """
    drawing = drawing_of(delivery, context)
    rings = list(filter(drawing.is_parcel, drawing.rings))
    corners = [(ring, point) for ring in rings for point in ring.points]
    found = context.rows(
        srid=context.office_srid,
        places=list(range(len(corners))),
        northings_m=[point.northing_m for _, point in corners],
        eastings_m=[point.easting_m for _, point in corners],
        own_codes=[
            code
            for ring in rings
            for code in repeat(own_code(ring.shape, context), len(ring.points))
        ],
        layers=[
            of_ring
            for ring in rings
            for of_ring in repeat(layer(ring.shape, context), len(ring.points))
        ],
        same_m=SHARED_POINT.same_m,
        near_miss_m=SHARED_POINT.near_miss_m,
    )
    for row in found:
        ring, point = corners[row["place"]]
        code, label = row["other_key"], row["other_label"]
        other = Text(f"现势宗地 {code}", f"current parcel {code}")
        yield near_miss_in_register.finding(
            sentence(ring, point, other=other, other_label=label, distance_m=row["measured"]),
            advice=ADVICE,
            found=f"{code} {label}",
            expected=f"X={row['northing_m']}, Y={row['easting_m']}",
            measured=row["measured"],
            limit=SHARED_POINT.near_miss_m,
            unit="m",
            location=location_of(point),
            **ring.shape.place | {"line": point.line or ring.shape.record.line},
        )
