"""PA22: the stated feature letters are those of the code."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.overlaps import parsed
from surveys.checks.shapes import parcel_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="PA22",
    kind="feature_mismatch",
    severity=Severity.ERROR,
    title=Text("宗地特征码与宗地代码一致", "Feature letters are those of the parcel code"),
    needs=("parcel_features",),
    cites="GB/T 37346-2019 宗地特征码; TD/T 1066-2021 ZDTZM",
)
def feature_mismatch(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The stated feature letters of a parcel are not positions 13 and 14 of its code.

    Why: they name ownership and the kind of parcel, and with it the layer above or below ground.

    Put right: correct the letters or the code.
    """
    for record, shape in zip(delivery.parcels, parcel_shapes(delivery), strict=True):
        given = record.attributes.get("parcel_feature", "").strip().upper()
        code = parsed(record.parcel_code)
        if not given or code is None:
            continue
        own = code.feature
        if given == own or (len(given) == 1 and given == own[-1]):
            continue
        yield feature_mismatch.finding(
            Text(
                f"{shape.thing.zh} 的宗地特征码为 {given}，代码中为 {own}。",
                f"{shape.thing.en} states the feature letters {given}; its code has {own}.",
            ),
            advice=Text("请改正特征码或宗地代码。", "Correct the letters or the code."),
            field="宗地特征码",
            found=given,
            expected=own,
            **shape.place,
        )
