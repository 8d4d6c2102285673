"""PA03: a parcel does not overlap what is registered."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import COSTLIEST_OVERLAY, OVERLAP_AREA_M2, OVERLAP_HALF_WIDTH_M
from surveys.checks.overlaps import ADVICE, Overlap, layer, own_code
from surveys.checks.plane import left_out
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="PA03",
    kind=("overlap", "contained"),
    severity=Severity.ERROR,
    title=Text("不与现势宗地重叠", "No overlap with current parcels of the register"),
    needs=("parcel_shapes", "register"),
    cites="GB/T 42547-2023; 不动产登记暂行条例 第八条",
)
def overlaps_register(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """A parcel overlaps a current parcel of the register in the same layer of space.

    Why: one piece of ground belongs to one parcel; above and below ground are layers of their
    own. The parcel's own earlier version does not count. A strip narrower than the limit of a
    boundary point is what two good surveys of one line differ by: it is a warning, and the
    registered points stay.

    Put right: compare both boundaries; give shared points the registered coordinates.
    """
    drawing = drawing_of(delivery, context)
    compared = drawing.sound_parcels
    yield from left_out(drawing.parcels, compared)
    found = context.rows(
        srid=context.office_srid,
        places=list(range(len(compared))),
        own_codes=[own_code(shape, context) for shape, _ in compared],
        layers=[layer(shape, context) for shape, _ in compared],
        shapes=drawing.sound_parcels_in_full,
        area_m2=OVERLAP_AREA_M2,
        half_width_m=OVERLAP_HALF_WIDTH_M,
        costliest=COSTLIEST_OVERLAY,
    )
    for row in found:
        shape = compared[row["place"]][0]
        other = Text(f"现势宗地 {row['other_key']}", f"current parcel {row['other_key']}")
        if row["measured"] is None:
            missing = Text(f"{other.zh} 顶点过多，未比较", f"{other.en}: too complex to compare")
            yield Unchecked(missing)
            continue
        overlap = Overlap(other, row["relation"], row["measured"])
        yield overlaps_register.finding(
            overlap.sentence(shape),
            severity=Severity.ERROR if row["is_wide"] else Severity.WARNING,
            advice=ADVICE,
            kind=overlap.kind,
            found=row["other_key"],
            measured=overlap.area_m2,
            limit=OVERLAP_AREA_M2,
            unit="m2",
            location=(round(row["easting_m"], 3), round(row["northing_m"], 3)),
            **shape.place,
        )
