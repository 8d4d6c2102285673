"""PA23: land use codes have the form of a classification."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check

_LENGTHS: Final = frozenset({2, 3, 4, 6})


@check(
    code="PA23",
    kind="bad_code_value",
    severity=Severity.WARNING,
    title=Text("土地用途代码书写正确", "Land use codes have the form of a classification"),
    needs=("land_use_codes",),
    cites="GB/T 21010-2007 三位; GB/T 21010-2017 四位; 国土空间用地用海分类 二、四、六位",
)
def land_use_form(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A land use code has not two, three, four or six digits.

    Why: no classification in use has such a code, so nobody can tell the use. Which of them a code
    of the right length belongs to is never guessed.

    Put right: give the code as the classification has it, with its leading zero.
    """
    for record, shape in zip(delivery.parcels, parcel_shapes(delivery), strict=True):
        given = record.land_use_code
        if not given or (given.isascii() and given.isdecimal() and len(given) in _LENGTHS):
            continue
        yield land_use_form.finding(
            Text(
                f"{shape.thing.zh} 的土地用途代码“{given}”应为 2、3、4 或 6 位数字。",
                f"The land use code “{given}” of {shape.thing.en} should have 2, 3, 4 or 6 digits.",
            ),
            advice=Text(
                "请按分类标准填写，保留前面的 0。", "Give it as classified, with its leading zero."
            ),
            field="土地用途",
            found=given,
            **shape.place,
        )
