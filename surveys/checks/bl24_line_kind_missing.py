"""BL24: every boundary line has its kind and its position."""

from collections.abc import Iterator
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.boundary_lines import line_place, line_thing
from surveys.domain.check import CheckContext, check

_WANTED: Final = (
    ("kind", "JZXLB", Text("界址线类别", "kind")),
    ("position", "JZXWZ", Text("界址线位置", "position")),
)


@check(
    code="BL24",
    kind="missing_field",
    severity=Severity.WARNING,
    title=Text("界址线有类别和位置", "Boundary lines have kind and position"),
    needs=("boundary_lines",),
    cites="不动产登记数据库标准（试行）2015 界址线 JZXLB、JZXWZ（必填）",
)
def line_kind_missing(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A boundary line has no kind or no position though others of the same file have one.

    Why: without them nobody knows whether the wall on the line is the neighbour's or shared; a
    blank among filled cells was forgotten.

    Put right: fill in what the neighbours agreed on when the boundary was pointed out.
    """
    for attribute, field, word in _WANTED:
        filled = {line.file for line in delivery.lines if getattr(line, attribute)}
        for line in delivery.lines:
            if getattr(line, attribute) or line.file not in filled:
                continue
            thing = line_thing(line)
            yield line_kind_missing.finding(
                Text(f"{thing.zh}没有{word.zh}。", f"The {word.en} of {thing.en} is missing."),
                advice=Text("请按调查表补填。", "Fill it in from the investigation form."),
                field=field,
                **line_place(line),
            )
