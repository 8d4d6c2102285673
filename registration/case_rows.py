"""A case as the list, the API and the command line show it: its light, what is left, who has it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cadastre.domain.findings import Text
from cadastre.http import both
from registration import selectors
from registration.clocks import OfficeClock, light_shown, step_light_shown
from registration.domain.case import CaseStatus
from registration.domain.clock import Light, LimitUnit
from registration.domain.items import ITEMS
from registration.domain.stops import STOP_REASONS
from registration.domain.workdays import YearMissing
from registration.limit_words import LIGHT_WORDS, calendar_missing, limit_in_words
from registration.models import Case, CaseStop, TimeLimit
from surveys.models import SurveyProject

MINUTES_AN_HOUR = 60
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class StopShown:
    """One stop of a clock: why, under which clause, and from when to when."""

    row: CaseStop
    name: Text
    cites: str


@dataclass(frozen=True, slots=True)
class ClockShown:
    """The clock of a case in figures and words.

    ``left`` is in working days or minutes, negative when over; None where it cannot be told, and
    then ``missing`` says what the calendar lacks, or no limit is set.
    """

    light: Light
    light_words: Text
    step_light: Light
    left: int | None
    left_words: Text | None
    due_at: datetime | None
    due_on: date | None
    statutory_due_on: date | None
    law_is_over: bool
    promised: TimeLimit | None
    promised_words: Text | None
    statutory: TimeLimit | None
    statutory_words: Text | None
    missing: Text | None
    stops: tuple[StopShown, ...] = ()

    @property
    def tag(self) -> str:
        """The word that ``{% light %}`` takes, empty where there is no coloured light."""
        words = {Light.OK: "ok", Light.NEAR: "near", Light.OVER: "over"}
        return words.get(self.light, "")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the case list."""

    case: Case
    clock: ClockShown
    project: SurveyProject | None


def clock_shown(
    case: Case, *, clock: OfficeClock, now: datetime, with_stops: bool = False
) -> ClockShown:
    """Return what the clock of a case shows now."""
    light = light_shown(case, now=now)
    whole = case.promised_limit or case.statutory_limit
    left = _left(case, whole, clock=clock, now=now)
    return ClockShown(
        light=light,
        light_words=LIGHT_WORDS[light],
        step_light=step_light_shown(case, now=now),
        left=left,
        left_words=_words_of_left(left, whole, light),
        due_at=case.due_at,
        due_on=_last_day(case.due_at),
        statutory_due_on=_last_day(case.statutory_due_at),
        law_is_over=bool(case.statutory_due_at and now >= case.statutory_due_at)
        and case.status == CaseStatus.OPEN,
        promised=case.promised_limit,
        promised_words=_words(case.promised_limit),
        statutory=case.statutory_limit,
        statutory_words=_words(case.statutory_limit),
        missing=calendar_missing(case.missing_year) if case.missing_year else None,
        stops=tuple(_stop(row) for row in case.stops.all()) if with_stops else (),
    )


def _words_of_left(left: int | None, limit: TimeLimit | None, light: Light) -> Text | None:
    if left is None or limit is None:
        return None
    if left == 0 and light is Light.OVER:  # on a day off after the last day
        return Text("已超期，不足 1 个工作日", "over by less than a working day")
    return left_in_words(left, limit.unit)


def _words(limit: TimeLimit | None) -> Text | None:
    return limit_in_words(limit.amount, limit.unit) if limit else None


def _stop(row: CaseStop) -> StopShown:
    reason = STOP_REASONS[row.reason]
    return StopShown(row, reason.name, reason.cites)


def _last_day(late_from: datetime | None) -> date | None:
    """Return the last day that is in time, from the first instant that is late."""
    if late_from is None:
        return None
    return timezone.localtime(late_from - INSTANT).date()


def _left(case: Case, limit: TimeLimit | None, *, clock: OfficeClock, now: datetime) -> int | None:
    """Return what is left until the stored end; None when finished or it cannot be told."""
    if case.status != CaseStatus.OPEN or limit is None:
        return None
    if case.due_at is None:
        return case.left_standing
    today, last = timezone.localtime(now), timezone.localtime(case.due_at - INSTANT)
    try:
        return clock.between(limit.unit, today, last) - clock.between(limit.unit, last, today)
    except YearMissing:
        return None


def left_in_words(left: int, unit: str) -> Text:
    """Return what is left or over: ``还有 3 个工作日``, ``已超 2 个工作日``."""
    amount = abs(left)
    if unit == LimitUnit.WORKING_DAY:
        zh, en = f"{amount} 个工作日", f"{amount} working day{'' if amount == 1 else 's'}"
    else:
        hours, minutes = divmod(amount, MINUTES_AN_HOUR)
        of_office = unit == LimitUnit.WORKING_HOUR
        zh = f"{hours} 个工作小时 {minutes} 分" if of_office else f"{hours} 小时 {minutes} 分"
        en = f"{hours} {'working hours' if of_office else 'h'} {minutes} min"
    if left < 0:
        return Text(f"已超 {zh}", f"{en} over")
    return Text(f"还有 {zh}", f"{en} left")


def rows_shown(cases: list[Case], *, clock: OfficeClock, now: datetime) -> list[CaseRow]:
    """Return cases with their clocks and projects, for the list, the API and the command line."""
    projects = selectors.projects_on(case.parcel_code for case in cases)
    return [
        CaseRow(case, clock_shown(case, clock=clock, now=now), projects.get(case.parcel_code))
        for case in cases
    ]


def case_as_dict(row: CaseRow) -> dict[str, Any]:
    """Return a line of the list as programs receive it."""
    case, clock = row.case, row.clock
    return {
        "number": case.number,
        "status": case.status,
        "kind": case.kind,
        "item": {"code": case.item, "name": both(ITEMS[case.item].name)},
        "parcel_code": case.parcel_code,
        "building_number": case.building_number,
        "project": row.project.number if row.project else "",
        "place": row.project.address if row.project else "",
        "step": case.step if case.status == CaseStatus.OPEN else "",
        "handler": str(case.handler or ""),
        "backup": str(case.backup or ""),
        "opened_at": case.opened_at.isoformat(),
        "decided_at": case.decided_at.isoformat() if case.decided_at else None,
        "revision": case.revision,
        "clock": clock_as_dict(clock),
    }


def clock_as_dict(clock: ClockShown) -> dict[str, Any]:
    """Return the clock of a case as programs receive it; a missing calendar is said in words."""
    return {
        "light": clock.light.value,
        "step_light": clock.step_light.value,
        "left": clock.left,
        "left_words": both(clock.left_words) if clock.left_words else None,
        "due_on": clock.due_on.isoformat() if clock.due_on else None,
        "statutory_due_on": clock.statutory_due_on.isoformat() if clock.statutory_due_on else None,
        "promised": _limit_as_dict(clock.promised),
        "statutory": _limit_as_dict(clock.statutory),
        "missing": both(clock.missing) if clock.missing else None,
    }


def _limit_as_dict(limit: TimeLimit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {
        "amount": limit.amount,
        "unit": limit.unit,
        "scope": limit.scope,
        "cites": limit.cites,
        "standing": limit.standing,
    }
