"""CV02: which parcels lie above one another in different layers of space."""

from collections.abc import Iterator

import numpy as np
import shapely

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.coverages import Layer, layers_of
from surveys.checks.crowds import crowd_left
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import COSTLIEST_OVERLAY
from surveys.checks.overlaps import matters
from surveys.checks.plane import Plane, area_m2
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext, Unchecked, check
from surveys.domain.coverage_crowds import PAIRS_A_SHAPE, PAIRS_ALWAYS, meeting_pairs

_ORDER = {"above": 0, "surface": 1, "below": 2}
_NAMES = {
    "above": Text("地上", "above ground"),
    "surface": Text("地表", "on the surface"),
    "below": Text("地下", "below ground"),
}


@check(
    code="CV02",
    kind="stacked",
    severity=Severity.INFORMATION,
    title=Text("不同层的宗地上下相叠", "Parcels of different layers above each other"),
    needs=("several_parcels", "parcel_shapes"),
    cites="GB/T 37346-2019",
)
def stacked_parcels(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """Parcels of different layers of space (surface, above, below) share ground plan.

    Why: they are stacked, not in conflict; who reads the plan should know that there is more than
    one parcel at this place.

    Put right: nothing, if the letters of the codes (B, S, X) are right.
    """
    plane = drawing_of(delivery, context).plane
    layers = sorted(layers_of(delivery, context), key=lambda layer: _ORDER.get(layer.name, 9))
    for layer in layers:
        yield from crowd_left(layer.told.left)
    for place, upper in enumerate(layers):
        for lower in layers[place + 1 :]:
            yield from _stacked(upper, lower, plane)


def _stacked(upper: Layer, lower: Layer, plane: Plane) -> Iterator[Finding | Unchecked]:
    tree = shapely.STRtree(lower.geometries)
    most = PAIRS_ALWAYS + PAIRS_A_SHAPE * (len(upper.shapes) + len(lower.shapes))
    (first, second), number = meeting_pairs(tree, upper.geometries, most)
    yield from crowd_left(upper.shapes[number:])
    meet = shapely.relate_pattern(upper.geometries[first], lower.geometries[second], "2********")
    pairs = np.stack([first[meet], second[meet]], axis=1)
    for over, under in sorted(map(tuple, pairs.tolist())):
        one, other = upper.shapes[over], lower.shapes[under]
        if one.vertex_count * other.vertex_count > COSTLIEST_OVERLAY:
            yield Unchecked(
                Text(
                    f"{one.thing.zh} 与{other.thing.zh} 顶点过多，未比较",
                    f"{one.thing.en} and {other.thing.en}: too complex to compare",
                )
            )
            continue
        common = upper.geometries[over].intersection(lower.geometries[under])
        if matters(common):
            names = _NAMES[upper.name], _NAMES[lower.name]
            yield _finding(one, other, common, names=names, plane=plane)


def _finding(
    one: Shape, other: Shape, common: shapely.Geometry, *, names: tuple[Text, Text], plane: Plane
) -> Finding:
    above, below = names
    area = rounded(area_m2(common))
    return stacked_parcels.finding(
        Text(
            f"{one.thing.zh}（{above.zh}）与{other.thing.zh}（{below.zh}）上下相叠 {area} m²，"
            "属不同层，不作重叠。",
            f"{one.thing.en} ({above.en}) and {other.thing.en} ({below.en}) are stacked over "
            f"{area} m²: different layers, no overlap.",
        ),
        advice=Text(
            "请核对宗地代码第 14 位的特征码（B、S、X）。",
            "Check the fourteenth character of both codes (B, S, X).",
        ),
        found=other.key,
        measured=area_m2(common),
        unit="m2",
        location=plane.location(common.representative_point()),
        **one.place,
    )
