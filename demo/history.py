"""A history that can be looked at: seven acts on invented parcels and flats of the demo county.

A house plot is divided, two are put together, a fence is moved, an address is put right, a plot is
given up; in a block of flats two flats become one and a floor area is put right. None of it touches
the two developments.
"""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from buildings.domain.publication import UnitContent
from buildings.models import ActKind, Unit
from buildings.services.acts import Change
from buildings.services.codes import Ground
from buildings.services.unit_changes import unit_correct, units_merge
from cadastre.models import SpatialSource
from parcels.changes import (
    Act,
    Correction,
    boundary_adjust,
    parcel_retire,
    parcel_split,
    parcels_correct,
    parcels_merge,
)
from parcels.domain.moving import Move
from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.models import ParcelLineage
from parcels.selectors import content_of, parcel_current

SERIES = "410811001002GB"
BY = "registrar"
MERGED, CUT, MOVED, READDRESSED, GIVEN_UP = (
    ("00009", "00010"),
    "00021",
    ("00005", "00006"),
    "00025",
    "00017",
)
FLATS = "410811001002GB00001F0001"
CENTIMETRE = Decimal("0.01")


def load_history() -> None:
    """Do the acts, each on the day it happened; does nothing when they were done."""
    if ParcelLineage.objects.filter(before_code=SERIES + MERGED[0]).exists():
        return
    _correct_address()
    _merge()
    _split(_moment(2022, 6, 8))
    _adjust()
    _merge_flats()
    parcel_retire(SERIES + GIVEN_UP, _act("演示灭失决定", _moment(2026, 9, 4), "土地收回（演示）"))


def _moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def _source(title: str, now: datetime) -> SpatialSource:
    return SpatialSource.objects.create(
        title=f"{title}（虚构）",
        stage="register",
        organisation="示例测绘有限公司",
        surveyed_on=now.date(),
        accuracy_class=1,
        accepted_by=BY,
        accepted_at=now,
    )


def _act(title: str, now: datetime, reason: str) -> Act:
    return Act(by=BY, now=now, source=_source(title, now), reason=reason)


def _correct_address() -> None:
    """Put a house number right that the stock had wrong all along."""
    wrong = parcel_current(SERIES + READDRESSED)
    right = replace(content_of(wrong), address=f"{wrong.address}院")
    act = _act("门牌核实记录", _moment(2020, 5, 12), "门牌号录入有误")
    parcels_correct([Correction(wrong.pk, right)], act)


def _merge() -> None:
    """Put two plots side by side together: all corners stay, the line between them goes."""
    west, east = (parcel_current(SERIES + code) for code in MERGED)
    act = _act("合宗勘测定界", _moment(2021, 3, 16), "相邻宗地合并使用")
    ring = _joined(content_of(west), content_of(east))
    whole = replace(content_of(west), parcel_code="", area_m2=west.area_m2 + east.area_m2)
    parcels_merge([west.parcel_code, east.parcel_code], replace(whole, parts=((ring,),)), act)


def _joined(west: ParcelContent, east: ParcelContent) -> tuple[RegisterPoint, ...]:
    """Return the outline of two plots that share one whole side, west's corners first."""
    first, second = west.parts[0][0], east.parts[0][0]
    shared = {_place(point) for point in first} & {_place(point) for point in second}
    outer = [*_from_shared(first, shared), *_from_shared(second, shared)]
    return _numbered(outer)


def _from_shared(
    ring: tuple[RegisterPoint, ...], shared: set[tuple[Decimal, Decimal]]
) -> list[RegisterPoint]:
    """Return a ring from the shared corner after which it leaves the other plot, without its end.

    The end is the other shared corner, where the other plot's ring goes on.
    """
    count = len(ring)
    start = next(
        n
        for n, point in enumerate(ring)
        if _place(point) in shared and _place(ring[(n + 1) % count]) not in shared
    )
    turned = [*ring[start:], *ring[:start]]
    end = next(n for n, point in enumerate(turned) if n and _place(point) in shared)
    return turned[:end]


def _place(point: RegisterPoint) -> tuple[Decimal, Decimal]:
    return point.northing_m, point.easting_m


def _numbered(ring: list[RegisterPoint]) -> tuple[RegisterPoint, ...]:
    return tuple(replace(point, label=f"J{n}") for n, point in enumerate(ring, start=1))


