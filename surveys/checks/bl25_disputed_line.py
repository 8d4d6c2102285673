"""BL25: boundary lines are settled."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from parcels.domain.code_lists import boundary_codes
from surveys.checks.boundary_lines import line_place, line_thing
from surveys.domain.check import CheckContext, check

UNSETTLED: Final = ("600002", "600003")
"""界线性质: not settled, and disputed."""


@check(
    code="BL25",
    kind="unsettled_line",
    severity=Severity.WARNING,
    title=Text("界址线均已定界", "Boundary lines are settled"),
    needs=("boundary_lines",),
    cites="不动产登记暂行条例实施细则 第二十二条; 不动产登记数据库标准（试行）2015 界线性质",
)
def disputed_line(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A boundary line is stated as disputed, or as not settled.

    Why: a parcel whose boundary is in dispute is not registered; the reviewer must know before the
    result is accepted.

    Put right: have the neighbours agree, or deliver the agreement; correct a code that is wrong.
    """
    names = boundary_codes()["line_quality"]
    for line in delivery.lines:
        if line.quality not in UNSETTLED:
            continue
        thing, said = line_thing(line), names[line.quality]
        yield disputed_line.finding(
            Text(f"{thing.zh}为{said.zh}。", f"The {thing.en} is {said.en}."),
            advice=Text(
                "请核实界线是否已有协议；有争议的宗地不能登记。",
                "Find out whether there is an agreement; a disputed parcel is not registered.",
            ),
            field="JXXZ",
            found=line.quality,
            expected="600001",
            **line_place(line),
        )
