"""Is it the same boundary? Two surveys of one parcel compared point by point.

The rule: both rings have the same number of points, which lie one on one in the same cyclic order;
no point is off by more than the limit of its accuracy class, and the mean over all points is
within the mean error of the class. Anything else is a suspected change of the boundary (界址变化).
Where a ring starts, which way it runs and how its points are labelled says nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from cadastre.domain.findings import Text
from cadastre.domain.rings import distance_m, is_clockwise, rounded
from cadastre.domain.tolerances import BoundaryClass

# Rotations are proposed by this many vertices spread over the ring; each one that did not move far
# proposes the right one, so a handful suffices even for a densified ring of thousands.
_WITNESSES = 16
_NAMED_POINTS = 5


class LabelledPoint(Protocol):
    """A boundary point: its label and exact plane coordinates in metres."""

    @property
    def label(self) -> str:
        """Point number (界址点号) in its own survey."""

    @property
    def northing_m(self) -> Decimal:
        """Surveyor's X, towards north."""

    @property
    def easting_m(self) -> Decimal:
        """Surveyor's Y, towards east."""


Ring = Sequence[LabelledPoint]


@dataclass(frozen=True, slots=True)
class PointShift:
    """One point in both surveys: its labels there and how far it moved, in metres."""

    label: str
    other_label: str
    shift_m: Decimal
    within_limit: bool


@dataclass(frozen=True, slots=True)
class BoundaryComparison:
    """What became of a boundary between two surveys.

    ``unchanged`` is the verdict; ``reason`` says why in both languages. Shifts are in metres, not
    rounded; the maximum and mean are None when there was nothing to compare. Without the
    ``same_topology`` each point of the first survey stands against the nearest of the second, and
    the figures only illustrate.
    """

    unchanged: bool
    max_shift_m: Decimal | None
    mean_shift_m: Decimal | None
    shifts: tuple[PointShift, ...]
    same_topology: bool
    reason: Text


def compare_rings(first: Ring, second: Ring, *, accuracy: BoundaryClass) -> BoundaryComparison:
    """Compare two surveys of one ring.

    Parameters
    ----------
    first, second
        The rings, metres in the same plane system; a repeated closing point is ignored.
    accuracy
        Class whose limits apply: the coarser one when the two surveys differ in class.

    Returns
    -------
    BoundaryComparison
        With an empty ring on either side: nothing to compare, not unchanged.
    """
    return compare_boundaries((first,), (second,), accuracy=accuracy)


def compare_boundaries(
    first: Sequence[Ring], second: Sequence[Ring], *, accuracy: BoundaryClass
) -> BoundaryComparison:
    """Compare two surveys of one boundary: the outer ring first, holes after it in any order.

    Every hole is compared with the hole of the other survey that it fits best; the verdict and
    the figures are over all rings together. See :func:`compare_rings`.
    """
    before = [_open(ring) for ring in first if ring]
    after = [_open(ring) for ring in second if ring]
    if not before or not after:
        return _not_comparable()
    if len(before) != len(after):
        return _different_rings(len(before), len(after))
    shifts: list[PointShift] = []
    same_topology = True
    for ring, other in _paired(before, after):
        ring_shifts, same = _ring_shifts(ring, other, accuracy.limit_m)
        shifts += ring_shifts
        same_topology = same_topology and same
    if not same_topology:
        return _different_points(before, after, shifts, accuracy)
    return _verdict(shifts, accuracy)


def _open(ring: Ring) -> list[LabelledPoint]:
    """Return the points without a repeated closing point."""
    points = list(ring)
    if len(points) > 1 and distance_m(points[0], points[-1]) == 0:
        points.pop()
    return points


def _paired(
    before: list[list[LabelledPoint]], after: list[list[LabelledPoint]]
) -> list[tuple[list[LabelledPoint], list[LabelledPoint]]]:
    """Pair outer with outer, and each hole with the nearest hole that is still free."""
    pairs = [(before[0], after[0])]
    free = after[1:]
    for hole in before[1:]:
        nearest = min(free, key=lambda other: min(distance_m(hole[0], point) for point in other))
        free.remove(nearest)
        pairs.append((hole, nearest))
    return pairs


def _ring_shifts(
    ring: list[LabelledPoint], other: list[LabelledPoint], limit_m: Decimal
) -> tuple[list[PointShift], bool]:
    """Match two rings; tell the shifts and whether the points lie one on one in the same order."""
    if len(ring) == len(other):
        turned = other if is_clockwise(ring) == is_clockwise(other) else other[::-1]
        matched = _best_rotation(ring, turned)
        shifts = _shifts(ring, matched, limit_m)
        far = [at for at, shift in enumerate(shifts) if not shift.within_limit]
        nearest = _nearest([ring[at] for at in far], matched)
        # A point that moved far is still the same corner as long as no other one is nearer.
        if all(matched[at] is near for at, near in zip(far, nearest, strict=True)):
            return shifts, True
    return _shifts(ring, _nearest(ring, other), limit_m), False


def _nearest(points: list[LabelledPoint], ring: list[LabelledPoint]) -> list[LabelledPoint]:
    """Return for each point the nearest one of a ring.

    Floats from a common origin are exact enough to choose by, and ten times as quick; what is
    measured afterwards is measured on Decimals.
    """
    origin = ring[0]
    offsets = [_offset(point, origin) for point in ring]

    def nearest(point: LabelledPoint) -> LabelledPoint:
        place = _offset(point, origin)
        return ring[min(range(len(ring)), key=lambda at: math.dist(place, offsets[at]))]

    return [nearest(point) for point in points]


