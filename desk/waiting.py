"""One line on the terminal that says how far a command is, for as long as a person waits for it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from cadastre.domain.findings import Text
from cadastre.domain.pace import heard_by
from desk.console import printable, usual_language
from importers.upload_pace import Progress

_CLEAR: Final = "\r\x1b[K"
_LONGEST_NAME: Final = 50
_CHECKING: Final = Text("逐项检查", "running the checks")


@contextmanager
def waiting() -> Iterator[Progress | None]:
    """Give what takes the progress of reading, and hear how far the checks are, until the end.

    Nothing is written, and None given, where standard error is no terminal that can clear a line.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield None
        return
    checking = getattr(_CHECKING, usual_language())
    try:
        with heard_by(lambda share: _show(int(share * 100), checking)):
            yield _show
    finally:
        _write(_CLEAR)


def _show(percent: int, what: str) -> None:
    _write(f"{_CLEAR}{percent:3d} % {printable(what)[-_LONGEST_NAME:]}")


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
