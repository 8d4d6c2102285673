"""The moment that a reader asks of: the day it was so, and the day the register said so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model
from django.utils import timezone

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.models import VersionQuerySet

FORM = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?")
DAY_LENGTH = len("2024-03-15")
FIRST_YEAR, LAST_YEAR = 1900, 2199
OPEN_END = "infinity"
"""What a statement takes for “as we know today”: PostgreSQL's last moment of all."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reader asks of; without both it is what the register says today of today.

    Attributes
    ----------
    at
        When it was so. None with ``known`` set means the moment of ``known``.
    known
        When the register said it; None means today.
    at_text, known_text
        The two as the reader wrote them, for links and forms.
    """

    at: datetime | None = None
    known: datetime | None = None
    at_text: str = ""
    known_text: str = ""

    @property
    def is_today(self) -> bool:
        """Whether no day was asked for."""
        return self.at is None and self.known is None

    @property
    def valid(self) -> datetime | None:
        """The moment whose state is asked for; None is today."""
        return self.at or self.known

    def of(self, versions: VersionQuerySet[Row]) -> VersionQuerySet[Row]:
        """Limit versions to those of this moment."""
        valid = self.valid
        return versions.current() if valid is None else versions.at(valid, recorded=self.known)

    @property
    def parameters(self) -> dict[str, Any]:
        """``at`` and ``known`` as the statements of maps and lists take them."""
        return {"at": self.valid, "known": self.known or OPEN_END}

    @property
    def query(self) -> str:
        """The part of an address that asks of this moment, with its question mark; or nothing."""
        return f"?{self._written}" if self._written else ""

    @property
    def also(self) -> str:
        """The same for an address that asks for something already."""
        return f"&{self._written}" if self._written else ""

    @property
    def day(self) -> str:
        """The day that a map shows; nothing when it is today."""
        return "" if self.valid is None else timezone.localtime(self.valid).date().isoformat()

    @property
    def said(self) -> Text:
        """The moment in words."""
        if self.known is None:
            return Text(f"{self.at_text}", f"on {self.at_text}")
        return Text(
            f"{self.at_text or self.known_text}（按登记簿 {self.known_text} 的记载）",
            f"on {self.at_text or self.known_text}, as the register said on {self.known_text}",
        )

    @property
    def _written(self) -> str:
        told = {"at": self.at_text, "known": self.known_text}
        return urlencode({name: text for name, text in told.items() if text})


TODAY = Moment()


def moment_asked_for(query: Mapping[str, str]) -> Moment:
    """Return the moment in ``at`` (when it was so) and ``known`` (when the register said so).

    Raises
    ------
    InvalidInput
        One of the two is no date.
    """
    at_text, known_text = query.get("at", ""), query.get("known", "")
    return Moment(
        at=day_asked_for(at_text),
        known=day_asked_for(known_text, name="known"),
        at_text=at_text,
        known_text=known_text,
    )


def day_asked_for(text: str | None, *, name: str = "at") -> datetime | None:
    """Return the end of a day written 2024-03-15, or a moment with its zone; None for nothing.

    A moment without a zone is of the office's own.

    Raises
    ------
    InvalidInput
        It is neither, or lies outside the years 1900 to 2199.
    """
    if not text:
        return None
    # The plus of a zone comes as a blank when an address was not escaped.
    moment = _read(text.replace(" ", "+"))
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InvalidInput(
            Text(
                f"参数 {name} 的日期“{text[:40]}”有误，"
                "应为 2024-03-15 或 2024-03-15T10:30 的形式。",
                f"'{text[:40]}' in {name} is no date of the form 2024-03-15 or 2024-03-15T10:30.",
            ),
            advice=Text(
                "只写日期时指当日终了。",
                "A date without a time means the end of that day.",
            ),
        )
    return _with_zone(moment, is_day=len(text) == DAY_LENGTH)


def _read(text: str) -> datetime | None:
    if not FORM.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _with_zone(moment: datetime, *, is_day: bool) -> datetime:
    if is_day:
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return moment if moment.tzinfo else timezone.make_aware(moment)
