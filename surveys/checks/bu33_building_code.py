"""BU33: a building's code is made of its parcel and its number."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.domain.check import CheckContext, check

_BUILDING_CODE: Final = 24


@check(
    code="BU33",
    kind="code_mismatch",
    severity=Severity.ERROR,
    title=Text("自然幢代码与宗地、幢号一致", "A building's code is of its parcel and number"),
    needs=("building_codes",),
    cites="GB/T 37346-2019",
)
def building_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The code of a building names another parcel or number than its own fields do.

    Why: the first nineteen characters are the parcel, then come F and the building number; two
    names for one building lead to two buildings.

    Put right: correct the code or the field that is wrong, or leave the code out.
    """
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        code = record.attributes.get("unit_code", "")
        if len(code) < _BUILDING_CODE or not record.parcel_code or not record.building_number:
            continue
        own = f"{record.parcel_code}F{record.building_number}"
        if code[:_BUILDING_CODE] == own:
            continue
        yield building_code.finding(
            Text(
                f"{shape.thing.zh} 的代码 {code} 应以 {own} 开头。",
                f"The code {code} of {shape.thing.en} should begin with {own}.",
            ),
            advice=Text(
                "请改正代码、宗地代码或幢号，或将代码留空。",
                "Correct the code, the parcel code or the number, or leave the code out.",
            ),
            field="不动产单元代码",
            found=code,
            expected=own,
            **shape.place,
        )
