"""COPY in the background: the database takes one text while the next is made."""

import io
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

_AT_ONCE = 1 << 22
"""Bytes handed over at once: each time the sender waits until the maker of texts pauses."""


class Copier:
    """Sends texts to the database one after the other; at most one is under way.

    The cursor is the sender's until :meth:`wait` returns: no other statement in between.
    """

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="copy")
        self._sent: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for what is under way; what it raises counts unless something was raised before."""
        self._thread.shutdown()
        if error is None:
            self.wait()

    def send(self, statement: str, text: str) -> None:
        """Send a text as soon as the one before it is through.

        Raises
        ------
        psycopg2.Error
            What the database said to the text before.
        """
        self.wait()
        lines = io.BytesIO(text.encode())
        self._sent = self._thread.submit(self._cursor.copy_expert, statement, lines, _AT_ONCE)

    def wait(self) -> None:
        """Return when nothing is under way any more; raises what the database said."""
        sent, self._sent = self._sent, None
        if sent is not None:
            sent.result()
