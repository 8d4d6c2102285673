"""A case: its kinds, where it stands, and which moves lead from there to where.

A case is *open* until it is registered, closed or withdrawn; while it is open it waits at one of
three steps (受理, 审核, 登簿), and its clock may be standing (补正, or a lawful stop).
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class CaseKind(StrEnum):
    """What is registered: for the first time (首次), after a change (变更), corrected (更正)."""

    FIRST = "first"
    CHANGE = "change"
    CORRECTION = "correction"


class CaseStatus(StrEnum):
    """Whether a case is under way, and how it ended."""

    OPEN = "open"
    ADOPTED = "adopted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """Where an open case waits: acceptance (受理), examination (审核), entry (登簿)."""

    ACCEPTANCE = "acceptance"
    EXAMINATION = "examination"
    ENTRY = "entry"


class Pause(StrEnum):
    """Why the clock of an open case stands: it runs, waits for a supplement, or is stopped."""

    RUNNING = ""
    SUPPLEMENT = "supplement"
    STOPPED = "stopped"


class Move(StrEnum):
    """What is done in a case. ``ADOPT`` writes into the register, all others move the case only."""

    HAND_OVER = "hand_over"
    PASS = "pass"  # noqa: S105 - an examination is passed
    SEND_BACK = "send_back"
    REQUEST_SUPPLEMENT = "request_supplement"
    RECEIVE_SUPPLEMENT = "receive_supplement"
    STOP = "stop"
    RESUME = "resume"
    ADOPT = "adopt"
    CLOSE = "close"
    WITHDRAW = "withdraw"


PAST: dict[Move, str] = {
    Move.HAND_OVER: "handed_over",
    Move.PASS: "passed",
    Move.SEND_BACK: "sent_back",
    Move.REQUEST_SUPPLEMENT: "supplement_requested",
    Move.RECEIVE_SUPPLEMENT: "supplement_received",
    Move.STOP: "stopped",
    Move.RESUME: "resumed",
    Move.ADOPT: "adopted",
    Move.CLOSE: "closed",
    Move.WITHDRAW: "withdrawn",
}
"""The word under which a move is kept in the history."""

WITH_REASON = frozenset(
    {Move.SEND_BACK, Move.REQUEST_SUPPLEMENT, Move.STOP, Move.CLOSE, Move.WITHDRAW}
)
"""Moves that are not made without saying why."""

ROLES: dict[Move, frozenset[str]] = {move: frozenset({"registrar"}) for move in Move}
"""Which roles may make a move; the account must also cover the district of the parcel."""

LAWFUL_ENDS = {
    Move.ADOPT: CaseStatus.ADOPTED,
    Move.CLOSE: CaseStatus.CLOSED,
    Move.WITHDRAW: CaseStatus.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands.

    Parameters
    ----------
    two_persons
        Who registers must be another than who examined, and somebody must have examined.
    """

    status: CaseStatus = CaseStatus.OPEN
    step: Step = Step.ACCEPTANCE
    pause: Pause = Pause.RUNNING
    two_persons: bool = False


def after(state: CaseState, move: Move) -> CaseState | None:
    """Return where ``move`` leads from ``state``; None when it is not allowed there."""
    if state.status is not CaseStatus.OPEN:
        return None
    if move in (Move.CLOSE, Move.WITHDRAW):
        return replace(state, status=LAWFUL_ENDS[move])
    if state.pause is not Pause.RUNNING:
        ends = Move.RECEIVE_SUPPLEMENT if state.pause is Pause.SUPPLEMENT else Move.RESUME
        return replace(state, pause=Pause.RUNNING) if move is ends else None
    return _while_running(state, move)


def _while_running(state: CaseState, move: Move) -> CaseState | None:
    match move, state.step:
        case Move.HAND_OVER, Step.ACCEPTANCE:
            return replace(state, step=Step.EXAMINATION)
        case Move.PASS, Step.EXAMINATION:
            return replace(state, step=Step.ENTRY)
        case Move.SEND_BACK, Step.EXAMINATION:
            return replace(state, step=Step.ACCEPTANCE)
        case Move.SEND_BACK, Step.ENTRY:
            return replace(state, step=Step.EXAMINATION)
        case Move.REQUEST_SUPPLEMENT, _:
            return replace(state, pause=Pause.SUPPLEMENT)
        case Move.STOP, _:
            return replace(state, pause=Pause.STOPPED)
        case Move.ADOPT, step if step is Step.ENTRY or not state.two_persons:
            return replace(state, status=CaseStatus.ADOPTED)
        case _:
            return None


def moves_from(state: CaseState) -> tuple[Move, ...]:
    """Return the moves allowed in ``state``, in the order they are usually made."""
    return tuple(move for move in Move if after(state, move) is not None)
