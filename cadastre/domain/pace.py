"""How far a long piece of work is, for people who wait for it.

Who works says where it is (:func:`reached`, :func:`passing`) as often as it likes. Work in several
parts says which share of the whole each part is (:func:`share`). What is said goes to whoever had
the work done (:func:`heard_by`), and nowhere when nobody listens.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TypeVar

from cadastre.domain.held import held

T = TypeVar("T")
Heard = Callable[[float], None]
"""Takes how much of the work is behind, from 0 to 1; it may be told less than before."""

_HEARD: ContextVar[Heard | None] = ContextVar("pace", default=None)


def heard_by(heard: Heard) -> AbstractContextManager[None]:
    """Tell ``heard`` what is said until the block ends."""
    return held(_HEARD, heard)


@contextmanager
def share(begin: float, end: float) -> Iterator[None]:
    """Take what is reached until the block ends for the work between two shares of it, 0 to 1."""
    around = _HEARD.get()
    if around is None:
        yield
        return
    with heard_by(lambda done: around(begin + done * (end - begin))):
        yield


def reached(done: int, total: int) -> None:
    """Say that ``done`` of ``total`` are behind: bytes, rows, or whatever is counted.

    A total of nothing says nothing, and what goes over the total counts as all of it.
    """
    heard = _HEARD.get()
    if heard is not None and total > 0:
        heard(min(1.0, done / total))


def passing(members: Collection[T]) -> Iterator[T]:
    """Yield the members, and say how many are behind as the next one is asked for."""
    for done, member in enumerate(members, start=1):
        yield member
        reached(done, len(members))
