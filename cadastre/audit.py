"""The journal of acts: every service writes into it, and its chain can be proved.

Each entry carries the SHA-256 of the entry before it, so an entry that is changed, taken out, put
in or moved breaks the chain at that place. What was cut off at the end leaves a sound chain: keep
the head (:func:`head`) outside this database and give it back as an anchor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cadastre import sql
from cadastre.models import AuditEntry

MOST_OBJECTS = 1000
"""Objects named in one entry; an act on more says how many there were."""

SYSTEM = "system"
"""Who acts when no account does: a command or a job."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the chain; an empty journal has 0 and 64 zeros."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a proof of the chain found; ``broken_at`` is the number of the first broken link."""

    entries: int
    head: Head
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether every link is sound."""
        return self.broken_at is None


def record(
    *,
    actor: str,
    action: str,
    objects: Iterable[str],
    now: datetime,
    details: Mapping[str, Any] | None = None,
    request_key: str = "",
) -> AuditEntry:
    """Write one act into the journal, in the caller's transaction.

    Parameters
    ----------
    actor
        User name of the account, or :data:`SYSTEM`.
    action
        What was done, for example ``parcel.split``.
    objects
        Codes of what it was done to; beyond the first thousand only their number is kept.
    now
        The moment the service acts at; the database adds its own clock.
    details
        Figures of the act as JSON; decimals as strings. Never a holder's name or number.
    """
    named = list(objects)
    told = dict(details or {})
    if len(named) > MOST_OBJECTS:
        told["objects_in_all"] = len(named)
    return AuditEntry.objects.create(
        actor=actor or SYSTEM,
        action=action,
        objects_named=named[:MOST_OBJECTS],
        details=told,
        request_key=request_key,
        said_at=now,
    )


def head() -> Head:
    """Return the last sealed link."""
    last = AuditEntry.objects.filter(seq__isnull=False).order_by("-seq").first()
    return Head(last.seq or 0, last.hash or "") if last else Head(0, "0" * 64)


def chain_proved(*, anchor: str = "") -> ChainReport:
    """Recompute every digest and follow the chain from its beginning.

    Parameters
    ----------
    anchor
        A head noted earlier, ``number:digest``; the chain must still hold that link. Without one
        a journal that was cut off at its end cannot be told from one that ended there.
    """
    (counted,) = sql.rows("cadastre", "audit_chain_length", {})
    last = head()
    broken = sql.rows("cadastre", "audit_chain_broken", {})
    if broken:
        return ChainReport(counted["entries"], last, broken[0]["seq"], broken[0]["reason"])
    if anchor:
        number, _, digest = anchor.partition(":")
        is_there = (
            number.isdigit()
            and AuditEntry.objects.filter(seq=int(number), hash=digest.strip()).exists()
        )
        if not is_there and anchor != str(Head(0, "0" * 64)):
            broken_at = min(int(number) if number.isdigit() else 0, last.seq + 1)
            return ChainReport(counted["entries"], last, broken_at, "the anchored link is gone")
    return ChainReport(counted["entries"], last)
