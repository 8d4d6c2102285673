"""How much of an upload is read, out of what the reader of each of its files says of itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cadastre.domain.pace import heard_by

Progress = Callable[[int, str], None]
"""Takes how much of an upload is read, in percent, and the name of the file being read."""


@dataclass(slots=True)
class UploadPace:
    """Tells how much of an upload is read, in whole percent of its bytes, each of them once."""

    progress: Progress
    total: int
    behind: int = 0
    percent: int = 0

    @contextmanager
    def reading(self, name: str, size: int) -> Iterator[Callable[[float], None]]:
        """Listen to the reader of one file; gives what it is heard by."""

        def heard(done: float) -> None:
            percent = int((self.behind + done * size) * 100 / self.total)
            if percent > self.percent:
                self.percent = percent
                self.progress(percent, name)

        self.progress(self.percent, name)
        with heard_by(heard):
            yield heard


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all that lies in a folder; an empty one counts as one."""
    inside = path.rglob("*") if path.is_dir() else [path]
    return sum(one.stat().st_size for one in inside) or 1
