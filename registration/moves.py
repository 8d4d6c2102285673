"""The moves of a case as buttons: what may be done now, by whom, and what each needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from registration import services
from registration.domain.case import WITH_REASON, Move, moves_from
from registration.domain.materials import KINDS
from registration.domain.stops import STOP_REASONS, STOPS_BY_HAND
from registration.forms import MoveForm
from registration.models import Case

LABELS: dict[Move, tuple[str | Promise, str]] = {
    Move.HAND_OVER: (_("Hand over to examination"), "chevron-right"),
    Move.PASS: (_("Examined: pass on to entry"), "check-circle"),
    Move.SEND_BACK: (_("Send back a step"), "arrow-return-left"),
    Move.REQUEST_SUPPLEMENT: (_("Ask for a supplement"), "file-earmark-text"),
    Move.RECEIVE_SUPPLEMENT: (_("The supplement is here"), "check-circle"),
    Move.STOP: (_("Stop the clock"), "hourglass-split"),
    Move.RESUME: (_("Let the clock run"), "clock-history"),
    Move.WITHDRAW: (_("Withdrawn by the applicant"), "slash-circle"),
}
FORWARD = (Move.HAND_OVER, Move.PASS, Move.RECEIVE_SUPPLEMENT, Move.RESUME)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its code and its words."""

    code: str
    name: Text
    cites: str = ""


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A move that is allowed now: its button, and the fields its form has."""

    word: str
    label: str | Promise
    icon: str
    address: str
    request: str
    needs_reason: bool
    is_forward: bool
    reasons: tuple[Choice, ...] = ()
    materials: tuple[Choice, ...] = ()


def moves_shown(case: Case, account: Account) -> list[MoveShown]:
    """Return the moves that ``account`` may make now, apart from registering and closing."""
    if not account.has_role("registrar") or not account.covers(case.parcel_code):
        return []
    address = reverse("registration:move", args=[case.number])
    return [
        MoveShown(
            word=move.value,
            label=LABELS[move][0],
            icon=LABELS[move][1],
            address=address,
            request=uuid4().hex,
            needs_reason=move in WITH_REASON,
            is_forward=move in FORWARD,
            reasons=_stops() if move is Move.STOP else (),
            materials=_demandable(case) if move is Move.REQUEST_SUPPLEMENT else (),
        )
        for move in moves_from(case.state)
        if move in LABELS
    ]


def _stops() -> tuple[Choice, ...]:
    reasons = [STOP_REASONS[code] for code in STOPS_BY_HAND]
    return tuple(Choice(reason.code, reason.name, reason.cites) for reason in reasons)


def _demandable(case: Case) -> tuple[Choice, ...]:
    """Return the materials an applicant may be asked for: those the state does not hold."""
    return tuple(
        Choice(material.kind, KINDS[material.kind].name)
        for material in case.materials.all()
        if material.source == "submitted"
    )


def move_asked(case: Case, given: Mapping[str, Any], *, by: Account) -> Case:
    """Make the move that a form or a program's JSON asks for.

    Raises
    ------
    InvalidInput
        The move is none, or a field cannot be read; the message names them.
    """
    form = MoveForm(given)
    if not form.is_valid():
        wrong = "; ".join(f"{name}: {' '.join(errors)}" for name, errors in form.errors.items())
        moves = ", ".join(word for word, _label in form.fields["move"].choices)
        raise InvalidInput(
            Text(f"请求不成立：{wrong}", f"The request cannot be read: {wrong}"),
            advice=Text(f"可办的操作：{moves}。", f"There are these moves: {moves}."),
        )
    data = form.cleaned_data
    return services.case_move(
        case,
        Move(data["move"]),
        by=by,
        now=timezone.now(),
        reason=data["reason"],
        stop=data["stop"],
        materials=tuple(data["materials"]),
        revision=data["revision"],
        request=data["request"],
    )
