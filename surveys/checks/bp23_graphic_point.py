"""BP23: boundary points were measured, not taken from a map."""

import re
from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.tolerances import (
    boundary_class,
)
from importers.records import Delivery, ParcelRecord
from surveys.checks.drawing import drawing_of
from surveys.checks.shapes import (
    first_point,
    location_of,
)
from surveys.checks.stated import some
from surveys.domain.check import CheckContext, check

_GRAPHIC: Final = re.compile(r"T\d+")


@check(
    code="BP23",
    kind="graphic_point",
    severity=Severity.WARNING,
    title=Text("界址点为解析点", "Boundary points were measured"),
    needs=("point_labels",),
    cites="TD/T 1001-2012 解析界址点、图解界址点",
)
def graphic_point(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Points are numbered T1, T2 …, as points are that were taken from a map.

    Why: the limits of the accuracy class are those of measured points (J); a point read from a map
    is off by much more.

    Put right: measure the points, or confirm in review that the letter means something else.
    """
    for ring in drawing_of(delivery, context).rings:
        graphic = [point for point in ring.points if _GRAPHIC.fullmatch(point.label)]
        if not graphic or not isinstance(ring.shape.record, ParcelRecord):
            continue
        first = first_point(graphic)
        limit = boundary_class(context.accuracy_class).limit_m
        yield graphic_point.finding(
            Text(
                f"{ring.thing.zh} 有 {len(graphic)} 个图解点（T），例如 {first.label}；第 "
                f"{context.accuracy_class} 级限差 {limit} m 只适用于解析点。",
                f"{len(graphic)} points of {ring.thing.en} are graphic ones (T), such as "
                f"{first.label}; the limit of class {context.accuracy_class}, {limit} m, is for "
                "measured points.",
            ),
            advice=Text(
                "请实测这些界址点，或在审核时说明。", "Measure them, or explain it in review."
            ),
            field="点号",
            found=some([point.label for point in graphic]),
            expected="J…",
            location=location_of(first),
            **ring.shape.place | {"line": first.line or ring.shape.record.line},
        )
