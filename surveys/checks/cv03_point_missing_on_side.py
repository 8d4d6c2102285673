"""CV03: where parcels meet, both have the point."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery
from surveys.checks.coverages import Layer, layers_of
from surveys.checks.crowds import crowd_left
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import CONVENTION
from surveys.checks.plane import Plane
from surveys.domain.check import CheckContext, Unchecked, check

Place = tuple[float, float]


@check(
    code="CV03",
    kind="unmatched_point",
    severity=Severity.WARNING,
    title=Text("相邻宗地界线上的点两边都有", "Points on a common boundary are points of both"),
    needs=("several_parcels", "parcel_shapes"),
    cites=CONVENTION,
)
def point_missing_on_side(
    delivery: Delivery, context: CheckContext
) -> Iterator[Finding | Unchecked]:
    """A corner of a parcel lies on or up to ten centimetres beside a neighbour's side.

    Why: the common boundary has a point there, which the neighbour's list lacks; the two lines are
    the same only until one of them is moved. Where the neighbours overlap, or a gap lies between
    them, or two corners miss each other, that is said instead.

    Put right: add the point to the neighbour's boundary.
    """
    plane = drawing_of(delivery, context).plane
    for layer in layers_of(delivery, context):
        yield from crowd_left(layer.told.left)
        for first, second in layer.found.entangled.pairs.tolist():
            yield _too_costly(layer, first, second)
        for (first, second), points in sorted(_by_pair(layer).items()):
            yield _finding(layer, first, second, points, plane)


def _too_costly(layer: Layer, first: int, second: int) -> Unchecked:
    one, other = layer.shapes[first].thing, layer.shapes[second].thing
    return Unchecked(
        Text(
            f"{one.zh} 与{other.zh} 的界线交错过多，未比较界址点",
            f"points of {one.en} and {other.en}: their boundaries interlace too often",
        )
    )


def _by_pair(layer: Layer) -> dict[tuple[int, int], list[tuple[Place, float]]]:
    """Return the corners of each pair of parcels, from south to north, with how far beside."""
    found: dict[tuple[int, int], list[tuple[Place, float]]] = defaultdict(list)
    points = layer.found.unmatched
    for (owner, host), (east, north), beside_m in zip(
        points.owners.tolist(), points.places.tolist(), points.beside_m.tolist(), strict=True
    ):
        if layer.shapes[owner].key != layer.shapes[host].key:
            found[owner, host].append(((east, north), beside_m))
    for entries in found.values():
        entries.sort(key=lambda entry: (entry[0][1], entry[0][0]))
    return found


def _finding(
    layer: Layer, first: int, second: int, points: list[tuple[Place, float]], plane: Plane
) -> Finding:
    one, other = layer.shapes[first], layer.shapes[second]
    worst_m = Decimal(repr(max(beside for _, beside in points))).quantize(Decimal("0.001"))
    place, count = plane.location(points[0][0]), len(points)
    where = f"(X={place[1]:.3f}, Y={place[0]:.3f})"
    more_zh = f"等 {count} 点" if count > 1 else ""
    more_en = f" and {count - 1} more" if count > 1 else ""
    return point_missing_on_side.finding(
        Text(
            f"{one.thing.zh} 的界址点 {where}{more_zh} 在{other.thing.zh} 的界址边上"
            f"（偏离不超过 {worst_m} m），而后者此处没有界址点。",
            f"Boundary point {where}{more_en} of {one.thing.en} lies on a side of {other.thing.en} "
            f"(at most {worst_m} m beside it), which has no point there.",
        ),
        advice=Text(
            f"请在{other.thing.zh} 的界线上补上该点，坐标一致。",
            f"Add the point to {other.thing.en} with the same coordinates.",
        ),
        found=other.key,
        measured=worst_m,
        limit=SHARED_POINT.near_miss_m,
        unit="m",
        location=place,
        **one.place,
    )
