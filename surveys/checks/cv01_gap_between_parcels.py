"""CV01: no narrow free ground is left between parcels."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.coverages import Layer, layers_of
from surveys.checks.crowds import crowd_left
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import (
    CONVENTION,
    GAP_NEIGHBOURS_NAMED,
    GAP_WIDTH_M,
    PASSAGE_WIDTH_M,
    SLIVER_LENGTHS,
)
from surveys.checks.plane import Plane, area_m2
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="CV01",
    kind=("gap", "passage"),
    severity=Severity.WARNING,
    title=Text("相邻宗地之间无缝隙", "No gaps between neighbouring parcels"),
    needs=("several_parcels", "parcel_shapes"),
    cites=f"GB/T 42547-2023; {CONVENTION}",
)
def gap_between_parcels(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """A hole or a strip of free ground between parcels of one layer is narrower than 2.5 m.

    Why: neighbours share one boundary; ground between two boundaries belongs to nobody, mostly
    because each was measured on its own. Free ground that is open to a street and wider than a
    boundary point may be off may be there on purpose: that is information. Where it goes on between
    other parcels (a lane that narrows), or is less than five times as long as wide (a niche), it
    is called a passage and no gap. Everything else is a warning. Where boundaries interlace
    too often, as combs do, the ground is not looked at, which is said.

    Put right: give both parcels the same points, or confirm what the ground between them is.
    """
    plane = drawing_of(delivery, context).plane
    for layer in layers_of(delivery, context):
        yield from crowd_left(layer.told.left)
        for number in layer.found.gaps.too_costly.tolist():
            yield _too_costly(layer.shapes[number])
        for at in range(len(layer.found.gaps.shapes)):
            yield from _gap(layer, at, plane)


def _too_costly(shape: Shape) -> Unchecked:
    return Unchecked(
        Text(
            f"{shape.thing.zh} 与邻宗界线交错过多或顶点过多，未查其周围的缝隙",
            f"gaps round {shape.thing.en}: its boundary and others interlace or are too complex",
        )
    )


def _gap(layer: Layer, at: int, plane: Plane) -> Iterator[Finding]:
    gaps = layer.found.gaps
    beside = {layer.shapes[number].key: layer.shapes[number] for number in gaps.neighbours[at]}
    if len(beside) < 2:
        return  # two records of one parcel: PA07 says so
    first, *others = beside.values()
    width_m = Decimal(repr(float(gaps.width_m[at]))).quantize(Decimal("0.001"))
    is_walkable = bool(gaps.is_open[at]) and width_m > PASSAGE_WIDTH_M
    is_short = area_m2(gaps.shapes[at]) < SLIVER_LENGTHS * width_m**2
    is_passage = is_walkable and (bool(gaps.is_lane[at]) or is_short)
    name_zh, name_en = ("通道", "a passage") if is_passage else ("缝隙", "free ground")
    shown = others[:GAP_NEIGHBOURS_NAMED]
    more = len(others) - len(shown)
    zh = "、".join(shape.thing.zh for shape in shown) + (f"等 {len(others)} 宗" if more else "")
    en = ", ".join(shape.thing.en for shape in shown) + (f" and {more} more" if more else "")
    area = rounded(area_m2(gaps.shapes[at]))
    yield gap_between_parcels.finding(
        Text(
            f"{first.thing.zh} 与{zh} 之间有{name_zh}，宽约 {width_m} m，面积 {area} m²"
            f"（宽度不超过 {GAP_WIDTH_M} m 的列出）。",
            f"Between {first.thing.en} and {en} lies {name_en} "
            f"about {width_m} m wide, {area} m² (up to {GAP_WIDTH_M} m it is listed).",
        ),
        advice=Text(
            "相邻宗地请采用同一界址；若为通道或水渠等，请说明。",
            "Let neighbours share one boundary; if it is a passage or a ditch, say so.",
        ),
        kind="passage" if is_passage else "gap",
        severity=Severity.INFORMATION if is_walkable else Severity.WARNING,
        found="、".join(shape.key for shape in shown) + ("…" if more else ""),
        measured=width_m,
        limit=GAP_WIDTH_M,
        unit="m",
        location=plane.location(gaps.shapes[at].representative_point()),
        **first.place,
    )
