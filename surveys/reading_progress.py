"""How far the reading of a result is, written where its page and the API see it at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.utils import timezone

from cadastre.domain.pace import heard_by
from surveys.models import ReadingStep, ResultStatus, SurveyResult

_PERCENT: Final = {
    ReadingStep.OPENING: (0, 1),
    ReadingStep.READING: (1, 40),
    ReadingStep.CHECKING: (40, 80),
    ReadingStep.KEEPING: (80, 99),
}
"""Where each step begins and ends; about the time that each takes of a large delivery."""


class ReadingProgress:
    """Tells the progress of one result that is being read; it never goes back."""

    def __init__(self, result_id: UUID) -> None:
        self._result = SurveyResult.objects.filter(pk=result_id, status=ResultStatus.READING)
        self._percent = 0

    def file(self, percent: int, name: str) -> None:
        """Tell how much of all files is read, and the name of the one being read."""
        self._tell(ReadingStep.READING, percent / 100, name)

    @contextmanager
    def step(self, step: ReadingStep) -> Iterator[None]:
        """Tell that a step begins, and what the work until the block ends says of itself."""
        self._tell(step, 0)
        with heard_by(lambda share: self._moved(step, share)):
            yield

    def _moved(self, step: ReadingStep, share: float) -> None:
        if _percent(step, share) > self._percent:
            self._tell(step, share)

    def _tell(self, step: ReadingStep, share: float, note: str = "") -> None:
        self._percent = max(self._percent, _percent(step, share))
        self._result.update(
            progress=self._percent,
            progress_step=step,
            progress_note=note[:200],
            progress_at=timezone.now(),
        )


def _percent(step: ReadingStep, share: float) -> int:
    begin, end = _PERCENT[step]
    return int(begin + share * (end - begin))
