"""UN06: units lie in the storeys of their building."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, Unchecked, check


@check(
    code="UN06",
    kind="storey_out_of_range",
    severity=Severity.WARNING,
    title=Text("户在自然幢的层数之内", "Units lie in the storeys of their building"),
    needs=("units", "storeys"),
    cites="TD/T 1066-2021 自然幢 DSCS, DXCS",
)
def storey_out_of_range(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """A unit lies in a storey that its building has not, or in storey 0.

    Why: storeys count from 1 upwards and from -1 downwards; a unit outside them stands in the
    wrong row, or the building's number of storeys is wrong.

    Put right: correct the unit's storey, or the number of storeys of the building.
    """
    storeys = {
        building.building_number: (building.storeys_above, building.storeys_below or 0)
        for building in delivery.buildings
        if building.storeys_above is not None
    }
    for row in unit_rows(delivery):
        number, storey = row.unit.building_number, row.unit.storey_number
        if storey is None:
            continue
        if number not in storeys:
            yield Unchecked(
                Text(f"缺少幢 {number} 的层数", f"missing: the storeys of building {number}")
            )
            continue
        above, below = storeys[number]
        if -below <= storey <= above and storey != 0:
            continue
        yield storey_out_of_range.finding(
            Text(
                f"{row.thing.zh} 在第 {storey} 层，自然幢 {number} 地上 {above} 层、地下 {below} "
                "层。",
                f"{row.thing.en} lies in storey {storey}; building {number} has {above} above and "
                f"{below} below ground.",
            ),
            advice=Text(
                "请核对实际层或自然幢层数。", "Check the storey or the building's storeys."
            ),
            field="实际层",
            found=str(storey),
            expected=f"{-below}…{above}" if below else f"1…{above}",
            **row.place,
        )
