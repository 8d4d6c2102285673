"""What the presale figures of a building say beside the adopted ones: history, never a bar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from buildings.domain.building_table import compare_tables
from buildings.domain.floor_area import difference_ratio
from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.rings import rounded
from surveys.domain.building_options import Delivered, built_m2
from surveys.domain.decision import Note, square_metres
from surveys.domain.evidence import Audit, BaseStage, UnitEvidence
from surveys.domain.rules import PRESALE_DIFFERENCE_PERCENT
from surveys.domain.unit_numbers import UnitComparison


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """Presale area of a unit and the differences to it; these are None under another area rule.

    ``differs`` tells that the two figures are not the same, by any amount and under any rule.
    """

    differs: bool = False
    presale_built_m2: Decimal | None = None
    difference_m2: Decimal | None = None
    difference_percent: Decimal | None = None


NO_HISTORY = UnitHistory()


@dataclass(frozen=True, slots=True)
class PresaleHistory:
    """The accepted presale delivery of a building against the one to be adopted.

    ``before`` finds the presale unit of an adopted one by the identity of the latter.
    """

    building_number: str
    presale: Delivered
    adopted: Delivered
    comparison: UnitComparison
    before: dict[int, UnitEvidence]

    @property
    def same_rule(self) -> bool:
        """Whether both were measured by one area rule; else nothing is computed from both."""
        return self.presale.result.area_rule == self.adopted.result.area_rule

    @property
    def floor_area_differs(self) -> bool:
        """Whether the floor areas of the building differ at all (R-04)."""
        area = self.presale.floor_area_m2
        return area is not None and area != self.adopted.floor_area_m2

    def of_units_that_stayed(self) -> "PresaleHistory":
        """Return the same without units that were merged or split: a part is no earlier whole."""
        same = self.comparison.stayed
        return replace(
            self,
            comparison=replace(self.comparison, same=same),
            before={id(new): old for old, new in same},
        )

    def of_unit(self, unit: UnitEvidence) -> UnitHistory:
        """Return what presale said of an adopted unit (by identity), nothing for a new one."""
        old = self.before.get(id(unit))
        presale, built = (built_m2(old) if old else None), built_m2(unit)
        if presale is None or built is None:
            return NO_HISTORY
        presale, built = rounded(presale), rounded(built)
        if not self.same_rule:
            return UnitHistory(built != presale, presale)
        ratio = difference_ratio(built, presale)
        return UnitHistory(built != presale, presale, built - presale, ratio)

    def unit_differences(self) -> Text:
        """Say the largest difference of a unit to presale; empty when there is none to say."""
        found = self.differing()
        if not found:
            return NO_TEXT
        _, worst = found[0]
        figures = f"{worst.difference_m2:+f} m²（{worst.difference_percent:+f}%）"
        return Text(
            f"{len(found)} 户与预售不同，最大 {figures}",
            f"{len(found)} of {len(self.comparison.same)} units differ from presale, most "
            + figures.replace("（", " (").replace("）", ")"),
        )

    def differing(self) -> list[tuple[UnitEvidence, UnitHistory]]:
        """Return the units whose area differs by a ratio that can be told, the most first."""
        found = [(new, self.of_unit(new)) for _, new in self.comparison.same]
        return sorted(
            (
                row
                for row in found
                if row[1].difference_m2 and row[1].difference_percent is not None
            ),
            key=lambda row: abs(row[1].difference_percent or Decimal(0)),
            reverse=True,
        )

    def floor_difference(self) -> Text:
        """Say how the floor area differs from presale; empty when it does not."""
        old, new = self.presale.floor_area_m2, self.adopted.floor_area_m2
        if old is None or new is None or old == new:
            return NO_TEXT
        if not self.same_rule:
            rule = self.presale.result.area_rule
            return Text(
                f"预售 {old} m²（{rule}，不作比较）", f"presale {old} m² ({rule}, not compared)"
            )
        ratio = difference_ratio(new, old)
        percent = "" if ratio is None else f"，{ratio:+f}%"
        figures = square_metres(new - old, signed=True)
        return Text(
            f"{figures}（预售 {square_metres(old)}{percent}）",
            f"{figures} (presale {square_metres(old)}{percent.replace('，', ', ')})",
        )


def presale_history(
    building_number: str, rows: Sequence[Delivered], adopted: Delivered | None
) -> PresaleHistory | None:
    """Return the latest accepted presale delivery beside an adopted completion one, if any."""
    if adopted is None or adopted.result.stage is not BaseStage.COMPLETION:
        return None
    for row in rows:
        if row.result.stage is BaseStage.PRESALE and row.result.audit is Audit.ACCEPTED:
            comparison = compare_tables(row.building.units, adopted.building.units)
            before = {id(new): old for old, new in comparison.same}
            return PresaleHistory(building_number, row, adopted, comparison, before)
    return None


def presale_note(history: PresaleHistory) -> Note | None:
    """Tell the largest difference of a unit; above the buyer's limit under a kind of its own."""
    if not history.same_rule:
        return _other_rule_note(history)
    found = [(row.difference_percent or Decimal(0), unit.room) for unit, row in history.differing()]
    if not found:
        return None
    worst, room = found[0]
    over = [name for ratio, name in found if abs(ratio) > PRESALE_DIFFERENCE_PERCENT]
    limit = PRESALE_DIFFERENCE_PERCENT
    verdict = Text(f"均在 {limit}% 以内", f"none over {limit}%")
    if over:
        verdict = Text(
            f"{'、'.join(over)} 超过 {limit}%，由买卖双方按合同处理",
            f"{', '.join(over)} over {limit}%, which buyer and seller settle by their contract",
        )
    number = history.building_number
    return Note(
        "presale_difference_over" if over else "presale_difference",
        Text(
            f"幢 {number}：{len(found)} 户竣工面积与预售不同，最大 {room} {worst:+f}%，"
            f"{verdict.zh}；按验收通过的面积登记，预售面积留作历史。",
            f"Building {number}: {len(found)} of {len(history.comparison.same)} units differ from "
            f"presale, most {room} {worst:+f}%, "
            f"{verdict.en}; the accepted areas are registered and presale is kept as history.",
        ),
        number,
        abs(worst),
        Decimal(limit),
        "%",
    )


def _other_rule_note(history: PresaleHistory) -> Note:
    old, new = history.presale.result.area_rule, history.adopted.result.area_rule
    number = history.building_number
    return Note(
        "presale_other_area_rule",
        Text(
            f"幢 {number}：预售面积按 {old}，竣工面积按 {new}，规则不同，只并列，不比较。",
            f"Building {number}: presale follows {old}, completion {new}; areas under different "
            "rules stand side by side and are not compared.",
        ),
        number,
    )
