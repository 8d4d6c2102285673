"""UN35: a unit code is alive and names this room in the ledger."""

from collections.abc import Iterator

from buildings.domain.building_table import natural_key
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery, UnitRecord
from surveys.checks.unit_rows import UnitRow, unit_rows
from surveys.domain.check import CheckContext, check
from surveys.domain.check_context import Row


@check(
    code="UN35",
    kind=("retired_unit_code", "code_of_other_room"),
    severity=Severity.ERROR,
    title=Text("单元代码在代码台账中有效且属本户", "Unit codes are alive and of this room"),
    needs=("unit_codes", "register"),
    cites="GB/T 37346-2019",
)
def code_in_ledger(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The ledger of codes says that a unit code is retired, or was given to another room.

    Why: a code names one room for all time and is never given again. Rooms are compared by what
    they mean: 0101 is 101.

    Put right: use the code that was given to this room, or leave the code out.
    """
    rows = [row for row in unit_rows(delivery) if row.unit.unit_code]
    known = {
        given["code"]: given
        for given in context.rows(codes=sorted({row.unit.unit_code for row in rows}))
    }
    for row in rows:
        given = known.get(row.unit.unit_code)
        if given is None:
            continue
        if given["retired"]:
            yield _finding(row, "retired_unit_code", Text("已注销", "is retired"))
        elif given["room"] and row.unit.room and not _is_same_room(row.unit, given):
            other = "/".join(p for p in (given["section"], given["room"]) if p)
            what = Text(f"已编给 {other}", f"was given to {other}")
            yield _finding(row, "code_of_other_room", what)


def _is_same_room(unit: UnitRecord, given: Row) -> bool:
    pairs = [(unit.room, given["room"])]
    if unit.section and given["section"]:
        pairs.append((unit.section, given["section"]))
    return all(natural_key(one) == natural_key(other) for one, other in pairs)


def _finding(row: UnitRow, kind: str, what: Text) -> Finding:
    code = row.unit.unit_code
    return code_in_ledger.finding(
        Text(
            f"{row.thing.zh} 的单元代码 {code} 在代码台账中{what.zh}。",
            f"Unit code {code} of {row.thing.en} {what.en} in the ledger of codes.",
        ),
        advice=Text(
            "请使用本户的代码，或留空由登记机构编制。",
            "Use the code of this room, or leave it out: the office issues codes.",
        ),
        kind=kind,
        field="不动产单元代码",
        found=code,
        **row.place,
    )
