"""PA30: the floor area on a parcel keeps to its floor area ratio."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.planning_figures import HALF_STEP, buildings_on, limit_of
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="PA30",
    kind="floor_area_ratio_exceeded",
    severity=Severity.INFORMATION,
    title=Text("建筑面积不超过容积率", "The floor area keeps to the floor area ratio"),
    needs=("floor_area_ratios", "floor_areas"),
    cites="城乡规划法 第四十五条; 不动产登记数据库标准（试行）2015 容积率 RJL",
    stages=(BaseStage.PLANNING, BaseStage.COMPLETION),
)
def floor_area_ratio(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The floor area of the buildings of a parcel is more than its floor area ratio allows.

    Why: it is the planning verification that judges this, by areas of its own (basements mostly do
    not count); the registrar only learns that there is something to read there. Said only where
    every building of the parcel states its floor area.

    Put right: nothing where the planning verification passed; else correct the areas or the ratio.
    """
    drawing = drawing_of(delivery, context)
    for record, shape in zip(delivery.parcels, drawing.parcels, strict=True):
        limit, buildings = limit_of(record, "floor_area_ratio"), buildings_on(delivery, record)
        areas_m2 = [building.floor_area_m2 for building in buildings]
        known_m2 = [area for area in areas_m2 if area is not None]
        if limit is None or not buildings or len(known_m2) < len(areas_m2):
            continue
        if not drawing.is_sound(shape):
            continue
        total_m2 = sum(known_m2, Decimal(0))
        ratio = total_m2 / shape.area_m2
        if ratio <= limit + HALF_STEP:
            continue
        yield floor_area_ratio.finding(
            Text(
                f"{shape.thing.zh} 上 {len(buildings)} 幢建筑面积合计 {rounded(total_m2)} m²，"
                f"容积率 {rounded(ratio)}，规划为 {limit}。",
                f"The {len(buildings)} buildings of {shape.thing.en} have {rounded(total_m2)} m² "
                f"of floor area, a ratio of {rounded(ratio)}; planned is {limit}.",
            ),
            advice=Text(
                "请查看规划核实意见；地下面积一般不计入容积率。",
                "See the planning verification; basements mostly do not count.",
            ),
            field="容积率",
            found=str(rounded(ratio)),
            expected=f"≤ {limit}",
            measured=ratio,
            limit=limit,
            unit="m2/m2",
            **shape.place,
        )
