"""Which total rows (小计, 合计, 总计) of a sheet are the total of one building."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from importers.building_table_values import is_part_total
from importers.records import UnitRecord


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One total row: its words, the building it stands in, its figures in m2."""

    line: int
    word: str
    building_number: str
    inner_m2: Decimal | None
    shared_m2: Decimal | None
    built_m2: Decimal | None

    @property
    def rank(self) -> int:
        """总计 weighs more than 合计 where a building has both."""
        return 1 if "总" in self.word or "幢" in self.word else 0

    @property
    def figure_m2(self) -> Decimal | None:
        """The figure to tell its extent by: the built area, else the inner one."""
        return self.built_m2 if self.built_m2 is not None else self.inner_m2


def building_totals(
    rows: Sequence[TotalRow], units: Sequence[UnitRecord]
) -> tuple[list[TotalRow], list[TotalRow]]:
    """Split total rows into those of one building and those of no single building.

    A row of a storey or section (小计, 1层合计) is neither and left out. A plain 合计 is a part's
    when more units of its building follow, or when it adds up to just the units since the total
    before it; it is the whole sheet's when it adds up to all buildings and not to its own. Figures
    only tell what a row is the total of: whether it is right is a check's to say.
    """
    candidates = [row for row in rows if not is_part_total(row.word)]
    whole = [row for row in candidates if _is_whole_sheet(row, units)]
    kept: dict[str, TotalRow] = {}
    for row in candidates:
        if row in whole or _is_part(row, rows, units):
            continue
        before = kept.get(row.building_number)
        if before is None or row.rank >= before.rank:
            kept[row.building_number] = row
    return list(kept.values()), whole


def _is_whole_sheet(row: TotalRow, units: Sequence[UnitRecord]) -> bool:
    buildings = {unit.building_number for unit in units}
    if len(buildings) < 2 or row.figure_m2 is None:
        return False
    own = [unit for unit in units if unit.building_number == row.building_number]
    return _sum(units, row) == row.figure_m2 != _sum(own, row)


def _is_part(row: TotalRow, rows: Sequence[TotalRow], units: Sequence[UnitRecord]) -> bool:
    own = [unit for unit in units if unit.building_number == row.building_number]
    if any((unit.line or 0) > row.line for unit in own):
        return True
    before = max((other.line for other in rows if other.line < row.line), default=0)
    block = [unit for unit in own if (unit.line or 0) > before]
    if not block or len(block) == len(own):
        return False
    return _sum(block, row) == row.figure_m2 != _sum(own, row)


def _sum(units: Iterable[UnitRecord], row: TotalRow) -> Decimal:
    if row.built_m2 is not None:
        return sum((unit.built_m2 or Decimal(0) for unit in units), Decimal(0))
    return sum((unit.inner_m2 or Decimal(0) for unit in units), Decimal(0))
