"""UN10: a unit code is of the project's parcel and the unit's building."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import sound_code, unit_rows
from surveys.domain.check import CheckContext, check

_SEVERAL_BUILDINGS = "9999"


@check(
    code="UN10",
    kind="unit_code_elsewhere",
    severity=Severity.ERROR,
    title=Text(
        "单元代码与宗地、幢号一致", "Unit codes are of the parcel and building they stand in"
    ),
    needs=("unit_codes", "project_parcel"),
    cites="GB/T 37346-2019",
)
def unit_code_elsewhere(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A unit code names another parcel than the project's, or another building than its row.

    Why: positions 1 to 19 are the parcel and 21 to 24 the building of the unit.

    Put right: correct the code or the building number, or upload to the right project.
    """
    for row in unit_rows(delivery):
        code = sound_code(row.unit.unit_code, county_code=context.county_code)
        if code is None:
            continue
        own = row.unit.building_number
        if code.parcel_code != context.parcel_code:
            what, found, expected = Text("宗地", "parcel"), code.parcel_code, context.parcel_code
        elif own and code.building_number not in (own, _SEVERAL_BUILDINGS, None):
            what, found, expected = Text("幢号", "building"), code.building_number or "", own
        else:
            continue
        yield unit_code_elsewhere.finding(
            Text(
                f"{row.thing.zh} 的单元代码 {code} 中{what.zh}为 {found}，应为 {expected}。",
                f"Unit code {code} of {row.thing.en} names {what.en} {found}; it should be "
                f"{expected}.",
            ),
            advice=Text(
                "请改正代码或幢号；若属其他项目，请上传到该项目。",
                "Correct code or building number, or upload it to the project it belongs to.",
            ),
            field="不动产单元代码",
            found=found,
            expected=expected,
            **row.place,
        )
