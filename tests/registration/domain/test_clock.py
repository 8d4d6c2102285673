"""The clock against a model that walks day by day, and against dates counted by hand."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.clock import (
    Interval,
    Light,
    Limit,
    LimitUnit,
    OfficeHours,
    Reading,
    between,
    light_of,
    read_clock,
)
from registration.domain.workdays import Missing, WorkCalendar

OFFICE = ZoneInfo("Asia/Shanghai")
YEAR = 2026
FIRST = date(YEAR, 1, 1)
NATIONAL_DAY = {date(2026, 10, day): False for day in (1, 2, 5, 6, 7)} | {
    date(2026, 9, 20): True,
    date(2026, 10, 10): True,
}
CALENDAR = WorkCalendar.of({YEAR}, NATIONAL_DAY)


def at(month: int, day: int, hour: int = 10, minute: int = 0, year: int = YEAR) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=OFFICE)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), OFFICE)


# By hand: September and October 2026, with the National Day holiday and its two swapped weekends.


@pytest.mark.parametrize(
    ("start", "days", "last_day"),
    [
        (at(9, 14), 3, date(2026, 9, 17)),  # Monday: Tuesday is the first day
        (at(9, 18), 1, date(2026, 9, 20)),  # Friday: the Sunday after it is worked
        (at(9, 19), 1, date(2026, 9, 20)),  # handed in on a Saturday
        (at(9, 28), 10, date(2026, 10, 16)),  # 29, 30, then 8, 9, Saturday 10, 12 to 16
        (at(9, 14), 0, date(2026, 9, 14)),  # done at once
        (at(9, 19), 0, date(2026, 9, 20)),  # at once, handed in on a Saturday
    ],
)
def test_a_limit_ends_with_its_last_working_day(start, days, last_day):
    reading = read_clock(Limit(days), start=start, now=start, calendar=CALENDAR)
    midnight = datetime.combine(last_day + timedelta(days=1), time(), OFFICE)
    assert reading.due_at == midnight
    assert (reading.used, reading.left) == (0, days)


def test_time_that_stood_does_not_count():
    stops = [Interval(at(9, 15), at(9, 22))]  # Tuesday counts, Wednesday to next Tuesday do not
    reading = read_clock(Limit(3), start=at(9, 14), stops=stops, now=at(9, 23), calendar=CALENDAR)
    assert (reading.used, reading.left) == (2, 1)
    assert reading.due_at == at(9, 25, 0)
    assert reading.near_at == at(9, 23, 0)


def test_while_it_stands_there_is_no_end():
    stops = [Interval(at(9, 15))]
    reading = read_clock(Limit(3), start=at(9, 14), stops=stops, now=at(9, 30), calendar=CALENDAR)
    assert reading == Reading(used=1, left=2, near_at=None, due_at=None)
    assert light_of(reading, now=at(9, 30), stands=True) is Light.STANDS


def test_what_ran_out_stays_over_while_it_stands():
    stops = [Interval(at(9, 21))]
    reading = read_clock(Limit(3), start=at(9, 14), stops=stops, now=at(9, 30), calendar=CALENDAR)
    assert reading.left == -3  # 15, 16, 17, 18, Sunday 20, 21
    assert light_of(reading, now=at(9, 30), stands=True) is Light.OVER


def test_lights_by_the_share_of_the_limit():
    """Of ten days two are twenty percent: yellow from the eighth day on."""
    reading = read_clock(Limit(10), start=at(9, 1), now=at(9, 1), calendar=CALENDAR)
    assert reading.near_at == at(9, 11, 0)
    assert reading.due_at == at(9, 16, 0)
    told = [light_of(reading, now=at(9, day)) for day in (10, 11, 15, 16)]
    assert told == [Light.OK, Light.NEAR, Light.NEAR, Light.OVER]


def test_at_once_turns_yellow_after_half_an_hour():
    reading = read_clock(Limit(0), start=at(9, 14, 9), now=at(9, 14, 9), calendar=CALENDAR)
    assert reading.near_at == at(9, 14, 9, 30)
    assert light_of(reading, now=at(9, 14, 23, 59)) is Light.NEAR
    assert light_of(reading, now=at(9, 15, 0)) is Light.OVER


def test_working_hours_run_only_while_the_office_is_open():
    """Eight hours from Friday 16:00: two that day, two on the worked Sunday's morning and so on."""
    eight = Limit(8, LimitUnit.WORKING_HOUR)
    reading = read_clock(eight, start=at(9, 18, 16), now=at(9, 18, 17), calendar=CALENDAR)
    assert (reading.used, reading.left) == (60, 420)
    assert reading.due_at == at(9, 20, 16)  # 2 h, then 3.5 h and 2.5 h on Sunday
    plain = read_clock(
        Limit(24, LimitUnit.HOUR), start=at(9, 18, 16), now=at(9, 18, 17), calendar=CALENDAR
    )
    assert plain.due_at == at(9, 19, 16)


# A year nobody has entered


