"""BU03: building numbers are four digits from 0001 to 9998."""

import re
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.domain.check import CheckContext, check

_NUMBER = re.compile(r"[0-9]{4}")
_NOT_ONE_BUILDING = {"0000", "9999"}


@check(
    code="BU03",
    kind="malformed_building_number",
    severity=Severity.ERROR,
    title=Text("幢号为 0001–9998", "Building numbers run from 0001 to 9998"),
    needs=("buildings",),
    cites="GB/T 37346-2019",
)
def malformed_building_number(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building number is not four digits, is 0000, or is 9999.

    Why: positions 21 to 24 of every unit code in the building are this number; 9999 stands for
    several buildings that form one unit, never for one building.

    Put right: number the buildings of the parcel from 0001 on.
    """
    for building, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        number = building.building_number
        if not number or (_NUMBER.fullmatch(number) and number not in _NOT_ONE_BUILDING):
            continue  # readers report a number that they could not read
        yield malformed_building_number.finding(
            Text(
                f"{shape.thing.zh} 的幢号“{number}”有误，应为 0001–9998。",
                f"The number “{number}” of {shape.thing.en} is wrong: 0001 to 9998 are used.",
            ),
            advice=Text("请改正幢号后重新上传。", "Correct the number and upload again."),
            field="幢号",
            found=number,
            expected="0001–9998",
            **shape.place,
        )
