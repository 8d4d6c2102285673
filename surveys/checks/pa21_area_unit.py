"""PA21: the stated area is in square metres."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.domain.check import CheckContext, check

FACTORS: Final = (
    (Decimal(2000) / 3, Text("平方米当作亩", "square metres taken for mu")),
    (Decimal(10000), Text("平方米当作公顷", "square metres taken for hectares")),
    (Decimal(3) / 2000, Text("亩当作平方米", "mu taken for square metres")),
    (Decimal("0.0001"), Text("公顷当作平方米", "hectares taken for square metres")),
)
"""By what a stated area is too large or too small when its unit was mistaken."""
NEARNESS: Final = Decimal("0.01")
"""How near the ratio must come to a factor, as a share: a convention of this system."""


@check(
    code="PA21",
    kind="area_unit",
    severity=Severity.INFORMATION,
    title=Text("宗地面积的单位正确", "Stated areas are in the stated unit"),
    needs=("declared_areas",),
    cites="GB/T 42547-2023 面积单位; 1 亩 = 2000/3 m²",
)
def area_unit(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A stated area is that of the coordinates times the factor between two units of area.

    Why: mu, hectares and square metres are exchanged easily. That the areas differ is said by
    another check; this one names the likely cause.

    Put right: correct the area or its unit.
    """
    drawing = drawing_of(delivery, context)
    for shape, record in zip(drawing.parcels, delivery.parcels, strict=True):
        stated = record.declared_area_m2
        if not stated or not drawing.is_sound(shape):
            continue
        ratio = stated / shape.area_m2
        for factor, mistake in FACTORS:
            if abs(ratio / factor - 1) > NEARNESS:
                continue
            yield area_unit.finding(
                Text(
                    f"{shape.thing.zh} 的申报面积是坐标面积的 {rounded(ratio, 4)} 倍，像是"
                    f"{mistake.zh}。",
                    f"The stated area of {shape.thing.en} is {rounded(ratio, 4)} times that of its "
                    f"coordinates: it looks like {mistake.en}.",
                ),
                advice=Text("请核对面积单位。", "Check the unit of the area."),
                field="面积",
                found=f"{stated.normalize():f} m²",
                expected=f"{rounded(shape.area_m2)} m²",
                measured=ratio,
                **shape.place,
            )
