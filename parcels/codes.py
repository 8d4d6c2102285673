"""Giving out parcel codes: new numbers after the highest of the series, never one again.

GB/T 37346-2019: a parcel whose boundary changes gets a new sequence number after the highest of
its feature letters in the sub-district; the old code is closed and not used again.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from parcels.models import IssuedParcelCode

LAST_NUMBER = 99_999
SERIES_LENGTH = 14


@transaction.atomic
def parcel_codes_allocate(
    series: str, count: int, *, now: datetime, purpose: str = ""
) -> list[str]:
    """Return ``count`` new codes of a series, lowest first, and write them into the ledger.

    Parameters
    ----------
    series
        Sub-district (12 digits) and feature letters, for example ``410811001002GB``.
    purpose
        What the codes are for, as the ledger keeps it.

    Raises
    ------
    Conflict
        The series would run past 99999.
    """
    _lock([series])
    highest = (
        IssuedParcelCode.objects.filter(series=series).aggregate(last=Max("number"))["last"] or 0
    )
    if highest + count > LAST_NUMBER:
        raise Conflict(
            Text(
                f"{series} 的宗地顺序号已用到 {highest}，再编 {count} 个将超过 99999。",
                f"Series {series} has used numbers up to {highest}; "
                f"{count} more would exceed 99999.",
            )
        )
    issued = [
        IssuedParcelCode(
            code=f"{series}{number:05d}",
            series=series,
            number=number,
            issued_at=now,
            issued_for=purpose,
        )
        for number in range(highest + 1, highest + count + 1)
    ]
    IssuedParcelCode.objects.bulk_create(issued)
    return [code.code for code in issued]


def parcel_codes_retire(codes: Sequence[str], *, at: datetime) -> None:
    """Note that codes name nothing from ``at`` on. What is retired already stays as it is."""
    IssuedParcelCode.objects.filter(code__in=codes, retired_at__isnull=True).update(retired_at=at)


def series_lock(codes: Sequence[str]) -> None:
    """Take the locks of the series of ``codes``, in their order."""
    _lock(sorted({code[:SERIES_LENGTH] for code in codes}))


def _lock(series: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for name in series:
            cursor.execute("select pg_advisory_xact_lock(37346, hashtext(%s))", [name])
