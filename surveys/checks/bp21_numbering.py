"""BP21: points are numbered clockwise from the north-western one."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import north_west_start, signed_ring_area_m2
from importers.records import Delivery, ParcelRecord
from surveys.checks.drawing import drawing_of
from surveys.checks.shapes import Shape
from surveys.checks.stated import some
from surveys.domain.check import CheckContext, check


@check(
    code="BP21",
    kind=("numbering_start", "numbering_direction"),
    severity=Severity.INFORMATION,
    title=Text("界址点从西北角起顺时针编号", "Points are numbered clockwise from the north-west"),
    needs=("point_labels",),
    cites="TD/T 1001-2012 宗地图界址点编号; GB/T 42547-2023",
)
def numbering(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The outer ring of a parcel starts elsewhere than in the north-west, or runs anti-clockwise.

    Why: on the parcel map J1 is the point nearest the north-west corner and numbers run clockwise.
    Numbers that were given before are kept, so this asks for nothing.

    Put right: nothing; number so where the points are numbered for the first time.
    """
    files: dict[tuple[str, str], list[Shape]] = defaultdict(list)
    for ring in drawing_of(delivery, context).rings:
        is_first = ring.number == 1 and isinstance(ring.shape.record, ParcelRecord)
        if not is_first or len(ring.points) < 3 or not all(p.label for p in ring.points):
            continue
        file = ring.shape.record.file
        if north_west_start(ring.points) != 0:
            files[("numbering_start", file)].append(ring.shape)
        if signed_ring_area_m2(ring.points) > 0:
            files[("numbering_direction", file)].append(ring.shape)
    for (kind, file), shapes in sorted(files.items()):
        what = _WHAT[kind]
        told = some([shape.key for shape in shapes])
        yield numbering.finding(
            Text(
                f"{file} 中 {len(shapes)} 宗宗地的界址点{what.zh}：{told}。",
                f"Points of {len(shapes)} parcels of {file} {what.en}: {told}.",
            ),
            advice=Text("已使用的点号可以保留。", "Numbers in use may be kept."),
            kind=kind,
            field="点号",
            **shapes[0].place,
        )


_WHAT: Final = {
    "numbering_start": Text("不从西北角起编", "do not start in the north-west"),
    "numbering_direction": Text("不按顺时针编号", "do not run clockwise"),
}
