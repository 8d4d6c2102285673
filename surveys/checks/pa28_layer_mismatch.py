"""PA28: the stated layer is that of the parcel code."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.overlaps import parsed
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check

LETTER_OF_SETTING: Final = {"1": "S", "2": "B", "3": "X"}
"""权利设定方式 (1 above, 2 surface, 3 below ground) to the second letter of construction land."""


@check(
    code="PA28",
    kind="layer_mismatch",
    severity=Severity.ERROR,
    title=Text("权利设定方式与宗地代码一致", "The stated layer is that of the code"),
    needs=("right_settings", "parcel_codes"),
    cites="不动产登记数据库标准（试行）2015 权利设定方式; GB/T 37346-2019 宗地特征码",
)
def layer_mismatch(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A right above, on or below ground stands on construction land of another layer.

    Why: parcels of different layers lie above each other without overlapping; in the wrong layer
    an overlap is missed or invented.

    Put right: correct the setting of the right, or the letter B, S or X of the code.
    """
    for record, shape in zip(delivery.parcels, parcel_shapes(delivery), strict=True):
        given = record.attributes.get("right_setting_code", "").lstrip("0")
        code, expected = parsed(record.parcel_code), LETTER_OF_SETTING.get(given, "")
        if code is None or not expected or code.feature[1] not in "BSX":
            continue
        if code.feature[1] == expected:
            continue
        yield layer_mismatch.finding(
            Text(
                f"{shape.thing.zh} 的权利设定方式为 {given}，代码第 14 位应为 {expected}。",
                f"{shape.thing.en} states right setting {given}: position 14 of its code should be "
                f"{expected}.",
            ),
            advice=Text("请核对权利设定方式和宗地代码。", "Check the setting and the code."),
            field="权利设定方式",
            found=given,
            expected=expected,
            **shape.place,
        )
