"""BU28: structures are those of the code list."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.field_codes import BUILDING_STRUCTURES
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="BU28",
    kind="bad_code_value",
    severity=Severity.WARNING,
    title=Text("房屋结构在代码表中", "Structures are in the code list"),
    needs=("structures",),
    cites="不动产登记数据库标准（试行）2015 房屋结构 FWJG",
)
def structure_code(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The structure of a building is given as a number that the code list has not.

    Why: nobody can tell what the number means. Structures in words are left as they are.

    Put right: use one of the codes, or the word.
    """
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        given = record.structure
        if not given.isdecimal() or given.lstrip("0") in BUILDING_STRUCTURES:
            continue
        known = "、".join(f"{code} {word}" for code, word in BUILDING_STRUCTURES.items())
        yield structure_code.finding(
            Text(
                f"{shape.thing.zh} 的房屋结构代码“{given}”不在代码表中；可用：{known}。",
                f"{shape.thing.en} has structure “{given}”, which is not in the list: {known}.",
            ),
            advice=Text("请改用代码表中的值。", "Use a value of the list."),
            field="房屋结构",
            found=given,
            expected="1–6",
            **shape.place,
        )
