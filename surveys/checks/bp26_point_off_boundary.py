"""BP26: a boundary point is a corner of the parcels that it names."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.boundary_lines import (
    Corners,
    codes_named,
    corners_of,
    is_corner,
    point_place,
    point_thing,
)
from surveys.checks.limits import CONVENTION
from surveys.domain.check import CheckContext, check

_ANY = Text("任何交付宗地", "any delivered parcel")


@check(
    code="BP26",
    kind="point_off_boundary",
    severity=Severity.WARNING,
    title=Text("界址点在所属宗地的界址上", "A boundary point is a corner of its parcels"),
    needs=("placed_points", "parcel_shapes"),
    cites=f"不动产登记数据库标准（试行）2015 界址点 ZDZHDM; {CONVENTION}",
)
def point_off_boundary(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A boundary point is no corner of a delivered parcel that it names, or of none at all.

    Why: the layer of points and the outlines of the parcels state the same corners; where they
    differ, one of them is wrong. Up to a millimetre counts as one place.

    Put right: correct the point or the outline, or the parcel code of the point.
    """
    corners: dict[str, Corners] = defaultdict(dict)
    anywhere: Corners = {}
    for record in delivery.parcels:
        for cell, points in corners_of(record).items():
            corners[record.parcel_code].setdefault(cell, {}).update(points)
            anywhere.setdefault(cell, {}).update(points)
    all_drawn = all(record.polygons for record in delivery.parcels)
    for stated in delivery.points:
        if (point := stated.point) is None:
            continue
        named = codes_named(stated.parcel_codes)
        known = {code: corners[code] for code in named if code in corners}
        if not named and all_drawn:
            known = {"": anywhere}
        off = [code for code, places in known.items() if not is_corner(places, point)]
        if not off:
            continue
        thing = point_thing(stated)
        place = f"(X={point.northing_m}, Y={point.easting_m})"
        of = Text(f"宗地 {off[0]} ", f"parcel {off[0]}") if named else _ANY
        yield point_off_boundary.finding(
            Text(
                f"{thing.zh}{place} 不是{of.zh}的界址拐点（相差不得超过 1 mm）。",
                f"The {thing.en} at {place} is no corner of {of.en} (within 1 mm).",
            ),
            advice=Text(
                "请核对界址点坐标、宗地图形，以及界址点所属宗地的代码。",
                "Check the point, the outline of the parcel, and the parcel code of the point.",
            ),
            field="ZDZHDM" if named else "",
            found=place,
            **point_place(stated) | {"object_key": off[0]},
        )
