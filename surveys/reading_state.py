"""Whether a result that waits to be read will be: what the job queue says of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from surveys.models import ResultStatus, SurveyResult

UNREAD = frozenset({ResultStatus.RECEIVED, ResultStatus.READING})
READING_TASK = "surveys.tasks.read_result"
LONGEST_SILENCE_SECONDS = 300
"""A reading that told no progress for this long lost its worker: the longest single step of a large
delivery, to keep it, takes less."""
PATIENCE_SECONDS = 15
"""A free worker takes a result within a second; after this the page says that none did."""


class Phase(StrEnum):
    """Where the reading of an unread result stands."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ReadingState:
    """The phase, and for how many seconds it has lasted; of a reading, since its last progress."""

    phase: Phase
    seconds: int

    @property
    def nobody_came(self) -> bool:
        """Tell whether the result waits for longer than a living worker lets it."""
        return self.phase == Phase.QUEUED and self.seconds > PATIENCE_SECONDS

    @property
    def stopped(self) -> bool:
        """Tell whether the reading will not end by itself."""
        return self.phase == Phase.STOPPED


def reading_state(
    result: SurveyResult, *, now: datetime, longest_seconds: int = LONGEST_SILENCE_SECONDS
) -> ReadingState:
    """Return how the reading of an unread result stands.

    Parameters
    ----------
    longest_seconds
        A reading without progress for longer than this counts as stopped.
    """
    job = _jobs(result).order_by("-enqueued_at").first()
    if job is None:
        return _state(Phase.QUEUED, result.uploaded_at, now, longest_seconds)
    if job.status == TaskResultStatus.READY:
        return ReadingState(Phase.QUEUED, _seconds(job.enqueued_at, now))
    if job.status == TaskResultStatus.RUNNING:
        last = max(job.started_at, result.progress_at or job.started_at)
        return _state(Phase.RUNNING, last, now, longest_seconds)
    return ReadingState(Phase.STOPPED, _seconds(job.finished_at, now))


def _state(phase: Phase, since: datetime, now: datetime, longest_seconds: int) -> ReadingState:
    """Return the phase, or STOPPED when it has lasted too long to end by itself."""
    seconds = _seconds(since, now)
    return ReadingState(Phase.STOPPED if seconds >= longest_seconds else phase, seconds)


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, int((now - since) / timedelta(seconds=1)))


def times_begun(result: SurveyResult) -> int:
    """Return how often a worker began to read a result."""
    return _jobs(result).exclude(status=TaskResultStatus.READY).count()


def _jobs(result: SurveyResult) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(
        task_path=READING_TASK,
        args_kwargs__kwargs__result_id=str(result.pk),
        enqueued_at__gte=result.uploaded_at,
    )


def left_unread(*, older_than_seconds: int, now: datetime) -> list[SurveyResult]:
    """Return the results that no worker reads or is going to read, oldest first.

    A result that still stands in the queue is not among them, however long it has waited.
    """
    waiting = SurveyResult.objects.filter(status__in=UNREAD).order_by("uploaded_at", "pk")
    return [
        result
        for result in waiting
        if reading_state(result, now=now, longest_seconds=older_than_seconds).stopped
    ]
