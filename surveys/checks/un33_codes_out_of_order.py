"""UN33: unit codes follow the order of the table."""

import itertools
from collections.abc import Iterator

from buildings.domain.building_table import table_order
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import CONVENTION
from surveys.checks.unit_rows import UnitRow, by_building, sound_code
from surveys.domain.check import CheckContext, check


@check(
    code="UN33",
    kind="codes_out_of_order",
    severity=Severity.INFORMATION,
    title=Text("单元代码按楼盘表顺序编排", "Unit codes follow the order of the table"),
    needs=("unit_codes",),
    cites="GB/T 37346-2019; " + CONVENTION,
)
def codes_out_of_order(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The unit numbers of a building do not rise from the lowest storey upwards, room by room.

    Why: codes are given in the order of the table; codes in another order are valid, but a column
    may have slipped by a row. Numbers left out are no fault.

    Put right: nothing where the codes were issued in that order.
    """
    for number, units in sorted(by_building(delivery).items()):
        numbered = [
            (u, u.unit_code)
            for u in table_order(units)
            if sound_code(u.unit_code, county_code=context.county_code) is not None
        ]
        pairs = itertools.pairwise(numbered)
        fall = next(((a, b) for a, b in pairs if _falls(a[1], b[1])), None)
        if fall is None:
            continue
        (before, first_code), (after, next_code) = fall
        one, other = UnitRow(before), UnitRow(after)
        yield codes_out_of_order.finding(
            Text(
                f"幢 {number} 的单元代码未按楼盘表顺序：{one.key} 为 {first_code[-4:]}，其后 "
                f"{other.key} 为 {next_code[-4:]}。",
                f"Unit codes of building {number} do not follow its table: {one.key} has "
                f"{first_code[-4:]}, {other.key} after it {next_code[-4:]}.",
            ),
            advice=Text(
                "代码确系如此编制的无须处理；否则请核对是否错行。",
                "Nothing to do where they were issued so; else see whether a column slipped.",
            ),
            field="不动产单元代码",
            found=next_code,
            **other.place,
        )


def _falls(one: str, other: str) -> bool:
    """Tell whether the second of two codes of one building has the lower unit number."""
    return one[:24] == other[:24] and one > other
