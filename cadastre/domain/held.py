"""A context variable that holds a value for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def held(variable: ContextVar[T], value: T) -> Iterator[None]:
    """Set a variable until the block ends.

    Without a token, which a generator that is closed in another context could not give back.
    """
    before = variable.get()
    variable.set(value)
    try:
        yield
    finally:
        variable.set(before)
