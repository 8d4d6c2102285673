"""PA31: the footprints on a parcel keep to its building density."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.planning_figures import HALF_STEP, buildings_on, limit_of
from surveys.checks.shapes import building_shape
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage

_PERCENT: Final = Decimal(100)


@check(
    code="PA31",
    kind="building_density_exceeded",
    severity=Severity.WARNING,
    title=Text("占地不超过建筑密度", "Footprints keep to the building density"),
    needs=("building_densities", "footprints"),
    cites="城乡规划法 第四十五条; 不动产登记数据库标准（试行）2015 建筑密度 JZMD",
    stages=(BaseStage.PLANNING, BaseStage.COMPLETION),
)
def building_density(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The footprints of a parcel's buildings cover more of it than its building density allows.

    Why: more ground is built on than was permitted, or a footprint belongs to another parcel. A
    density above 1 is taken as per cent.

    Put right: check the footprints and the density; the planning verification decides.
    """
    drawing = drawing_of(delivery, context)
    for record, shape in zip(delivery.parcels, drawing.parcels, strict=True):
        stated, buildings = limit_of(record, "building_density"), buildings_on(delivery, record)
        if stated is None or not buildings or not drawing.is_sound(shape):
            continue
        limit = stated / _PERCENT if stated > 1 else stated
        footprints_m2 = sum((building_shape(each).area_m2 for each in buildings), Decimal(0))
        density = footprints_m2 / shape.area_m2
        if density <= limit + HALF_STEP:
            continue
        yield building_density.finding(
            Text(
                f"{shape.thing.zh} 上自然幢占地合计 {rounded(footprints_m2)} m²，建筑密度 "
                f"{rounded(density)}，规划为 {limit}。",
                f"Footprints of {shape.thing.en} take {rounded(footprints_m2)} m², a density of "
                f"{rounded(density)}; planned is {limit}.",
            ),
            advice=Text(
                "请核对自然幢图形和建筑密度，并查看规划核实意见。",
                "Check footprints and density, and see the planning verification.",
            ),
            field="建筑密度",
            found=str(rounded(density)),
            expected=f"≤ {limit}",
            measured=density,
            limit=limit,
            unit="m2/m2",
            **shape.place,
        )
