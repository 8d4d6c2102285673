"""UN40: rooms of a building have the code of a building."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.unit_code import UnitCodeMalformed, parse_unit_code
from importers.records import Delivery
from surveys.checks.unit_rows import unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN40",
    kind="fixture_mismatch",
    severity=Severity.ERROR,
    title=Text("房屋的单元代码第 20 位为 F", "Rooms have the code letter F"),
    needs=("unit_codes",),
    cites="GB/T 37346-2019 定着物特征码",
)
def not_a_building(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A room of a building table carries the code of bare land, of forest or of another fixture.

    Why: position 20 tells what stands on the parcel; rooms are always F.

    Put right: use the code of the room, or leave it out: the office issues codes.
    """
    for row in unit_rows(delivery):
        try:
            code = parse_unit_code(row.unit.unit_code)
        except UnitCodeMalformed:
            continue  # UN01 says what is wrong with it
        letter = str(code)[19]
        if letter == "F":
            continue
        yield not_a_building.finding(
            Text(
                f"{row.thing.zh} 的单元代码 {code} 第 20 位为 {letter}，房屋应为 F。",
                f"Unit code {code} of {row.thing.en} has {letter} at position 20; rooms have F.",
            ),
            advice=Text(
                "请改正代码，或留空由登记机构编制。",
                "Correct it, or leave it empty: the office issues codes.",
            ),
            field="不动产单元代码",
            found=letter,
            expected="F",
            **row.place,
        )
