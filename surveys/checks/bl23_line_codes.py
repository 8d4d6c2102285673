"""BL23: kind, position and quality of boundary lines are in the code lists."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.boundary_lines import is_in_list, line_place, line_thing, listed
from surveys.domain.check import CheckContext, check

_CODED: Final = (
    ("line_kind", "kind", "JZXLB", Text("界址线类别", "kind")),
    ("line_position", "position", "JZXWZ", Text("界址线位置", "position")),
    ("line_quality", "quality", "JXXZ", Text("界线性质", "quality")),
)


@check(
    code="BL23",
    kind="bad_code_value",
    severity=Severity.WARNING,
    title=Text("界址线代码在代码表中", "Codes of boundary lines are in the code lists"),
    needs=("boundary_lines",),
    cites="不动产登记数据库标准（试行）2015 界址线类别、界址线位置、界线性质",
)
def line_codes(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Kind, position or quality of a boundary line is a code that its list has not.

    Why: the register keeps these codes with the line, and nobody can tell what the value means.

    Put right: use a code of the list; roads, ditches and ridges are 9 with a note.
    """
    for line in delivery.lines:
        for name, attribute, field, word in _CODED:
            given = getattr(line, attribute)
            if not given or is_in_list(name, given):
                continue
            thing, known = line_thing(line), listed(name)
            yield line_codes.finding(
                Text(
                    f"{thing.zh}的{word.zh}代码“{given}”不在代码表中；可用：{known.zh}。",
                    f"The {word.en} “{given}” of {thing.en} is not in the list: {known.en}.",
                ),
                advice=Text("请改用代码表中的值。", "Use a value of the list."),
                field=field,
                found=given,
                expected=known.zh,
                **line_place(line),
            )
