"""UN32: a section is written one way."""

from collections import defaultdict
from collections.abc import Iterator

from buildings.domain.building_table import natural_key
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import CONVENTION
from surveys.checks.stated import some
from surveys.checks.unit_rows import UnitRow, unit_rows
from surveys.domain.check import CheckContext, check


@check(
    code="UN32",
    kind="section_spelt_differently",
    severity=Severity.INFORMATION,
    title=Text("同一单元写法一致", "A section is written one way"),
    needs=("sections",),
    cites="GB/T 37346-2019; " + CONVENTION,
)
def section_writing(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """One section of a building is written in several ways, such as 1 and 一.

    Why: they are taken as one section; whoever reads the table may take them for two.

    Put right: write the section one way.
    """
    groups: dict[tuple[str, object], list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        if row.unit.section:
            key = (row.unit.building_number, natural_key(row.unit.section))
            groups[key].append(row)
    for (number, _), rows in groups.items():
        written = sorted({row.unit.section for row in rows})
        if len(written) == 1:
            continue
        odd = next(row for row in rows if row.unit.section == written[-1])
        yield section_writing.finding(
            Text(
                f"幢 {number} 的同一单元有 {len(written)} 种写法：{some(written)}。",
                f"One section of building {number} is written in {len(written)} ways: "
                f"{some(written)}.",
            ),
            advice=Text("请统一写法。", "Write it one way."),
            field="单元",
            found=written[-1],
            expected=written[0],
            **odd.place,
        )
