"""What a code became and what it came from: steps between codes, read for any day.

Steps are given as they were recorded, in any order; a circle among them (which only a mistake could
make) ends the walk instead of going round.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

UNKNOWN, NOT_YET, RESERVED, CONFIRMED, RETIRED = (
    "unknown",
    "not_yet",
    "reserved",
    "confirmed",
    "retired",
)
IN_FORCE = frozenset({RESERVED, CONFIRMED})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``from_code`` was followed by ``to_code`` at ``at``."""

    from_code: str
    to_code: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CodeDates:
    """When a code was reserved, confirmed and retired; all None when nobody ever gave it."""

    code: str
    reserved_at: datetime | None = None
    confirmed_at: datetime | None = None
    retired_at: datetime | None = None

    def state(self, at: datetime | None = None) -> str:
        """Return the state on a day, by default today's; ``not_yet`` before it was given."""
        if self.reserved_at is None:
            return UNKNOWN
        if at is None:
            return RETIRED if self.retired_at else CONFIRMED if self.confirmed_at else RESERVED
        if self.reserved_at > at:
            return NOT_YET
        if self.retired_at is not None and self.retired_at <= at:
            return RETIRED
        confirmed = self.confirmed_at is not None and self.confirmed_at <= at
        return CONFIRMED if confirmed else RESERVED


@dataclass(frozen=True, slots=True)
class Lineage:
    """A code with every step that leads on from it and every step that led to it.

    ``dates`` holds the asked code and every code that a step names.
    """

    code: str
    dates: Mapping[str, CodeDates]
    forward: tuple[Step, ...] = ()
    back: tuple[Step, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, each once, the earliest first."""
        return tuple(sorted({*self.forward, *self.back}, key=_when))

    @property
    def codes(self) -> tuple[str, ...]:
        """The asked code first, then every other, in the order of the steps."""
        named = (code for step in self.steps for code in (step.from_code, step.to_code))
        return tuple(dict.fromkeys((self.code, *named)))

    @property
    def is_known(self) -> bool:
        """Whether the ledger has ever heard of the code."""
        return self.dates[self.code].state() != UNKNOWN or bool(self.forward or self.back)

    def state(self, at: datetime | None = None) -> str:
        """Return the state of the asked code."""
        return self.dates[self.code].state(at)

    def standing(self, at: datetime | None = None) -> tuple[str, ...]:
        """Return the codes that stand for the asked one on a day, by default today.

        Forward along the steps that had happened by then, back along those that had not; of what
        is met, the codes that were in force. Empty when nothing stood for it any more, or yet.
        """
        onward = (step for step in self.forward if at is None or step.at <= at)
        undone = (step for step in self.back if at is not None and step.at > at)
        met = dict.fromkeys(
            [
                *walked(self.code, ((step.from_code, step.to_code) for step in onward)),
                *walked(self.code, ((step.to_code, step.from_code) for step in undone)),
            ]
        )
        return tuple(sorted(code for code in met if self.dates[code].state(at) in IN_FORCE))


def walked(start: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield ``start`` and everything that can be reached from it, each once, the nearest first."""
    following: dict[str, list[str]] = defaultdict(list)
    for here, there in pairs:
        following[here].append(there)
    met, waiting = {start}, [start]
    while waiting:
        yield from waiting
        ahead = [there for here in waiting for there in following[here]]
        waiting = [code for code in dict.fromkeys(ahead) if code not in met]
        met.update(waiting)


def _when(step: Step) -> tuple[datetime, str, str]:
    return step.at, step.from_code, step.to_code
