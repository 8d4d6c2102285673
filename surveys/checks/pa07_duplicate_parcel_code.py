"""PA07: a parcel code comes once in a delivery."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery, ParcelRecord
from surveys.domain.check import CheckContext, check


@check(
    code="PA07",
    kind="duplicate_parcel_code",
    severity=Severity.ERROR,
    title=Text("宗地代码不重复", "Parcel codes are unique"),
    needs=("parcel_codes",),
    cites="GB/T 37346-2019",
)
def duplicate_parcel_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Several delivered parcels carry the same code.

    Why: the code is what everything on the parcel hangs on; two cannot share it.

    Put right: give each parcel its own code; deliver the parts of one parcel as one record.
    """
    by_code: dict[str, list[ParcelRecord]] = defaultdict(list)
    for parcel in delivery.parcels:
        if parcel.parcel_code:
            by_code[parcel.parcel_code].append(parcel)
    for code, parcels in by_code.items():
        if len(parcels) == 1:
            continue
        parcels.sort(key=lambda parcel: (parcel.file, parcel.line or 0))
        last = parcels[-1]
        places = ", ".join(
            f"{parcel.file}:{parcel.line}" if parcel.line else parcel.file for parcel in parcels[:5]
        )
        yield duplicate_parcel_code.finding(
            Text(
                f"宗地代码 {code} 出现 {len(parcels)} 次（{places}），应只有一次。",
                f"Parcel code {code} comes {len(parcels)} times ({places}); it may come once.",
            ),
            advice=Text(
                "请改正代码；一宗地有几部分时请作为一条记录提供。",
                "Correct the codes; deliver the parts of one parcel as one record.",
            ),
            object_key=code,
            file=last.file,
            line=last.line,
            field="宗地代码",
            found=code,
        )
