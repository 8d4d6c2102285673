"""BP24: markers and methods of boundary points are in the code lists."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.boundary_lines import is_in_list, listed, point_place, point_thing
from surveys.domain.check import CheckContext, check

_CODED: Final = (
    ("marker", "JBLX", Text("界标类型", "marker")),
    ("method", "JZDLX", Text("界址点类型", "method")),
)


@check(
    code="BP24",
    kind="bad_code_value",
    severity=Severity.WARNING,
    title=Text("界址点代码在代码表中", "Codes of boundary points are in the code lists"),
    needs=("boundary_points",),
    cites="不动产登记数据库标准（试行）2015 界标类型 JBLX、界址点类型 JZDLX",
)
def point_codes(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """The marker or the method of a boundary point is a code that its list has not.

    Why: whoever looks for the point in the field, or weighs its accuracy, needs to know what the
    value means.

    Put right: use a code of the list; whatever it has not is 7 (marker) or 4 (method).
    """
    for point in delivery.points:
        for name, field, word in _CODED:
            given = getattr(point, name)
            if not given or is_in_list(name, given):
                continue
            thing, known = point_thing(point), listed(name)
            yield point_codes.finding(
                Text(
                    f"{thing.zh}的{word.zh}代码“{given}”不在代码表中；可用：{known.zh}。",
                    f"The {word.en} “{given}” of {thing.en} is not in the list: {known.en}.",
                ),
                advice=Text("请改用代码表中的值。", "Use a value of the list."),
                field=field,
                found=given,
                expected=known.zh,
                **point_place(point),
            )
