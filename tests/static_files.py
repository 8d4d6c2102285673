"""The static files, found once for all clients of a run: looking takes 30 ms, and each has to."""

from typing import ClassVar

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Redirect, StaticFile


class FoundOnce(WhiteNoiseMiddleware):
    """Serves the same files in the same way; no test adds a static file while it runs."""

    found: ClassVar[dict[str, StaticFile | Redirect]] = {}

    def add_files_from_finders(self) -> None:
        """Look in the folders of all apps the first time, and remember."""
        if not self.found:
            super().add_files_from_finders()
            self.found.update(self.files)
        self.files.update(self.found)
