"""Two surveys of one boundary against each other, point by point, points put in or left out too.

Which point is which does not depend on labels, on where a ring starts or which way it runs. A point
without counterpart is measured against the nearest side of the other ring: a point put in on an
unmoved side changes the list of points, not the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cadastre.domain.findings import Text
from cadastre.domain.rings import distance_m, rounded
from cadastre.domain.tolerances import RED_LINE, HouseClass, boundary_class, house_class
from surveys.domain.compare_rings import matched_rings
from surveys.domain.evidence import BaseStage, Rings, SurveyPoint

_TWO = Decimal(2)
_NAMED = 5


@dataclass(frozen=True, slots=True)
class LineLimits:
    """What shifts are measured against, in metres: the most of one, the most of their mean."""

    mean_error_m: Decimal
    limit_m: Decimal
    name: Text
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class PointDifference:
    """One point in both surveys, or in one of them alone; not rounded, in metres.

    ``north_m`` and ``east_m`` lead from the first survey to the second. For a point of one survey
    alone ``off_line_m`` is its distance from the nearest side of the other.
    """

    before: SurveyPoint | None
    after: SurveyPoint | None
    north_m: Decimal | None = None
    east_m: Decimal | None = None
    length_m: Decimal | None = None
    off_line_m: Decimal | None = None
    within_limit: bool | None = None

    @property
    def length_cm(self) -> str:
        """The shift, or the distance from the line, in centimetres with one decimal."""
        length = self.off_line_m if self.length_m is None else self.length_m
        return "" if length is None else f"{rounded(length * 100, 1):f}"

    @property
    def kind(self) -> str:
        """``matched``, ``inserted`` or ``left_out``."""
        if self.before and self.after:
            return "matched"
        return "inserted" if self.after else "left_out"


@dataclass(frozen=True, slots=True)
class BoundaryDifference:
    """What became of a boundary; ``limits`` None where no figure is laid down for the two.

    ``unchanged`` is the verdict of the class: same points in the same order, none beyond the limit,
    the mean within the mean error; None without limits. ``same_line`` is the weaker one: no point
    of either lies beyond the limit of the other's line. ``mean_north_m`` and ``mean_east_m`` are
    what all shifts have in common: a large one points to different control points.
    """

    points: tuple[PointDifference, ...]
    same_topology: bool
    limits: LineLimits | None
    max_shift_m: Decimal | None
    mean_shift_m: Decimal | None
    mean_north_m: Decimal | None
    mean_east_m: Decimal | None
    unchanged: bool | None
    same_line: bool | None
    text: Text

    def of_kind(self, kind: str) -> tuple[PointDifference, ...]:
        """Return the matched, inserted or left-out points."""
        return tuple(point for point in self.points if point.kind == kind)


def boundary_limits(
    first: BaseStage, first_class: int, second: BaseStage, second_class: int
) -> LineLimits:
    """Return the limits between two surveys: the coarser class, or those of a planned line.

    A line of the planning stage was drawn, not measured (规划用地红线); against it the limits of
    the class do not hold.
    """
    if BaseStage.PLANNING in (first, second):
        name = Text("规划线与实测界址", "planned line against measured boundary")
        return LineLimits(
            RED_LINE.mean_error_m, RED_LINE.limit_m, name, RED_LINE.source, RED_LINE.verified
        )
    row = boundary_class(max(first_class, second_class))
    name = Text(f"{'一二三'[row.number - 1]}级界址点", f"boundary points of class {row.number}")
    return LineLimits(row.mean_error_m, row.limit_m, name, row.source, row.verified)


def footprint_limits(first: BaseStage, second: BaseStage) -> LineLimits | None:
    """Return the limits of house corners measured twice as built; None against a plan."""
    built = (BaseStage.COMPLETION, BaseStage.LEGACY)
    if first not in built or second not in built:
        return None
    row: HouseClass = house_class(2)
    name = Text("二级房产测量", "house survey of class 2")
    return LineLimits(row.mean_error_m, row.limit_m, name, row.source, row.verified)


def compare_lines(first: Rings, second: Rings, *, limits: LineLimits | None) -> BoundaryDifference:
    """Compare two boundaries: outer ring first, holes after it in any order.

    Parameters
    ----------
    first, second
        Rings in metres of one plane system, without the repeated closing point.
    limits
        From :func:`boundary_limits` or :func:`footprint_limits`; None measures without judging.

    Returns
    -------
    BoundaryDifference
        Without rings on either side no points, and a sentence that says so.
    """
    if not first or not second:
        return _nothing(first, limits)
    pairs, same = matched_rings(first, second)
    points = tuple(_difference(one, other, first, second, limits) for one, other in pairs)
    matched = [point for point in points if point.length_m is not None]
    lengths = [point.length_m for point in matched if point.length_m is not None]
    if not lengths:
        return _nothing(first, limits)
    mean = sum(lengths, Decimal(0)) / len(lengths)
    norths = [point.north_m for point in matched if point.north_m is not None]
    easts = [point.east_m for point in matched if point.east_m is not None]
    same_line = None if limits is None else all(point.within_limit for point in points)
    unchanged = None if limits is None else bool(same and same_line and mean <= limits.mean_error_m)
    return BoundaryDifference(
        points,
        same,
        limits,
        max(lengths),
        mean,
        sum(norths, Decimal(0)) / len(norths),
        sum(easts, Decimal(0)) / len(easts),
        unchanged,
        same_line,
        _said(points, max(lengths), mean, limits, same=same, unchanged=unchanged),
    )


def _difference(
    one: SurveyPoint | None,
    other: SurveyPoint | None,
    first: Rings,
    second: Rings,
    limits: LineLimits | None,
) -> PointDifference:
    if one is not None and other is not None:
        north, east = other.northing_m - one.northing_m, other.easting_m - one.easting_m
        length = distance_m(one, other)
        within = None if limits is None else length <= limits.limit_m
        return PointDifference(one, other, north, east, length, None, within)
    point, rings = (other, first) if one is None else (one, second)
    off = None if point is None else min(off_ring_m(point, ring) for ring in rings)
    within = None if limits is None or off is None else off <= limits.limit_m
    return PointDifference(one, other, off_line_m=off, within_limit=within)


def off_ring_m(point: SurveyPoint, ring: Sequence[SurveyPoint]) -> Decimal:
    """Return the distance of a point from the nearest side of a ring, in metres."""
    return min(_off_side(point, ring[at - 1], ring[at]) for at in range(len(ring)))


def _off_side(point: SurveyPoint, start: SurveyPoint, end: SurveyPoint) -> Decimal:
    north, east = end.northing_m - start.northing_m, end.easting_m - start.easting_m
    length = north**_TWO + east**_TWO
    along = Decimal(0)
    if length:
        reached = (point.northing_m - start.northing_m) * north
        reached += (point.easting_m - start.easting_m) * east
        along = min(max(reached / length, Decimal(0)), Decimal(1))
    foot = SurveyPoint("", start.northing_m + along * north, start.easting_m + along * east)
    return distance_m(point, foot)


def _nothing(first: Rings, limits: LineLimits | None) -> BoundaryDifference:
    side = Text("后一成果", "the second result") if first else Text("前一成果", "the first result")
    text = Text(
        f"无法比较：{side.zh}没有坐标。", f"cannot be compared: {side.en} has no coordinates."
    )
    return BoundaryDifference((), False, limits, None, None, None, None, None, None, text)


def _said(
    points: Sequence[PointDifference],
    largest: Decimal,
    mean: Decimal,
    limits: LineLimits | None,
    *,
    same: bool,
    unchanged: bool | None,
) -> Text:
    """Say the verdict with its figures in one sentence."""
    most, middle = rounded(largest * 100, 1), rounded(mean * 100, 1)
    matched = sum(point.kind == "matched" for point in points)
    figures = Text(
        f"{matched} 点对应，最大位移 {most} cm，平均 {middle} cm",
        f"{matched} points matched, largest shift {most} cm, mean {middle} cm",
    )
    if limits is not None:
        limit = f"{(limits.limit_m * 100).normalize():f} cm"
        error = f"{(limits.mean_error_m * 100).normalize():f} cm"
        figures = Text(
            f"{figures.zh}（{limits.name.zh}：限差 {limit}，中误差 {error}）",
            f"{figures.en} ({limits.name.en}: limit {limit}, mean error {error})",
        )
    else:
        figures = Text(
            f"{figures.zh}（无适用限差，仅供参考）",
            f"{figures.en} (no limit applies; for information)",
        )
    alone = _alone(points) if not same else Text("", "")
    verdict = _verdict(points, unchanged)
    return Text(f"{verdict.zh}{figures.zh}{alone.zh}。", f"{verdict.en}{figures.en}{alone.en}.")


def _verdict(points: Sequence[PointDifference], unchanged: bool | None) -> Text:
    if unchanged is None:
        return Text("", "")
    if unchanged:
        return Text("界址未变化：", "boundary unchanged: ")
    over = [point for point in points if not point.within_limit]
    if not over and any(point.kind != "matched" for point in points):
        return Text(
            "界线位置未变，界址点有增减：", "the line has not moved, its points are not the same: "
        )
    if not over:
        return Text("疑似界址变化（平均位移超中误差）：", "change suspected (mean too large): ")
    names = [_label(point) for point in over]
    more = "…" if len(names) > _NAMED else ""
    return Text(
        f"疑似界址变化，{'、'.join(names[:_NAMED])}{more} 超限：",
        f"change suspected, {', '.join(names[:_NAMED])}{more} beyond the limit: ",
    )


def _alone(points: Sequence[PointDifference]) -> Text:
    zh, en = "", ""
    for kind, word in (
        ("inserted", Text("新增", "put in")),
        ("left_out", Text("减少", "left out")),
    ):
        labels = [_label(point) for point in points if point.kind == kind]
        if labels:
            more = "…" if len(labels) > _NAMED else ""
            zh += f"；{word.zh} {'、'.join(labels[:_NAMED])}{more}"
            en += f"; {word.en}: {', '.join(labels[:_NAMED])}{more}"
    return Text(zh, en)


def _label(point: PointDifference) -> str:
    named = point.before or point.after
    return named.label if named else ""
