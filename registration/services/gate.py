"""What every service of a case begins and ends with: who may, what is allowed, what is kept."""

from datetime import datetime

from accounts.models import Account, Role
from cadastre import audit
from cadastre.domain.errors import Conflict, KeyReused, NotAllowed
from cadastre.domain.findings import Text
from registration.clocks import WOUND, Limits, office_clock, wind
from registration.domain.case import PAST, ROLES, CaseState, CaseStatus, Move, Pause, after
from registration.models import Case, CaseEvent

SAID = {
    Move.HAND_OVER: Text("移交审核", "handed over"),
    Move.PASS: Text("审核通过", "passed"),
    Move.SEND_BACK: Text("退回", "sent back"),
    Move.REQUEST_SUPPLEMENT: Text("要求补正", "sent for a supplement"),
    Move.RECEIVE_SUPPLEMENT: Text("收到补正", "taken up after a supplement"),
    Move.STOP: Text("停计时", "stopped"),
    Move.RESUME: Text("恢复计时", "resumed"),
    Move.ADOPT: Text("登簿", "registered"),
    Move.CLOSE: Text("结案", "closed"),
    Move.WITHDRAW: Text("撤回", "withdrawn"),
}


def require_registrar(by: Account, parcel_code: str) -> None:
    """Raise NotAllowed unless the account is a registrar of the district."""
    if not by.has_role(Role.REGISTRAR) or not by.covers(parcel_code):
        raise NotAllowed(
            Text("只有本区域的登记人员可以办理。", "Only a registrar of the district may do this.")
        )


def require_move(case: Case, move: Move, *, by: Account) -> CaseState:
    """Return where a move leads.

    Raises
    ------
    NotAllowed
        The account lacks the role or the district, or examined what another has to register.
    Conflict
        The case is finished, its clock stands, or it waits at another step.
    """
    if not by.has_role(*ROLES[move]) or not by.covers(case.parcel_code):
        require_registrar(by, case.parcel_code)
    state = after(case.state, move)
    if state is None:
        raise Conflict(_why_not(case, move), advice=_instead(case, move))
    if move is Move.ADOPT and case.two_persons and case.examined_by_id == by.pk:
        raise NotAllowed(
            Text(
                f"案件 {case.number} 由您审核，登簿须由另一人办理。",
                f"You examined case {case.number}; another person has to register it.",
            ),
            advice=Text("请交由另一名登记人员登簿。", "Give it to another registrar."),
        )
    return state


def _why_not(case: Case, move: Move) -> Text:
    state, said = case.state, SAID[move]
    if state.status is not CaseStatus.OPEN:
        return Text(
            f"案件 {case.number} 已办结，不能再办理。",
            f"Case {case.number} is finished; nothing more can be done in it.",
        )
    if state.pause is not Pause.RUNNING:
        return Text(
            f"案件 {case.number} 正在停计时（{case.get_pause_display()}），不能{said.zh}。",
            f"The clock of case {case.number} stands ({state.pause}); it cannot be {said.en}.",
        )
    return Text(
        f"案件 {case.number} 现在的环节不能{said.zh}。",
        f"Case {case.number} is at the step “{state.step}”; it cannot be {said.en} there.",
    )


def _instead(case: Case, move: Move) -> Text:
    if case.status != CaseStatus.OPEN:
        return Text("", "")
    if case.pause:
        return Text("请先恢复计时或收到补正。", "End the stop or take the supplement first.")
    if move is Move.ADOPT:
        return Text(
            "该案须先经另一人审核通过。", "It has to pass an examination by another person first."
        )
    return Text("请刷新页面查看现在可办的事项。", "Load the page again to see what can be done.")


def change(case: Case, *, now: datetime, wind_clocks: bool = True, **values: object) -> Case:
    """Write ``values`` into a case if nobody moved it meanwhile, with its clocks wound anew.

    Raises
    ------
    Conflict
        The case has another revision than the one that was read.
    """
    for name, value in values.items():
        setattr(case, name, value)
    if wind_clocks and case.status == CaseStatus.OPEN:
        wind(case, clock=office_clock(), limits=Limits(), now=now)
        values |= {name: getattr(case, name) for name in WOUND}
    changed = Case.objects.filter(
        pk=case.pk, revision=case.revision, status=CaseStatus.OPEN
    ).update(**values, revision=case.revision + 1)
    if not changed:
        raise moved_meanwhile(case)
    case.revision += 1
    return case


def moved_meanwhile(case: Case) -> Conflict:
    """Return the refusal for a case that somebody else moved."""
    return Conflict(
        Text(
            f"案件 {case.number} 刚被他人办理，您看到的已不是最新情况。",
            f"Somebody else has just moved case {case.number}; what you saw is no longer so.",
        ),
        advice=Text("请刷新页面后再办。", "Load the page again first."),
    )


def fresh(case: Case, *, revision: int | None = None) -> Case:
    """Return the case as it is in the database now.

    Raises
    ------
    Conflict
        It has another revision than the one the caller saw.
    """
    case = Case.objects.get(pk=case.pk)
    if revision is not None and case.revision != revision:
        raise moved_meanwhile(case)
    return case


def done_before(case: Case, move: Move, request: str) -> bool:
    """Tell whether the move with this key was made already.

    Raises
    ------
    KeyReused
        The key came with another move of the case.
    """
    if not request:
        return False
    event = CaseEvent.objects.filter(case=case, request=request).first()
    if event is not None and event.what != PAST[move]:
        raise KeyReused(
            Text(
                f"请求键 {request} 已用于案件 {case.number} 的另一操作。",
                f"The request key {request} came with another move of case {case.number}.",
            )
        )
    return event is not None


def record(
    case: Case, what: str, *, by: Account, now: datetime, note: str = "", request: str = ""
) -> None:
    """Keep what was done in the history of the case, and in the journal without its words."""
    audit.record(
        actor=by.get_username(),
        action=f"case.{what}",
        objects=[case.number, case.parcel_code],
        now=now,
        details={"revision": case.revision},
        request_key=request,
    )
    CaseEvent.objects.create(case=case, at=now, by=by, what=what, note=note, request=request)


def record_move(
    case: Case, move: Move, *, by: Account, now: datetime, note: str = "", request: str = ""
) -> None:
    """Keep a move in the history of the case."""
    record(case, PAST[move], by=by, now=now, note=note, request=request)
