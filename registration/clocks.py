"""From the office's tables to the clocks of cases: wound at every move, read on every page."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from registration.domain.case import CaseStatus, Pause
from registration.domain.clock import (
    Interval,
    Light,
    Limit,
    LimitUnit,
    OfficeHours,
    Reading,
    Thresholds,
    between,
    light_of,
    read_clock,
)
from registration.domain.workdays import WorkCalendar
from registration.models import Case, OfficeDay, OfficeYear, TimeLimit


@dataclass(frozen=True, slots=True)
class OfficeClock:
    """What every clock of the office is read by."""

    calendar: WorkCalendar
    thresholds: Thresholds
    hours: OfficeHours

    def read(
        self, limit: TimeLimit, *, start: datetime, stops: list[Interval], now: datetime
    ) -> Reading:
        """Return what the clock of ``limit`` shows, with all instants in the office's zone."""
        return read_clock(
            Limit(limit.amount, LimitUnit(limit.unit)),
            start=timezone.localtime(start),
            stops=[_local(stop) for stop in stops],
            now=timezone.localtime(now),
            calendar=self.calendar,
            thresholds=self.thresholds,
            hours=self.hours,
        )

    def between(self, unit: str, start: datetime, end: datetime) -> int:
        """Return the working days or minutes between; raises YearMissing as the clock does."""
        return between(LimitUnit(unit), start, end, calendar=self.calendar, hours=self.hours)


def _local(stop: Interval) -> Interval:
    end = timezone.localtime(stop.end) if stop.end else None
    return Interval(timezone.localtime(stop.start), end)


def office_clock() -> OfficeClock:
    """Return the office's calendar, thresholds and hours as they are today."""
    return OfficeClock(
        calendar=WorkCalendar.of(
            OfficeYear.objects.values_list("year", flat=True),
            dict(OfficeDay.objects.values_list("day", "is_workday")),
        ),
        thresholds=Thresholds(settings.NEAR_DAYS, settings.NEAR_PERCENT, settings.NEAR_MINUTES),
        hours=OfficeHours(tuple(_opening(words) for words in settings.OFFICE_HOURS)),
    )


def _opening(words: str) -> tuple[time, time]:
    begins, _, ends = words.partition("-")
    return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())


class Limits:
    """The limits in force, fetched once for as many cases as are wound."""

    def __init__(self) -> None:
        self._rows = list(TimeLimit.objects.filter(in_force=True))

    def of(self, item: str, code: str, *, level: str, on: date, step: str = "") -> TimeLimit | None:
        """Return the limit of an item for a parcel on a day: of the nearest district, the newest.

        None where no limit is set.
        """
        fitting = [
            row
            for row in self._rows
            if (row.item, row.step, row.level) == (item, step, level)
            and code.startswith(row.scope)
            and row.valid_from <= on
            and (row.valid_to is None or on < row.valid_to)
        ]
        return max(fitting, key=lambda row: (len(row.scope), row.valid_from), default=None)


def wind(case: Case, *, clock: OfficeClock, limits: Limits, now: datetime) -> None:
    """Set what the clocks of an open case show, without saving it.

    The limits are those of the day on which the case was opened.
    """
    day = timezone.localtime(case.opened_at).date()
    of_item = {"item": case.item, "code": case.parcel_code, "on": day}
    case.promised_limit = limits.of(**of_item, level="promised")
    case.statutory_limit = limits.of(**of_item, level="statutory")
    stops = [Interval(s.started_at, s.ended_at) for s in case.stops.all()]
    case.near_at = case.due_at = case.statutory_due_at = None
    case.step_near_at = case.step_due_at = case.left_standing = case.missing_year = None
    whole = case.promised_limit or case.statutory_limit
    if whole is not None:
        reading = clock.read(whole, start=case.opened_at, stops=stops, now=now)
        case.near_at, case.due_at = reading.near_at, reading.due_at
        case.missing_year = reading.missing_year
        case.left_standing = reading.left if case.pause else None
    if case.statutory_limit is not None:
        law = clock.read(case.statutory_limit, start=case.opened_at, stops=stops, now=now)
        case.statutory_due_at = law.due_at
        case.missing_year = case.missing_year or law.missing_year
    of_step = limits.of(**of_item, level="promised", step=case.step)
    if of_step is not None and case.step_since is not None:
        since = [_since(stop, case.step_since) for stop in stops]
        shown = clock.read(
            of_step,
            start=case.step_since,
            stops=[stop for stop in since if stop is not None],
            now=now,
        )
        case.step_near_at, case.step_due_at = shown.near_at, shown.due_at


WOUND = (
    "promised_limit",
    "statutory_limit",
    "near_at",
    "due_at",
    "statutory_due_at",
    "step_near_at",
    "step_due_at",
    "left_standing",
    "missing_year",
)
"""What :func:`wind` sets."""


def _since(stop: Interval, begin: datetime) -> Interval | None:
    """Return the part of a stop from ``begin`` on; None when it was over before."""
    if stop.end is not None and stop.end <= begin:
        return None
    return Interval(max(stop.start, begin), stop.end)


def light_shown(case: Case, *, now: datetime) -> Light:
    """Return the light of a case from what its clocks last showed, without reading them again."""
    if case.status != CaseStatus.OPEN:
        on_time = case.due_at is None or (case.decided_at or now) < case.due_at
        return Light.KEPT if on_time else Light.LATE
    if case.promised_limit_id is None and case.statutory_limit_id is None:
        return Light.NO_LIMIT
    return _light(case, Reading(None, case.left_standing, case.near_at, case.due_at), now=now)


def step_light_shown(case: Case, *, now: datetime) -> Light:
    """Return the light of the step an open case waits at; ``NO_LIMIT`` where none is set."""
    if case.step_due_at is None and not case.pause:
        return Light.NO_LIMIT
    return _light(case, Reading(None, None, case.step_near_at, case.step_due_at), now=now)


def _light(case: Case, reading: Reading, *, now: datetime) -> Light:
    return light_of(reading, now=now, stands=case.pause != Pause.RUNNING)


def lights_as_condition(light: str, *, now: datetime) -> Q:
    """Return the condition that an open case shows ``light``; empty for an unknown word.

    The same as :func:`light_shown`, for the database.
    """
    is_open = Q(status=CaseStatus.OPEN)
    over = Q(due_at__lte=now) | Q(left_standing__lt=0)
    running = is_open & Q(pause="") & Q(due_at__gt=now)
    known = {
        Light.OVER: is_open & over,
        Light.NEAR: running & Q(near_at__lte=now),
        Light.OK: running & Q(near_at__gt=now),
        Light.STANDS: is_open & ~Q(pause="") & (Q(left_standing__gte=0) | Q(left_standing=None)),
        Light.NO_CALENDAR: is_open & Q(pause="", due_at=None, missing_year__isnull=False),
    }
    return known.get(light, Q())  # type: ignore[call-overload]
