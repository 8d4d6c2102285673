"""UN34: a project is one unit or many, not both."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check

_SEVERAL_BUILDINGS: Final = "F9999"


@check(
    code="UN34",
    kind="whole_and_parts",
    severity=Severity.WARNING,
    title=Text("整体单元不与分户单元并存", "A project is one unit or many"),
    needs=("unit_codes",),
    cites="GB/T 37346-2019 幢号 9999",
)
def whole_and_parts(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A unit of several buildings (9999) stands beside units of single buildings.

    Why: building number 9999 makes several buildings one unit; units inside the same buildings
    would be registered twice.

    Put right: keep the one or the others, or confirm that they are of different buildings.
    """
    parcels = Counter(
        unit.unit_code[:19] for unit in delivery.units if unit.unit_code[19:20] == "F"
    )
    for row in unit_rows(delivery):
        code = row.unit.unit_code
        if len(code) != 28 or code[19:24] != _SEVERAL_BUILDINGS:
            continue
        alike = sum(u.unit_code[:24] == code[:24] for u in delivery.units)
        others = parcels[code[:19]] - alike
        if others:
            yield whole_and_parts.finding(
                Text(
                    f"{row.thing.zh} 的单元代码 {code} 为多幢合一单元，同宗地另有 {others} 个"
                    "分户单元。",
                    f"Unit code {code} of {row.thing.en} joins several buildings; {others} units "
                    "of single buildings stand beside it on the parcel.",
                ),
                advice=Text(
                    "请确认两者是否为不同的幢。", "See whether they are of different buildings."
                ),
                field="不动产单元代码",
                found=code,
                **row.place,
            )
