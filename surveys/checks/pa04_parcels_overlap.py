"""PA04: parcels of one delivery do not overlap."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.coverages import Layer, are_repeated, layers_of
from surveys.checks.crowds import crowd_left
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import OVERLAP_AREA_M2
from surveys.checks.overlaps import ADVICE, Overlap, matters, relation
from surveys.checks.plane import Plane, area_m2, left_out
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="PA04",
    kind=("overlap", "contained"),
    severity=Severity.ERROR,
    title=Text("交付的宗地互不重叠", "Delivered parcels do not overlap"),
    needs=("several_parcels", "parcel_shapes"),
    cites="GB/T 42547-2023",
)
def parcels_overlap(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """Two delivered parcels of the same layer of space overlap, contain each other or are equal.
    Of equal ones each is said once, with the first. Where too many lie on one another to be
    compared, how many were left is said.

    Why: one piece of ground belongs to one parcel; above and below ground are layers of their own.

    Put right: compare both boundaries; give shared points one coordinate.
    """
    drawing = drawing_of(delivery, context)
    yield from left_out(drawing.parcels, drawing.sound_parcels)
    for layer in layers_of(delivery, context):
        yield from crowd_left(layer.told.left)
        yield from _too_costly(layer)
        yield from _identical(layer, drawing.plane)
        yield from _overlapping(layer, drawing.plane)
        yield from _measured(layer, drawing.plane)


def _too_costly(layer: Layer) -> Iterator[Unchecked]:
    if number := len(layer.found.overlaps.beyond):
        zh = f"重叠过多，另有 {number} 对宗地未比较"
        yield Unchecked(Text(zh, f"{number} more pairs of overlapping parcels: not compared"))
    for first, second in layer.found.overlaps.too_costly.tolist():
        if not layer.is_repeated(first, second):
            one, other = layer.shapes[first].thing, layer.shapes[second].thing
            yield Unchecked(
                Text(
                    f"{one.zh} 与{other.zh} 顶点过多，未比较",
                    f"{one.en} and {other.en}: too complex to compare",
                )
            )


def _identical(layer: Layer, plane: Plane) -> Iterator[Finding]:
    """Yield each further parcel of the same ground once, with the first of them."""
    for one, other, ground in layer.told.twins:
        if not are_repeated(one, other) and matters(ground):
            overlap = Overlap(other.thing, "equal", area_m2(ground))
            yield _said(one, other, overlap, plane.location(ground.representative_point()))


def _overlapping(layer: Layer, plane: Plane) -> Iterator[Finding]:
    """Yield each pair once, named in order of code."""
    overlaps = layer.found.overlaps
    for (first, second), common in zip(overlaps.pairs.tolist(), overlaps.common, strict=True):
        one, other = layer.shapes[first], layer.shapes[second]
        # Rounded to what doubles are sure of, an overlap at the limit may not matter after all.
        if layer.is_repeated(first, second) or not matters(common):
            continue
        seen = relation(layer.geometries[first], layer.geometries[second])
        overlap = Overlap(other.thing, seen, area_m2(common))
        yield _said(one, other, overlap, plane.location(common.representative_point()))


def _measured(layer: Layer, plane: Plane) -> Iterator[Finding]:
    """Yield each pair whose common ground has too many pieces to be drawn."""
    overlaps = layer.found.overlaps
    for (first, second), ground in zip(overlaps.measured.tolist(), overlaps.grounds, strict=True):
        one, other = layer.shapes[first], layer.shapes[second]
        if not layer.is_repeated(first, second):
            area = Decimal(repr(ground.area_m2)).quantize(Decimal("0.000001"))
            overlap = Overlap(other.thing, ground.relation.value, area)
            yield _said(one, other, overlap, plane.location(ground.place))


def _said(one: Shape, other: Shape, overlap: Overlap, location: tuple[float, float]) -> Finding:
    return parcels_overlap.finding(
        overlap.sentence(one),
        advice=ADVICE,
        kind=overlap.kind,
        found=other.key,
        measured=overlap.area_m2,
        limit=OVERLAP_AREA_M2,
        unit="m2",
        location=location,
        **one.place,
    )