def test_a_year_that_was_not_entered_is_said():
    reading = read_clock(Limit(10), start=at(12, 24), now=at(12, 28), calendar=CALENDAR)
    assert (reading.due_at, reading.missing_year) == (None, 2027)
    assert (reading.used, reading.left) == (2, 8)
    assert light_of(reading, now=at(12, 28)) is Light.NO_CALENDAR
    later = read_clock(Limit(10), start=at(12, 24), now=at(1, 8, year=2027), calendar=CALENDAR)
    assert (later.used, later.left, later.missing_year) == (None, None, 2027)
    assert CALENDAR.works_on(date(2027, 1, 4)) == Missing(2027)


def test_a_limit_that_ends_before_the_gap_needs_no_other_year():
    reading = read_clock(Limit(3), start=at(12, 24), now=at(12, 24), calendar=CALENDAR)
    assert (reading.due_at, reading.missing_year) == (at(12, 30, 0), None)


# Against a model that walks day by day


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    odd = draw(st.sets(st.integers(0, 200), max_size=40))
    days = [FIRST + timedelta(days=number) for number in odd]
    return WorkCalendar.of({YEAR}, {day: day.weekday() >= 5 for day in days})


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, list[tuple[date, date | None]]]:
    """A beginning, and stops after it; the last may still go on."""
    steps = draw(st.lists(st.integers(0, 9), min_size=1, max_size=8))
    day = FIRST + timedelta(days=draw(st.integers(0, 60)))
    start, stops = day, []
    for begin, length in zip(steps[::2], steps[1::2], strict=False):
        day += timedelta(days=begin)
        stops.append((day, day + timedelta(days=length)))
        day = stops[-1][1]
    if len(steps) % 2:
        stops.append((day + timedelta(days=steps[-1]), None))
    return start, stops


def runs_on(day: date, start: date, stops: list[tuple[date, date | None]]) -> bool:
    """Whether the clock moves with ``day``: it ran when the day began, and had begun before."""
    stood = any(a < day and (b is None or day <= b) for a, b in stops)
    return day > start and not stood


def walked(calendar, start, stops, until: date) -> int:
    used, day = 0, start
    while day <= until:
        used += bool(calendar.works_on(day)) and runs_on(day, start, stops)
        day += timedelta(days=1)
    return used


def intervals(stops: list[tuple[date, date | None]]) -> list[Interval]:
    return [Interval(noon(a), noon(b) if b else None) for a, b in stops]


@given(calendars(), histories(), st.integers(0, 120), st.integers(1, 20))
def test_what_is_used_is_what_walking_finds(calendar, history, passed, days):
    start, stops = history
    today = start + timedelta(days=passed)
    reading = read_clock(
        Limit(days), start=noon(start), stops=intervals(stops), now=noon(today), calendar=calendar
    )
    assert reading.used == walked(calendar, start, stops, today)
    assert reading.left == days - reading.used


@given(calendars(), histories(), st.integers(1, 20))
def test_the_end_is_the_day_that_walking_finds(calendar, history, days):
    start, stops = history
    resumed = {b for _a, b in stops if b is not None}
    used, day, last = 0, start, None
    while used <= days and day < date(YEAR, 12, 31):
        if used == days and day in resumed and last is not None:
            last = day  # it stood exactly at its end: the day it goes on is still in time
            while not calendar.works_on(last):
                last += timedelta(days=1)
        day += timedelta(days=1)
        if calendar.works_on(day) and runs_on(day, start, stops):
            used += 1
            last = day if used == days else last
    stands = bool(stops) and stops[-1][1] is None
    reading = read_clock(
        Limit(days), start=noon(start), stops=intervals(stops), now=noon(start), calendar=calendar
    )
    if stands and used <= days:
        assert reading.due_at is None
    else:
        assert reading.due_at == datetime.combine(last + timedelta(days=1), time(), OFFICE)
        assert reading.near_at <= reading.due_at


@given(calendars(), st.lists(st.integers(0, 300), min_size=3, max_size=3))
def test_counts_add_up_however_a_period_is_cut(calendar, numbers):
    first, middle, last = (FIRST + timedelta(days=number) for number in sorted(numbers))
    whole = calendar.count(first, last)
    assert whole == calendar.count(first, middle) + calendar.count(middle, last)


@given(calendars(), st.integers(0, 100), st.integers(1, 15), st.integers(0, 30))
def test_a_stop_within_one_day_changes_nothing(calendar, begin, days, later):
    start = noon(FIRST + timedelta(days=begin))
    stop = start + timedelta(days=later, hours=1)
    asked = {"start": start, "now": start + timedelta(days=later + 1), "calendar": calendar}
    plain = read_clock(Limit(days), **asked)
    stopped = read_clock(Limit(days), stops=[Interval(stop, stop)], **asked)
    assert stopped.used == plain.used


@given(calendars(), st.integers(0, 60), st.integers(1, 3000), st.integers(1, 3000))
def test_open_minutes_are_counted_as_minute_by_minute(calendar, begin, first, length):
    start = datetime.combine(FIRST + timedelta(days=begin), time(), OFFICE)
    start += timedelta(minutes=first)
    end = start + timedelta(minutes=length)
    naive = sum(
        bool(calendar.works_on(minute.date()))
        and any(a <= minute.time() < b for a, b in OfficeHours().opens)
        for minute in (start + timedelta(minutes=number) for number in range(length))
    )
    counted = between(LimitUnit.WORKING_HOUR, start, end, calendar=calendar, hours=OfficeHours())
    assert counted == naive
