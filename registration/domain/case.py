"""The first-registration case: its states and the moves allowed."""

from enum import StrEnum


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ADOPTED = "adopted"
    CLOSED = "closed"


MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.OPEN: frozenset({CaseStatus.ADOPTED, CaseStatus.CLOSED}),
    CaseStatus.ADOPTED: frozenset(),
    CaseStatus.CLOSED: frozenset(),
}


def may_move(status: CaseStatus, to: CaseStatus) -> bool:
    """Tell whether a case may go from ``status`` to ``to``."""
    return to in MOVES[status]