def _offset(point: LabelledPoint, origin: LabelledPoint) -> tuple[float, float]:
    return (
        float(point.northing_m - origin.northing_m),
        float(point.easting_m - origin.easting_m),
    )


def _best_rotation(ring: list[LabelledPoint], other: list[LabelledPoint]) -> list[LabelledPoint]:
    """Return the other ring turned to the start that leaves the smallest sum of shifts."""
    count = len(ring)
    step = max(1, count // _WITNESSES)
    rotations = set()
    for index in range(0, count, step):
        near = min(range(count), key=lambda at: distance_m(ring[index], other[at]))
        rotations.add((near - index) % count)

    def total(rotation: int) -> Decimal:
        turned = other[rotation:] + other[:rotation]
        return sum((distance_m(a, b) for a, b in zip(ring, turned, strict=True)), Decimal(0))

    best = min(sorted(rotations), key=total)
    return other[best:] + other[:best]


def _shifts(
    ring: list[LabelledPoint], matched: list[LabelledPoint], limit_m: Decimal
) -> list[PointShift]:
    shifts = []
    for point, match in zip(ring, matched, strict=True):
        shift = distance_m(point, match)
        shifts.append(PointShift(point.label, match.label, shift, shift <= limit_m))
    return shifts


def _verdict(shifts: list[PointShift], accuracy: BoundaryClass) -> BoundaryComparison:
    """Judge matched points by the class."""
    worst = max(shifts, key=lambda shift: shift.shift_m)
    mean = sum((shift.shift_m for shift in shifts), Decimal(0)) / len(shifts)
    within = worst.shift_m <= accuracy.limit_m
    unchanged = within and mean <= accuracy.mean_error_m
    figures = Text(
        f"最大位移 {rounded(worst.shift_m, 3)} m（{worst.label}，限差 {accuracy.limit_m} m），"
        f"平均 {rounded(mean, 3)} m（中误差 {accuracy.mean_error_m} m）",
        f"largest shift {rounded(worst.shift_m, 3)} m ({worst.label}, limit {accuracy.limit_m} m),"
        f" mean {rounded(mean, 3)} m (mean error {accuracy.mean_error_m} m)",
    )
    if unchanged:
        said = Text("界址未变化", "boundary unchanged")
    elif within:
        said = Text("疑似界址变化：平均位移超出", "boundary change suspected: mean too large")
    else:
        over = [shift.label for shift in shifts if not shift.within_limit]
        said = Text(
            f"疑似界址变化：{_listed(over, '、')} 超限",
            f"boundary change suspected: {_listed(over, ', ')} beyond the limit",
        )
    reason = Text(
        f"{said.zh}：{len(shifts)} 个界址点一一对应，{figures.zh}。",
        f"{said.en}: {len(shifts)} points match one on one, {figures.en}.",
    )
    return BoundaryComparison(unchanged, worst.shift_m, mean, tuple(shifts), True, reason)


def _different_points(
    before: list[list[LabelledPoint]],
    after: list[list[LabelledPoint]],
    shifts: list[PointShift],
    accuracy: BoundaryClass,
) -> BoundaryComparison:
    """Say which points of either survey have no partner in the other."""
    old = [point for ring in before for point in ring]
    new = [point for ring in after for point in ring]
    lost, added = _alone(old, new, accuracy.limit_m), _alone(new, old, accuracy.limit_m)
    zh = f"疑似界址变化：界址点不能一一对应，前次 {len(old)} 点，本次 {len(new)} 点"
    en = (
        "boundary change suspected: the points do not match one on one, "
        f"{len(old)} before and {len(new)} now"
    )
    if lost:
        zh += f"；前次的 {_listed(lost, '、')} 在限差 {accuracy.limit_m} m 内无对应点"
        en += f"; {_listed(lost, ', ')} of before have no partner within {accuracy.limit_m} m"
    if added:
        zh += f"；本次的 {_listed(added, '、')} 在限差 {accuracy.limit_m} m 内无对应点"
        en += f"; {_listed(added, ', ')} of now have no partner within {accuracy.limit_m} m"
    mean = sum((shift.shift_m for shift in shifts), Decimal(0)) / len(shifts)
    worst = max(shift.shift_m for shift in shifts)
    return BoundaryComparison(False, worst, mean, tuple(shifts), False, Text(zh + "。", en + "."))


def _alone(points: list[LabelledPoint], others: list[LabelledPoint], limit_m: Decimal) -> list[str]:
    nearest = _nearest(points, others)
    return [
        point.label
        for point, near in zip(points, nearest, strict=True)
        if distance_m(point, near) > limit_m
    ]


def _listed(labels: list[str], comma: str) -> str:
    """Return the first few labels; a long list would hide the sentence."""
    more = "…" if len(labels) > _NAMED_POINTS else ""
    return comma.join(labels[:_NAMED_POINTS]) + more


def _not_comparable() -> BoundaryComparison:
    reason = Text(
        "无法比较：至少一方没有界址点坐标。",
        "cannot be compared: at least one of the two has no boundary coordinates.",
    )
    return BoundaryComparison(False, None, None, (), False, reason)


def _different_rings(before: int, after: int) -> BoundaryComparison:
    reason = Text(
        f"疑似界址变化：前次有 {before} 个界址圈，本次有 {after} 个。",
        f"boundary change suspected: {before} rings before, {after} now.",
    )
    return BoundaryComparison(False, None, None, (), False, reason)
