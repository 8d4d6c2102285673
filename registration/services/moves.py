"""Moving a case: every move is checked, compared and set, and kept in the history."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from registration.domain.case import WITH_REASON, CaseState, CaseStatus, Move, Pause, Step
from registration.domain.stops import STOP_REASONS, STOPS_BY_HAND, SUPPLEMENT
from registration.models import Case, CaseStop
from registration.services.duties import on_duty
from registration.services.gate import (
    change,
    done_before,
    fresh,
    record_move,
    require_move,
    require_registrar,
)
from registration.services.materials import demand, require_all_demanded


@transaction.atomic
def case_move(
    case: Case,
    move: Move,
    *,
    by: Account,
    now: datetime,
    reason: str = "",
    stop: str = "",
    materials: tuple[str, ...] = (),
    revision: int | None = None,
    request: str = "",
) -> Case:
    """Make a move other than registering; return the case as it is afterwards.

    Parameters
    ----------
    reason
        Why, in words; moves of ``WITH_REASON`` need it.
    stop
        For ``Move.STOP``: a code of the list of lawful stops.
    materials
        For ``Move.REQUEST_SUPPLEMENT``: what is asked of the applicant.
    revision
        The revision the caller saw; another one in the database is a Conflict.
    request
        Key of the caller: a move made with it before is not made again.

    Raises
    ------
    InvalidInput
        The reason or what belongs to it is missing or unknown.
    NotAllowed
        The account is no registrar of the district.
    KeyReused
        The request key came with another move.
    NotDemandable
        The supplement asks for what the state holds, or on a forbidden ground.
    Conflict
        The case is not where this move begins, or somebody moved it meanwhile.
    """
    require_registrar(by, case.parcel_code)
    if done_before(case, move, request):
        return fresh(case)
    case = fresh(case, revision=revision)
    reason = reason.strip()
    if move in WITH_REASON and not reason:
        raise InvalidInput(_without_reason(move))
    if move is Move.ADOPT:
        raise InvalidInput(
            Text("登簿请用登簿操作。", "Registering has a service of its own: adopt the case.")
        )
    to = require_move(case, move, by=by)
    note = _set_the_clock(case, move, by=by, now=now, reason=reason, given=(stop, materials))
    case = change(case, now=now, **_values(case, move, to, by=by, now=now, reason=reason))
    record_move(case, move, by=by, now=now, note=note, request=request)
    return case


def _without_reason(move: Move) -> Text:
    if move is Move.CLOSE:
        return Text("结案必须写明理由。", "A case is closed with a reason only.")
    return Text("请写明理由。", "Say why: this is done with a reason only.")


def _set_the_clock(
    case: Case,
    move: Move,
    *,
    by: Account,
    now: datetime,
    reason: str,
    given: tuple[str, tuple[str, ...]],
) -> str:
    """Begin or end a stop where the move does, and return what the history says of it."""
    stop, materials = given
    if move is Move.REQUEST_SUPPLEMENT:
        demand(case, materials, reason=reason, now=now)
        _begin(case, SUPPLEMENT, by=by, now=now, note=reason)
        return f"{', '.join(materials)}: {reason}"
    if move is Move.STOP:
        if stop not in STOPS_BY_HAND:
            raise InvalidInput(_no_such_stop(stop))
        _begin(case, stop, by=by, now=now, note=reason)
        why = STOP_REASONS[stop]
        return f"{why.name.zh}（{why.cites}）: {reason}"
    if move is Move.RECEIVE_SUPPLEMENT:
        require_all_demanded(case)
    if case.pause and move in (
        Move.RECEIVE_SUPPLEMENT, Move.RESUME, Move.CLOSE, Move.WITHDRAW
    ):  # fmt: skip
        CaseStop.objects.filter(case=case, ended_at=None).update(ended_at=now, ended_by=by)
    return reason


def _begin(case: Case, reason: str, *, by: Account, now: datetime, note: str) -> None:
    CaseStop.objects.create(case=case, reason=reason, note=note, started_at=now, started_by=by)


def _no_such_stop(stop: str) -> Text:
    zh = "、".join(f"{code}（{STOP_REASONS[code].name.zh}）" for code in STOPS_BY_HAND)
    en = ", ".join(f"{code} ({STOP_REASONS[code].name.en})" for code in STOPS_BY_HAND)
    return Text(
        f"“{stop}”不是可以停计时的情形；可选：{zh}。",
        f"“{stop}” does not stop a clock; what does: {en}.",
    )


def _values(
    case: Case, move: Move, to: CaseState, *, by: Account, now: datetime, reason: str
) -> dict[str, object]:
    """Return what a move writes into the case."""
    values: dict[str, object] = {
        "status": to.status.value,
        "step": to.step.value,
        "pause": to.pause.value,
    }
    if to.status is not CaseStatus.OPEN:
        values |= {"decided_by": by, "decided_at": now, "close_reason": reason}
        values["pause"] = Pause.RUNNING.value
    if to.step.value != case.step:
        values |= {"step_since": now, **_people(case, to.step)}
    if move is Move.PASS:
        values |= {"examined_by": by, "examined_at": now}
    if move is Move.SEND_BACK:
        values |= {"examined_by": None, "examined_at": None}
    return values


def _people(case: Case, step: Step) -> dict[str, object]:
    duty = on_duty(step, case.parcel_code)
    return {"handler": duty.handler, "backup": duty.backup} if duty else {}


def case_close(
    case: Case, *, by: Account, reason: str, now: datetime, revision: int | None = None
) -> None:
    """Close a case without registration, with a reason; raises as :func:`case_move`."""
    case_move(case, Move.CLOSE, by=by, reason=reason, now=now, revision=revision)


def case_withdraw(
    case: Case, *, by: Account, reason: str, now: datetime, revision: int | None = None
) -> None:
    """End a case because the applicant withdrew it; raises as :func:`case_move`."""
    case_move(case, Move.WITHDRAW, by=by, reason=reason, now=now, revision=revision)
