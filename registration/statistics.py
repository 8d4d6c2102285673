"""The monthly report: what reuse saved, from the cases of an account's districts."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from registration.domain.case import CaseStatus
from registration.domain.statistics import COLUMNS, RegisteredCase, ReuseRow, surveys_saved
from registration.models import Case

FORMAT = "cadastre-reuse-report"
FORMAT_VERSION = 1
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_read(text: str) -> str:
    """Return a month as it was asked for (``2026-11``); empty for all.

    Raises
    ------
    InvalidInput
        It is no month.
    """
    if text and not _MONTH.fullmatch(text):
        raise InvalidInput(
            Text(
                f"月份“{text[:20]}”应写成“年-月”，例如 2026-11。",
                f"'{text[:20]}' is no month; write year and month, for example 2026-11.",
            )
        )
    return text


def monthly_report(cases: Any, *, month: str = "") -> list[ReuseRow]:
    """Return the rows of the report over ``cases`` (a query of Case), for one month or for all."""
    registered = cases.filter(status=CaseStatus.ADOPTED.value, decision__isnull=False)
    if month:
        first, after = _month_bounds(month)
        registered = registered.filter(decided_at__gte=first, decided_at__lt=after)
    rows = registered.order_by("number").values_list("number", "decided_at", "decision")
    return surveys_saved(
        RegisteredCase(number, timezone.localtime(at).strftime("%Y-%m"), decision)
        for number, at, decision in rows.iterator(chunk_size=500)
    )


def _month_bounds(month: str) -> tuple[datetime, datetime]:
    """Return the first instants of a month and of the next, in the office's time zone."""
    first = date.fromisoformat(f"{month}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    zone = timezone.get_default_timezone()
    return (
        datetime(first.year, first.month, 1, tzinfo=zone),
        datetime(after.year, after.month, 1, tzinfo=zone),
    )


def report_csv(rows: Sequence[ReuseRow]) -> str:
    """Return the report as CSV with a heading line; the columns are :data:`COLUMNS`."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(row.values() for row in rows)
    return written.getvalue()


def report_json(rows: Sequence[ReuseRow], *, month: str = "") -> dict[str, Any]:
    """Return the report as JSON words, with its totals."""
    counted = COLUMNS[3:]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "month": month,
        "rows": [dict(zip(COLUMNS, row.values(), strict=True)) for row in rows],
        "totals": {name: sum(getattr(row, name) for row in rows) for name in counted[1:]},
    }


def all_cases() -> Any:
    """Return every case, for the command line of the office."""
    return Case.objects.all()
