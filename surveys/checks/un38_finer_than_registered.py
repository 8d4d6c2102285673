"""UN38: areas have the two decimals that are registered."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.unit_rows import UnitRow, figure, unit_rows
from surveys.domain.check import CheckContext, check

_REGISTERED_DECIMALS: Final = 2


@check(
    code="UN38",
    kind="too_many_decimals",
    severity=Severity.INFORMATION,
    title=Text("面积保留两位小数", "Areas have two decimals"),
    needs=("units",),
    cites="GB/T 17986.1-2000 面积取至 0.01 m²",
)
def finer_than_registered(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Built areas of a table have more than two decimals that are not zero.

    Why: areas are registered to 0.01 m²; the office rounds half up, and sums of rounded areas may
    then differ from the sum in the table.

    Put right: nothing; better round in the table, so that its sums are those of the register.
    """
    files: dict[str, list[UnitRow]] = defaultdict(list)
    for row in unit_rows(delivery):
        built = row.unit.built_m2
        if built is not None and built != rounded(built, _REGISTERED_DECIMALS):
            files[row.unit.file].append(row)
    for file, rows in files.items():
        built = rows[0].unit.built_m2 or Decimal(0)
        yield finer_than_registered.finding(
            Text(
                f"{file} 中 {len(rows)} 户的建筑面积多于两位小数，例如 {rows[0].key} 为 "
                f"{figure(built)} m²，登记时取 {rounded(built)} m²。",
                f"{len(rows)} built areas of {file} have more than two decimals; {rows[0].key} has "
                f"{figure(built)} m² and is registered with {rounded(built)} m².",
            ),
            advice=Text("建议在表中取至 0.01 m²。", "Better round in the table."),
            file=file,
            line=rows[0].unit.line,
            field="建筑面积",
            found=f"{figure(built)} m²",
            expected=f"{rounded(built)} m²",
        )
