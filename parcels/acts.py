"""What an act on parcels says, and what rooms above this one have to do with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cadastre.models import SpatialSource
from parcels.models import ChangeKind, Parcel, ParcelChange


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, when, by which papers.

    ``at`` is the moment from which it holds, never later than ``now``, the moment it is recorded;
    None means the same. ``prepared`` is the prepared change that the act registers, if any.
    ``fixtures`` says to which result, counted from 0, each building goes (whole codes); rooms above
    this one read it.
    """

    by: str
    now: datetime
    source: SpatialSource
    area_source: SpatialSource | None = None
    reason: str = ""
    at: datetime | None = None
    request_key: str = ""
    prepared: ParcelChange | None = None
    fixtures: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds_from(self) -> datetime:
        """The moment from which the act holds."""
        return self.at or self.now


@dataclass(frozen=True, slots=True)
class Closing:
    """Parcels that are about to end: their codes in order, and by what act.

    ``results`` is how many parcels begin in their place.
    """

    kind: ChangeKind
    codes: tuple[str, ...]
    act: Act
    results: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """Parcels that have ended and those that have begun in their place, written but not yet noted.

    ``after`` is in the order asked for; it is empty when the parcels are retired.
    """

    closing: Closing
    after: tuple[Parcel, ...]


_closing_checks: list[Callable[[Closing], None]] = []
_followers: list[Callable[[Replacement], None]] = []
_rewriting_checks: list[Callable[[Sequence[str]], None]] = []


def before_closing(check: Callable[[Closing], None]) -> Callable[[Closing], None]:
    """Have ``check`` asked before parcels end; it raises Conflict when their codes are in use.

    Rooms above this one, which it does not know, register what stands on the parcels.
    """
    if check not in _closing_checks:
        _closing_checks.append(check)
    return check


def after_replacing(follow: Callable[[Replacement], None]) -> Callable[[Replacement], None]:
    """Have ``follow`` called in the act's transaction when new parcels are in their place."""
    if follow not in _followers:
        _followers.append(follow)
    return follow


def after_rewriting(check: Callable[[Sequence[str]], None]) -> Callable[[Sequence[str]], None]:
    """Have ``check`` asked about parcels that were written anew under the codes they had.

    It raises Conflict when what stands on them does not fit what they say now.
    """
    if check not in _rewriting_checks:
        _rewriting_checks.append(check)
    return check


def ask_before_closing(closing: Closing) -> None:
    """Ask every check; raises what the first that objects raises."""
    for check in _closing_checks:
        check(closing)


def follow_after(replacement: Replacement) -> None:
    """Let everything that stood on the parcels follow."""
    for follow in _followers:
        follow(replacement)


def ask_after_rewriting(parcel_codes: Sequence[str]) -> None:
    """Ask every check about the parcels; raises what the first that objects raises."""
    for check in _rewriting_checks:
        check(parcel_codes)
