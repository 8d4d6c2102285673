"""The frame of a change: once for a request key, written into the journal, in one piece."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from buildings.models import ActKind, CodeAct
from buildings.services.codes import Ground, act_record
from cadastre import audit
from cadastre.idempotency import once

Done = dict[str, list[str]]
"""Lists of codes by what became of them: ``issued``, ``retired``, ``kept``."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change is called in ledger and journal, on what ground it is made, and when."""

    kind: ActKind
    action: str
    ground: Ground
    now: datetime
    request_key: str = ""


def changed(change: Change, body: dict[str, Any], act_on: Callable[[CodeAct], Done]) -> Done:
    """Carry out a change once and answer a repeated request with the first answer.

    Raises whatever ``act_on`` raises, and then nothing has been written.
    """

    def carried_out() -> dict[str, Any]:
        act = act_record(change.kind, change.ground, now=change.now)
        done = act_on(act)
        audit.record(
            actor=change.ground.actor,
            action=change.action,
            objects=[code for codes in done.values() for code in codes],
            now=change.now,
            details={name: len(codes) for name, codes in done.items()} | {"act": act.pk},
            request_key=change.request_key,
        )
        return done

    return once(
        carried_out,
        actor=change.ground.actor or audit.SYSTEM,
        key=change.request_key,
        action=change.action,
        body=body,
        now=change.now,
    )


def as_body(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return content objects as the body that a request key is compared by."""
    return [asdict(row) for row in rows]
