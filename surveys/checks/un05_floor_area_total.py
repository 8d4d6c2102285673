"""UN05: the stated total of a building is the sum of its units."""

from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import BuildingTotalRecord, Delivery, UnitRecord
from surveys.checks.limits import AREA_STEP_M2
from surveys.checks.unit_rows import by_building, figure
from surveys.domain.check import CheckContext, Unchecked, check

_COLUMNS = (
    ("inner_m2", Text("套内建筑面积", "inner area")),
    ("shared_m2", Text("分摊面积", "shared area")),
    ("built_m2", Text("建筑面积", "built area")),
)


@check(
    code="UN05",
    kind="floor_area_total",
    severity=Severity.ERROR,
    title=Text("合计 = 各户之和", "Totals are the sums of the units"),
    needs=("totals", "units"),
    cites="GB/T 17986.1-2000",
)
def floor_area_total(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """A total row of a building differs from the sum of its units by more than 0.01 m² a unit.

    Why: a total that is not the sum shows a row left out, entered twice or changed afterwards.

    Put right: find the row that is wrong, or correct the total.
    """
    units = by_building(delivery)
    for total in delivery.totals:
        own = [unit for unit in units.get(total.building_number, ()) if unit.file == total.file]
        for column, name in _COLUMNS:
            if getattr(total, column) is not None:
                yield from _compare(total, own, column=column, name=name)


def _compare(
    total: BuildingTotalRecord, units: list[UnitRecord], *, column: str, name: Text
) -> Iterator[Finding | Unchecked]:
    stated: Decimal = getattr(total, column)
    areas: list[Decimal | None] = [getattr(unit, column) for unit in units]
    known = [area for area in areas if area is not None]
    if not units or len(known) != len(units):
        number = total.building_number
        missing = Text(f"幢 {number} 各户的{name.zh}", f"each {name.en} of building {number}")
        yield Unchecked(Text(f"缺少{missing.zh}", f"missing: {missing.en}"))
        return
    summed, limit = sum(known, Decimal(0)), AREA_STEP_M2 * len(known)
    off = abs(stated - summed)
    if off <= limit:
        return
    yield floor_area_total.finding(
        Text(
            f"第 {total.line} 行：幢 {total.building_number} 合计{name.zh} {figure(stated)} m²，"
            f"{len(known)} 户之和为 {figure(summed)} m²，相差 {figure(off)} m²"
            f"（限差 {figure(limit)} m²）。",
            f"Row {total.line}: building {total.building_number} states a total {name.en} of "
            f"{figure(stated)} m²; its {len(known)} units make {figure(summed)} m², "
            f"{figure(off)} m² apart (limit {figure(limit)} m²).",
        ),
        advice=Text(
            "请核对是否有漏行、重行，或改正合计后重新上传。",
            "Look for a row left out or entered twice, or correct the total, and upload again.",
        ),
        object_key=total.building_number,
        file=total.file,
        line=total.line,
        field=name.zh,
        found=f"{figure(stated)} m²",
        expected=f"{figure(summed)} m²",
        measured=off,
        limit=limit,
        unit="m2",
    )
