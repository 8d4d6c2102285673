"""PA27: the nature of the right fits the ownership of the land."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.overlaps import parsed
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check

STATE_OR_COLLECTIVE: Final = {"G": "1", "J": "2"}
"""First letter of the feature code to the first digit of 权利性质: 1xx state, 2xx collective."""


@check(
    code="PA27",
    kind="ownership_mismatch",
    severity=Severity.WARNING,
    title=Text("权利性质与土地所有权一致", "The nature of the right fits the ownership"),
    needs=("right_natures", "parcel_codes"),
    cites="不动产登记数据库标准（试行）2015 权利性质 QLXZ; GB/T 37346-2019",
)
def ownership_mismatch(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A right of state land stands on a collective parcel, or the other way round.

    Why: position 13 of the code is G for state land and J for collective land; codes of the nature
    of a right begin with 1 and 2 for them.

    Put right: correct the nature of the right, or the code.
    """
    for record, shape in zip(delivery.parcels, parcel_shapes(delivery), strict=True):
        given, code = record.attributes.get("right_nature_code", ""), parsed(record.parcel_code)
        if code is None or len(given) != 3 or given[0] not in "12":
            continue
        letter = code.feature[0]
        if STATE_OR_COLLECTIVE.get(letter, given[0]) == given[0]:
            continue
        yield ownership_mismatch.finding(
            Text(
                f"{shape.thing.zh} 的权利性质为 {given}，与代码第 13 位 {letter} 不符。",
                f"{shape.thing.en} states nature of right {given}, which does not fit {letter} at "
                "position 13 of its code.",
            ),
            advice=Text(
                "请核对权利性质和宗地代码。", "Check the nature of the right and the code."
            ),
            field="权利性质",
            found=given,
            expected=f"{STATE_OR_COLLECTIVE[letter]}xx",
            **shape.place,
        )
