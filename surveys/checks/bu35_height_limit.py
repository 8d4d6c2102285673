"""BU35: buildings keep to the height limit of their parcel."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.planning_figures import buildings_on, limit_of
from surveys.checks.shapes import building_shape
from surveys.checks.stated import stated_figure
from surveys.domain.check import CheckContext, check
from surveys.domain.evidence import BaseStage


@check(
    code="BU35",
    kind="height_limit_exceeded",
    severity=Severity.WARNING,
    title=Text("建筑物不超过建筑限高", "Buildings keep to the height limit"),
    needs=("height_limits", "heights"),
    cites="城乡规划法 第四十五条; 不动产登记数据库标准（试行）2015 建筑限高 JZXG",
    stages=(BaseStage.PLANNING, BaseStage.COMPLETION),
)
def height_limit(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building is higher than the height limit that its parcel states.

    Why: it was built higher than permitted, or a height is taken from another level.

    Put right: check the height and the limit; the planning verification decides.
    """
    for record in delivery.parcels:
        limit_m = limit_of(record, "height_limit_m")
        if limit_m is None:
            continue
        for building in buildings_on(delivery, record):
            height_m = stated_figure(building.attributes, "height_m")
            if height_m is None or height_m <= limit_m:
                continue
            shape = building_shape(building)
            yield height_limit.finding(
                Text(
                    f"{shape.thing.zh} 高 {height_m} m，所在宗地建筑限高 {limit_m} m。",
                    f"{shape.thing.en} is {height_m} m high; the limit of its parcel is "
                    f"{limit_m} m.",
                ),
                advice=Text(
                    "请核对建筑物高度的起算面，并查看规划核实意见。",
                    "Check from where the height is taken, and see the planning verification.",
                ),
                field="建筑物高度",
                found=str(height_m),
                expected=f"≤ {limit_m}",
                measured=height_m,
                limit=limit_m,
                unit="m",
                **shape.place,
            )
