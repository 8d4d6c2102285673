"""The office's working days: weekends and holidays off, swapped weekends on, by year as entered.

A year that nobody has entered is unknown, not a year without holidays: every answer that would
need it is :class:`Missing` and names it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Missing:
    """The answer needs the calendar of ``year``, which nobody has entered."""

    year: int


class YearMissing(Exception):
    """Raised inside a count that reaches a year nobody has entered; caught where it began."""

    def __init__(self, year: int) -> None:
        super().__init__(f"calendar of {year}")
        self.year = year


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days the office works.

    Parameters
    ----------
    years
        Years that were entered; all others are unknown.
    exceptions
        Weekdays off and weekend days worked (``True`` is a working day); other days follow the
        week.
    """

    years: frozenset[int]
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, years: Iterable[int], exceptions: Mapping[date, bool]) -> "WorkCalendar":
        """Return the calendar of these years."""
        return cls(frozenset(years), dict(exceptions))

    def works_on(self, day: date) -> bool | Missing:
        """Tell whether the office works on ``day``."""
        if day.year not in self.years:
            return Missing(day.year)
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def require(self, day: date) -> bool:
        """Tell whether the office works on ``day``. Raises YearMissing for an unknown year."""
        works = self.works_on(day)
        if isinstance(works, Missing):
            raise YearMissing(works.year)
        return works

    def workdays_after(self, day: date) -> Iterator[date]:
        """Yield the working days after ``day``. Raises YearMissing where the calendar ends."""
        while True:
            day += ONE_DAY
            if self.require(day):
                yield day

    def count(self, after: date, until: date) -> int:
        """Count the working days of ``(after, until]``; 0 when ``until`` is not later.

        Raises
        ------
        YearMissing
            The interval reaches a year nobody has entered.
        """
        days = 0
        while after < until:
            after += ONE_DAY
            days += self.require(after)
        return days
