"""Every write to cases: open, adopt into the register, close."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Account, Role
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from registration import adoption
from registration.domain.case import CaseStatus, may_move
from registration.models import Case, CaseEvent
from surveys.domain.decision import Decision, Outcome
from surveys.selectors import reuse_decision

ADOPTABLE = {Outcome.REUSE, Outcome.REUSE_WITH_NOTE}


@transaction.atomic
def case_open(parcel_code: str, *, building_number: str = "", by: Account, now: datetime) -> Case:
    """Open a first-registration case for a parcel, or for one building of it.

    Raises
    ------
    ParcelCodeMalformed
        The code is no parcel code.
    NotAllowed
        The account is no registrar of the district.
    Conflict
        There is an open case for the object already.
    """
    code = str(parse_parcel_code(normalise_input(parcel_code)))
    _require_registrar(by, code)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(5302, hashtext('case number'))")
    day = timezone.localtime(now).strftime("%Y%m%d")
    number = f"SC{day}{Case.objects.filter(number__startswith=f'SC{day}').count() + 1:04d}"
    try:
        with transaction.atomic():
            case = Case.objects.create(
                number=number,
                parcel_code=code,
                building_number=building_number,
                opened_by=by,
                opened_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            Text(
                f"宗地 {code} 已有正在办理的首次登记案件。",
                f"Parcel {code} has an open first-registration case already.",
            ),
            advice=Text("请在案件列表中打开它。", "Open it from the list of cases."),
        ) from error
    _record(case, "opened", by=by, now=now)
    return case


@transaction.atomic
def case_adopt(case: Case, *, by: Account, confirmed: bool = False, now: datetime) -> Decision:
    """Decide once more on today's evidence and write everything adopted into the register.

    One transaction: parcel, boundary points and lines, buildings, storeys, units and their codes,
    each with its source, and the case with the decision. Either all of it is there, or nothing.

    Parameters
    ----------
    confirmed
        The registrar has confirmed what the decision marks as needing confirmation.

    Raises
    ------
    NotAllowed
        The account is no registrar of the district.
    Conflict
        The case is not open, the decision does not allow registration, something needs
        confirmation, or the register refuses (overlap).
    """
    _require_registrar(by, case.parcel_code)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(5303, hashtext(%s))", [case.parcel_code[:12]])
    case = Case.objects.select_for_update().get(pk=case.pk)
    _require_move(case, CaseStatus.ADOPTED)
    decision = reuse_decision(case.parcel_code, building_number=case.building_number)
    if decision.outcome not in ADOPTABLE:
        raise Conflict(
            Text(
                f"现在不能登簿：{decision.summary.zh}",
                f"It cannot be registered now: {decision.summary.en}",
            )
        )
    if not confirmed and any(row.needs_confirmation for row in decision.data):
        raise Conflict(
            Text("有需要人工确认的数据，尚未确认。", "Some data need your confirmation first."),
            advice=Text("请核对后勾选确认。", "Check them and tick the confirmation."),
        )
    adoption.adopt(decision, now=now)
    _close(case, CaseStatus.ADOPTED, by=by, now=now, decision=decision.to_dict())
    _record(case, "adopted", by=by, now=now, note=", ".join(decision.basis))
    return decision


@transaction.atomic
def case_close(case: Case, *, by: Account, reason: str, now: datetime) -> None:
    """Close a case without registration, with a reason.

    Raises
    ------
    InvalidInput
        There is no reason.
    NotAllowed, Conflict
        As :func:`case_adopt`.
    """
    if not reason.strip():
        raise InvalidInput(
            Text("结案必须写明理由。", "A case is closed with a reason only."),
        )
    _require_registrar(by, case.parcel_code)
    case = Case.objects.select_for_update().get(pk=case.pk)
    _require_move(case, CaseStatus.CLOSED)
    _close(case, CaseStatus.CLOSED, by=by, now=now, close_reason=reason.strip())
    _record(case, "closed", by=by, now=now, note=reason.strip())


def _require_registrar(by: Account, parcel_code: str) -> None:
    if not by.has_role(Role.REGISTRAR) or not by.covers(parcel_code):
        raise NotAllowed(
            Text("只有本区域的登记人员可以办理。", "Only a registrar of the district may do this.")
        )


def _require_move(case: Case, to: CaseStatus) -> None:
    if not may_move(CaseStatus(case.status), to):
        raise Conflict(
            Text(
                f"案件 {case.number} 已办结，不能再办理。",
                f"Case {case.number} is finished; nothing more can be done in it.",
            )
        )


def _close(case: Case, to: CaseStatus, *, by: Account, now: datetime, **changes: object) -> None:
    for name, value in {
        "status": to.value,
        "decided_by": by,
        "decided_at": now,
        **changes,
    }.items():
        setattr(case, name, value)
    case.save()


def _record(case: Case, what: str, *, by: Account, now: datetime, note: str = "") -> None:
    CaseEvent.objects.create(case=case, at=now, by=by, what=what, note=note)
