"""The last move of a case: writing into the register."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import Account
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from registration import adoption
from registration.domain.case import CaseKind, CaseStatus, Move
from registration.models import Case
from registration.services.gate import change, record_move, require_move, require_registrar
from registration.sheets import issue_sheet
from surveys.domain.decision import Decision, Outcome
from surveys.selectors import reuse_decision

ADOPTABLE = {Outcome.REUSE, Outcome.REUSE_WITH_NOTE}


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
        The account is no registrar of the district, or examined the case itself.
    Conflict
        The case is no first registration, is not open, its clock stands, it was not examined
        where two persons are required, the decision does not allow registration, something needs
        confirmation, or the register refuses (overlap).
    """
    case = _at_the_book(case, by=by)
    if case.kind != CaseKind.FIRST:
        raise Conflict(
            Text(
                "变更、更正案件不按前期成果登簿，由变更或更正操作写入。",
                "Only a first registration adopts earlier results; a change or correction is "
                "written by the act it is about.",
            )
        )
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
    adoption.adopt(decision, by=by.get_username(), now=now)
    _finish(case, decision.to_dict(), by=by, now=now, note=", ".join(decision.basis))
    return decision


@transaction.atomic
def case_register(
    case: Case, write: Callable[[], dict[str, Any]], *, by: Account, now: datetime
) -> Case:
    """Register a change or correction: ``write`` does it, and the case ends in one transaction.

    Parameters
    ----------
    write
        Writes into the register and returns what it wrote, as JSON (versions, codes, rules).

    Raises
    ------
    NotAllowed, Conflict
        As :func:`case_adopt`, and what ``write`` raises.
    """
    case = _at_the_book(case, by=by)
    if case.kind == CaseKind.FIRST:
        raise Conflict(
            Text("首次登记须按沿用决定登簿。", "A first registration is adopted on its decision.")
        )
    found = reuse_decision(case.parcel_code, building_number=case.building_number).to_dict()
    written = write()
    _finish(case, {**found, "written": written}, by=by, now=now)
    return case


def _at_the_book(case: Case, *, by: Account) -> Case:
    """Return the case locked, with its part of the register, when ``by`` may register it."""
    require_registrar(by, case.parcel_code)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(5303, hashtext(%s))", [case.parcel_code[:12]])
    case = Case.objects.select_for_update().get(pk=case.pk)
    require_move(case, Move.ADOPT, by=by)
    return case


def _finish(
    case: Case, decision: dict[str, Any], *, by: Account, now: datetime, note: str = ""
) -> None:
    change(
        case,
        now=now,
        status=CaseStatus.ADOPTED.value,
        decided_by=by,
        decided_at=now,
        decision=decision,
    )
    issue_sheet(case, now=now)
    record_move(case, Move.ADOPT, by=by, now=now, note=note)
