"""An office's limits and calendar to begin with; what an office then enters is never touched."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import chinese_calendar
from django.apps import apps
from django.apps.registry import Apps

LIMITS_VERSION = "2026-1"
LIMITS_FILE = Path(__file__).parent / "data" / f"time_limits.{LIMITS_VERSION}.csv"
FIRST_YEAR = 2016
"""Unified registration began in this year; nothing is counted before it."""
SATURDAY = 5
NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
"""The holidays' Chinese names by the words the library's tables use."""


def fill_empty_office(*, apps: Apps = apps, **_: Any) -> None:
    """Put limits of this version and the known years into the tables (signal post_migrate)."""
    try:
        TimeLimit = apps.get_model("registration", "TimeLimit")
        OfficeYear = apps.get_model("registration", "OfficeYear")
        OfficeDay = apps.get_model("registration", "OfficeDay")
    except LookupError:
        return
    if not TimeLimit.objects.filter(data_version=LIMITS_VERSION).exists():
        TimeLimit.objects.bulk_create(
            [TimeLimit(**row) for row in limit_rows()], ignore_conflicts=True
        )
    there = set(OfficeYear.objects.values_list("year", flat=True))
    for year in sorted(library_years() - there):
        OfficeYear.objects.create(year=year, source=library_name(), entered_at=datetime.now(tz=UTC))
        OfficeDay.objects.bulk_create(
            OfficeDay(day=day, year_id=year, is_workday=works, name=name)
            for day, works, name in library_days(year)
        )


def limit_rows() -> Iterator[dict[str, Any]]:
    """Yield the rows of the limits' file as the table takes them."""
    with LIMITS_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                **row,
                "amount": int(row["amount"]),
                "valid_from": date.fromisoformat(row["valid_from"]),
                "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                "in_force": row["in_force"] == "yes",
                "data_version": LIMITS_VERSION,
            }


def library_name() -> str:
    """Return what a year taken from the library says of its origin."""
    return f"chinesecalendar {chinese_calendar.__version__}"


def library_years() -> set[int]:
    """Return the years the library has, from the beginning of unified registration on."""
    return {day.year for day in chinese_calendar.holidays if day.year >= FIRST_YEAR}


def library_days(year: int) -> Iterator[tuple[date, bool, str]]:
    """Yield the days of ``year`` unlike their week: day, whether worked, and the holiday's name."""
    for day, name in sorted(chinese_calendar.holidays.items()):
        if day.year == year and day.weekday() < SATURDAY:
            yield day, False, NAMES[name]
    for day, name in sorted(chinese_calendar.workdays.items()):
        if day.year == year and day.weekday() >= SATURDAY:
            yield day, True, NAMES[name]
