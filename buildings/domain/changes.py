"""Whether what units become is as large as what they were, to the square centimetre."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text

BALANCED: dict[str, Text] = {
    "built_m2": Text("建筑面积", "floor area"),
    "land_share_m2": Text("分摊土地面积", "share of the land"),
}
"""What a split or merger keeps; inner and shared areas move when walls do."""


class Sized(Protocol):
    """A unit with its areas in m2."""

    @property
    def built_m2(self) -> Decimal | None:
        """建筑面积."""

    @property
    def land_share_m2(self) -> Decimal | None:
        """分摊土地面积."""


def area_apart(before: Sequence[Sized], after: Sequence[Sized], name: str) -> Decimal | None:
    """Return Σ after less Σ before in m2; None when nobody on either side says an area.

    Raises
    ------
    Conflict
        Some say the area and others do not: nothing can be balanced.
    """
    figures = [[getattr(unit, name) for unit in units] for units in (before, after)]
    said = [figure is not None for side in figures for figure in side]
    if not any(said):
        return None
    if not all(said):
        raise Conflict(
            Text(
                f"变更前后须都写明或都不写{BALANCED[name].zh}，无法核对是否相等。",
                f"The {BALANCED[name].en} is stated for some of the units only; "
                "before and after cannot be compared.",
            )
        )
    return sum(figures[1], Decimal(0)) - sum(figures[0], Decimal(0))


def require_balance(before: Sequence[Sized], after: Sequence[Sized]) -> None:
    """Check that a split or merger keeps floor area and share of the land.

    Raises
    ------
    Conflict
        They differ; the refusal says by how much.
    """
    for name, called in BALANCED.items():
        apart = area_apart(before, after, name)
        if apart:
            total = sum((getattr(unit, name) for unit in before), Decimal(0))
            raise Conflict(
                Text(
                    f"变更前{called.zh}合计 {total} m²，变更后合计 {total + apart} m²，"
                    f"相差 {apart:+} m²，应相等。",
                    f"Before, the {called.en} is {total} m² in all; after, {total + apart} m²: "
                    f"{apart:+} m² apart where they must be equal.",
                ),
                advice=Text(
                    "请核对各部分面积；确需改变总面积的，先办理更正。",
                    "Check the parts; correct the figure first where the total is to change.",
                ),
            )
