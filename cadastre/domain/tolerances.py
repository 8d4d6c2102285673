"""Every limit with its unit and where it comes from: data, so that an office can overrule it.

``verified`` is True when the figure was read in the source or a text quoting it, False when it is
remembered or common practice; an unverified figure is shown as such and never called law.
A limit (限差) is twice the mean error (中误差) unless the row says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cadastre.domain.rings import PlanePoint, area_mean_error_m2


@dataclass(frozen=True, slots=True)
class BoundaryClass:
    """Accuracy class of analytic boundary points (解析界址点精度等级); all figures in metres.

    ``mean_error_m``: of a point against the nearest control point; ``limit_m``: the most a point
    may be off; ``spacing_limit_m``: the most the spacing of adjacent points may be off.
    """

    number: int
    mean_error_m: Decimal
    limit_m: Decimal
    spacing_limit_m: Decimal
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class HouseClass:
    """Accuracy class of house surveys (房产测量精度等级).

    Point figures in metres. The limit of a floor area S (m2) is ``area_root``·√S +
    ``area_share``·S in m2. ``verified`` speaks of the whole row, ``area_verified`` of the two
    area figures alone.
    """

    number: int
    mean_error_m: Decimal
    limit_m: Decimal
    area_root: Decimal
    area_share: Decimal
    source: str
    verified: bool
    area_verified: bool


@dataclass(frozen=True, slots=True)
class PointLimits:
    """A mean error and a limit for points in metres outside the classes."""

    mean_error_m: Decimal
    limit_m: Decimal
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class SharedPointLimits:
    """When two neighbours' points are one: up to ``same_m`` the same, up to ``near_miss_m`` a slip.

    Both in metres.
    """

    same_m: Decimal
    near_miss_m: Decimal
    source: str
    verified: bool


_BOUNDARY_SOURCE = "TD/T 1001-2012 解析界址点精度"
_HOUSE_SOURCE = "GB/T 17986.1-2000 房产测量精度"

BOUNDARY_CLASSES: tuple[BoundaryClass, ...] = (
    BoundaryClass(
        1, Decimal("0.05"), Decimal("0.10"), Decimal("0.10"), _BOUNDARY_SOURCE, verified=True
    ),
    BoundaryClass(
        2, Decimal("0.075"), Decimal("0.15"), Decimal("0.15"), _BOUNDARY_SOURCE, verified=True
    ),
    BoundaryClass(
        3, Decimal("0.10"), Decimal("0.20"), Decimal("0.20"), _BOUNDARY_SOURCE, verified=True
    ),
)
"""Class 1: street blocks and plainly visible points; 2: hidden points, villages; 3: the rest.

That GB/T 42547-2023 keeps these figures is remembered, not read.
"""

HOUSE_CLASSES: tuple[HouseClass, ...] = (
    HouseClass(
        1,
        Decimal("0.02"),
        Decimal("0.04"),
        Decimal("0.02"),
        Decimal("0.0006"),
        _HOUSE_SOURCE,
        verified=False,
        area_verified=False,
    ),
    HouseClass(
        2,
        Decimal("0.05"),
        Decimal("0.10"),
        Decimal("0.04"),
        Decimal("0.002"),
        _HOUSE_SOURCE,
        verified=False,
        area_verified=False,
    ),
    HouseClass(
        3,
        Decimal("0.10"),
        Decimal("0.20"),
        Decimal("0.08"),
        Decimal("0.006"),
        _HOUSE_SOURCE,
        verified=False,
        area_verified=True,
    ),
)
"""Commercial housing is commonly measured to class 2; class 1 is for special cases."""

RED_LINE = PointLimits(
    Decimal("0.10"),
    Decimal("0.20"),
    "规划用地红线与实测界址对比，常用限差",
    verified=False,
)
"""A planned red line (用地红线) against a measured boundary, in place of the class limit."""

SHARED_POINT = SharedPointLimits(
    Decimal("0.001"), Decimal("0.10"), "本系统约定：相邻宗地共用界址点", verified=False
)
"""A convention of this system: coordinates are kept to the millimetre, slips reach 10 cm."""

# Between adjacent corners nearer than this the house standard ties the limit to the distance.
_HOUSE_SPACING_REACH_M = Decimal(50)
_HOUSE_SPACING_SHARE = Decimal("0.02")


def boundary_class(number: int) -> BoundaryClass:
    """Return accuracy class 1, 2 or 3 of analytic boundary points (TD/T 1001-2012).

    Raises
    ------
    ValueError
        There is no such class.
    """
    for row in BOUNDARY_CLASSES:
        if row.number == number:
            return row
    raise ValueError(f"boundary points have classes 1 to 3, not {number}")


def house_class(number: int) -> HouseClass:
    """Return accuracy class 1, 2 or 3 of house surveys (GB/T 17986.1-2000).

    Raises
    ------
    ValueError
        There is no such class.
    """
    for row in HOUSE_CLASSES:
        if row.number == number:
            return row
    raise ValueError(f"house surveys have classes 1 to 3, not {number}")


def area_limit_m2(points: Sequence[PlanePoint], accuracy: BoundaryClass) -> Decimal:
    """Return how far two areas of one parcel may differ in m2: 2·m_P, not rounded.

    Parameters
    ----------
    points
        The outer ring of the parcel, metres, without the repeated closing point; without a
        ring the limit is 0.
    accuracy
        Class of its boundary points.

    Notes
    -----
    m_P is the error propagation of :func:`cadastre.domain.rings.area_mean_error_m2`; taking twice
    of it as the limit is this system's convention.
    """
    return 2 * area_mean_error_m2(points, accuracy.mean_error_m)


def house_area_limit_m2(area_m2: Decimal, accuracy: HouseClass | int) -> Decimal:
    """Return how far two measurements of one built floor area S may differ in m2, not rounded.

    For the same built object measured twice under the same area rule; never between presale and
    completion, which are two objects.

    Parameters
    ----------
    area_m2
        Floor area S, 0 or more.
    accuracy
        The class or its number.

    Raises
    ------
    ValueError
        The area is negative or the class unknown.

    Notes
    -----
    GB/T 17986.1-2000: 0.02√S + 0.0006S, 0.04√S + 0.002S, 0.08√S + 0.006S for classes 1 to 3.
    """
    if area_m2 < 0:
        raise ValueError(f"a floor area cannot be negative: {area_m2}")
    row = house_class(accuracy) if isinstance(accuracy, int) else accuracy
    return row.area_root * area_m2.sqrt() + row.area_share * area_m2


def house_spacing_limit_m(distance_between_m: Decimal, accuracy: HouseClass | int) -> Decimal:
    """Return how far the spacing of two adjacent house corners may be off, in metres.

    Below 50 m ΔD = m_j + 0.02·m_j·D with D in metres, from 50 m on the point limit of the class
    (GB/T 17986.1-2000).
    """
    row = house_class(accuracy) if isinstance(accuracy, int) else accuracy
    if distance_between_m >= _HOUSE_SPACING_REACH_M:
        return row.limit_m
    return row.mean_error_m * (1 + _HOUSE_SPACING_SHARE * distance_between_m)
