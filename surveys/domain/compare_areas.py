"""One area against another: difference, ratio, and the limit where one is laid down for the two.

Two floor areas are compared only under one area rule (`area_rule`); a limit holds only for one
thing measured twice. The three per cent of 商品房销售管理办法 第二十条 are information.
"""

from dataclasses import dataclass
from decimal import Decimal

from buildings.domain.floor_area import difference_ratio
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import area_limit_m2, boundary_class, house_area_limit_m2
from surveys.domain.evidence import BaseStage, Rings

AS_BUILT = (BaseStage.COMPLETION, BaseStage.LEGACY)
"""Stages at which the building itself was measured."""
HOUSE_CLASS = 2
"""Class of house surveys whose limit is taken: the usual one for commercial housing."""


@dataclass(frozen=True, slots=True)
class AreaDifference:
    """Two areas in m2 as they count, their difference (second less first) and its limit.

    ``comparable`` is False under two area rules, or where one is not known: then nothing is
    computed from both. ``within`` is None where no limit holds.
    """

    before_m2: Decimal | None
    after_m2: Decimal | None
    comparable: bool
    difference_m2: Decimal | None
    ratio_percent: Decimal | None
    limit_m2: Decimal | None
    within: bool | None
    text: Text


def compare_land_areas(
    before_m2: Decimal | None,
    after_m2: Decimal | None,
    *,
    rings: Rings,
    accuracy_class: int,
) -> AreaDifference:
    """Compare two plane areas of one parcel against 2·m_P of its boundary.

    Parameters
    ----------
    rings
        Boundary the limit is reckoned from, outer ring first; without one no limit holds.
    accuracy_class
        The coarser class of the two surveys.
    """
    limit = area_limit_m2(rings[0], boundary_class(accuracy_class)) if rings else None
    name = Text("两倍面积中误差", "twice the mean error of the area")
    return _compared(before_m2, after_m2, limit, name)


def compare_floor_areas(
    before_m2: Decimal | None,
    after_m2: Decimal | None,
    *,
    rules: tuple[str, str],
    stages: tuple[BaseStage, BaseStage],
) -> AreaDifference:
    """Compare two floor areas of one building, with the limit where both were measured as built."""
    if rules[0] != rules[1]:
        text = Text(
            f"面积规则不同（{rules[0] or '未注明'}、{rules[1] or '未注明'}），并列显示，不作比较。",
            f"measured under different rules ({rules[0] or 'not stated'}, "
            f"{rules[1] or 'not stated'}): shown side by side, not compared.",
        )
        return AreaDifference(before_m2, after_m2, False, None, None, None, None, text)
    limit = None
    if all(stage in AS_BUILT for stage in stages) and before_m2 is not None:
        limit = house_area_limit_m2(before_m2, HOUSE_CLASS)
    name = Text("二级房产测量限差", "limit of house surveys of class 2")
    return _compared(before_m2, after_m2, limit, name)


def compare_footprint_areas(before_m2: Decimal | None, after_m2: Decimal | None) -> AreaDifference:
    """Compare two footprint areas; no limit is laid down for them."""
    return _compared(before_m2, after_m2, None, Text("", ""))


def _compared(
    before_m2: Decimal | None, after_m2: Decimal | None, limit: Decimal | None, name: Text
) -> AreaDifference:
    if before_m2 is None or after_m2 is None:
        missing = (
            Text("前一成果", "the first result")
            if before_m2 is None
            else Text("后一成果", "the second result")
        )
        text = Text(
            f"无法比较：{missing.zh}没有此面积。",
            f"cannot be compared: {missing.en} does not have this area.",
        )
        return AreaDifference(before_m2, after_m2, False, None, None, None, None, text)
    # What counts of an area are its two decimals, so the difference is that of the rounded ones.
    before, after = rounded(before_m2), rounded(after_m2)
    difference = after - before
    within = None if limit is None else abs(difference) <= limit
    ratio = difference_ratio(after, before)
    return AreaDifference(
        before, after, True, difference, ratio, limit, within, _said(difference, ratio, limit, name)
    )


def _said(difference: Decimal, ratio: Decimal | None, limit: Decimal | None, name: Text) -> Text:
    share = "" if ratio is None else f"（{ratio:+f}%）"
    figure = f"{difference:+f} m²"
    if limit is None:
        return Text(f"相差 {figure}{share}。", f"differs by {figure}{_plain(share)}.")
    allowed = rounded(limit)
    word = Text("在限差内", "within") if abs(difference) <= limit else Text("超出限差", "beyond")
    return Text(
        f"相差 {figure}{share}，{word.zh}（{name.zh} {allowed} m²）。",
        f"differs by {figure}{_plain(share)}, {word.en} the limit ({name.en}, {allowed} m²).",
    )


def _plain(share: str) -> str:
    return share.replace("（", " (").replace("）", ")")