def _split(now: datetime) -> None:
    """Divide a plot of four corners or more between the middles of its two longest sides."""
    plot = parcel_current(SERIES + CUT)
    act = _act("分割测量", now, "分户")
    ring = content_of(plot).parts[0][0]
    longest = sorted(sorted(range(len(ring)), key=lambda n: -_length(ring, n))[:2])
    first, second = (_middle(ring[n], ring[(n + 1) % len(ring)]) for n in longest)
    low, high = longest
    one = _numbered([first, *ring[low + 1 : high + 1], second])
    two = _numbered([second, *ring[high + 1 :], *ring[: low + 1], first])
    area = _area(one) / (_area(one) + _area(two)) * plot.area_m2
    small = area.quantize(CENTIMETRE, ROUND_HALF_UP)
    whole = replace(content_of(plot), parcel_code="")
    parts = [
        replace(whole, parts=((one,),), area_m2=small, address=f"{plot.address}-1"),
        replace(whole, parts=((two,),), area_m2=plot.area_m2 - small, address=f"{plot.address}-2"),
    ]
    parcel_split(plot.parcel_code, parts, act)


def _length(ring: tuple[RegisterPoint, ...], place: int) -> Decimal:
    here, there = ring[place], ring[(place + 1) % len(ring)]
    north, east = there.northing_m - here.northing_m, there.easting_m - here.easting_m
    return (north * north + east * east).sqrt()


def _middle(here: RegisterPoint, there: RegisterPoint) -> RegisterPoint:
    millimetre = Decimal("0.001")
    return RegisterPoint(
        "J",
        ((here.northing_m + there.northing_m) / 2).quantize(millimetre),
        ((here.easting_m + there.easting_m) / 2).quantize(millimetre),
    )


def _area(ring: tuple[RegisterPoint, ...]) -> Decimal:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(a.easting_m * b.northing_m - b.easting_m * a.northing_m for a, b in pairs)) / 2


def _adjust() -> None:
    """Move the street end of a fence between two plots 0.35 m along the street, to the east."""
    west, east = (parcel_current(SERIES + code) for code in MOVED)
    act = _act("界址调整测量", _moment(2024, 10, 22), "双方协议调整界址")
    shared = {_place(p) for p in content_of(west).parts[0][0]} & {
        _place(p) for p in content_of(east).parts[0][0]
    }
    northing_m, easting_m = min(shared)
    to = RegisterPoint("J", northing_m + Decimal("0.014"), easting_m + Decimal("0.350"))
    boundary_adjust([west.parcel_code, east.parcel_code], [Move(northing_m, easting_m, to)], act)


def _merge_flats() -> None:
    """Make one flat of the two highest neighbours of a staircase, and put an area right."""
    flats = list(
        Unit.objects.current().filter(unit_code__code__startswith=FLATS).order_by("unit_code")
    )
    last = (flats[-1].section, flats[-1].storey_id)
    one, other = (unit for unit in flats if (unit.section, unit.storey_id) == last)
    now = _moment(2023, 4, 18)
    whole = UnitContent(
        unit_code="",
        kind=one.kind,
        section=one.section,
        storey_number=one.storey.number if one.storey else None,
        storey_label=one.storey.label if one.storey else "",
        room=f"{one.room}-{other.room}",
        use=one.use,
        address=f"{one.address}-{other.room}",
        inner_m2=_sum(one.inner_m2, other.inner_m2),
        shared_m2=_sum(one.shared_m2, other.shared_m2),
        built_m2=_sum(one.built_m2, other.built_m2),
    )
    units_merge(
        [one.unit_code_id, other.unit_code_id],
        whole,
        area_source=_source("两户合并房产测量", now),
        change=_unit_change(ActKind.MERGE, "unit.merge", "两户打通（演示）", now),
    )
    later = _moment(2025, 2, 11)
    flat = flats[0]
    unit_correct(
        flat.unit_code_id,
        {"use": "成套住宅（更正）"},
        area_source=_source("用途核实", later),
        change=_unit_change(ActKind.CORRECT, "unit.correct", "用途录入有误", later),
    )


def _unit_change(kind: ActKind, action: str, reason: str, now: datetime) -> Change:
    ground = Ground(actor=BY, reason=reason)
    return Change(kind=kind, action=action, ground=ground, now=now)


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal:
    return (one or Decimal(0)) + (other or Decimal(0))
