"""The office's calendar and limits; what depends on them is wound again in the same transaction."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import Account, Role
from cadastre import audit
from cadastre.domain.errors import InvalidInput, NotAllowed
from cadastre.domain.findings import Text
from registration.clocks import WOUND, Limits, office_clock, wind
from registration.domain.case import CaseStatus, Step
from registration.domain.clock import LimitUnit
from registration.domain.items import ITEMS
from registration.models import Case, OfficeDay, OfficeYear, TimeLimit
from registration.office_defaults import library_days, library_name, library_years

LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(休|班|off|on)\b\s*(.*)")
WEEKDAYS_OFF_AT_LEAST = 3
"""A year with fewer holidays on weekdays is surely not complete."""
LARGEST_LIMIT = 365
BATCH = 500
WOUND_COLUMNS = tuple(Case._meta.get_field(name).attname for name in WOUND)


def _require_registrar(by: Account | None, scope: str = "") -> None:
    """``by`` is None on the command line, where the operator acts."""
    if by is None:
        return
    if not by.has_role(Role.REGISTRAR) or (scope and not by.covers(scope)):
        raise NotAllowed(
            Text(
                "只有登记人员可以维护办公日历和时限。", "Only registrars keep calendar and limits."
            )
        )


def read_year(year: int, lines: Iterable[str]) -> list[OfficeDay]:
    """Read the days of a year that are unlike their week, a line each: ``2027-01-01 休 元旦``.

    ``休`` or ``off`` is a weekday off, ``班`` or ``on`` a weekend day worked; empty lines and
    lines that begin with ``#`` are passed over, and so are weekend days off.

    Raises
    ------
    InvalidInput
        A line cannot be understood, is of another year, or stands twice, or the holidays are
        too few for a year; the message names the line.
    """
    days: dict[date, OfficeDay] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        day, works, name = _read_line(year, number, text)
        if day in days:
            raise _bad_line(number, text, "这一天重复。", "This day stands twice.")
        if works == (day.weekday() < 5):
            if works:
                raise _bad_line(
                    number, text, "这天本来就上班，不必写“班”。", "This weekday is worked anyway."
                )
            continue
        days[day] = OfficeDay(day=day, year_id=year, is_workday=works, name=name[:60])
    if sum(not day.is_workday for day in days.values()) < WEEKDAYS_OFF_AT_LEAST:
        raise InvalidInput(
            Text(
                f"{year} 年的工作日放假不足 {WEEKDAYS_OFF_AT_LEAST} 天，看来没有写全。",
                f"{year} has fewer than {WEEKDAYS_OFF_AT_LEAST} weekdays off: surely not all of "
                "them.",
            ),
            advice=Text(
                "请按国务院办公厅当年的放假通知逐日写出。", "Write out every day of the notice."
            ),
        )
    return list(days.values())


def _read_line(year: int, number: int, text: str) -> tuple[date, bool, str]:
    found = LINE.fullmatch(text)
    if found is None:
        raise _bad_line(
            number,
            text,
            "应写作“2027-01-01 休 元旦”或“2027-02-07 班”。",
            "Expected “2027-01-01 off New Year” or “2027-02-07 on”.",
        )
    try:
        day = date.fromisoformat(found[1])
    except ValueError as error:
        raise _bad_line(number, text, "没有这一天。", "There is no such day.") from error
    if day.year != year:
        raise _bad_line(number, text, f"不是 {year} 年。", f"It is not of {year}.")
    return day, found[2] in ("班", "on"), found[3].strip()


def _bad_line(number: int, text: str, zh: str, en: str) -> InvalidInput:
    shown = text[:60]
    return InvalidInput(
        Text(f"第 {number} 行“{shown}”：{zh}", f"Line {number} “{shown}”: {en}"),
    )


@transaction.atomic
def year_enter(
    year: int,
    *,
    lines: Iterable[str] | None = None,
    source: str = "",
    by: Account | None,
    now: datetime,
) -> int:
    """Enter a year's working days and wind all clocks that need them; return how many cases.

    A year entered before is replaced. Without ``lines`` the days come from the kept library.

    Raises
    ------
    InvalidInput
        As :func:`read_year`, or the library does not have the year.
    NotAllowed
        The account is no registrar.
    """
    _require_registrar(by)
    if lines is not None:
        days, origin = read_year(year, lines), source.strip() or str(by or "office")
    elif year in library_years():
        days = [
            OfficeDay(day=day, year_id=year, is_workday=works, name=name)
            for day, works, name in library_days(year)
        ]
        origin = library_name()
    else:
        raise InvalidInput(
            Text(
                f"节假日库没有 {year} 年；请按放假通知录入。",
                f"The kept library has no {year}: enter it from the official notice.",
            )
        )
    OfficeDay.objects.filter(year=year).delete()
    OfficeYear.objects.update_or_create(
        year=year, defaults={"source": origin[:200], "entered_at": now, "entered_by": by}
    )
    OfficeDay.objects.bulk_create(days)
    audit.record(
        actor=by.get_username() if by else audit.SYSTEM,
        action="office.year_entered",
        objects=[str(year)],
        now=now,
        details={"source": origin, "days": len(days)},
    )
    return clocks_wind_again(now=now)


@transaction.atomic
def clocks_wind_again(*, now: datetime) -> int:
    """Wind the clocks of all open cases anew; return how many there are."""
    clock, limits = office_clock(), Limits()
    wound = 0
    cases = Case.objects.filter(status=CaseStatus.OPEN).defer("decision").order_by("pk")
    for start in range(0, cases.count(), BATCH):
        batch = list(cases.prefetch_related("stops")[start : start + BATCH])
        changed = []
        for case in batch:
            before = [getattr(case, name) for name in WOUND_COLUMNS]
            wind(case, clock=clock, limits=limits, now=now)
            if [getattr(case, name) for name in WOUND_COLUMNS] != before:
                changed.append(case)
        Case.objects.bulk_update(changed, WOUND)
        wound += len(batch)
    return wound


@transaction.atomic
def limit_set(
    item: str,
    *,
    scope: str,
    level: str = "promised",
    step: str = "",
    amount: int,
    unit: LimitUnit = LimitUnit.WORKING_DAY,
    valid_from: date,
    document: str,
    clause: str = "",
    by: Account | None,
    now: datetime,
) -> TimeLimit:
    """Set a limit the office decided, from a day on; what was in force before ends there.

    Raises
    ------
    InvalidInput
        The item, step, level or amount is none, or the deciding document is not named.
    NotAllowed
        The account is no registrar of all these districts.
    """
    _require_registrar(by, scope or "the whole country")
    _require_limit(item, level, step, amount, document)
    same = TimeLimit.objects.filter(scope=scope, item=item, step=step, level=level)
    same.filter(valid_from__lt=valid_from, valid_to=None).update(valid_to=valid_from)
    limit, _ = TimeLimit.objects.update_or_create(
        scope=scope,
        item=item,
        step=step,
        level=level,
        valid_from=valid_from,
        defaults={
            "amount": amount,
            "unit": unit.value,
            "standing": "office",
            "in_force": True,
            "document": document.strip(),
            "clause": clause.strip(),
            "data_version": "",
        },
    )
    audit.record(
        actor=by.get_username() if by else audit.SYSTEM,
        action="office.limit_set",
        objects=[item],
        now=now,
        details={"scope": scope, "step": step, "level": level, "amount": amount, "unit": unit},
    )
    clocks_wind_again(now=now)
    return limit


def _require_limit(item: str, level: str, step: str, amount: int, document: str) -> None:
    wrong = (
        item not in ITEMS
        or level not in ("promised", "statutory")
        or (step and step not in set(Step))
        or not 0 <= amount <= LARGEST_LIMIT
        or not document.strip()
    )
    if wrong:
        raise InvalidInput(
            Text(
                f"时限不成立：事项 {item}，环节 {step or '全程'}，"
                f"数量 {amount}，依据“{document}”。",
                f"No such limit: item {item}, step {step or 'whole case'}, amount {amount}, "
                f"document “{document}”.",
            ),
            advice=Text(
                f"数量 0–{LARGEST_LIMIT}，并写明依据的文件。",
                f"The amount is 0 to {LARGEST_LIMIT}, and the document is named.",
            ),
        )
