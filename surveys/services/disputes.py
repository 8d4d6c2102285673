"""Boundary disputes (争议界 600003): while one is open, no boundary of the parcel is registered."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Role
from cadastre import audit
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from surveys.models import BoundaryDispute


@transaction.atomic
def dispute_enter(
    parcel_code: str, *, line: str, since: date, about: str = "", by: Account, now: datetime
) -> BoundaryDispute:
    """Enter a line in dispute, such as ``J2-J3``.

    Raises
    ------
    ParcelCodeMalformed
        The code is no parcel code.
    InvalidInput
        No line is named, or the day lies after today.
    NotAllowed
        The account is no reviewer or registrar of the district.
    """
    code = str(parse_parcel_code(normalise_input(parcel_code)))
    _require_office(by, code)
    if not line.strip() or since > timezone.localdate(now):
        raise InvalidInput(
            Text(
                "须写明争议的界址线，起始日不得晚于今天。",
                "Name the boundary line in dispute; its first day is no later than today.",
            )
        )
    dispute = BoundaryDispute.objects.create(
        parcel_code=code, line=line.strip(), about=about, since=since, entered_by=by, entered_at=now
    )
    _record(dispute, "dispute.enter", by=by, now=now)
    return dispute


@transaction.atomic
def dispute_end(dispute: BoundaryDispute, *, on: date, by: Account, now: datetime) -> None:
    """End a dispute on a day.

    Raises
    ------
    NotAllowed
        As :func:`dispute_enter`.
    InvalidInput
        The day lies before its first, or after today.
    Conflict
        It has ended already.
    """
    _require_office(by, dispute.parcel_code)
    today = timezone.localdate(now)
    if not dispute.since <= on <= today:
        raise InvalidInput(
            Text(
                f"终止日 {on} 应在起始日 {dispute.since} 与今天 {today} 之间。",
                f"The last day, {on}, must lie between the first, {dispute.since}, and today, "
                f"{today}.",
            )
        )
    ended = BoundaryDispute.objects.filter(pk=dispute.pk, ended_on__isnull=True).update(ended_on=on)
    if not ended:
        raise Conflict(Text("该争议已经终止。", "The dispute has ended already."))
    dispute.refresh_from_db()
    _record(dispute, "dispute.end", by=by, now=now)


def _record(dispute: BoundaryDispute, action: str, *, by: Account, now: datetime) -> None:
    """Keep it in the journal, without its words."""
    audit.record(
        actor=by.get_username(),
        action=action,
        objects=[dispute.parcel_code],
        now=now,
        details={"dispute": dispute.pk, "line": dispute.line},
    )


def _require_office(by: Account, code: str) -> None:
    if not by.has_role(Role.REVIEWER, Role.REGISTRAR) or not by.covers(code):
        raise NotAllowed(
            Text(
                "只有本区域的审核或登记人员可以登记界址争议。",
                "Only a reviewer or registrar of the district enters boundary disputes.",
            )
        )
