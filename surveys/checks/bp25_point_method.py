"""BP25: the stated class of accuracy can be reached by the method of the points."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.tolerances import boundary_class
from importers.records import Delivery
from parcels.domain.code_lists import boundary_codes
from surveys.checks.boundary_lines import point_place, point_thing
from surveys.domain.check import CheckContext, check

NOT_MEASURED: Final = ("2", "3")
"""界址点类型: from a map, and from aerial photographs."""


@check(
    code="BP25",
    kind="graphic_point",
    severity=Severity.WARNING,
    title=Text("界址点类型与精度等级相符", "Methods of points suit the class of accuracy"),
    needs=("boundary_points",),
    cites="TD/T 1001-2012 解析界址点精度; 不动产登记数据库标准（试行）2015 界址点类型",
)
def point_method(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A point is stated as read from a map or a photograph, in a survey of an analytic class.

    Why: the limits of the classes are those of measured points; all comparisons with this point
    would be far too strict.

    Put right: measure the point, or correct its method.
    """
    names = boundary_codes()["method"]
    limit = boundary_class(context.accuracy_class).limit_m
    for point in delivery.points:
        code = point.method.lstrip("0")
        if code not in NOT_MEASURED:
            continue
        thing, method = point_thing(point), names[code]
        yield point_method.finding(
            Text(
                f"{thing.zh}的界址点类型为{method.zh}，达不到第 {context.accuracy_class} 级解析"
                f"界址点的限差 {limit} m。",
                f"{thing.en} is {method.en}, which cannot reach the limit of class "
                f"{context.accuracy_class}, {limit} m.",
            ),
            advice=Text(
                "请实测该点，或改正界址点类型。", "Measure the point, or correct its method."
            ),
            field="JZDLX",
            found=point.method,
            expected="1",
            **point_place(point),
        )
