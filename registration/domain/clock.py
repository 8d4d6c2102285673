"""The clock of a case: what was used of a time limit, what is left, and when it ends.

Working days are counted in half-open intervals: of a clock that ran from one day to another, the
first day does not count and the last does, if the office works on it (民法典 第二百零一条: the day
on which a period begins does not count). A clock that is stopped and started again on one day
therefore counts as if it had never stopped, and counts add up however a period is cut. A limit of
no days (即时办理) ends with the working day on which it began.

Instants are aware datetimes in the office's time zone; the caller converts.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from registration.domain.workdays import ONE_DAY, WorkCalendar, YearMissing


class LimitUnit(StrEnum):
    """What a limit is counted in: working days, hours the office is open, or plain hours."""

    WORKING_DAY = "working_day"
    WORKING_HOUR = "working_hour"
    HOUR = "hour"


class Light(StrEnum):
    """The light of a case or step.

    ``OK`` in time, ``NEAR`` near its end, ``OVER`` over; ``STANDS`` while the clock stands;
    ``NO_CALENDAR`` where a year was not entered, ``NO_LIMIT`` where no limit is set; ``KEPT`` and
    ``LATE`` for a finished case.
    """

    OK = "ok"
    NEAR = "near"
    OVER = "over"
    STANDS = "stands"
    NO_CALENDAR = "no_calendar"
    NO_LIMIT = "no_limit"
    KEPT = "kept"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit; ``amount`` 0 is 即时办理, done on the day it is handed in."""

    amount: int
    unit: LimitUnit = LimitUnit.WORKING_DAY


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``start`` to ``end``; an ``end`` of None goes on."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a light turns yellow: what is left is not more than the greater of both.

    ``near_minutes`` is for hour limits, and for 即时办理 counted from the beginning.
    """

    near_days: int = 1
    near_percent: int = 20
    near_minutes: int = 30


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office is open on a working day, as (from, to) pairs in order."""

    opens: tuple[tuple[time, time], ...] = (
        (time(8, 30), time(12, 0)),
        (time(13, 30), time(18, 0)),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows.

    ``used`` and ``left`` are working days, or minutes for limits in hours; ``left`` is negative
    when the limit is over. ``due_at`` is the first instant that is late, ``near_at`` the first
    that is yellow; both are None while the clock stands. ``missing_year`` is a year whose calendar
    the missing figures would need.
    """

    used: int | None
    left: int | None
    near_at: datetime | None
    due_at: datetime | None
    missing_year: int | None = None


class _Ruler(Protocol):
    def measure(self, start: datetime, end: datetime) -> int: ...
    def reached(self, start: datetime, amount: int) -> datetime: ...
    def spent(self, start: datetime, amount: int) -> datetime: ...


@dataclass(frozen=True, slots=True)
class _Days:
    """Counts working days; an amount is reached as its day begins and spent as it ends."""

    calendar: WorkCalendar

    def measure(self, start: datetime, end: datetime) -> int:
        return self.calendar.count(start.date(), end.date())

    def reached(self, start: datetime, amount: int) -> datetime:
        return self._begin(start, amount)

    def spent(self, start: datetime, amount: int) -> datetime:
        return self._begin(start, amount) + ONE_DAY

    def _begin(self, start: datetime, amount: int) -> datetime:
        day = start.date()
        if amount == 0 and not self.calendar.require(day):
            amount = 1  # handed in on a day off: the next working day is its day
        days = self.calendar.workdays_after(day)
        for _ in range(amount):
            day = next(days)
        return datetime.combine(day, time(), start.tzinfo)


@dataclass(frozen=True, slots=True)
class _OpenMinutes:
    """Counts the minutes during which the office is open."""

    calendar: WorkCalendar
    hours: OfficeHours

    def measure(self, start: datetime, end: datetime) -> int:
        total = timedelta()
        for opens, closes in self._openings(start, until=end):
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return int(total.total_seconds() // 60)

    def reached(self, start: datetime, amount: int) -> datetime:
        wanted = timedelta(minutes=amount)
        for opens, closes in self._openings(start):
            there = max(opens, start)
            if closes - there >= wanted:
                return there + wanted
            wanted -= max(timedelta(), closes - there)
        return start  # pragma: no cover - openings never end but by YearMissing

    spent = reached

    def _openings(
        self, start: datetime, until: datetime | None = None
    ) -> Iterator[tuple[datetime, datetime]]:
        day = start.date()
        while until is None or day <= until.date():
            if self.calendar.require(day):
                for opens, closes in self.hours.opens:
                    yield (
                        datetime.combine(day, opens, start.tzinfo),
                        datetime.combine(day, closes, start.tzinfo),
                    )
            day += ONE_DAY


class _Minutes:
    """Counts every minute, by day and night."""

    def measure(self, start: datetime, end: datetime) -> int:
        return int((end - start).total_seconds() // 60)

    def reached(self, start: datetime, amount: int) -> datetime:
        return start + timedelta(minutes=amount)

    spent = reached


def running(start: datetime, stops: Sequence[Interval]) -> list[Interval]:
    """Return when a clock ran; the last interval is open unless the clock stands.

    Parameters
    ----------
    stops
        In order and apart from each other; only the last may be open.
    """
    ran: list[Interval] = []
    begin: datetime | None = start
    for stop in stops:
        if begin is not None:
            ran.append(Interval(begin, max(begin, stop.start)))
        begin = stop.end
    return [*ran, Interval(begin)] if begin is not None else ran


def read_clock(
    limit: Limit,
    *,
    start: datetime,
    stops: Sequence[Interval] = (),
    now: datetime,
    calendar: WorkCalendar,
    thresholds: Thresholds = Thresholds(),
    hours: OfficeHours = OfficeHours(),
) -> Reading:
    """Return what the clock of a limit shows at ``now``.

    A year nobody has entered is said in ``missing_year``; what can be told without it is told.
    """
    ruler = _ruler(limit.unit, calendar, hours)
    whole = limit.amount if limit.unit is LimitUnit.WORKING_DAY else limit.amount * 60
    ran = running(start, stops)
    missing: int | None = None
    used: int | None = None
    near_at: datetime | None = None
    due_at: datetime | None = None
    try:
        used = sum(
            ruler.measure(each.start, min(now, each.end or now))
            for each in ran
            if each.start <= now
        )
    except YearMissing as gap:
        missing = gap.year
    try:
        near_at, due_at = _ends(ruler, whole, ran, yellow=_yellow(limit, whole, thresholds))
        if limit.amount == 0 and due_at is not None:
            near_at = start + timedelta(minutes=thresholds.near_minutes)
    except YearMissing as gap:
        missing = missing or gap.year
    left = None if used is None else whole - used
    return Reading(used, left, near_at, due_at, missing)


def between(
    unit: LimitUnit, start: datetime, end: datetime, *, calendar: WorkCalendar, hours: OfficeHours
) -> int:
    """Return the working days, or minutes, from ``start`` to ``end``; 0 when it is not later.

    Raises
    ------
    YearMissing
        The calendar of a year between them was not entered.
    """
    return _ruler(unit, calendar, hours).measure(start, max(start, end))


def _ruler(unit: LimitUnit, calendar: WorkCalendar, hours: OfficeHours) -> _Ruler:
    if unit is LimitUnit.WORKING_DAY:
        return _Days(calendar)
    return _OpenMinutes(calendar, hours) if unit is LimitUnit.WORKING_HOUR else _Minutes()


def _yellow(limit: Limit, whole: int, thresholds: Thresholds) -> int:
    least = thresholds.near_days if limit.unit is LimitUnit.WORKING_DAY else thresholds.near_minutes
    return max(least, math.floor(whole * thresholds.near_percent / 100))


def _ends(
    ruler: _Ruler, whole: int, ran: Sequence[Interval], *, yellow: int
) -> tuple[datetime | None, datetime | None]:
    """Return when the limit turns yellow and when it is over; None while the clock stands."""
    left = whole
    for each in ran:
        used = 0 if each.end is None else ruler.measure(each.start, each.end)
        if each.end is None or used > left:
            near = each.start if left <= yellow else ruler.reached(each.start, left - yellow)
            return near, ruler.spent(each.start, left)
        left -= used
    return None, None


def light_of(reading: Reading, *, now: datetime, stands: bool = False) -> Light:
    """Return the light of an open case or step at ``now``.

    A limit that ran out stays over, also while its clock stands.
    """
    if reading.due_at is not None:
        if now >= reading.due_at:
            return Light.OVER
    elif reading.left is not None and reading.left < 0:
        return Light.OVER
    if stands:
        return Light.STANDS
    if reading.due_at is None or reading.near_at is None:
        return Light.NO_CALENDAR
    return Light.NEAR if now >= reading.near_at else Light.OK
